"""Quotas from the draft of a call to the panel, and a what-if that a job works out."""

from __future__ import annotations

import pytest
from django.utils import timezone

from grants.programmes.models import Call
from grants.quotas.queries import quotas_of
from reviews.selection import operations, queries
from reviews.selection.lifecycle import ANSWERED
from reviews.selection.models import WhatIfRun
from tests.factories import calls, people, quotas, reviews
from tests.journeys.stack import until
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("stack")

DRAFT, PANEL = "2036-1", "2036-2"


def test_an_officer_states_quotas_and_everybody_reads_them(visitor: Visitor) -> None:
    calls.draft(DRAFT)
    pillar = quotas.term("L")
    visitor.steps_into(people.paul())
    visitor.opens(f"/manage/calls/{DRAFT}/quotas/")
    visitor.looks_well()
    visitor.writes(f"{pillar.label}: At least", "3")
    visitor.writes(f"{pillar.label}: At most", "2")
    visitor.sends("Save")
    visitor.sees("The least is above the most.")
    visitor.looks_well()
    visitor.writes(f"{pillar.label}: At most", "4")
    visitor.sends("Save")

    visitor.opens(f"/manage/calls/{DRAFT}/preview/")
    visitor.sees(f"“{pillar.label}”: at least 3 and at most 4 awards")


def test_the_panel_begins_with_them_and_a_job_answers_what_if(visitor: Visitor) -> None:
    people.charles()
    call = reviews.call_before_the_panel((5,), (4,), code=PANEL, envelope=900_000)
    stated = quotas.stated(call, quotas.term("L"), most=1)
    visitor.steps_into(people.charles())
    visitor.opens(f"/panel/{PANEL}/")
    visitor.sends("Begin the list from the ranking")
    visitor.sees(f"“{stated.term.label}”: at most 1 award. Recommended: 1.")
    visitor.looks_well()

    run = asked(call)
    visitor.opens(f"/panel/{PANEL}/what-if/")
    visitor.looks_well()
    until(lambda: WhatIfRun.objects.get(pk=run.pk).state == ANSWERED)
    visitor.opens(f"/panel/{PANEL}/what-if/")
    visitor.sees("has as many awards as the terms allow")
    visitor.looks_well()


def asked(call: Call) -> WhatIfRun:
    """The call's own terms as a job, as the button of a large call promises it."""
    terms = queries.own_terms(Call.objects.get(pk=call.pk), quotas_of(call))
    return operations.request(
        call_id=call.pk, terms=terms, actor=people.charles(), now=timezone.now()
    )
