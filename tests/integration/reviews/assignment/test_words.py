"""Words of expertise from the frozen problem to the pages of officers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from grants.programmes.models import Call
from reviews.assignment.boards import board_of
from reviews.assignment.problem import Problem
from reviews.assignment.proposals import proposal
from reviews.assignment.solver.solving import solve
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, people

pytestmark = pytest.mark.django_db


def test_words_that_meet_stand_with_the_run_and_an_old_problem_keeps_its_answer() -> None:
    application = assignments.eligible(changes={"project": {"summary": "Escrow for exporters."}})
    call = application.call
    knowing = assessors.profile("Ines Wong", words=["escrow"])
    assessors.in_pool(call, knowing)
    assessors.pool(call, 2)
    Call.objects.update(state="assessment")
    run = assignments.proposed(call)

    Assessor.objects.exclude(pk=knowing.pk).update(words=["exporters", "escrow", "for"])
    Assessor.objects.filter(pk=knowing.pk).update(words=[])

    [row] = proposal(board_of(run)).rows
    assert {seat.assessor: (seat.fit, tuple(seat.words)) for seat in row.seats}[knowing] == (
        2,
        ("escrow",),
    )
    assert solve(run.question).pairs == run.answer.pairs
    again = Problem.from_json(run.question.to_json())
    assert again.affinity == run.question.affinity
    assert again.affinity[application.reference, f"account-{knowing.user_id}"] == 250


def test_a_proposal_kept_before_there_were_words_is_shown() -> None:
    call = assignments.closed_call()
    assignments.rows(call, 1)
    assessors.pool(call, 3)
    run = assignments.proposed(call)
    run.reasons["pairs"] = [pair[:4] for pair in run.reasons["pairs"]]
    run.save(update_fields=["reasons"])

    [row] = proposal(board_of(run)).rows

    assert [(seat.fit, seat.words) for seat in row.seats] == [(0, ())] * 3


def text_of(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def test_officers_see_which_words_were_met_wherever_they_see_the_fit() -> None:
    application = assignments.eligible(changes={"project": {"summary": "Escrow & <b>KYC</b>."}})
    call, code, reference = application.call, application.call.code, application.reference
    knowing = assessors.profile("Ines Wong", words=["kyc", "<b>kyc</b>", "escrow", "none"])
    for one in (knowing, *(assessors.profile(f"Assessor{place} Lau") for place in range(3))):
        assessors.in_pool(call, one)
    Call.objects.update(state="assessment")
    assignments.proposed(call)
    client = people.client_of(people.paul())
    met = "Words met: kyc, &lt;b&gt;kyc&lt;/b&gt;, escrow"

    assert met in text_of(client, "assignment-proposal", code)
    assert met in text_of(client, "assignment-panel", code, reference)
    assert met in text_of(client, "application-assignment", code, reference)
    assert met in text_of(client, "assessor-assignment", code, knowing.reference)
    assert met in text_of(client, "assignment-why", code, reference, knowing.reference)
    client.cookies["django_language"] = "zh-hant"
    assert "吻合的專長詞：kyc、" in text_of(client, "assignment-proposal", code)


def test_applicants_and_assessors_read_no_matched_word() -> None:
    application = assignments.eligible(changes={"project": {"summary": "Escrow for exporters."}})
    knowing = assessors.profile("Ines Wong", words=["escrow"])
    assessors.in_pool(application.call, knowing)
    assignments.offered(application, knowing)

    own = people.client_of(assessors.actor(knowing)).get(reverse("assignment-list"))
    applied = people.client_of(people.refreshed(people.mira().person)).get(
        reverse("application-detail", args=[application.reference])
    )

    assert (own.status_code, applied.status_code) == (200, 200)
    assert "Words met" not in own.content.decode() + applied.content.decode()
