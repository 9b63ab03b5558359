"""Addresses of grants.exclusions."""

from django.urls import URLPattern, URLResolver, path

from grants.exclusions import views

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "applications/<str:reference>/exclusions/",
        views.application_exclusions,
        name="application-exclusions",
    ),
    path(
        "applications/<str:reference>/exclusions/<int:number>/drop/",
        views.application_exclusion_drop,
        name="application-exclusion-drop",
    ),
]
