"""Addresses of scoring."""

from django.urls import path

from reviews.scoring import views

urlpatterns = [
    path("assessments/<str:reference>/", views.score_sheet, name="score-sheet"),
]
