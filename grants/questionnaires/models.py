"""The narrative questions of a call."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call
from portal.i18n.texts import TextField


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SHORT = "short", _("One line")
    LONG = "long", _("Paragraphs")


class Question(models.Model):
    """One question of a call's form, with its limit in characters (code points, LF newlines)."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="questions")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=QuestionKind.choices, default=QuestionKind.LONG)
    label = TextField()
    help = TextField()
    most_characters = models.PositiveIntegerField(default=2000)
    is_required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "code"], name="question_code_is_unique_in_its_call"
            ),
            models.CheckConstraint(
                condition=Q(most_characters__gte=1, most_characters__lte=20_000),
                name="question_limit_is_1_to_20000_characters",
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)
