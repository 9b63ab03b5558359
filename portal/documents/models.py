"""Stored files: data about them; the bytes are under a random name outside any public folder."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

INCOMING = "incoming"
"""The folder of uploads that are not finished, beside the stored files."""


def random_name(_document: Document, _filename: str) -> str:
    """A storage name nobody can guess and that says nothing of its content (requirement FI-04)."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


def incoming_name() -> str:
    """Where the bytes of one upload gather."""
    return f"{INCOMING}/{secrets.token_hex(16)}"


class ScanState(models.TextChoices):
    """What the virus scanner said; the embedded default has none and says so."""

    NOT_SCANNED = "not_scanned"
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"


class Damage(models.TextChoices):
    """What the daily look at the stored bytes found wrong (requirement FI-07)."""

    MISSING = "missing"
    CHANGED = "changed"


class Document(models.Model):
    """One file. The area that holds a foreign key to it decides who may open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=random_name, max_length=80)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scan_state = models.CharField(
        max_length=20, choices=ScanState.choices, default=ScanState.NOT_SCANNED
    )
    damage = models.CharField(max_length=10, choices=Damage.choices, blank=True, default="")
    verified_at = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_checksum_is_sha256"
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "document"

    @property
    def audit_reference(self) -> str:
        """Its number: a file's name may name a person."""
        return str(self.pk)

    @property
    def audit_scope(self) -> str:
        """Of no call: the area that holds the file says which."""
        return ""


class Upload(models.Model):
    """A file on its way, in pieces; complete when ``offset`` reaches ``size``.

    It belongs to the person who began it and to nothing else yet. ``closed_at`` is set when its
    bytes were stored as a document, or it was cancelled: then they are gone from here, and its
    number means nothing any more. The row stays until it expires, because beginnings are counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads"
    )
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    stored = models.CharField(max_length=80, unique=True, default=incoming_name)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gt=0, offset__lte=models.F("size")),
                name="upload_is_not_larger_than_declared",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="uploads_by_expiry")]

    @property
    def is_complete(self) -> bool:
        """Whether every byte has arrived."""
        return self.offset == self.size
