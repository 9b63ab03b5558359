"""Addresses of calibration."""

from django.urls import path

from reviews.calibration import views

RANKING = "panel/<slug:code>/ranking/"

urlpatterns = [
    path(RANKING, views.ranking_detail, name="ranking-detail"),
    path(f"{RANKING}request/", views.ranking_request, name="ranking-request"),
    path(f"{RANKING}progress/", views.ranking_progress, name="ranking-progress"),
]
