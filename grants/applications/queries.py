"""Reads of applications; ``visible_to`` is where every page, list and file starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from grants.applications import lifecycle
from grants.applications.models import Application, Attachment, Extension, Snapshot
from grants.applications.standing import TOLD
from grants.applications.veils import veiled
from grants.programmes.models import Call
from grants.programmes.queries import open_calls
from portal.accounts.actors import Actor
from portal.accounts.models import Role, User
from portal.audit.models import AuditEvent
from portal.documents.models import ScanState
from portal.organisations.models import Membership, Organisation

READERS = (
    Role.OFFICER,
    Role.APPROVER,
    Role.FINANCE,
    Role.AUDITOR,
    Role.PANEL_MEMBER,
    Role.CHAIR,
)
"""Staff who read what was submitted. Assessors are not here: reviews decides what they see."""

SAFE_TO_READ = (ScanState.NOT_SCANNED, ScanState.CLEAN)
"""Scan states in which others than the applicant may open a file: no scanner, or found clean."""


def visible_to(actor: Actor) -> QuerySet[Application]:
    """Applications that ``actor`` may see at all.

    Members see those of their organisations from the first draft; staff see those submitted in
    the calls their role is for, never a draft and never what they have an interest in. What is
    reopened is with its applicant until it is submitted again or the closing time has passed.
    """
    allowed = Q(organisation__in=list(actor.memberships)) | _read_by_staff(actor)
    return Application.objects.filter(allowed).select_related("call", "organisation")


def handed_in() -> Q:
    """Submitted, and not with the applicant again: what staff read, count and add up.

    The tables of a reopened application hold changes that nobody else may see; within a minute of
    the closing time they hold again what was submitted.
    """
    return Q(submitted_at__isnull=False) & ~Q(state=lifecycle.REOPENED)


def _read_by_staff(actor: Actor) -> Q:
    allowed = handed_in() & ~veiled(actor)
    scopes = actor.scopes(*READERS)
    return allowed if scopes is None else allowed & Q(call__code__in=scopes)


def own(actor: Actor) -> QuerySet[Application]:
    """Applications of the organisations that ``actor`` is a member of."""
    return visible_to(actor).filter(organisation__in=list(actor.memberships))


def read_by(actor: Actor, *roles: Role) -> QuerySet[Application]:
    """Submitted applications of the calls for which ``actor`` holds one of ``roles``."""
    submitted = visible_to(actor).filter(submitted_at__isnull=False)
    scopes = actor.scopes(*roles)
    return submitted if scopes is None else submitted.filter(call__code__in=scopes)


def for_update(application_id: int) -> Application:
    """The application with its row locked until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related("call", "organisation").get(pk=application_id)


def for_submission(application_id: int) -> Application:
    """The application locked for its submission, with all that its organisation has in the call.

    An extension is the organisation's, for one submission: those that want it follow each other.
    """
    own = Application.objects.filter(pk=application_id)
    lock_all_of(own.values("call")[:1], own.values("organisation")[:1])
    return for_update(application_id)


def lock_all_of(call: Any, organisation: Any) -> list[int]:
    """Lock every application of the organisation in the call, always in the same order."""
    every = Application.objects.filter(call=call, organisation=organisation).order_by("pk")
    return list(every.select_for_update().values_list("pk", flat=True))


