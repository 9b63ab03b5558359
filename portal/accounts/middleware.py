"""What every request of a person who is logged in must obey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from portal.accounts.actors import actor_of
from portal.accounts.queries import has_second_factor

View = Callable[[HttpRequest], HttpResponse]

OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "second-factor-needed",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
        "set_language",
        "health-live",
        "health-ready",
    }
)
"""What somebody needs to set up a second factor, or to give up and leave."""


SEEN_WITHIN = timedelta(minutes=2)
"""How exactly the page of a person's sessions tells when each was last used."""


def note_session(get_response: View) -> View:
    """Middleware: a person's sessions tell from where and when they were last used.

    allauth's own middleware writes with every request, which costs five queries; pages that save
    while somebody types make many. The time is good to :data:`SEEN_WITHIN`; another address or
    another browser is noted at once.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        has_session = request.session.session_key and request.user.is_authenticated
        if has_session and not _is_noted(request):
            UserSession.objects.create_from_request(request)
        return get_response(request)

    return middleware


def _is_noted(request: HttpRequest) -> bool:
    longest = UserSession._meta.get_field("user_agent").max_length
    noted: bool = UserSession.objects.filter(
        session_key=request.session.session_key,
        user=request.user.pk,
        ip=get_adapter().get_client_ip(request),
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:longest],
        last_seen_at__gt=timezone.now() - SEEN_WITHIN,
    ).exists()
    return noted


def require_second_factor(get_response: View) -> View:
    """Middleware: staff without a second factor reach nothing but its set-up (requirement AU-01).

    Who has one was asked for it by allauth when they signed in. The demo waives it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if _lacks_second_factor(request):
            return redirect("second-factor-needed")
        return get_response(request)

    return middleware


def _lacks_second_factor(request: HttpRequest) -> bool:
    if settings.DEMO_MODE or not request.user.is_authenticated:
        return False
    if _url_name(request) in OPEN_WITHOUT_SECOND_FACTOR:
        return False
    actor = actor_of(request)
    return actor.is_staff and not has_second_factor(actor.person)


def _url_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def keep_private(get_response: View) -> View:
    """Middleware: pages of a person are never cached by anybody (requirement AZ-10)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware
