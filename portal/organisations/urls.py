"""Addresses of portal.organisations."""

from django.urls import URLPattern, URLResolver, path

from portal.organisations import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("organisations/", views.organisation_list, name="organisation-list"),
    path("organisations/new/", views.register, name="organisation-register"),
    path("organisations/<uuid:organisation_id>/", views.revise, name="organisation-revise"),
]
