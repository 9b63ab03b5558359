"""What a copy says of organisations, of mails, and of what the person did."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.copies.registry import Entry, Fact
from portal.notifications.models import Message
from portal.organisations.models import Invitation, Membership, Organisation

DETAILS = (
    "registration_number",
    "name",
    "name_zh",
    "type",
    "incorporated_on",
    "address_region",
    "address_district",
    "address_street",
    "address_building",
    "address_unit",
    "address_zh",
    "phone",
    "website",
    "employees",
)
LINK_OF_ONE = ("invitation",)
"""Kinds of mail with a link that lets in whoever has it."""
ACCOUNT_MAIL = "account:"
"""What the keys of mails about signing in begin with: they hold links and codes of that kind."""


def organisations(actor: Actor) -> Iterator[Entry]:
    """Every membership with its dates; the details of those that run; own invitations.

    Other members are other people and stay out. Two queries.
    """
    own = Membership.objects.filter(user=actor.person).select_related("organisation")
    for one in own.order_by("joined_at", "pk"):
        facts = [
            Fact("role", _("Your role"), one.role, one.get_role_display()),
            Fact("certifies", _("Certifier"), one.certifies),
            Fact("joined_at", _("Member since"), one.joined_at),
            Fact("ended_at", _("Left on"), one.ended_at),
        ]
        runs = str(one.organisation_id) in actor.memberships and one.ended_at is None
        yield Entry(
            one.organisation.name, facts=[*facts, *(_details(one.organisation) if runs else ())]
        )
    invited = Invitation.objects.filter(
        Q(accepted_by=actor.person) | Q(accepted_by=None, email__iexact=actor.person.email)
    )
    for offer in invited.select_related("organisation").order_by("sent_at", "pk"):
        yield Entry(
            _("Invitation to %(organisation)s") % {"organisation": offer.organisation.name},
            facts=[
                Fact("email", _("E-mail address"), offer.email),
                Fact("role", _("Your role"), offer.role, offer.get_role_display()),
                Fact("sent_at", _("Sent on"), offer.sent_at),
                Fact("accepted_at", _("Accepted on"), offer.accepted_at),
            ],
        )


def _details(organisation: Organisation) -> Iterator[Fact]:
    meta = Organisation._meta
    for name in DETAILS:
        words = organisation.get_type_display() if name == "type" else None
        label = str(meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # all are columns
        yield Fact(name, label, getattr(organisation, name), words)


def messages(actor: Actor) -> Iterator[Entry]:
    """Mails sent to the person, the newest first; two queries.

    The text of mails that hold a link or a code for their reader alone stays out: a copy is no key
    to the account. Files that were enclosed are named; those of applications stand in their part.
    """
    own = Message.objects.filter(recipient=actor.person).prefetch_related("documents")
    for mail in own.order_by("-created_at", "-pk"):
        secret = mail.key.startswith(ACCOUNT_MAIL) or mail.kind in LINK_OF_ONE
        enclosed = [document.name for document in mail.documents.all()]
        text = _("Left out: it may hold a link or a code that works for its reader alone.")
        yield Entry(
            mail.subject,
            facts=[
                Fact("address", _("To"), mail.address),
                Fact("created_at", _("Written on"), mail.created_at),
                Fact("sent_at", _("Sent on"), mail.sent_at),
                Fact("text", _("Text"), text if secret else mail.body),
                *([Fact("enclosed", _("Enclosed"), enclosed)] if enclosed else ()),
            ],
        )


def events(actor: Actor) -> Iterator[Entry]:
    """What the log says the person did, and what was done to their account, the newest first.

    Who did the latter, and why, is other people's. One query.
    """
    person = actor.person
    number = person.audit_reference
    about = Q(subject_kind="account", subject_reference=number) | Q(
        subject_kind="role", subject_reference__startswith=f"{number}:"
    )
    own = AuditEvent.objects.filter(Q(actor=person) | about).order_by("-at", "-pk")
    for event in own.iterator(chunk_size=2000):
        is_own = event.actor_id == person.pk
        yield Entry(
            event.action,
            facts=[
                Fact("at", _("Time"), event.at),
                Fact("by", _("By"), "you" if is_own else "portal", _BY[is_own]()),
                Fact("about", _("About"), f"{event.subject_kind} {event.subject_reference}"),
                *_changes(event),
                *([Fact("reason", _("Reason"), event.reason)] if is_own and event.reason else ()),
            ],
        )


_BY = {True: lambda: _("You"), False: lambda: _("The portal or its administrators")}


def _changes(event: AuditEvent) -> Iterator[Fact]:
    if event.from_state or event.to_state:
        yield Fact("from_state", _("State before"), event.from_state)
        yield Fact("to_state", _("State after"), event.to_state)
