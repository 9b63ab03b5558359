"""Reminding people before the closing time of what they have written and not submitted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from grants.applications import completeness, lifecycle, queries, snapshots
from grants.applications.deadlines import closing_time, closing_within
from grants.applications.models import Application
from grants.applications.operations import tell_members
from portal.jobs.models import Job
from portal.jobs.operations import enqueue

BEFORE = (timedelta(days=7), timedelta(days=2), timedelta(hours=6))
"""How long before the closing time people are reminded."""

KINDS = {
    lifecycle.DRAFT: "application-reminder",
    lifecycle.REOPENED: "application-reminder-reopened",
}


def due(application: Application, *, now: datetime) -> timedelta | None:
    """The reminder for which it is time at ``now``: the last one passed, never one before it.

    Whoever began, or reopened, after the moment of a reminder does not get that one.
    """
    closes_at = closing_time(application)
    passed = [before for before in BEFORE if closes_at - before <= now]
    if application.state not in KINDS or now >= closes_at or not passed:
        return None
    last = min(passed)
    return last if _begun_at(application) <= closes_at - last else None


def _begun_at(application: Application) -> datetime:
    if application.state == lifecycle.REOPENED:
        return application.kept.kept_at
    return application.created_at


def promise_all(*, now: datetime) -> int:
    """Promise every reminder that is due and was not promised yet; how many. Called by beat."""
    written = Application.objects.filter(state__in=KINDS).select_related("call", "kept")
    closing = closing_within(written, after=now, until=now + max(BEFORE))
    wanted = {
        _key(application, before): (application, before)
        for application in closing.order_by("pk")
        if (before := due(application, now=now)) is not None
    }
    known = set(Job.objects.filter(key__in=wanted).values_list("key", flat=True))
    for key in wanted.keys() - known:
        application, before = wanted[key]
        with transaction.atomic():
            enqueue(
                "grants.applications.remind",
                key=key,
                application_id=application.pk,
                hours=_hours(before),
            )
    return len(wanted.keys() - known)


def _key(application: Application, before: timedelta) -> str:
    """One for each closing time: whoever got more time is reminded of that one too."""
    closes_at = f"{closing_time(application):%Y%m%d%H%M}"
    return f"remind:{application.reference}:{application.state}:{_hours(before)}:{closes_at}"


def _hours(before: timedelta) -> int:
    return int(before / timedelta(hours=1))


@transaction.atomic
def remind(*, application_id: int, hours: int, now: datetime) -> bool:
    """Tell every member, if it is still true and still the time; whether it was."""
    application = queries.for_update(application_id)
    before = due(application, now=now)
    if before is None or _hours(before) != hours:
        return False
    whole = queries.with_parts(Application.objects.filter(pk=application_id)).get()
    context = {
        "application": application,
        "gaps": completeness.gaps_in(snapshots.content(whole)),
        "snapshot": queries.snapshot_of(application),
        "closes_at": closing_time(application),
        "now": now,
    }
    key = _key(application, before)
    tell_members(KINDS[application.state], application, context, occasion=key)
    return True
