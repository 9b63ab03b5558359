"""No sum, load, refusal or line of the log counts what its reader conflicts with (AZ-06)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.assignment import operations
from reviews.assignment.boards import board_of
from reviews.assignment.models import AssignmentRun
from reviews.panels import registration
from reviews.panels.operations import open_panel
from reviews.pool.models import PoolMember
from reviews.pool.queries import members_with_load
from tests.factories import assessors, assignments, decisions, people, reviews
from tests.integration.reviews.assignment.boards import scene
from tests.integration.reviews.conflicts.crawling import reader

pytestmark = pytest.mark.django_db

UNSEEN = "A pair that an interest hides from you is no longer possible."


def vera(secret: Application, *roles: Role) -> Actor:
    """Vera, who conflicts with ``secret``."""
    actor = reader("Vera Kwan", *roles)
    reviews.conflict(assignments.reloaded(secret), actor.person.assessor)
    return people.refreshed(actor)


def get(actor: Actor, name: str, *arguments: object) -> str:
    answer = people.client_of(actor).get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def figures(page: str) -> list[str]:
    return re.findall(r'figure__value">([^<]*)<', page)


@pytest.fixture
def board() -> tuple[Call, AssignmentRun, Application]:
    """A proposal with two seats for each of two applications, the second to be hidden."""
    call, run = scene(applications=2, in_pool=4, seats=2)
    return call, run, call.applications.order_by("reference")[1]


def test_the_board_sums_up_what_is_shown(board: tuple[Call, AssignmentRun, Application]) -> None:
    call, run, secret = board
    before = figures(get(people.paul(), "assignment-proposal", call.code))
    actor = vera(secret, Role.OFFICER)

    after = figures(get(actor, "assignment-proposal", call.code))
    others = get(actor, "assignment-proposal-assessors", call.code)

    assert (before[0], after[0]) == ("4", "2")
    loads = re.findall(r'class="num"[^>]*>(\d+)', others)
    assert sum(map(int, loads)) == 2
    assert secret.reference not in others
    assert len(board_of(run).pairs) == 4


def test_a_confirmation_tells_the_number_that_is_shown(
    board: tuple[Call, AssignmentRun, Application],
) -> None:
    call, run, secret = board
    actor = vera(secret, Role.OFFICER)

    answer = people.client_of(actor).post(
        reverse("assignment-proposal", args=[call.code]),
        {"run": run.pk, "due_on_0": assignments.due().day, "due_on_1": assignments.due().month}
        | {"due_on_2": assignments.due().year, "due_on": assignments.due().isoformat()},
        follow=True,
    )

    assert "2 assignments were offered." in answer.content.decode()
    assert sum(one.load for one in members_with_load(call, now=timezone.now())) == 4
    seen = members_with_load(call, now=timezone.now(), actor=actor)
    assert sum(one.load for one in seen) == 2


def test_what_went_stale_of_it_is_not_named(
    board: tuple[Call, AssignmentRun, Application],
) -> None:
    call, run, secret = board
    pair = next(pair for pair in board_of(run).pairs if pair[0] == secret.reference)
    PoolMember.objects.filter(call=call, assessor=board_of(run).people[pair[1]]).update(
        left_at=timezone.now()
    )
    actor = vera(secret, Role.OFFICER)

    page = get(actor, "assignment-proposal", call.code)
    with pytest.raises(Denied) as refused:
        operations.confirm(run_id=run.pk, due_on=assignments.due(), actor=actor, now=timezone.now())

    assert UNSEEN in page
    assert UNSEEN in str(refused.value)
    assert secret.reference not in str(refused.value)


def test_the_end_of_the_assessment_counts_and_names_what_is_shown() -> None:
    call = reviews.call_in_assessment(2)
    shown, secret = reviews.applications_of(call)
    reviews.scored(shown, assessors.pool(call, 1)[0], 4)
    actor = vera(secret, Role.OFFICER)

    [theirs] = registration.to_end(actor, timezone.now())
    [every] = registration.to_end(people.paul(), timezone.now())
    page = get(actor, "panel-open", call.code)
    with pytest.raises(Denied) as refused:
        open_panel(call_id=call.pk, reason="Late.", actor=actor, now=timezone.now())

    assert theirs.text == "1 of 1 applications have every score sheet."
    assert every.text == "1 of 2 applications have every score sheet."
    assert figures(page) == ["1", "1"]
    assert "is missing of an application that is hidden from you" in page
    assert "Another officer sees to it." in str(refused.value)
    assert secret.reference not in page + str(refused.value)


def test_somebody_with_an_interest_may_open_the_panel_with_a_reason() -> None:
    call = reviews.call_in_assessment(2, assessors_per_application=2)
    shown, secret = reviews.applications_of(call)
    given = assessors.pool(call, 2)
    for one in given:
        reviews.scored(shown, one, 4)
    reviews.scored(secret, given[0], 4)
    actor = vera(secret, Role.OFFICER)
    url = reverse("panel-open", args=[call.code])

    page = people.client_of(actor).get(url).content.decode()
    answer = people.client_of(actor).post(url, {"reason": "Ill."}, follow=True)

    assert 'name="reason"' in page
    assert "The assessment is over." in answer.content.decode()


def test_the_log_leaves_out_its_lines_and_the_sums_of_its_call() -> None:
    call = decisions.at("drafted", sheets=((5,), (4,)))
    _shown, secret = reviews.applications_of(call)
    drafted = AuditEvent.objects.get(action="recommendation.draft")
    told = AuditEvent.objects.filter(subject_reference=secret.reference).first()
    assert told is not None
    actor = vera(secret, Role.AUDITOR)

    page = get(actor, "audit-log")
    event = get(actor, "audit-event", drafted.pk)
    gone = people.client_of(actor).get(reverse("audit-event", args=[told.pk]))

    assert secret.reference in get(people.alan(), "audit-log")
    assert secret.reference not in page
    assert gone.status_code == 404
    assert "recommended_hkd" in get(people.alan(), "audit-event", drafted.pk)
    assert "recommended_hkd" not in event
    assert "Another auditor reads the reasons" in event
    assert "Withheld" in page
