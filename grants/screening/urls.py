"""Addresses of grants.screening."""

from django.urls import URLPattern, URLResolver, path

from grants.screening import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("screening/", views.screening_index, name="screening-index"),
    path("screening/calls/<slug:code>/", views.screening_queue, name="screening-queue"),
    path("screening/<slug:reference>/", views.screening_application, name="screening-application"),
    path("screening/<slug:reference>/decision/", views.screening_decide, name="screening-decide"),
]
