"""Addresses that the layout asks for, so that the gallery needs no other area."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def answer(request: HttpRequest) -> HttpResponse:
    """Something with a name to link to."""
    return HttpResponse(request.path)


urlpatterns = [
    path("", answer, name="front"),
    path("gallery/", answer, name="gallery"),
    path("gallery/parts/", answer, name="gallery-parts"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/login/", answer, name="account_login"),
    path("accounts/signup/", answer, name="account_signup"),
    path("accounts/logout/", answer, name="account_logout"),
]
