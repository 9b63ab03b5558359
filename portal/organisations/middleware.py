"""Puts the actor on every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.accounts.actors import VISITOR, Actor
from portal.organisations.queries import actor_for


def _load(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return VISITOR
    return actor_for(request.user, now=timezone.now())


def attach_actor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ``request.actor`` is loaded when first read, afresh for each request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _load(request))  # type: ignore[attr-defined]  # read it with actor_of
        return get_response(request)

    return middleware
