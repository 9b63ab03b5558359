"""A bid decides between people who fit alike, stands among the reasons, and beats no hard rule."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Term
from reviews.assignment.fits import Fit, Fits
from reviews.assignment.models import AssignmentRun
from reviews.assignment.solver import solve
from reviews.bidding.models import Bid, BiddingRound, Wish
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, bids, people, reviews

pytestmark = pytest.mark.django_db


def chosen(run: AssignmentRun) -> set[tuple[str, str]]:
    return set(run.answer.pairs)


def pair(application: Application, assessor: Assessor) -> tuple[str, str]:
    return application.reference, assessor.audit_reference


def officer_reads(name: str, *arguments: Any) -> str:
    answer = people.client_of(people.paul()).get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def test_all_else_equal_the_willing_are_preferred_whatever_the_seed() -> None:
    """Two assessors of one application each; each wants the one that the other would rather not."""
    [first, second], [lee, other] = bids.scene(applications=2)
    first.call.pool.update(most_load=1)
    bids.placed(lee, second)
    bids.placed(lee, first, wish="rather_not")
    bids.placed(other, first)

    for seed in (1, 2, 3):
        run = assignments.proposed(first.call, seed=seed)
        assert chosen(run) == {pair(first, other), pair(second, lee)}
        AssignmentRun.objects.update(state="discarded")


def test_knowledge_outweighs_a_wish() -> None:
    [first], [lee, other] = bids.scene(applications=1)
    technology = Term.objects.filter(taxonomy="technology").first()
    assert technology is not None
    Application.objects.filter(pk=first.pk).update(technology=technology)
    other.expertise.add(technology)
    bids.placed(lee, first)

    assert chosen(assignments.proposed(first.call)) == {pair(first, other)}


def test_a_bid_never_beats_a_conflict_or_a_load() -> None:
    [first, second], [lee, other] = bids.scene(applications=2)
    bids.placed(lee, first, second)
    reviews.conflict(first, lee)
    first.call.pool.filter(assessor=lee).update(most_load=0)

    run = assignments.proposed(first.call)

    assert chosen(run) == {pair(first, other), pair(second, other)}
    assert pair(first, lee) in run.question.forbidden
    assert dict(run.question.affinity).get(pair(first, lee), 0) == 0


def test_wishes_that_count_for_nothing_move_no_fit() -> None:
    [first, second], [lee, other] = bids.scene(applications=2)
    bids.placed(lee, first)
    bids.placed(other, second)
    first.call.pool.filter(assessor=other).update(left_at=timezone.now())

    fits = Fits([first, second], [lee, other])

    assert fits.of(first, lee) == Fit(1_000, [], wish=Wish.WOULD_LIKE)
    assert fits.of(second, other) == Fit(0, [])
    reviews.conflict(first, lee)
    assert Fits([first], [lee]).of(first, lee) == Fit(0, [])


def test_the_frozen_problem_gives_the_same_answer_when_bids_change() -> None:
    [first], [lee, other] = bids.scene(applications=1)
    bids.placed(lee, first)
    run = assignments.proposed(first.call)
    assert run.question.affinity[pair(first, lee)] == 1_000

    bids.placed(lee, first, wish="rather_not")
    bids.placed(other, first)

    run = AssignmentRun.objects.get(pk=run.pk)
    assert solve(run.question).to_json() == run.solution
    assert chosen(run) == {pair(first, lee)}


def test_a_bid_is_kept_with_the_reasons_and_shown_wherever_an_officer_looks() -> None:
    [first], [lee, other] = bids.scene(applications=1)
    code, reference = first.call.code, first.reference
    bids.placed(lee, first)
    bids.placed(other, first, wish="rather_not")
    run = assignments.proposed(first.call)
    assert run.reasons["pairs"] == [[*pair(first, lee), 1_000, [], {"wish": "would_like"}]]
    Bid.objects.filter(assessor=lee).delete()

    like, not_like = "Bid: would like to", "Bid: would rather not"
    proposal = officer_reads("assignment-proposal", code)
    board = officer_reads("assignment-panel", code, reference)
    candidates = officer_reads("application-assignment", code, reference)
    why = officer_reads("assignment-why", code, reference, other.reference)
    openings = officer_reads("assessor-assignment", code, other.reference)
    by_assessor = officer_reads("assignment-proposal-assessors", code)

    assert like in proposal
    assert like in board
    assert like in by_assessor
    assert not_like in board
    assert not_like in candidates
    assert not_like in why
    assert not_like in openings


def test_reasons_that_were_kept_before_there_were_bids_are_still_read() -> None:
    [first], [lee, _other] = bids.scene(applications=1)
    bids.placed(lee, first)
    run = assignments.proposed(first.call)
    run.reasons["pairs"] = [[*pair(first, lee), 714, []]]
    run.save(update_fields=["reasons"])

    body = officer_reads("assignment-proposal", first.call.code)

    assert str(lee) in body
    assert "Bid:" not in body


def test_a_fit_with_a_wish_comes_back_as_it_was_kept() -> None:
    fit = Fit(7_142, [("technology", "stablecoins")], wish=Wish.RATHER_NOT)

    assert Fit.from_json(fit.to_json()) == fit
    assert Fit.from_json([7_142, []]) == Fit(7_142, [])


def test_whoever_asks_for_a_proposal_is_told_that_bids_may_still_change() -> None:
    [first], _pool = bids.scene(applications=1)
    sentence = "A proposal takes the bids as they are when it is worked out."
    assert sentence in officer_reads("call-assignment", first.call.code)

    bids.over(BiddingRound.objects.get())

    assert sentence not in officer_reads("call-assignment", first.call.code)


def test_assessors_never_read_anybodys_bids() -> None:
    [first], [lee, other] = bids.scene(applications=1)
    bids.placed(other, first)
    assignments.offered(first, lee)

    client = people.client_of(assessors.actor(lee))
    mine = client.get(reverse("assignment-detail", args=[first.reference])).content.decode()

    assert "Bid:" not in mine
    assert client.get(reverse("call-bidding", args=[first.call.code])).status_code == 404
