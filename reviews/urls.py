"""Addresses of reviews."""

from django.urls import include, path

urlpatterns = [
    path("", include("reviews.pool.urls")),
    path("", include("reviews.conflicts.urls")),
    path("", include("reviews.bidding.urls")),
    path("", include("reviews.assignment.urls")),
    path("", include("reviews.scoring.urls")),
    path("", include("reviews.calibration.urls")),
    path("", include("reviews.draws.urls")),
    path("", include("reviews.panels.urls")),
    path("", include("reviews.selection.urls")),
    path("", include("reviews.meetings.urls")),
    path("", include("reviews.minutes.urls")),
]
