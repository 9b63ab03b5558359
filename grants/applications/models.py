"""An application and its parts, and the snapshot that a submission leaves behind."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle
from grants.eligibility.models import EligibilityRule
from grants.programmes.models import Call, Term
from grants.questionnaires.models import FormVersion, Question
from portal.core.money import HARD_CAP
from portal.documents.models import Document
from portal.organisations.models import Organisation

STATE_LABELS = {
    lifecycle.DRAFT: _("Draft"),
    lifecycle.SUBMITTED: _("Submitted"),
    lifecycle.REOPENED: _("Reopened"),
    lifecycle.CLARIFICATION: _("Clarification asked"),
    lifecycle.ELIGIBLE: _("Eligible"),
    lifecycle.INELIGIBLE: _("Not eligible"),
    lifecycle.ASSESSMENT: _("Under assessment"),
    lifecycle.ASSESSED: _("Assessed"),
    lifecycle.RECOMMENDED: _("Recommended"),
    lifecycle.RESERVE: _("On the reserve list"),
    lifecycle.NOT_RECOMMENDED: _("Not recommended"),
    lifecycle.APPROVED: _("Approved"),
    lifecycle.REJECTED: _("Rejected"),
    lifecycle.AWARDED: _("Awarded"),
    lifecycle.REFUSED: _("Not awarded"),
    lifecycle.WITHDRAWN: _("Withdrawn"),
}


class Application(models.Model):
    """One organisation's application to one call.

    ``eligible_total`` and ``requested`` (HKD) are derived from the budget lines by the operations
    and held here so that the database can refuse more than HKD 500,000. ``version`` counts every
    save and ``section_versions`` holds the count at which each section was last saved: a page that
    is older than its section is refused instead of overwriting. ``form_version`` is the version of
    the call's form it is written in: a draft follows to a corrected one, afterwards it stays.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="applications"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications"
    )
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(
        max_length=20, choices=list(STATE_LABELS.items()), default=lifecycle.DRAFT
    )
    title = models.CharField(_("Title of the project"), max_length=150, blank=True)
    title_zh = models.CharField(_("Title in Chinese"), max_length=80, blank=True)
    summary = models.TextField(_("Summary for the public"), blank=True)
    starts_on = models.DateField(_("Project starts on"), null=True, blank=True)
    completes_on = models.DateField(_("Project completes on"), null=True, blank=True)
    pillar = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    technology = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    use_cases = models.ManyToManyField(Term, related_name="+", blank=True)
    regulatory_statuses = models.ManyToManyField(Term, related_name="+", blank=True)
    sandboxes = models.ManyToManyField(Term, related_name="+", blank=True)
    regulatory_details = models.TextField(_("Regulator, licence number and date"), blank=True)
    value_involved = models.DecimalField(
        _("Value of the assets involved (HKD)"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
    )
    eligible_total = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    requested = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True)
    extended_to = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    section_versions = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(requested__gte=0, requested__lte=HARD_CAP),
                name="requested_grant_is_at_most_500000",
            ),
            models.CheckConstraint(
                condition=Q(state=lifecycle.DRAFT)
                | Q(state=lifecycle.WITHDRAWN)
                | Q(submitted_at__isnull=False),
                name="submitted_application_has_its_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["call", "state"], name="applications_of_a_call")]

    def __str__(self) -> str:
        return self.reference

    @property
    def closing_at(self) -> datetime:
        """When it is too late for this application: the call's time, or its organisation's own."""
        common = self.call.closing_at
        return max(common, self.extended_to) if self.extended_to else common

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "application"

    @property
    def audit_reference(self) -> str:
        """The reference people use."""
        return self.reference

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code


class TeamMember(models.Model):
    """A person of the project team."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="team")
    name = models.CharField(_("Name"), max_length=150)
    name_zh = models.CharField(_("Name in Chinese"), max_length=80, blank=True)
    position = models.CharField(_("Position"), max_length=120)
    experience = models.TextField(_("Relevant experience"), max_length=1000)
    is_lead = models.BooleanField(_("Leads the project"), default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(is_lead=True),
                name="one_project_lead_per_application",
            )
        ]


class CostKind(models.TextChoices):
    """Kinds of cost of the scheme; the last three are never funded."""

    STAFF = "staff", _("Project staff")
    EQUIPMENT = "equipment", _("Equipment and software")
    SERVICES = "services", _("External services and consultants")
    COMPLIANCE = "compliance", _("Legal, audit and compliance")
    TESTING = "testing", _("Testing and pilot operation")
    OTHER = "other", _("Other direct cost")
    OVERHEAD = "overhead", _("General overheads (not funded)")
    RESEARCH = "research", _("Basic research (not funded)")
    EARLIER = "earlier", _("Spent before approval (not funded)")


NOT_FUNDED = (CostKind.OVERHEAD, CostKind.RESEARCH, CostKind.EARLIER)


class BudgetLine(models.Model):
    """One line of cost in HKD; kinds that are not funded count in the project's cost only."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="budget_lines"
    )
    kind = models.CharField(_("Kind of cost"), max_length=20, choices=CostKind.choices)
    description = models.CharField(_("What it pays for"), max_length=200)
    amount = models.DecimalField(_("Cost (HKD)"), max_digits=12, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_line_is_positive")
        ]

    @property
    def is_eligible(self) -> bool:
        """Whether the scheme funds this kind of cost."""
        return self.kind not in NOT_FUNDED


