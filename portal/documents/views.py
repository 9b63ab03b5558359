"""The door for uploads in pieces, as the tus protocol asks (``protocol``).

It answers with statuses and one plain sentence, never with a page: the script of the file field
shows the sentence. A visitor is told 401 instead of being led to the sign-in page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.actors import actor_of
from portal.core.denial import Denied
from portal.documents import operations, protocol, queries, rules

View = Callable[..., HttpResponse]

STATUSES: tuple[tuple[type[Denied], int], ...] = (
    (rules.TooLarge, 413),
    (rules.TooMany, 429),
    (rules.NoRoom, 507),
    (rules.Misplaced, 409),
    (rules.Busy, 423),
    (rules.Gone, 404),
    (Denied, 400),
)
PIECE = 1 << 16


def tus(view: View) -> View:
    """Decorator: the protocol's version, signed-in people alone, refusals as plain sentences."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **keywords: Any) -> HttpResponse:
        try:
            response = _asked(view, request, *args, **keywords)
        except protocol.Malformed as error:
            response = _plain(str(error), error.status)
        except Denied as denied:
            status = next(code for kind, code in STATUSES if isinstance(denied, kind))
            response = _plain(str(denied), status)
        for name, value in {"Tus-Resumable": protocol.VERSION, "Cache-Control": "no-store"}.items():
            response[name] = value
        return response

    return answered


def _asked(view: View, request: HttpRequest, *args: Any, **keywords: Any) -> HttpResponse:
    if not actor_of(request).is_known:
        return _plain(_("You have been signed out. Sign in again, then go on."), 401)
    if request.method == "OPTIONS":
        return _plain("", 204, protocol.abilities())
    protocol.check_version(request.headers)
    return view(request, *args, **keywords)


def _plain(words: str, status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        words, status=status, headers=headers, content_type="text/plain; charset=utf-8"
    )


@require_http_methods(["OPTIONS", "POST"])
@tus
def upload_begin(request: HttpRequest) -> HttpResponse:
    """Announce a file: its length and its name."""
    upload = operations.begin(
        name=protocol.file_name(request.headers),
        size=protocol.number(request.headers, "Upload-Length"),
        actor=actor_of(request),
        now=timezone.now(),
    )
    place = {"Location": reverse("upload-piece", args=[upload.pk])}
    return _plain("", 201, {**protocol.state(upload), **place})


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@tus
def upload_piece(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """How far an upload is; its next piece; or its end."""
    if request.method == "PATCH":
        return _next_piece(request, upload_id)
    actor, now = actor_of(request), timezone.now()
    upload = queries.visible_to(actor, now=now).filter(pk=upload_id).first()
    if upload is None:
        raise rules.Gone(_("This upload is no longer here. Choose the file again."))
    if request.method == "DELETE":
        operations.cancel(upload_id=upload_id, actor=actor, now=now)
        return _plain("", 204)
    return _plain("", 200, protocol.state(upload))


def _next_piece(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if request.content_type != protocol.CONTENT_TYPE:
        raise protocol.Malformed(f"Content-Type must be {protocol.CONTENT_TYPE}.", 415)
    offset = protocol.number(request.headers, "Upload-Offset")
    if protocol.number(request.headers, "Content-Length") > rules.LARGEST_PIECE:
        raise rules.TooLarge(_("This part of the file is larger than announced."))
    piece = _read(request)
    protocol.check_sum(request.headers, piece)
    upload = operations.append(
        upload_id=upload_id,
        offset=offset,
        piece=piece,
        actor=actor_of(request),
        now=timezone.now(),
    )
    return _plain("", 204, protocol.state(upload))


def _read(request: HttpRequest) -> bytes:
    """What arrives of the piece: if the line breaks, what came before is kept and counted."""
    pieces: list[bytes] = []
    try:
        while len(part := request.read(PIECE)):
            pieces.append(part)
    except UnreadablePostError:
        pass
    return b"".join(pieces)
