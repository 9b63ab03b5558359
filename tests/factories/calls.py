"""Calls at each point of their life, reached through the operations that officers use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from grants.programmes import operations, scheme
from grants.programmes.models import Call
from portal.i18n.texts import text
from tests.factories.people import paul

DAY = timedelta(days=1)


def dates(opens_at: datetime, closes_at: datetime) -> dict[str, Any]:
    """The dates of a call that opens and closes then, spaced like those of round one."""
    day = closes_at.date()
    return {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "results_on": day + 31 * DAY,
        "start_by": day + 45 * DAY,
        "complete_by": day + 107 * DAY,
        "report_by": day + 137 * DAY,
    }


def draft(code: str = "2025-2", *, now: datetime | None = None, **details: Any) -> Call:
    """A complete draft with the scheme's criteria and questions; its prefix comes of its code."""
    scheme.seed()
    prefix = "T" + "".join(letter for letter in code.upper() if letter.isalnum())[:9]
    title = text(f"Round {code}", f"{code} 輪次", f"{code} 轮次")
    values = {"code": code, "reference_prefix": prefix, "title": title, **details}
    return operations.create_call(
        programme_code="LEAP", details=values, actor=paul(), now=now or timezone.now()
    )


def published(code: str = "2025-2", *, now: datetime | None = None, **details: Any) -> Call:
    """A published call; without dates it opens in two weeks."""
    now = now or timezone.now()
    call = draft(code, now=now, **details)
    return operations.publish(call_id=call.pk, actor=paul(), now=now)


def upcoming(code: str = "2025-2", **details: Any) -> Call:
    """A published call that is not open yet."""
    return published(code, **details)


def opened(code: str = "2025-2", **details: Any) -> Call:
    """A call one can apply to: open since ten days, for twenty more."""
    now = timezone.now()
    return published(code, **{**dates(now - 10 * DAY, now + 20 * DAY), **details})


def closed(code: str = "2025-2", **details: Any) -> Call:
    """A published call whose closing time was yesterday."""
    now = timezone.now()
    spaced = dates(now - 40 * DAY, now - DAY)
    return published(code, now=now - 50 * DAY, **{**spaced, **details})


def close(call: Call) -> Call:
    """Let the closing time of an open call pass: as if it had been yesterday from the start."""
    call.opens_at, call.closes_at = call.opens_at - 30 * DAY, timezone.now() - DAY
    call.save(update_fields=["opens_at", "closes_at"])
    return call


def in_assessment(code: str = "2025-2", **details: Any) -> Call:
    """A closed call without applications, whose assessment has started."""
    call = closed(code, **details)
    return operations.start_assessment(call_id=call.pk, actor=paul(), now=timezone.now())
