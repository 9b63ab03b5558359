"""What a person may upload, and how much at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor
from portal.core.denial import Denied
from portal.documents.checks import LARGEST_FILE
from portal.documents.models import Upload

LIFETIME = timedelta(hours=24)
"""After the last piece; then what has arrived is removed."""

MOST_WAITING = 10 * LARGEST_FILE
MOST_BEGINNINGS = 100
BEGINNINGS_COUNTED = timedelta(hours=1)
LEAST_FREE = 200 * 1024 * 1024
LARGEST_PIECE = 5_000_000


class TooLarge(Denied):
    """The file or the piece is larger than the limit."""


class TooMany(Denied):
    """The person has too much under way."""


class NoRoom(Denied):
    """The disk is full."""


class Misplaced(Denied):
    """The piece does not begin where the last one ended."""


class Busy(Denied):
    """Another piece of the same upload is being written."""


class Gone(Denied):
    """The upload was finished, cancelled or has expired."""


@dataclass(frozen=True)
class Burden:
    """What a person has under way: declared bytes, and uploads begun in the last hour."""

    waiting: int
    beginnings: int


def check_begin(actor: Actor, *, size: int, burden: Burden, free: int) -> None:
    """Anybody who is signed in may upload, within limits of size, sum and pace (FI-02)."""
    if actor.user is None:
        raise Denied(_("Sign in first."))
    if size <= 0:
        raise Denied(_("This file is empty."))
    if size > LARGEST_FILE:
        raise TooLarge(_("This file is larger than 20 MB. Attach a smaller one."))
    if burden.waiting + size > MOST_WAITING or burden.beginnings >= MOST_BEGINNINGS:
        raise TooMany(
            _("You have too many uploads under way. Cancel some, or try again in an hour.")
        )
    if free - size < LEAST_FREE:
        raise NoRoom(_("The file could not be stored. Try again later."))


def check_piece(upload: Upload, *, offset: int, length: int) -> None:
    """A piece follows the last one and stays within what was declared."""
    if upload.closed_at is not None:
        raise Gone(_("This upload is no longer here. Choose the file again."))
    if offset != upload.offset:
        raise Misplaced(_("This part of the file is not the one that comes next."))
    if length > LARGEST_PIECE or offset + length > upload.size:
        raise TooLarge(_("This part of the file is larger than announced."))
