"""Addresses of portal.api."""

from django.urls import URLPattern, URLResolver, path

from portal.api import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz/live", views.live, name="health-live"),
    path("healthz/ready", views.ready, name="health-ready"),
]
