"""Addresses of grants."""

from django.urls import include, path

urlpatterns = [
    path("", include("grants.programmes.urls")),
    path("", include("grants.questionnaires.urls")),
    path("", include("grants.eligibility.urls")),
    path("", include("grants.quotas.urls")),
    path("", include("grants.applications.urls")),
    path("", include("grants.certification.urls")),
    path("", include("grants.exclusions.urls")),
    path("", include("grants.correspondence.urls")),
    path("", include("grants.clarifications.urls")),
    path("", include("grants.screening.urls")),
    path("", include("grants.decisions.urls")),
    path("", include("grants.awards.urls")),
    path("", include("grants.reporting.urls")),
]
