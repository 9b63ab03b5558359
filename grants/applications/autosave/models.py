"""Who has a section open, and what they saved in it lately."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from grants.applications.models import Application


class WritingSpell(models.Model):
    """One person in one section of a draft; a day after they were last seen it is forgotten.

    ``began_at`` is when the log last told of autosaves in this section by this person, ``fields``
    the instant (ISO) at which they last saved each field.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="writing_spells"
    )
    section = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    fields = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "section", "person"],
                name="one_writing_spell_per_person_and_section",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="writing_spells_by_age")]