def with_parts(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same applications with everything a snapshot or their progress needs, loaded at once."""
    return applications.select_related(
        "call",
        "organisation",
        "form_version",
        "pillar",
        "technology",
        "sponsor__kind",
        "declared_by",
    ).prefetch_related(
        "use_cases",
        "regulatory_statuses",
        "sandboxes",
        "team",
        "budget_lines",
        "answers",
        "form_version__sections__questions",
        "attachments__document",
    )


def live_ones(call: Call, *, organisation_id: UUID) -> int:
    """How many applications of the organisation to ``call`` are not withdrawn."""
    every = Application.objects.filter(call=call, organisation_id=organisation_id)
    return every.exclude(state=lifecycle.WITHDRAWN).count()


def calls_with_room(now: datetime, *, organisation_id: UUID) -> QuerySet[Call]:
    """The open calls in which the organisation may start one more, the soonest closing first."""
    own = Q(applications__organisation=organisation_id)
    live = own & ~Q(applications__state=lifecycle.WITHDRAWN)
    counted = open_calls(now).annotate(live=Count("applications", filter=live))
    return counted.filter(live__lt=F("applications_per_organisation"))


def of_organisations(*organisations: Organisation) -> QuerySet[Application]:
    """Every application of these organisations, by call and reference; for deeds on them alone."""
    every = Application.objects.filter(organisation__in=organisations)
    return every.select_related("call", "organisation").order_by("call", "reference")


def hold_calls_of(*organisations: Organisation) -> None:
    """Lock the calls in which these organisations have an application or unused extra time."""
    applied = Application.objects.filter(organisation__in=organisations).values("call")
    extended = Extension.objects.filter(organisation__in=organisations, used_at__isnull=True)
    theirs = Call.objects.filter(Q(pk__in=applied) | Q(pk__in=extended.values("call")))
    list(theirs.select_for_update(no_key=True).order_by("pk"))


def members_of(application: Application) -> list[User]:
    """The people of the applying organisation, who get its messages."""
    running = Membership.objects.filter(
        organisation=application.organisation_id, ended_at__isnull=True, user__is_active=True
    )
    return [membership.user for membership in running.select_related("user").order_by("pk")]


def attachment_for(*, application_id: int, attachment_id: UUID) -> Attachment | None:
    """The file for a reader whom the caller has allowed to read the application.

    A file that waits for the virus scanner, or failed it, is not there (requirement FI-05).
    """
    files = Attachment.objects.filter(
        application=application_id, pk=attachment_id, is_left_out=False
    )
    return files.filter(document__scan_state__in=SAFE_TO_READ).select_related("document").first()


def files_visible_to(actor: Actor) -> QuerySet[Attachment]:
    """Files of the applications ``actor`` may see; to staff those submitted and safe.

    Members and auditors also get files of earlier versions; to others a file that was taken off
    is not there. Members read their own while it waits for the scanner; one with a virus nobody
    opens (FI-05).
    """
    files = Attachment.every.filter(application__in=visible_to(actor)).exclude(
        document__scan_state=ScanState.INFECTED
    )
    own_file = Q(application__organisation__in=list(actor.memberships))
    safe = Q(document__scan_state__in=SAFE_TO_READ, is_left_out=False)
    standing = Q(removed_at__isnull=True) | _audited(actor, "application__call__code")
    return files.filter(own_file | (safe & standing)).select_related("document")


def _audited(actor: Actor, path: str) -> Q:
    """Rows of the calls that ``actor`` audits; ``path`` leads to the code of the call."""
    scopes = actor.scopes(Role.AUDITOR)
    return ~Q(pk=None) if scopes is None else Q(**{f"{path}__in": scopes})


def versions_visible_to(actor: Actor, application: Application) -> QuerySet[Snapshot]:
    """The submitted versions of ``application`` that ``actor`` may read, the newest first.

    Members and auditors read every one; to everybody else only the version that stands is there.
    """
    every = application.snapshots.select_related("submitted_by").order_by("-number")
    is_own = str(application.organisation_id) in actor.memberships
    if is_own or actor.has(Role.AUDITOR, application.call.code):
        return every
    newest = Snapshot.objects.filter(application=application).order_by("-number").values("pk")
    return every.filter(pk__in=newest[:1])


def transaction_time() -> datetime:
    """The database's clock at the start of the open transaction: it judges the deadline."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return at


def told_events(application: Application) -> list[AuditEvent]:
    """The events of the log that its applicant is told of, oldest first."""
    about = AuditEvent.objects.filter(
        subject_kind=application.audit_kind, subject_reference=application.reference
    )
    return list(about.filter(action__in=TOLD).order_by("at", "pk"))


def copy_event(application: Application) -> AuditEvent | None:
    """The event that tells what a draft was copied from; None if it was not copied."""
    about = AuditEvent.objects.filter(
        subject_kind=application.audit_kind, subject_reference=application.reference
    )
    return about.filter(action="application.copy").first()


def found_by(applications: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Those whose reference, title or organisation holds ``words``."""
    names = ("reference", "title", "title_zh", "organisation__name", "organisation__name_zh")
    matches = Q()
    for name in names:
        matches |= Q(**{f"{name}__icontains": words})
    return applications.filter(matches)


def snapshot_of(application: Application) -> Snapshot | None:
    """The newest snapshot of what was submitted; None for a draft."""
    return application.snapshots.order_by("-number").first()


def attachments_of(application: Application) -> list[Attachment]:
    """The files of an application with their documents, oldest first."""
    return list(application.attachments.select_related("document").order_by("added_at", "pk"))


def open_extension(call: Call, organisation_id: UUID) -> Extension | None:
    """The extension that the organisation was given in ``call`` and has not used yet."""
    given = Extension.objects.filter(call=call, organisation=organisation_id, used_at__isnull=True)
    return given.first()


def extensions_in(call: Call) -> list[Extension]:
    """Every extension of one organisation in ``call``, the newest first."""
    given = Extension.objects.filter(call=call)
    chosen = given.select_related("organisation", "given_by", "application")
    return list(chosen.order_by("-given_at", "-pk"))


def numbers_in(call: Call, found: Iterable[Organisation]) -> Counter[UUID]:
    """How many applications each of ``found`` has in ``call``, drafts too: no more is told."""
    rows = Application.objects.filter(call=call, organisation__in=list(found))
    return Counter(rows.values_list("organisation", flat=True))


def begun_in(calls: Iterable[int], actor: Actor) -> dict[tuple[int, UUID], Application]:
    """By call and organisation what ``actor``'s own have there: what can be written before all."""
    found = own(actor).filter(call__in=calls).exclude(state=lifecycle.WITHDRAWN).order_by("-pk")
    ordered = sorted(found, key=lambda one: one.state in lifecycle.WRITABLE)
    return {(one.call_id, one.organisation_id): one for one in ordered}


def extensions_of(actor: Actor) -> list[Extension]:
    """The open extensions of the organisations ``actor`` belongs to; nobody else's are told."""
    given = Extension.objects.filter(organisation__in=list(actor.memberships), used_at__isnull=True)
    return list(given.select_related("call", "organisation").order_by("until", "pk"))
