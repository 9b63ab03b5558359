"""Watching over health, and telling how long the portal could not be used (requirement SU-05)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.api.health import Report, label_of
from portal.oversight.models import Outage, Watch
from portal.ui.formats import listed

LONGEST_SILENCE = timedelta(minutes=5)
"""Beat watches each minute: a longer silence means that nothing ran at all."""

SILENCE = "everything"
"""What stands for the parts when nobody watched."""


@transaction.atomic
def watch(report: Report, *, now: datetime) -> Outage | None:
    """Write down what ``report`` found at ``now``; returns the outage that goes on, if any."""
    last = Watch.objects.select_for_update().first()
    running = Outage.objects.select_for_update().filter(ended_at__isnull=True).first()
    _note_silence(last.at if last else None, running, now)
    seen = last or Watch()
    seen.at = now
    seen.save()
    failing = [name for name, standing in report.parts.items() if standing == "failing"]
    if not failing:
        if running is not None:
            running.ended_at = now
            running.save(update_fields=["ended_at"])
        return None
    if running is None:
        running = Outage(parts=", ".join(failing)[:200], began_at=now)
    running.seen_at = now
    running.save()
    return running


def _note_silence(last: datetime | None, running: Outage | None, now: datetime) -> None:
    if last is not None and running is None and now - last > LONGEST_SILENCE:
        Outage.objects.create(parts=SILENCE, began_at=last, seen_at=now, ended_at=now)


def outages_between(since: datetime, until: datetime) -> list[Outage]:
    """Those that overlap the time from ``since`` to ``until``, oldest first, running ones too."""
    begun = Outage.objects.filter(began_at__lt=until)
    return list(begun.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since)).order_by("began_at"))


def in_words(outage: Outage) -> str:
    """What failed, for people."""
    if outage.parts == SILENCE:
        return _("The whole portal")
    return listed(label_of(name) for name in outage.parts.split(", "))


def lost_between(since: datetime, until: datetime, *, now: datetime) -> timedelta:
    """How much of the time from ``since`` to ``until`` was lost to outages."""
    lost = timedelta()
    for outage in outages_between(since, until):
        end = min(outage.ended_at or now, until)
        lost += max(timedelta(), end - max(outage.began_at, since))
    return lost
