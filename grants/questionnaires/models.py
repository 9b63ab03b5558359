"""The form of a call as data: its versions, their sections, their questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call
from grants.questionnaires.conditions import Asked
from portal.i18n.texts import Text, TextField


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SHORT = "short", _("One line")
    LONG = "long", _("Paragraphs")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount of money (HKD)")
    DATE = "date", _("Day")
    CHOICE = "choice", _("One of several options")
    SEVERAL = "several", _("Any of several options")
    YES_NO = "yes_no", _("Yes or no")
    FILE = "file", _("File (PDF)")
    TABLE = "table", _("Table")


class ColumnKind(models.TextChoices):
    """What stands in the cells of a column."""

    LINE = "line", _("Text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount of money (HKD)")
    DATE = "date", _("Day")


TEXTS = (QuestionKind.SHORT, QuestionKind.LONG)
MEASURES = (QuestionKind.NUMBER, QuestionKind.MONEY)
CHOICES = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


class FormVersion(models.Model):
    """One version of a call's form; the one in force is the highest with ``in_force_at``.

    The first version is in force from the start, and can be changed while the call is a draft. A
    version of a published call that is in force, or that an application uses, is never changed: a
    trigger on this table, on sections and on questions refuses it. A corrected version is written
    beside it and takes its place; ``note`` tells applicants what was corrected.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="form_versions")
    number = models.PositiveSmallIntegerField()
    note = TextField()
    in_force_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "number"], name="form_version_number_is_unique_in_its_call"
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(in_force_at__isnull=True),
                name="call_has_one_form_version_in_the_making",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.number}"


class FormSection(models.Model):
    """A page of the form: a title, an introduction and its questions."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="sections")
    code = models.SlugField(max_length=40)
    title = TextField()
    introduction = TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "code"], name="section_code_is_unique_in_its_form"
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class Question(models.Model):
    """One question; of the limits only those of its kind are used.

    ``most_characters`` counts code points with LF line ends. ``least`` and ``most`` bound numbers
    and HKD, ``earliest`` and ``latest`` days, ends included. ``options`` are ``{"code", "label"}``,
    ``columns`` ``{"code", "label", "kind"}``. ``condition`` is a sentence of
    :mod:`grants.questionnaires.conditions`. After ``frozen_after`` no answer is changed any more.
    """

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="questions")
    section = models.ForeignKey(FormSection, on_delete=models.PROTECT, related_name="questions")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=QuestionKind.choices, default=QuestionKind.LONG)
    label = TextField()
    help = TextField()
    is_required = models.BooleanField(default=True)
    most_characters = models.PositiveIntegerField(null=True)
    least = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    most = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    most_choices = models.PositiveSmallIntegerField(null=True)
    most_rows = models.PositiveSmallIntegerField(null=True)
    options = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    condition = models.JSONField(null=True)
    is_hidden_from_assessors = models.BooleanField(default=False)
    identifies_applicant = models.BooleanField(default=False)
    is_personal = models.BooleanField(default=False)
    frozen_after = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "code"], name="question_code_is_unique_in_its_form"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TEXTS, most_characters__gte=1, most_characters__lte=20_000)
                | (~Q(kind__in=TEXTS) & Q(most_characters__isnull=True)),
                name="question_limit_is_1_to_20000_characters",
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(least__lte=F("most")),
                name="question_least_is_not_above_most",
            ),
            models.CheckConstraint(
                condition=Q(earliest__isnull=True)
                | Q(latest__isnull=True)
                | Q(earliest__lte=F("latest")),
                name="question_earliest_is_not_after_latest",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4), name="question_has_at_most_4_decimals"
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def labels(self) -> dict[str, Text]:
        """The words of each option by its code."""
        return {option["code"]: Text(option["label"]) for option in self.options}

    @property
    def asked(self) -> Asked:
        """What conditions need to know of it."""
        return asked_of(
            {name: getattr(self, name) for name in ("code", "kind", "options", "condition")}
        )


def asked_of(details: Mapping[str, Any]) -> Asked:
    """The same of a question that is not saved."""
    return Asked(
        code=details["code"],
        kind=str(details["kind"]),
        options=frozenset(option["code"] for option in details.get("options") or ()),
        condition=details.get("condition") or None,
    )
