"""What minutes say, as plain data that no later change touches; words come with each language."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from grants.decisions.bounds import Bound, Count, bounds_over, breakers, counts
from grants.decisions.entries import Entry
from grants.decisions.models import Outcome
from grants.decisions.rules import departing_from
from grants.programmes.models import Call
from grants.quotas.models import CallQuota
from grants.quotas.queries import quotas_of
from reviews.calibration.statistics import canonical
from reviews.draws.queries import draw_of
from reviews.meetings.models import Meeting, Seat
from reviews.meetings.queries import Item, items_of, seats_of
from reviews.panels.queries import Ranked, entry_of, ranking
from reviews.selection.models import WhatIf


def content_of(meeting: Meeting, *, now: datetime) -> dict[str, Any]:
    """Everything of the meeting as it is now, nothing left out."""
    call = meeting.call
    rows = {row.application.pk: row for row in ranking(call)}
    entries = [entry_of(row) for row in rows.values() if row.recommendation]
    quotas = quotas_of(call)
    bounds = bounds_over(quotas, [row.application for row in rows.values()])
    departing = departing_from(call, entries, bounds)
    content = {
        "call": {"code": call.code, "title": dict(call.title)},
        "number": meeting.number,
        "starts_at": meeting.starts_at.isoformat(),
        "place": meeting.place,
        "quorum": call.panel_quorum,
        "ranked_by": call.ranked_by,
        "tie_rule": call.tie_rule,
        "pass_mark": call.pass_mark,
        "envelope": str(call.envelope - call.committed),
        "seats": [_seat(seat) for seat in seats_of(meeting)],
        "draw": _draw(call),
        "what_ifs": _what_ifs(call),
        "items": [
            {
                **_item(one, rows.get(one.item.application_id)),
                "departs": one.item.application_id in departing,
            }
            for one in items_of(meeting, hidden=(), now=now)
        ],
    }
    return _with_quotas(content, call, quotas, entries, bounds) if quotas else content


def _with_quotas(
    content: dict[str, Any],
    call: Call,
    quotas: Sequence[CallQuota],
    entries: Collection[Entry],
    bounds: Collection[Bound],
) -> dict[str, Any]:
    """What a call with quotas adds; without any, minutes are as they were before quotas."""
    told = zip(quotas, counts(entries, bounds), strict=True)
    by_id = breakers(entries, bounds, pass_mark=call.pass_mark)
    breaking = set(call.applications.filter(pk__in=by_id).values_list("reference", flat=True))
    items = [{**item, "breaks": item["reference"] in breaking} for item in content["items"]]
    return {**content, "quotas": [_quota(*one) for one in told], "items": items}


def _quota(quota: CallQuota, count: Count) -> dict[str, Any]:
    return {
        "group": dict(quota.term.label),
        "least": quota.least,
        "most": quota.most,
        "awards": count.awards,
        "is_kept": count.is_kept,
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "name": str(seat.user),
        "name_zh": seat.user.name_zh,
        "part": seat.part,
        "is_present": bool(seat.is_present),
    }


def _draw(call: Call) -> dict[str, Any] | None:
    draw = draw_of(call)
    if draw is None:
        return None
    told = draw.told_at is not None
    return {"commitment": draw.commitment, "seed": draw.seed if told else ""}


def _what_ifs(call: Call) -> list[dict[str, Any]]:
    kept = WhatIf.objects.filter(call=call).order_by("number")
    return [
        {"title": one.title, "awards": len(one.chosen), "spent": str(one.spent)} for one in kept
    ]


def _item(one: Item, row: Ranked | None) -> dict[str, Any]:
    application = one.item.application
    line = row.recommendation if row else None
    interested = {seat.pk for seat in one.interested}
    return {
        "reference": application.reference,
        "title": application.title,
        "organisation": application.organisation.name,
        "organisation_zh": application.organisation.name_zh,
        "rank": row.rank if row else None,
        "score": str(row.score) if row and row.score is not None else "",
        "left": [
            {"name": str(seat.user), "for_interest": seat.pk in interested} for seat in one.left
        ],
        "staying": one.staying,
        "is_quorate": not one.obstacle,
        "note": one.note.text if one.note else "",
        "outcome": line.outcome if line else "",
        "amount": str(line.amount) if line and line.outcome == Outcome.RECOMMENDED else "",
        "reason": line.reason if line else "",
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of ``content``."""
    return hashlib.sha256(canonical(content)).hexdigest()


def without(content: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """``content`` as somebody reads it from whom these references are hidden (AZ-06).

    Their items are gone and ranks count anew; kept what-ifs, the sums of quotas and what departs
    from the ranking or breaks a quota, which speak of everybody, are gone too.
    """
    if not hidden:
        return dict(content)
    items = [item for item in content["items"] if item["reference"] not in hidden]
    ranks = [item["rank"] for item in items if item["rank"] is not None]
    shown = [
        {
            **item,
            "rank": item["rank"] and 1 + sum(other < item["rank"] for other in ranks),
            "departs": False,
            "breaks": False,
        }
        for item in items
    ]
    quotas = [{**one, "awards": None, "is_kept": True} for one in content.get("quotas", ())]
    return {**content, "items": shown, "what_ifs": [], "quotas": quotas}
