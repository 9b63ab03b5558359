"""Addresses of decisions."""

from django.urls import path

from grants.decisions import views

urlpatterns = [
    path("decisions/", views.decision_list, name="decision-list"),
    path("decisions/<slug:code>/", views.decision_detail, name="decision-detail"),
    path("decisions/<slug:code>/approve/", views.decision_approve, name="decision-approve"),
    path("decisions/<slug:code>/return/", views.decision_return, name="decision-return"),
]
