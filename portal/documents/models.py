"""Stored files: data about them; the bytes are under a random name outside any public folder."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


def random_name(_document: Document, _filename: str) -> str:
    """A storage name nobody can guess and that says nothing of its content (requirement FI-04)."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


class ScanState(models.TextChoices):
    """What the virus scanner said; the embedded default has none and says so."""

    NOT_SCANNED = "not_scanned"
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"


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
