"""Addresses of grants.clarifications."""

from django.urls import URLPattern, URLResolver, path

from grants.clarifications import views

OFFICE = "screening/<slug:reference>/clarification/"
OWN = "applications/<slug:reference>/clarification/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(OFFICE, views.clarification_ask, name="clarification-ask"),
    path(f"{OFFICE}extend/", views.clarification_extend, name="clarification-extend"),
    path(f"{OFFICE}close/", views.clarification_close, name="clarification-close"),
    path(OWN, views.clarification_answer, name="clarification-answer"),
    path(f"{OWN}files/<uuid:file_id>/", views.clarification_file, name="clarification-file"),
]
