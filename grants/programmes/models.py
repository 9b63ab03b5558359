"""Programme, call, criteria and taxonomies."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.programmes import lifecycle
from portal.core.money import HARD_CAP
from portal.i18n.texts import Text, TextField

STATE_LABELS = {
    lifecycle.DRAFT: _("Draft"),
    lifecycle.PUBLISHED: _("Published"),
    lifecycle.ASSESSMENT: _("In assessment"),
    lifecycle.PANEL: _("Before the panel"),
    lifecycle.APPROVAL: _("Waiting for approval"),
    lifecycle.APPROVED: _("Approved, letters not released"),
    lifecycle.RELEASED: _("Results released"),
}


class Taxonomy(models.TextChoices):
    """The lists of terms of the scheme; each is editable rows, not code."""

    PILLAR = "pillar", _("LEAP pillar")
    TECHNOLOGY = "technology", _("Technology area")
    USE_CASE = "use_case", _("Use case")
    REGULATORY_STATUS = "regulatory_status", _("Regulatory status")
    SANDBOX = "sandbox", _("Sandbox")
    SPONSOR_TYPE = "sponsor_type", _("Kind of sponsor")


class RankedBy(models.TextChoices):
    """Which order the panel owes reasons against; stated before anybody applies."""

    PLAIN = "plain", _("The mean of the score sheets")
    CALIBRATED = "calibrated", _("The calibrated ranking, each assessor’s severity taken out")


class TieRule(models.TextChoices):
    """What parts applications that stand equal; stated before anybody applies."""

    DISCUSSION = "discussion", _("The panel discusses them; neither stands before the other")
    CALIBRATED = "calibrated", _("The better place in the calibrated ranking")
    DRAW = "draw", _("A draw by a seed that is fixed beforehand and that anybody can check")


class Term(models.Model):
    """One term of a taxonomy, offered from and until a date."""

    taxonomy = models.CharField(max_length=20, choices=Taxonomy.choices)
    code = models.SlugField(max_length=40)
    label = TextField()
    position = models.PositiveSmallIntegerField(default=0)
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["taxonomy", "code"], name="term_code_is_unique_in_its_taxonomy"
            )
        ]

    def __str__(self) -> str:
        return str(self.label)

    def is_offered_on(self, day: date) -> bool:
        """Whether applicants may choose it on ``day``; both ends are included."""
        begun = self.active_from is None or self.active_from <= day
        return begun and (self.active_to is None or day <= self.active_to)

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "term"

    @property
    def audit_reference(self) -> str:
        """Taxonomy and code."""
        return f"{self.taxonomy}/{self.code}"

    @property
    def audit_scope(self) -> str:
        """Terms belong to no call."""
        return ""


class Programme(models.Model):
    """A funding scheme; calls belong to it.

    What assessors register of themselves: holdings of digital assets above ``holdings_threshold``
    (HKD), and former employers of the last ``look_back_years`` before a call.
    """

    code = models.SlugField(max_length=20, unique=True)
    name = TextField()
    summary = TextField()
    holdings_threshold = models.DecimalField(
        max_digits=12, decimal_places=2, default=50_000, db_default=50_000
    )
    look_back_years = models.PositiveSmallIntegerField(default=3, db_default=3)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "programme"

    @property
    def audit_reference(self) -> str:
        """The programme's code."""
        return self.code

    @property
    def audit_scope(self) -> str:
        """A programme stands above its calls."""
        return ""


