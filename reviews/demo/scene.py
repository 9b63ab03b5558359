"""The round being played: its call, its people, and what they know of each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from grants.applications.models import Application
from grants.programmes import scheme
from grants.programmes.models import Call, Term
from grants.programmes.operations import create_call, publish
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.organisations.queries import actor_for
from reviews.demo import cast
from reviews.demo.cast import Part
from reviews.demo.invention import Invention
from reviews.demo.invention.assessors import Judge
from reviews.demo.timetable import Timetable
from reviews.demo.work import Work


@dataclass
class Scene:
    """One round; ``inventions`` by application, ``judges`` by account."""

    seed: int
    times: Timetable
    work: Work
    call: Call
    say: Callable[[str], None]
    inventions: dict[int, Invention] = field(default_factory=dict)
    judges: dict[int, Judge] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    players: dict[Part, User] = field(default_factory=dict)

    def of(self, part: Part, at: datetime) -> Actor:
        """One of the demo's people as the request of that instant would load them."""
        if part not in self.players:
            self.players[part] = cast.player(part)
        return acting(self.players[part], at)

    def term(self, taxonomy: str, code: str) -> Term:
        """A term of the scheme."""
        if not self.terms:
            self.terms = {(one.taxonomy, one.code): one for one in Term.objects.all()}
        return self.terms[taxonomy, code]

    def invention_of(self, application: Application) -> Invention:
        """What the application was made from."""
        return self.inventions[application.pk]


def acting(user: User, at: datetime) -> Actor:
    """``user`` with the roles and memberships in force at the instant."""
    return actor_for(user, now=at)


def stage(
    *,
    seed: int,
    times: Timetable,
    work: Work,
    say: Callable[[str], None],
    details: dict[str, Any],
) -> Scene:
    """A published call of the scheme with the dates of ``times``; Paul makes it."""
    programme = scheme.seed()
    made_at = times.before_opening(9)
    call = create_call(
        programme_code=programme.code,
        details={**times.details(), **details},
        actor=acting(cast.player(cast.PAUL), made_at),
        now=made_at,
    )
    published_at = times.before_opening(7)
    call = publish(
        call_id=call.pk, actor=acting(cast.player(cast.PAUL), published_at), now=published_at
    )
    return Scene(seed=seed, times=times, work=work, call=call, say=say)
