"""Addresses of scoring."""

from django.urls import URLPattern, URLResolver, path

from reviews.scoring.views import autosaving, sheets

SHEET = "assessments/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(SHEET, sheets.score_sheet, name="score-sheet"),
    path(SHEET + "autosave/", autosaving.score_sheet_autosave, name="score-sheet-autosave"),
]
