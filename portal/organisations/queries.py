"""Reads of organisations, and of the actor with their memberships."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Lower

from portal.accounts.actors import Actor
from portal.accounts.models import Role, User
from portal.accounts.queries import roles_of
from portal.organisations.models import (
    Handover,
    Invitation,
    MemberRole,
    Membership,
    NumberCase,
    Organisation,
    Standing,
)
from portal.organisations.registration import tidy_number


def actor_for(user: User, *, now: datetime) -> Actor:
    """``user`` with the roles and memberships in force at ``now``; two queries."""
    memberships = Membership.objects.filter(user=user, ended_at__isnull=True)
    return Actor(
        user=user,
        roles=roles_of(user, now=now),
        memberships={
            str(org): role for org, role in memberships.values_list("organisation", "role")
        },
    )


def organisations_of(actor: Actor) -> list[Organisation]:
    """The organisations ``actor`` belongs to, oldest first."""
    return list(visible_to(actor).order_by("created_at"))


def visible_to(actor: Actor) -> QuerySet[Organisation]:
    """The organisations ``actor`` belongs to: nobody else opens their pages."""
    return Organisation.objects.filter(pk__in=list(actor.memberships))


def memberships_of(actor: Actor) -> list[Membership]:
    """The running memberships of ``actor`` with their organisations, oldest first."""
    running = Membership.objects.filter(user=actor.user, ended_at__isnull=True)
    return list(running.select_related("organisation").order_by("joined_at"))


def writable_by(actor: Actor) -> list[Organisation]:
    """The organisations that ``actor`` acts for as owner or editor, oldest first."""
    writers = (MemberRole.OWNER, MemberRole.EDITOR)
    return [one for one in organisations_of(actor) if actor.memberships[str(one.pk)] in writers]


def for_update(organisation_id: UUID) -> Organisation:
    """The organisation with its row locked: its people change one deed at a time."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def number_of(organisation_id: UUID) -> str:
    """The registration number of an organisation."""
    return str(
        Organisation.objects.values_list("registration_number", flat=True).get(pk=organisation_id)
    )


def members_of(organisation: Organisation) -> list[Membership]:
    """Its running memberships with their people, owners first, then by name; one query."""
    running = Membership.objects.filter(organisation=organisation, ended_at__isnull=True)
    order = {MemberRole.OWNER: 0, MemberRole.EDITOR: 1, MemberRole.VIEWER: 2}
    found = list(running.select_related("user", "organisation"))
    return sorted(found, key=lambda one: (order[MemberRole(one.role)], str(one.user), one.pk))


def running_membership(organisation_id: UUID, person: User) -> Membership | None:
    """The membership of ``person`` now; None for a stranger."""
    found = Membership.objects.filter(
        organisation=organisation_id, user=person, ended_at__isnull=True
    )
    return found.select_related("organisation", "user").first()


def owners_of(organisation_id: UUID) -> list[Membership]:
    """The running memberships of owners whose account is open."""
    return list(
        Membership.objects.filter(
            organisation=organisation_id,
            role=MemberRole.OWNER,
            ended_at__isnull=True,
            user__is_active=True,
        )
    )


def addresses_of_members(organisation_id: UUID) -> set[str]:
    """The addresses of the members in small letters: nobody is invited twice."""
    running = Membership.objects.filter(organisation=organisation_id, ended_at__isnull=True)
    return {address.lower() for address in running.values_list("user__email", flat=True)}


def confirmed_addresses(actor: Actor) -> set[str]:
    """The addresses that ``actor`` has shown to be theirs, in small letters."""
    if actor.user is None:
        return set()
    confirmed = EmailAddress.objects.filter(user=actor.user, verified=True)
    return {address.lower() for address in confirmed.values_list("email", flat=True)}


OPEN_INVITATION = {"accepted_at__isnull": True, "revoked_at__isnull": True}
"""Not answered and not taken back; it may have expired."""


def open_invitations_of(organisation: Organisation) -> list[Invitation]:
    """Those that wait for an answer, newest first, the expired ones among them."""
    found = Invitation.objects.filter(organisation=organisation, **OPEN_INVITATION)
    return list(found.select_related("organisation").order_by("-sent_at", "-pk"))


def open_invitation_to(organisation_id: UUID, email: str) -> Invitation | None:
    """The open invitation to this address, whatever its capital letters."""
    found = Invitation.objects.filter(organisation=organisation_id, **OPEN_INVITATION)
    return found.filter(email__iexact=email).first()


