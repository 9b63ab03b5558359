"""Addresses of scoring."""

from django.urls import URLPattern, URLResolver, path

from reviews.scoring.record import views as record
from reviews.scoring.views import autosaving, corrections, officers, sheets

CALL = "assessments/calls/<slug:code>/"
SHEET = "assessments/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("pool/record/", record.assessor_record, name="assessor-record"),
    path("pool/record/<uuid:assessor>/", record.assessor_record_of, name="assessor-record-of"),
    path(CALL, officers.score_coverage, name="score-coverage"),
    path(CALL + "<slug:reference>/", officers.score_application, name="score-application"),
    path(
        CALL + "<slug:reference>/<uuid:assessor>/leave/", officers.score_leave, name="score-leave"
    ),
    path(SHEET, sheets.score_sheet, name="score-sheet"),
    path(SHEET + "autosave/", autosaving.score_sheet_autosave, name="score-sheet-autosave"),
    path(SHEET + "correct/", corrections.score_sheet_correct, name="score-sheet-correct"),
    path(SHEET + "abstain/", corrections.score_sheet_abstain, name="score-sheet-abstain"),
]
