"""Refuses text no page can mean, before any view sees it (requirement IN-01)."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


def _is_hostile(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


def refuse_hostile_text(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: NUL or a lone surrogate in the path or query answers 400, never 500.

    Form fields are left to their forms, which say so beside the field and keep what was typed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        parts = [request.path_info]
        for key, values in request.GET.lists():
            parts += [key, *values]
        if any(map(_is_hostile, parts)):
            raise BadRequest("The address holds characters that no page can use.")
        return get_response(request)

    return middleware
