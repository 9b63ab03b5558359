"""Uploads that have arrived take the place of files in the forms that name them.

A form sends ``<field>-upload`` with an upload's number instead of the bytes. Before the view sees
the request, the number becomes a file in ``request.FILES``, if the upload is the same person's and
complete: forms and views need not know how a file came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.accounts.actors import actor_of
from portal.documents import incoming, queries
from portal.documents.models import Upload
from portal.ui.widgets import LOST_UPLOAD, UPLOAD_SUFFIX

FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


class ArrivedFile(File[bytes]):
    """The bytes of an upload; storing them closes it (``documents.operations.store``)."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(incoming.path_of(upload).open("rb"), name=upload.name)
        self.upload_id = upload.pk
        self.content_type = "application/octet-stream"


class put_arrivals_in_place:  # noqa: N801 # the name of a middleware among functions
    """Middleware: needs the person, so it stands behind ``attach_actor``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the work is done once the view and its CSRF check are known."""
        response = self.get_response(request)
        for file in getattr(request, "arrivals", ()):
            file.close()
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _arguments: Any, _keywords: Any
    ) -> None:
        """Put the files of this form in place."""
        if request.method != "POST" or request.content_type not in FORM_TYPES:
            return
        named = [key for key in request.POST if key.endswith(UPLOAD_SUFFIX)]
        if named and actor_of(request).is_known:
            request.arrivals = [  # type: ignore[attr-defined]  # closed with the response
                file for key in named if (file := _put(request, key)) is not None
            ]


def _put(request: HttpRequest, key: str) -> File[bytes] | None:
    field, written = key.removesuffix(UPLOAD_SUFFIX), request.POST.get(key, "")
    if not written or field in request.FILES:
        return None
    actor, number = actor_of(request), _number(written)
    upload = queries.arrived(actor, number, now=timezone.now()) if number else None
    file = _opened(upload)
    if file is not None:
        request.FILES[field] = file  # type: ignore[assignment]  # a file like any other
    elif number is None or not queries.is_used(actor, number):
        request.FILES[field] = LOST_UPLOAD  # type: ignore[assignment]  # told by the field
    return file


def _number(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _opened(upload: Upload | None) -> ArrivedFile | None:
    try:
        return ArrivedFile(upload) if upload is not None else None
    except FileNotFoundError:
        return None