class Answer(models.Model):
    """The answer to one question, in the column of its kind (``questionnaires.values.COLUMNS``).

    Newlines are LF. Money and numbers share a column; ``chosen`` are codes of options, one or
    several; ``rows`` of a table are objects of strings by column. A file is an attachment. When a
    corrected form has no such question any more, the answer stays with the question it was given
    to, and is not shown.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    day = models.DateField(null=True)
    is_yes = models.BooleanField(null=True)
    chosen = ArrayField(models.CharField(max_length=40), default=list)
    rows = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "question"], name="one_answer_per_question"
            )
        ]


class PreliminaryAnswer(models.Model):
    """What was answered in the eligibility check before the application was started."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="preliminary_answers"
    )
    rule = models.ForeignKey(EligibilityRule, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=30)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "rule"], name="one_preliminary_answer_per_rule"
            )
        ]


class Sponsor(models.Model):
    """The sponsoring institution; the signed agreement is an attachment of the application."""

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="sponsor"
    )
    name = models.CharField(_("Name of the sponsor"), max_length=200)
    kind = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField(_("Contact person"), max_length=150, blank=True)
    contact_email = models.EmailField(_("Contact's e-mail address"), blank=True)
    contribution = models.TextField(_("What the sponsor contributes"), blank=True)
    agreed_on = models.DateField(_("Agreement signed on"), null=True, blank=True)


class AttachmentKind(models.TextChoices):
    """What an attached file is."""

    SPONSOR_AGREEMENT = "sponsor_agreement", _("Signed sponsorship agreement")
    REGISTRATION = "registration", _("Business registration certificate")
    SUPPORTING = "supporting", _("Supporting document")
    ANSWER = "answer", _("Answer to a question")


class AttachedNow(models.Manager["Attachment"]):
    """Files that have not been taken off."""

    def get_queryset(self) -> models.QuerySet[Attachment]:
        """Those without ``removed_at``."""
        return super().get_queryset().filter(removed_at__isnull=True)


class Attachment(models.Model):
    """A file of an application.

    Taken off a draft it is deleted. Once a submitted version holds it the row and the bytes stay,
    marked ``removed_at``; ``application.attachments`` and ``objects`` leave it out, ``every`` does
    not. A file that answers a question names it. ``is_left_out`` marks a file that was not
    submitted, since its question was not asked: it stays the applicant's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="attachments"
    )
    kind = models.CharField(max_length=20, choices=AttachmentKind.choices)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="+")
    is_left_out = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    objects = AttachedNow()
    every: ClassVar[models.Manager[Attachment]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="answer", question__isnull=False)
                | (~Q(kind="answer") & Q(question__isnull=True)),
                name="only_an_answering_file_names_its_question",
            ),
            models.UniqueConstraint(
                fields=["application", "question"],
                condition=Q(removed_at__isnull=True),
                name="one_file_per_question",
            ),
        ]


class Snapshot(models.Model):
    """What was submitted, word for word; a trigger refuses to change or delete it.

    ``content`` is canonical JSON (sorted keys) and ``sha256`` its checksum; ``key`` is the
    idempotency key of the submitting POST, so two clicks give one submission.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "number"], name="snapshot_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["application", "key"], name="one_submission_per_idempotency_key"
            ),
        ]


class KeptVersion(models.Model):
    """What the tables of an application said and do not say now, to be put back.

    While an application is reopened: what was last submitted. After the closing time passed over a
    reopened application: the changes that were not submitted, for its members alone, in case the
    call is extended and they reopen it again. ``parts`` is made by ``grants.applications.keeping``.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="kept")
    is_submitted = models.BooleanField()
    parts = models.JSONField()
    kept_at = models.DateTimeField()


class Extension(models.Model):
    """More time for one organisation in one call, for one submission; never for another's.

    ``used_at`` is when ``application`` was submitted under it: from then on it gives no time.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    reason = models.TextField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="extensions"
    )
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "organisation"],
                condition=Q(used_at__isnull=True),
                name="one_open_extension_per_organisation_and_call",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(application__isnull=False),
                name="used_extension_names_its_application",
            ),
        ]
