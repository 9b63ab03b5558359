"""Addresses of portal.documents."""

from django.urls import URLPattern, URLResolver, path

from portal.documents import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("uploads/", views.upload_begin, name="upload-begin"),
    path("uploads/<uuid:upload_id>/", views.upload_piece, name="upload-piece"),
]