class Call(models.Model):
    """One round. Everything the scheme may change is a field here, frozen once it is published.

    ``opens_at`` is inclusive, ``closes_at`` exclusive: a submission at that very instant is late.
    Money is HKD; ``rate`` and ``instalment_shares`` are per cent. ``committed`` is the sum of the
    approved awards, held below ``envelope`` by the database (requirement DE-01).
    ``dates_revision`` counts the changes of its dates, for the calendars that hold them.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="calls")
    code = models.SlugField(_("Code"), max_length=20, unique=True)
    reference_prefix = models.CharField(_("Prefix of references"), max_length=10, unique=True)
    title = TextField()
    summary = TextField()
    guidance = TextField()
    state = models.CharField(
        max_length=20, choices=list(STATE_LABELS.items()), default=lifecycle.DRAFT
    )
    opens_at = models.DateTimeField(_("Opens at"))
    closes_at = models.DateTimeField(_("Closes at"))
    extended_to = models.DateTimeField(null=True)
    results_on = models.DateField(_("Results expected on"))
    start_by = models.DateField(_("Projects start before"))
    complete_by = models.DateField(_("Projects complete before"))
    report_by = models.DateField(_("Final reports due before"))
    envelope = models.DecimalField(_("Envelope (HKD)"), max_digits=12, decimal_places=2)
    committed = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    cap = models.DecimalField(
        _("Most for one project (HKD)"), max_digits=10, decimal_places=2, default=HARD_CAP
    )
    rate = models.PositiveSmallIntegerField(_("Funding rate (per cent)"), default=80)
    instalment_shares = ArrayField(models.PositiveSmallIntegerField(), default=list)
    assessors_per_application = models.PositiveSmallIntegerField(
        _("Assessors for each application"), default=3
    )
    panel_quorum = models.PositiveSmallIntegerField(_("Quorum of the panel"), default=3)
    panel_meets = models.BooleanField(
        _("The panel decides at a meeting"), default=False, db_default=False
    )
    ranked_by = models.CharField(
        _("Order of the applications"),
        max_length=10,
        choices=RankedBy.choices,
        default=RankedBy.PLAIN,
        db_default=RankedBy.PLAIN.value,
    )
    tie_rule = models.CharField(
        _("Where applications stand equal"),
        max_length=10,
        choices=TieRule.choices,
        default=TieRule.DISCUSSION,
        db_default=TieRule.DISCUSSION.value,
    )
    pass_mark = models.PositiveSmallIntegerField(_("Pass mark (of 100)"), default=60)
    assessor_load = models.PositiveSmallIntegerField(
        _("Most applications for one assessor"), default=30
    )
    accepts_letter_of_intent = models.BooleanField(
        _("A sponsor's letter of intent is accepted"), default=False
    )
    wants_certifier = models.BooleanField(
        _("Two people: a certifier confirms before submission"), default=False, db_default=False
    )
    is_blind = models.BooleanField(
        _("Assessors do not see who applies"), default=False, db_default=False
    )
    shows_sheets_to_assessors = models.BooleanField(
        _("Assessors read each other's score sheets once the panel has the call"),
        default=False,
        db_default=False,
    )
    applications_per_organisation = models.PositiveSmallIntegerField(
        _("Applications of one organisation"), default=1
    )
    published_at = models.DateTimeField(null=True)
    dates_revision = models.PositiveIntegerField(default=0)
    dates_revised_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    next_number = models.PositiveIntegerField(default=1)
    next_letter = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cap__gt=0, cap__lte=HARD_CAP), name="call_cap_is_at_most_500000"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | Q(extended_to__gt=F("closes_at")),
                name="call_is_extended_to_a_later_time",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=1, rate__lte=100), name="call_rate_is_a_percentage"
            ),
            models.CheckConstraint(condition=Q(envelope__gt=0), name="call_envelope_is_positive"),
            models.CheckConstraint(
                condition=Q(committed__gte=0, committed__lte=F("envelope")),
                name="commitments_stay_within_the_envelope",
            ),
            models.CheckConstraint(
                condition=Q(assessors_per_application__gte=1),
                name="call_wants_at_least_one_assessor",
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__lte=100), name="call_pass_mark_is_at_most_100"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def is_open(self, now: datetime) -> bool:
        """Whether applications may be submitted at ``now``."""
        return self.state == lifecycle.PUBLISHED and self.opens_at <= now < self.closing_at

    @property
    def closing_at(self) -> datetime:
        """When it closes for everybody: as published, or as extended since."""
        return self.extended_to or self.closes_at

    @property
    def is_frozen(self) -> bool:
        """Whether its rules can no longer change: they are public."""
        return self.state != lifecycle.DRAFT

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "call"

    @property
    def audit_reference(self) -> str:
        """The call's code."""
        return self.code

    @property
    def audit_scope(self) -> str:
        """The call itself."""
        return self.code


class CallExtension(models.Model):
    """The closing time of a call moved for everybody: from when, until when, by whom and why.

    What was published stays in ``Call.closes_at``; the newest of these is ``Call.extended_to``.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="extensions")
    before = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.TextField()
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    extended_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("before")), name="call_extension_is_later"
            )
        ]


class Criterion(models.Model):
    """What assessors mark, from 0 to ``highest_mark``, with a weight in per cent.

    ``anchors`` says what each mark means: ``{"0": {"en": …}, …}``.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="criteria")
    code = models.SlugField(max_length=30)
    name = TextField()
    guidance = TextField()
    weight = models.PositiveSmallIntegerField()
    highest_mark = models.PositiveSmallIntegerField(default=5)
    anchors = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "code"], name="criterion_code_is_unique_in_its_call"
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="criterion_weight_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(highest_mark__gte=1, highest_mark__lte=10),
                name="criterion_highest_mark_is_1_to_10",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def meanings(self) -> list[tuple[int, Text]]:
        """Each mark from 0 upwards with what it means."""
        marks = range(self.highest_mark + 1)
        return [(mark, Text(self.anchors.get(str(mark), {}))) for mark in marks]


class NeededDocument(models.Model):
    """A document that applicants bring, told on the call's page before they begin."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="needed_documents")
    code = models.SlugField(max_length=30)
    name = TextField()
    note = TextField()
    is_required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "code"], name="document_code_is_unique_in_its_call"
            )
        ]

    def __str__(self) -> str:
        return str(self.name)
