"""A proposal changed by hand before it is confirmed: allowed, refused, weighed, and repaired."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.assignment import operations
from reviews.assignment.boards import board_of
from reviews.assignment.models import Adjustment, Assignment, AssignmentRun
from reviews.pool.models import Assessor, PoolMember
from tests.factories import assessors, assignments, people, reviews
from tests.integration.reviews.assignment.boards import (
    browser,
    change,
    confirm,
    deed,
    first_of,
    names,
    reworked,
    scene,
    sides,
)

pytestmark = pytest.mark.django_db


def test_one_goes_another_comes_and_the_confirmation_follows_the_board() -> None:
    call, run = scene()
    application = first_of(call)
    [leaver, _stays], [comer, *_rest] = sides(run, application)

    board = change(run, application, comer=comer, leaver=leaver)
    made = confirm(run)

    assert (application.reference, names(comer)) in board.pairs
    given = {one.assessor_id for one in made if one.application_id == application.pk}
    assert comer.pk in given
    assert leaver.pk not in given
    event = AuditEvent.objects.get(action="assignment_run.change_panel")
    assert (event.reason, event.details["comer"]) == ("Knows the field.", names(comer))
    closed = AuditEvent.objects.get(action="assignment_run.confirm")
    assert (closed.details["added"], closed.details["removed"]) == (1, 1)


def test_a_change_taken_back_leaves_no_mark() -> None:
    call, run = scene()
    application = first_of(call)
    [leaver, _stays], [comer, *_rest] = sides(run, application)

    change(run, application, leaver=leaver)
    change(run, application, comer=leaver)
    change(run, application, comer=comer, leaver=leaver)
    change(run, application, comer=leaver, leaver=comer)

    assert not Adjustment.objects.exists()
    assert board_of(run).pairs == run.answer.pairs


def _conflict(run: AssignmentRun, application: Application, comer: Assessor) -> None:
    reviews.conflict(application, comer)


def _full(run: AssignmentRun, application: Application, comer: Assessor) -> None:
    PoolMember.objects.filter(assessor=comer).update(most_load=0)


def _colleague(run: AssignmentRun, application: Application, comer: Assessor) -> None:
    stays = sides(run, application)[0][1]
    Assessor.objects.filter(pk=comer.pk).update(employer=stays.employer)
    comer.refresh_from_db()


def _away(run: AssignmentRun, application: Application, comer: Assessor) -> None:
    Assessor.objects.filter(pk=comer.pk).update(is_available=False)


def _one_sided(run: AssignmentRun, application: Application, comer: Assessor) -> None:
    stays = sides(run, application)[0][1]
    Assessor.objects.filter(pk__in=[comer.pk, stays.pk]).update(disciplines=["technical"])
    comer.refresh_from_db()


@pytest.mark.parametrize(
    ("obstacle", "sentence"),
    [
        (_conflict, "conflict of interest keeps them apart"),
        (_full, "as many applications as they take"),
        (_colleague, "same bureau or employer"),
        (_away, "not in the pool, is not available"),
        (_one_sided, "last open seat is for the discipline Finance or Regulatory"),
    ],
)
def test_a_hard_limit_stays_hard_on_the_board(obstacle: object, sentence: str) -> None:
    """AZ-12."""
    call, run = scene()
    application = first_of(call)
    [leaver, _stays], [comer, *_rest] = sides(run, application)
    obstacle(run, application, comer)  # type: ignore[operator]  # one of the functions above

    with pytest.raises(Denied, match=sentence):
        change(run, application, comer=comer, leaver=leaver)

    assert not Adjustment.objects.exists()


def test_changes_are_refused_in_plain_words() -> None:
    call, run = scene()
    application = first_of(call)
    [one, _two], [other, *_rest] = sides(run, application)

    for options, sentence in (
        ({}, "Choose who comes or who goes"),
        ({"comer": other}, "Every seat is taken"),
        ({"leaver": other}, "not on this panel any more"),
        ({"leaver": one, "reason": " "}, "Give a reason"),
    ):
        with pytest.raises(Denied, match=sentence):
            change(run, application, **options)
    deed("lock_pair", run, application, one)
    with pytest.raises(Denied, match="Unlock it first"):
        change(run, application, leaver=one)
    operations.discard(run_id=run.pk, actor=people.paul(), now=timezone.now())
    with pytest.raises(Denied, match="no longer open"):
        change(run, application, leaver=one)
    with pytest.raises(Denied, match="no longer open"):
        deed("lock_pair", run, application, one)


def test_an_assignment_that_stands_is_not_changed_on_the_board() -> None:
    call = assignments.closed_call(assessors_per_application=2)
    [application] = assignments.rows(call, 1)
    [standing, *_others] = assessors.pool(call, 3)
    assignments.offered(application, standing)
    run = assignments.proposed(call)

    with pytest.raises(Denied, match="Take it back from them instead"):
        change(run, application, leaver=standing)
    deed("lock_pair", run, application, standing)

    assert not Adjustment.objects.exists()


def test_locks_and_removals_survive_when_the_proposal_is_worked_out_again() -> None:
    call, run = scene()
    application = first_of(call)
    [gone, locked], [comer, *_rest] = sides(run, application)
    deed("lock_pair", run, application, locked)
    change(run, application, comer=comer, leaver=gone)

    again = reworked(run)

    board = board_of(again)
    panel = {names(locked), names(comer)}
    assert set(board.panels[application.reference]) == panel
    assert {pair[1] for pair in board.pinned} == panel
    assert {pair[1] for pair in board.dropped} == {names(gone)}
    assert AssignmentRun.objects.get(pk=run.pk).state == "discarded"
    assert again.follows == run
    assert len(confirm(again)) == 4


def test_a_lock_that_a_conflict_broke_is_given_up() -> None:
    """AZ-12."""
    call, run = scene()
    application = first_of(call)
    [locked, other], _others = sides(run, application)
    deed("lock_pair", run, application, locked)
    deed("lock_pair", run, application, other)
    reviews.conflict(application, locked)

    with pytest.raises(Denied, match=r"keeps them apart.*Work the proposal out again"):
        confirm(run)
    again = reworked(run)

    board = board_of(again)
    assert (application.reference, names(locked)) not in board.pairs
    assert {pair[1] for pair in board.pinned} == {names(other)}
    assert again.answer.kept == len(run.answer.pairs) - 1
    assert len(confirm(again)) == 4


def test_a_lock_can_be_opened_and_a_panel_restored() -> None:
    call, run = scene()
    application = first_of(call)
    [one, two], _others = sides(run, application)
    deed("lock_pair", run, application, one)
    deed("lock_pair", run, application, one)
    deed("unlock_pair", run, application, one)
    deed("unlock_pair", run, application, one)
    change(run, application, leaver=two)
    for _twice in range(2):
        operations.restore_panel(
            run_id=run.pk, application=application, actor=people.paul(), now=timezone.now()
        )

    assert board_of(run).pairs == run.answer.pairs
    told = AuditEvent.objects.filter(action__startswith="assignment_run.").values_list(
        "action", flat=True
    )
    assert [name.partition(".")[2] for name in told.order_by("pk")][2:] == [
        "lock_pair",
        "unlock_pair",
        "change_panel",
        "restore_panel",
    ]


def test_a_panel_is_not_restored_against_a_limit() -> None:
    call, run = scene(applications=2, in_pool=3, seats=1)
    first, second = call.applications.select_related("call").order_by("reference")
    [busy], _others = sides(run, first)
    [other], _rest = sides(run, second)
    change(run, first, leaver=busy)
    if other != busy:
        change(run, second, comer=busy, leaver=other)
    PoolMember.objects.filter(assessor=busy).update(most_load=1)

    with pytest.raises(Denied, match="as many applications as they take"):
        operations.restore_panel(
            run_id=run.pk, application=first, actor=people.paul(), now=timezone.now()
        )

    assert Adjustment.objects.filter(application=first).exists()


def moving_scene() -> tuple[list[Application], Assessor, Assessor, Assignment]:
    """The free assessor may only take what the other holds: so the two must change places."""
    call = assignments.closed_call(assessors_per_application=1)
    first, second = assignments.rows(call, 2)
    able, barred = assessors.pool(call, 2, most=1)
    reviews.conflict(second, barred)
    PoolMember.objects.filter(assessor=barred).update(left_at=timezone.now())
    Application.objects.filter(pk=second.pk).update(state="screening")
    [offer] = assignments.confirmed(call)
    Application.objects.filter(pk=second.pk).update(state="eligible")
    PoolMember.objects.update(left_at=None)
    return [first, second], able, barred, offer


def moving_run(call: Call) -> AssignmentRun:
    run = operations.request_run(
        call_id=call.pk, may_move=True, actor=people.paul(), now=timezone.now()
    )
    operations.propose(run_id=run.pk, progress=lambda *_told: None, now=timezone.now())
    return AssignmentRun.objects.get(pk=run.pk)


def test_offers_without_an_answer_move_where_that_fills_more() -> None:
    [first, second], able, barred, offer = moving_scene()
    fixed = assignments.proposed(first.call)
    assert fixed.answer.unfilled == {second.reference: 1}
    operations.discard(run_id=fixed.pk, actor=people.paul(), now=timezone.now())

    run = moving_run(first.call)
    board = board_of(run)
    shown = browser().get(reverse("assignment-proposal", args=[first.call.code]))
    made = confirm(run)

    assert board.lost == ((first.reference, names(able)),)
    assert "not answered yet, is taken back" in shown.content.decode()
    assert {(one.application, one.assessor) for one in made} == {(first, barred), (second, able)}
    assert Assignment.objects.get(pk=offer.pk).state == "released"
    told = Message.objects.get(kind="assignments-taken-back")
    assert (told.recipient, told.subject) == (able.user, "1 application was taken back from you")


def test_an_offer_accepted_meanwhile_does_not_move() -> None:
    [first, _second], _able, _barred, offer = moving_scene()
    run = moving_run(first.call)
    Assignment.objects.filter(pk=offer.pk).update(state="accepted")

    with pytest.raises(Denied, match="accepted meanwhile"):
        confirm(run)

    assert Assignment.objects.get().state == "accepted"


def test_an_offer_given_by_hand_does_not_move() -> None:
    call = assignments.closed_call(assessors_per_application=2)
    [application] = assignments.rows(call, 1)
    [by_hand, *_others] = assessors.pool(call, 3)
    assignments.offered(application, by_hand)

    run = moving_run(call)

    assert board_of(run).standing == {(application.reference, names(by_hand))}
    assert board_of(run).movable == frozenset()


def test_a_run_that_is_cancelled_stops_at_the_next_step() -> None:
    call = assignments.closed_call()
    assignments.rows(call, 2)
    assessors.pool(call, 4)
    run = assignments.requested(call)
    seen: list[str] = []

    def cancel(_done: float, stage: str) -> None:
        seen.append(stage)
        AssignmentRun.objects.filter(pk=run.pk).update(state="discarded")

    operations.propose(run_id=run.pk, progress=cancel, now=timezone.now())

    assert seen == ["conflicts"]
    assert AssignmentRun.objects.get(pk=run.pk).solution is None
