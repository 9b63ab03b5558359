"""Filing the register of interests, reminding of it, and keeping what it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from grants.programmes.models import Programme
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.notifications.models import Message
from portal.notifications.operations import notify
from reviews.pool.models import Assessor
from reviews.pool.register import followers, queries, rules
from reviews.pool.register.models import RegisteredInterest, RegisterFiling
from reviews.pool.register.rules import Line


@transaction.atomic
def file_register(*, lines: Sequence[Line], actor: Actor, now: datetime) -> RegisterFiling:
    """File this year's register as a new version; no line means that there is nothing to say.

    The profile's row is locked, so two clicks make two versions and never one number twice.
    """
    assessor = Assessor.objects.select_for_update().get(user=actor.person)
    year = queries.year_at(now)
    versions = queries.filed_in(year).filter(assessor=assessor).count()
    rules.check_file(actor, lines, year=year, versions=versions)
    filing = RegisterFiling.objects.create(
        assessor=assessor, year=year, version=versions + 1, filed_at=now
    )
    RegisteredInterest.objects.bulk_create(
        RegisteredInterest(
            filing=filing,
            kind=line.kind,
            body=line.body,
            detail=line.detail,
            address=line.address,
            from_year=line.from_year,
            to_year=line.to_year,
        )
        for line in lines
    )
    kinds = dict(sorted(Counter(line.kind for line in lines).items()))
    record("register.file", actor=actor, subject=filing, interests=kinds)
    followers.tell(filing)
    return filing


@transaction.atomic
def keep_terms(
    *, programme: str, threshold: int, look_back: int, reason: str, actor: Actor, now: datetime
) -> Programme:
    """Set above which value holdings are registered, and how many years an employment counts."""
    del now
    rules.check_keep_terms(actor, threshold=threshold, look_back=look_back, reason=reason)
    found = Programme.objects.select_for_update().get(code=programme)
    found.holdings_threshold, found.look_back_years = threshold, look_back
    found.save(update_fields=["holdings_threshold", "look_back_years"])
    record(
        "programme.keep_register_terms",
        actor=actor,
        subject=found,
        reason=reason,
        threshold=threshold,
        look_back=look_back,
    )
    return found


def remind_all(*, now: datetime) -> int:
    """Remind once a month those in a pool who have not filed this year; how many. For beat."""
    month = f"{queries.year_at(now)}-{now:%m}"
    wanted = {f"register-due:{month}:{one.pk}": one for one in queries.in_question(now=now)}
    known = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
    due = {key: one for key, one in wanted.items() if key not in known}
    for key, assessor in due.items():
        notify("register-due", key=key, to=assessor.user, context={"year": queries.year_at(now)})
    return len(due)
