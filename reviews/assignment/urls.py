"""Addresses of reviews.assignment."""

from django.urls import URLPattern, URLResolver, path

from reviews.assignment.views import assessors, boards, many, officers, reasons

CALL = "assignments/calls/<slug:code>/"
PANEL = CALL + "proposal/applications/<slug:reference>/"
PAIR = CALL + "applications/<slug:reference>/<uuid:assessor>/"
MINE = "assignments/<slug:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(CALL, officers.call_assignment, name="call-assignment"),
    path(CALL + "run/", officers.run_request, name="assignment-run-request"),
    path(CALL + "progress/", officers.run_progress, name="assignment-run-progress"),
    path(CALL + "discard/", officers.run_discard, name="assignment-run-discard"),
    path(CALL + "proposal/", boards.run_proposal, name="assignment-proposal"),
    path(
        CALL + "proposal/assessors/",
        boards.proposal_assessors,
        name="assignment-proposal-assessors",
    ),
    path(CALL + "proposal/again/", boards.proposal_rework, name="assignment-proposal-rework"),
    path(CALL + "several/", many.several, name="assignment-several"),
    path(CALL + "assessors/", many.assessors, name="call-assignment-assessors"),
    path(CALL + "assessors/<uuid:assessor>/", many.assessor, name="assessor-assignment"),
    path(PANEL, boards.panel, name="assignment-panel"),
    path(PANEL + "restore/", boards.panel_restore, name="assignment-panel-restore"),
    path(PANEL + "<uuid:assessor>/lock/", boards.panel_lock, name="assignment-panel-lock"),
    path(
        CALL + "applications/<slug:reference>/",
        officers.application_assignment,
        name="application-assignment",
    ),
    path(PAIR + "take-back/", officers.assignment_take_back, name="assignment-take-back"),
    path(PAIR + "why/", reasons.why, name="assignment-why"),
    path(PAIR + "price/", reasons.price, name="assignment-price"),
    path("assignments/", assessors.assignment_list, name="assignment-list"),
    path(MINE, assessors.assignment_detail, name="assignment-detail"),
    path(MINE + "declare/", assessors.assignment_declare, name="assignment-declare"),
    path(MINE + "accept/", assessors.assignment_accept, name="assignment-accept"),
    path(MINE + "decline/", assessors.assignment_decline, name="assignment-decline"),
    path(
        MINE + "files/<uuid:attachment>/",
        assessors.assignment_attachment,
        name="assignment-attachment",
    ),
]