def invitations_since(organisation_id: UUID, since: datetime) -> int:
    """How many messages of invitation the organisation has sent since then."""
    sent = Invitation.objects.filter(organisation=organisation_id, sent_at__gt=since)
    return int(sent.aggregate(number=Sum("times_sent"))["number"] or 0)


def invitation_for_update(invitation_id: int) -> Invitation:
    """The invitation with its row locked, and its organisation."""
    rows = Invitation.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "invited_by").get(pk=invitation_id)


def invitation_by(secret_sha256: str) -> Invitation | None:
    """The invitation whose link was followed, in whatever state."""
    found = Invitation.objects.filter(secret_sha256=secret_sha256)
    return found.select_related("organisation", "invited_by").first()


def invitations_for(actor: Actor, now: datetime) -> QuerySet[Invitation]:
    """The open invitations to the confirmed addresses of ``actor``, oldest first."""
    sent = Invitation.objects.filter(expires_at__gt=now, **OPEN_INVITATION)
    theirs = sent.annotate(small=Lower("email")).filter(small__in=confirmed_addresses(actor))
    return theirs.select_related("organisation", "invited_by").order_by("sent_at", "pk")


def open_offer_in(organisation: Organisation, now: datetime) -> Handover | None:
    """The offer of ownership that waits for its answer."""
    found = Handover.objects.filter(organisation=organisation, settled_at__isnull=True)
    return found.filter(expires_at__gt=now).select_related("giver", "receiver").first()


def offers_to(actor: Actor) -> QuerySet[Handover]:
    """Every offer of ownership to ``actor``, answered or not."""
    if actor.user is None:
        return Handover.objects.none()
    made = Handover.objects.filter(receiver=actor.user)
    return made.select_related("organisation", "giver", "receiver").order_by("offered_at", "pk")


def hold_numbers(*numbers: str) -> None:
    """Hold registration numbers until the transaction ends: one deed at a time decides on them."""
    with connection.cursor() as cursor:
        for number in sorted(set(numbers)):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"registration number {number}"],
            )


def is_taken(number: str) -> bool:
    """Whether an active organisation has this number."""
    return Organisation.objects.filter(
        registration_number=number, standing=Standing.ACTIVE
    ).exists()


def next_in_line(number: str) -> Organisation | None:
    """Who waits longest for a number that nobody holds now; None if it is held or nobody waits."""
    if is_taken(number):
        return None
    waiting = Organisation.objects.filter(registration_number=number, standing=Standing.WAITING)
    return waiting.order_by("created_at", "pk").first()


def cases_visible_to(actor: Actor) -> QuerySet[NumberCase]:
    """Cases of one number registered twice: for officers and auditors of all calls."""
    if not any(actor.has(role, "") for role in (Role.OFFICER, Role.AUDITOR)):
        return NumberCase.objects.none()
    found = NumberCase.objects.select_related(
        "first", "second", "asked_by", "settled_by", "certificate"
    )
    return found.order_by(
        F("settled_at").desc(nulls_first=True), F("asked_at").asc(nulls_last=True), "opened_at"
    )


def open_case_of(second: Organisation) -> NumberCase | None:
    """The case of a later registration that no officer has settled."""
    return NumberCase.objects.filter(second=second, settled_at__isnull=True).first()


def last_case_of(second: Organisation) -> NumberCase | None:
    """The newest case of a later registration, settled or not."""
    return NumberCase.objects.filter(second=second).order_by("-opened_at", "-pk").first()


def case_for_update(case_id: int) -> NumberCase:
    """The case with its row and both registrations locked, and their number held."""
    number = NumberCase.objects.values_list("second__registration_number", flat=True).get(
        pk=case_id
    )
    hold_numbers(number)
    rows = NumberCase.objects.select_for_update(of=("self", "first", "second"))
    return rows.select_related("first", "second").get(pk=case_id)


def in_being() -> QuerySet[Organisation]:
    """Every organisation, one that waits for a decision on its number too; none that was joined."""
    return Organisation.objects.exclude(standing=Standing.CLOSED)


def found_by(words: str) -> QuerySet[Organisation]:
    """For officers: organisations whose names hold ``words``, or whose number they are, by name."""
    matches = Q(name__icontains=words) | Q(name_zh__icontains=words)
    matches |= Q(registration_number=tidy_number(words))
    return in_being().filter(matches).order_by("name", "created_at", "pk")
