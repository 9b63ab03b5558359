"""The people of the demo as accounts, and the roles they are given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from portal.accounts.demo import PASSWORD
from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.operations import end_role, give_role
from portal.audit.operations import record
from portal.organisations.queries import actor_for
from reviews.demo.invention.people import Person

REASON = "Takes part in the demo."
EVERY_CALL = ""


@dataclass(frozen=True)
class Part:
    """A person whom visitors of the demo can become, with the language of their messages."""

    person: Person
    language: str = "en"
    roles: tuple[Role, ...] = field(default=())


def _person(name: str, name_zh: str) -> Person:
    return Person(name, name_zh, f"{name.split(maxsplit=1)[0].lower()}@example.hk")


MIRA = Part(_person("Mira Chan", "陳美娜"))
OTTO = Part(_person("Otto Lee", "李奧圖"), language="zh-hant")
PAUL = Part(_person("Paul Ho", "何保羅"), roles=(Role.OFFICER,))
CHARLES = Part(_person("Charles Yip", "葉查理"), roles=(Role.CHAIR,))
PETRA = Part(_person("Petra Lam", "林珮喆"), language="zh-hant", roles=(Role.PANEL_MEMBER,))
GRACE = Part(_person("Grace Ng", "吳潔兒"), roles=(Role.APPROVER,))
FIONA = Part(_person("Fiona Tse", "謝翀安"), language="zh-hant", roles=(Role.FINANCE,))
ALAN = Part(_person("Alan Kwok", "郭亞倫"), roles=(Role.AUDITOR,))
ADA = Part(_person("Ada Mak", "麥雅達"), roles=(Role.ADMINISTRATOR,))
INES = Part(_person("Ines Wong", "黃依妮"), roles=(Role.ASSESSOR,))
IVAN = Part(_person("Ivan Siu", "蕭逸雲"), language="zh-hant", roles=(Role.ASSESSOR,))
ISABEL = Part(_person("Isabel Huen", "禤以蓓"), language="zh-hans", roles=(Role.ASSESSOR,))

STAFF = (PAUL, CHARLES, PETRA, GRACE, FIONA, ALAN)
ASSESSORS = (INES, IVAN, ISABEL)
APPLICANTS = (MIRA, OTTO)
EVERYBODY = (*APPLICANTS, *STAFF, *ASSESSORS, ADA)


@transaction.atomic
def account_of(
    person: Person, *, language: str = "en", phone: str = "", is_demo: bool = False
) -> User:
    """The account of ``person`` with a verified address, made if there is none yet.

    Visitors can sign in as those of the demo alone; the others have no password.
    """
    found = User.objects.filter(email=person.email).first()
    if found is not None:
        return found
    user = User.objects.create_user(
        person.email,
        PASSWORD if is_demo else None,
        name=person.name,
        name_zh=person.name_zh,
        language=language,
        phone=phone,
        is_demo=is_demo,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def player(part: Part) -> User:
    """The account of one of the demo's people."""
    return account_of(part.person, language=part.language, is_demo=True)


@transaction.atomic
def install_administrator(*, since: datetime, until: datetime) -> User:
    """Ada, whom nobody could give her role: there must be a first administrator."""
    user = player(ADA)
    grant, is_new = RoleGrant.objects.get_or_create(
        user=user,
        role=Role.ADMINISTRATOR,
        scope=EVERY_CALL,
        defaults={"starts_at": since, "ends_at": until, "reason": REASON},
    )
    if is_new:
        record("role.give", actor=None, subject=grant, reason=REASON)
    return user


def appoint(
    user: User, role: Role, *, scope: str = EVERY_CALL, since: datetime, until: datetime
) -> None:
    """Let Ada give ``user`` the role, unless it is held at ``since`` already."""
    held = RoleGrant.objects.active(since).filter(user=user, role=role, scope=scope)
    if held.exists():
        return
    give_role(
        user_id=user.pk,
        role=role,
        scope=scope,
        ends_at=until,
        reason=REASON,
        actor=actor_for(player(ADA), now=since),
        now=since,
    )


@transaction.atomic
def dismiss(*, at: datetime, reason: str) -> None:
    """Let Ada end every role but her own that runs at the instant."""
    ada = actor_for(player(ADA), now=at)
    running = RoleGrant.objects.active(at).exclude(user=ada.person)
    for grant in running.order_by("pk"):
        end_role(grant_id=grant.pk, reason=reason, actor=ada, now=at)


def appoint_staff(*, since: datetime, until: datetime) -> None:
    """Give the staff of the programme their roles for every call."""
    for part in STAFF:
        for role in part.roles:
            appoint(player(part), role, since=since, until=until)
