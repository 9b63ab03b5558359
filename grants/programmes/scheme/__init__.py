"""The scheme as data, in three languages: programme, terms, and what a new call starts with.

The TOML files beside this one hold the words. Nothing here binds anybody: officers edit the terms
and the calls in the browser, and the criteria are an example.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from grants.programmes.models import Programme, Term
from portal.audit.operations import record
from portal.core.money import HARD_CAP
from portal.i18n.texts import Text
from portal.ui.formats import in_hong_kong

FOLDER = Path(__file__).parent
ENVELOPE = Decimal("5000000.00")
INSTALMENT_SHARES = (60, 40)


def loaded(path: Path) -> dict[str, Any]:
    """A TOML file of the scheme."""
    with path.open("rb") as file:
        return tomllib.load(file)


@cache
def _part(name: str) -> dict[str, Any]:
    return loaded(FOLDER / f"{name}.toml")


def default_criteria() -> list[dict[str, Any]]:
    """The example criteria: weights that sum to 100, anchors for the marks from 0 to 5."""
    return [
        {
            "code": criterion["code"],
            "name": Text(criterion["name"]),
            "guidance": Text(criterion["guidance"]),
            "weight": criterion["weight"],
            "highest_mark": max(int(mark) for mark in criterion["anchors"]),
            "anchors": criterion["anchors"],
        }
        for criterion in _part("criteria")["criterion"]
    ]


def default_documents() -> list[dict[str, Any]]:
    """What applicants to a new call bring, as ``operations.replace_documents`` takes it."""
    return [
        {**document, "name": Text(document["name"]), "note": Text(document["note"])}
        for document in _part("documents")["document"]
    ]


def default_texts() -> dict[str, Text]:
    """Title, summary and guidance of a new call."""
    return {name: Text(words) for name, words in _part("calls")["call"].items()}


def default_dates(now: datetime) -> dict[str, Any]:
    """Dates of a new call, spaced like those of round one, the opening two weeks from ``now``."""
    morning = in_hong_kong(now).replace(hour=9, minute=0, second=0, microsecond=0)
    opens_at = morning + timedelta(days=14)
    closes_at = (opens_at + timedelta(days=44)).replace(hour=18)
    closing_day = closes_at.date()
    return {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "results_on": closing_day + timedelta(days=31),
        "start_by": closing_day + timedelta(days=45),
        "complete_by": closing_day + timedelta(days=107),
        "report_by": closing_day + timedelta(days=137),
    }


def call_defaults(now: datetime) -> dict[str, Any]:
    """Everything a new call holds before an officer changes it, but for its code and prefix."""
    return {
        **default_texts(),
        **default_dates(now),
        "envelope": ENVELOPE,
        "cap": HARD_CAP,
        "rate": 80,
        "instalment_shares": list(INSTALMENT_SHARES),
    }


@transaction.atomic
def seed() -> Programme:
    """The programme and all its terms; what is there already stays as officers made it."""
    words = _part("calls")["programme"]
    programme, created = Programme.objects.get_or_create(
        code=words["code"],
        defaults={"name": Text(words["name"]), "summary": Text(words["summary"])},
    )
    Term.objects.bulk_create(
        [
            Term(taxonomy=taxonomy, code=code, label=Text(label), position=position)
            for taxonomy, terms in _part("terms").items()
            for position, (code, label) in enumerate(terms.items(), start=1)
        ],
        ignore_conflicts=True,
    )
    if created:
        record("programme.seed", actor=None, subject=programme)
    return programme
