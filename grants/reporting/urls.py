"""Addresses of reports."""

from django.urls import path

from grants.reporting import views

urlpatterns = [path("reports/funding/", views.funding, name="report-funding")]
