"""Reminding assessors of sheets that are open: before the due day and on it, once each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from grants.applications.lifecycle import ASSESSMENT, ELIGIBLE
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.models import Role, RoleGrant
from portal.jobs.models import Job
from portal.jobs.operations import enqueue
from portal.notifications.operations import notify
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar
from portal.workdays.reckoning import Calendar
from reviews.assignment.models import Assignment
from reviews.assignment.queries import unbarred
from reviews.pool.models import Assessor
from reviews.scoring.coverage import OPEN

DAYS_BEFORE = 3
"""Working days before the due day on which the first reminder leaves."""

MORNING = time(9, 0)
"""Nobody is reminded before this time of Hong Kong."""

BEFORE, ON_THE_DAY = "before", "on-the-day"


class Occasion(NamedTuple):
    """One reminder: an assessor's open sheets of a call that are due on the same day."""

    call_id: int
    assessor_id: int
    due_on: date
    kind: str

    @property
    def key(self) -> str:
        """Unique for ever, so that nobody is reminded twice of the same."""
        return f"score-reminder:{self.call_id}:{self.assessor_id}:{self.due_on}:{self.kind}"


def kind_due(due_on: date, known: Calendar, *, now: datetime) -> str:
    """Which reminder it is time for; empty if none.

    The first leaves on the third working day before the due day, or later if the portal was
    down; the second on the due day, or on the last working day before it where the office is
    closed then.
    """
    here = in_hong_kong(now)
    today = here.date()
    if here.time() < MORNING or today > due_on:
        return ""
    last = due_on if known.is_working(due_on) else known.before(due_on, 1)
    if today >= last:
        return ON_THE_DAY
    return BEFORE if today >= known.before(due_on, DAYS_BEFORE) else ""


def open_sheets(*, now: datetime) -> Iterable[Assignment]:
    """Sheets that are not in, of people who still may write them."""
    own = {"user_id": OuterRef("assessor__user_id"), "role": Role.ASSESSOR}
    here = Q(scope="") | Q(scope=OuterRef("application__call__code"))
    found = Assignment.objects.filter(
        state__in=OPEN,
        application__state__in=(ELIGIBLE, ASSESSMENT),
        application__call__state__in=(calls.PUBLISHED, calls.ASSESSMENT),
        assessor__user__is_active=True,
    ).filter(Exists(RoleGrant.objects.active(now).filter(here, **own)))
    return unbarred(found).select_related("application").order_by("pk")


def occasions(*, now: datetime) -> Mapping[Occasion, int]:
    """Every reminder that it is time for, with the number of its open sheets."""
    known, found = calendar(), defaultdict[Occasion, int](int)
    for one in open_sheets(now=now):
        kind = kind_due(one.due_on, known, now=now)
        if kind and in_hong_kong(one.offered_at).date() < in_hong_kong(now).date():
            found[Occasion(one.application.call_id, one.assessor_id, one.due_on, kind)] += 1
    return found


def promise_all(*, now: datetime) -> int:
    """Promise every reminder that is due and was not promised yet; how many. Called by beat."""
    wanted = {one.key: one for one in occasions(now=now)}
    known = set(Job.objects.filter(key__in=wanted).values_list("key", flat=True))
    for key in sorted(wanted.keys() - known):
        one = wanted[key]
        with transaction.atomic():
            enqueue(
                "reviews.scoring.remind",
                key=key,
                call_id=one.call_id,
                assessor_id=one.assessor_id,
                due_on=one.due_on.isoformat(),
                kind=one.kind,
            )
    return len(wanted.keys() - known)


@transaction.atomic
def remind(*, call_id: int, assessor_id: int, due_on: str, kind: str, now: datetime) -> bool:
    """Write the message if it is still true and still the time; whether it was."""
    wanted = Occasion(call_id, assessor_id, date.fromisoformat(due_on), kind)
    number = occasions(now=now).get(wanted, 0)
    if not number:
        return False
    call = Call.objects.get(pk=call_id)
    notify(
        "score-reminder",
        key=wanted.key,
        to=Assessor.objects.select_related("user").get(pk=assessor_id).user,
        context={"number": number, "call": call, "due_on": wanted.due_on, "kind": kind},
        scope=call.code,
    )
    return True
