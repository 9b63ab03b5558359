"""The people of the tests: always the same names, made once in each test's database."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User
from portal.organisations.queries import actor_for

PASSWORD = "correct horse battery staple"


def person(name: str, *roles: Role, scope: str = "", language: str = "en") -> Actor:
    """A person with a verified address, roles for a year, and a second factor if staff."""
    email = f"{name.split(maxsplit=1)[0].lower()}@example.hk"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, name=name, language=language)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    assert user.name == name, f"{email} is {user.name} already: take another first name"
    for role in roles:
        give(user, role, scope=scope)
    if roles and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    return refreshed(user)


def give(user: User, role: Role, *, scope: str = "") -> RoleGrant:
    """A role from yesterday for a year."""
    now = timezone.now()
    defaults = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=365)}
    return RoleGrant.objects.get_or_create(user=user, role=role, scope=scope, defaults=defaults)[0]


def refreshed(who: Actor | User) -> Actor:
    """The actor as the next request would load it: with roles and memberships of now."""
    user = who.person if isinstance(who, Actor) else who
    return actor_for(User.objects.get(pk=user.pk), now=timezone.now())


def client_of(actor: Actor) -> Client:
    """A browser in which ``actor`` is logged in."""
    client = Client()
    client.force_login(actor.person)
    return client


def mira() -> Actor:
    """Applies."""
    return person("Mira Chan")


def otto() -> Actor:
    """Is a stranger: an applicant of another organisation."""
    return person("Otto Lee")


def paul() -> Actor:
    """Is programme officer."""
    return person("Paul Ho", Role.OFFICER)


def ines() -> Actor:
    """Assesses."""
    return person("Ines Wong", Role.ASSESSOR)


def charles() -> Actor:
    """Chairs the panel."""
    return person("Charles Yip", Role.CHAIR)


def petra() -> Actor:
    """Sits on the panel."""
    return person("Petra Lam", Role.PANEL_MEMBER)


def grace() -> Actor:
    """Approves."""
    return person("Grace Ng", Role.APPROVER)


def fiona() -> Actor:
    """Keeps the money."""
    return person("Fiona Tse", Role.FINANCE)


def alan() -> Actor:
    """Audits."""
    return person("Alan Kwok", Role.AUDITOR)


def ada() -> Actor:
    """Administers."""
    return person("Ada Mak", Role.ADMINISTRATOR)
