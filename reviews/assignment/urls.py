"""Addresses of reviews.assignment."""

from django.urls import URLPattern, URLResolver, path

from reviews.assignment.views import assessors, officers

CALL = "assignments/calls/<slug:code>/"
MINE = "assignments/<slug:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(CALL, officers.call_assignment, name="call-assignment"),
    path(CALL + "run/", officers.run_request, name="assignment-run-request"),
    path(CALL + "progress/", officers.run_progress, name="assignment-run-progress"),
    path(CALL + "discard/", officers.run_discard, name="assignment-run-discard"),
    path(CALL + "proposal/", officers.run_proposal, name="assignment-proposal"),
    path(
        CALL + "applications/<slug:reference>/",
        officers.application_assignment,
        name="application-assignment",
    ),
    path(
        CALL + "applications/<slug:reference>/<uuid:assessor>/take-back/",
        officers.assignment_take_back,
        name="assignment-take-back",
    ),
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
