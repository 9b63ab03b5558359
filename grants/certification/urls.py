"""Addresses of grants.certification."""

from django.urls import URLPattern, URLResolver, path

from grants.certification import views

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "applications/<str:reference>/certify/",
        views.application_certify,
        name="application-certify",
    ),
    path(
        "applications/<str:reference>/certify/ask/",
        views.application_ask_certifier,
        name="application-certify-ask",
    ),
]
