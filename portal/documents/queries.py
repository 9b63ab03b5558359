"""Reads of uploads and stored files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from portal.accounts.actors import Actor
from portal.documents import rules
from portal.documents.models import Document, ScanState, Upload


def visible_to(actor: Actor, *, now: datetime) -> QuerySet[Upload]:
    """The uploads that ``actor`` began and that are still here."""
    own = Upload.objects.filter(owner=actor.user) if actor.user else Upload.objects.none()
    return own.filter(closed_at__isnull=True, expires_at__gt=now)


def arrived(actor: Actor, upload_id: UUID, *, now: datetime) -> Upload | None:
    """The person's own upload if every byte of it has arrived."""
    found = visible_to(actor, now=now).filter(pk=upload_id).first()
    return found if found is not None and found.is_complete else None


def is_used(actor: Actor, upload_id: UUID) -> bool:
    """Whether the person's upload was stored or cancelled before: a page sent twice, say."""
    used = Upload.objects.filter(owner=actor.user, pk=upload_id, closed_at__isnull=False)
    return actor.user is not None and used.exists()


def burden_of(actor: Actor, *, now: datetime) -> rules.Burden:
    """What ``actor`` has under way."""
    waiting = visible_to(actor, now=now).aggregate(sum=Sum("size"))["sum"] or 0
    since = now - rules.BEGINNINGS_COUNTED
    begun = Upload.objects.filter(owner=actor.user, created_at__gt=since).count()
    return rules.Burden(waiting=waiting, beginnings=begun)


def lapsed(now: datetime) -> QuerySet[Upload]:
    """Uploads whose time is over, finished ones included."""
    return Upload.objects.filter(expires_at__lte=now)


def known_among(names: Sequence[str]) -> set[str]:
    """Those of the storage names that a row speaks of."""
    held = Document.objects.filter(file__in=names).values_list("file", flat=True)
    under_way = Upload.objects.filter(closed_at__isnull=True, stored__in=names)
    return {*held, *under_way.values_list("stored", flat=True)}


def waiting_for_the_scanner(*, before: datetime) -> QuerySet[Document]:
    """Files stored before that instant which have no verdict, oldest first."""
    waiting = Document.objects.filter(scan_state=ScanState.PENDING, created_at__lte=before)
    return waiting.order_by("created_at", "pk")


def due_for_verification(*, before: datetime) -> QuerySet[Document]:
    """Files whose bytes were last looked at before that instant, the longest ago first."""
    due = Q(verified_at__isnull=True, created_at__lte=before) | Q(verified_at__lte=before)
    return Document.objects.filter(due).order_by(F("verified_at").asc(nulls_first=True), "pk")


def troubled() -> QuerySet[Document]:
    """Stored files that an administrator should know of: infected, missing, changed."""
    found = Document.objects.filter(Q(scan_state=ScanState.INFECTED) | ~Q(damage=""))
    return found.order_by("-created_at", "pk")
