"""What a copy says of the account itself: never a password, a key or the secret of a session."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.queries import account_of, all_grants
from portal.copies.registry import Entry, Fact


def collect(actor: Actor) -> Iterator[Entry]:
    """Profile, addresses, roles, second factors by kind, sessions; five queries."""
    person = account_of(actor)
    yield _profile(person)
    yield Entry(_("E-mail addresses"), entries=_addresses(person))
    yield Entry(_("Roles"), entries=_roles(person))
    yield Entry(_("Second factors"), entries=_factors(person))
    yield Entry(_("Sessions"), entries=_sessions(person))


def _profile(person: User) -> Entry:
    return Entry(
        _("Profile"),
        facts=[
            Fact("number", _("Account number"), person.audit_reference),
            Fact("name", _("Full name"), person.name),
            Fact("name_zh", _("Name in Chinese"), person.name_zh),
            Fact("email", _("E-mail address"), person.email),
            Fact("phone", _("Telephone"), person.phone),
            Fact("language", _("Language of messages"), person.language, person.language_name),
            Fact("joined_at", _("Account made on"), person.joined_at),
        ],
    )


def _addresses(person: User) -> list[Entry]:
    return [
        Entry(
            address.email,
            facts=[
                Fact("verified", _("Confirmed"), address.verified),
                Fact("primary", _("Used to sign in"), address.primary),
            ],
        )
        for address in EmailAddress.objects.filter(user=person).order_by("pk")
    ]


def _roles(person: User) -> list[Entry]:
    """Who gave or ended a role is another person, and stays out."""
    return [
        Entry(
            grant.get_role_display(),
            facts=[
                Fact("role", _("Role"), grant.role, grant.get_role_display()),
                Fact("call", _("Call"), grant.scope, grant.scope or _("All calls")),
                Fact("starts_at", _("From"), grant.starts_at),
                Fact("ends_at", _("Until"), grant.ends_at),
                Fact("ended_at", _("Ended early on"), grant.ended_at),
            ],
        )
        for grant in all_grants(person)
    ]


def _factors(person: User) -> list[Entry]:
    return [
        Entry(
            factor.get_type_display(),
            facts=[
                Fact("kind", _("Kind"), factor.type, factor.get_type_display()),
                Fact("created_at", _("Set up on"), factor.created_at),
                Fact("last_used_at", _("Last used on"), factor.last_used_at),
            ],
        )
        for factor in Authenticator.objects.filter(user=person).order_by("created_at", "pk")
    ]


def _sessions(person: User) -> list[Entry]:
    return [
        Entry(
            _("Session %(number)s") % {"number": number},
            facts=[
                Fact("created_at", _("Signed in on"), session.created_at),
                Fact("last_seen_at", _("Last seen on"), session.last_seen_at),
                Fact("ip", _("Network address"), session.ip),
                Fact("user_agent", _("Browser"), session.user_agent),
            ],
        )
        for number, session in enumerate(
            UserSession.objects.filter(user=person).order_by("created_at", "pk"), start=1
        )
    ]
