"""What a certifier confirmed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.applications.models import Application


class Certification(models.Model):
    """A certifier read exactly the content with this checksum and confirmed it.

    It is never changed: once the application says something else, its checksum differs and the
    confirmation counts no more (docs/adr/0018).
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="certifications"
    )
    content_sha256 = models.CharField(max_length=64)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    certified_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "content_sha256", "certified_by"],
                name="one_certification_of_a_content_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(content_sha256__regex=r"^[0-9a-f]{64}$"),
                name="certified_content_has_a_sha256",
            ),
        ]
