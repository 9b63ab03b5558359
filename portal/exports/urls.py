"""Addresses of exports."""

from django.urls import path

from portal.exports import views

urlpatterns = [
    path("exports/request/<slug:kind>/", views.request_export, name="export-request"),
    path("exports/<uuid:export_id>/", views.progress, name="export-progress"),
    path("exports/<uuid:export_id>/file/", views.download, name="export-download"),
]
