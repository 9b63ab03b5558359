"""Addresses of grants.correspondence."""

from django.urls import URLPattern, URLResolver, path

from grants.correspondence import views

OF_APPLICATION = "applications/<slug:reference>/correspondence/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("correspondence/", views.correspondence_list, name="correspondence-list"),
    path(OF_APPLICATION, views.correspondence, name="correspondence"),
    path(
        f"{OF_APPLICATION}files/<uuid:file_id>/",
        views.correspondence_file,
        name="correspondence-file",
    ),
]
