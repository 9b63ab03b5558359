"""Opening bidding, moving its closing, and keeping bids: done, refused, logged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.bidding import operations, queries
from reviews.bidding.models import Bid, BiddingRound
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, bids, people, reviews

pytestmark = pytest.mark.django_db


def call_with(applications: int = 1, in_pool: int = 1) -> Call:
    call = assignments.closed_call()
    assignments.rows(call, applications)
    assessors.pool(call, in_pool)
    return call


def opens(call: Call, *, days: float = 7, actor: Actor | None = None) -> BiddingRound:
    now = timezone.now()
    return operations.open_bidding(
        call_id=call.pk,
        closes_at=now + timedelta(days=days),
        actor=actor or people.paul(),
        now=now,
    )


def moves(call: Call, *, days: float = 9, actor: Actor | None = None) -> BiddingRound:
    now = timezone.now()
    return operations.move_closing(
        call_id=call.pk,
        closes_at=now + timedelta(days=days),
        actor=actor or people.paul(),
        now=now,
    )


def actions(prefix: str) -> list[str]:
    found = AuditEvent.objects.filter(action__startswith=prefix).order_by("pk")
    return [event.action for event in found]


def test_opening_is_logged_and_told_to_each_who_can_be_given_work() -> None:
    call = call_with(in_pool=2)
    away = assessors.profile("Amy Leung")
    assessors.in_pool(call, away)
    Assessor.objects.filter(pk=away.pk).update(is_available=False)

    bidding = opens(call)

    assert BiddingRound.objects.get() == bidding
    assert actions("bidding.") == ["bidding.open"]
    told = Message.objects.filter(kind="bidding-open").order_by("address")
    assert [one.address for one in told] == ["assessor0@example.hk", "assessor1@example.hk"]
    assert f"/bids/{call.code}/" in told[0].body
    assert "Say which applications you would like to assess, until" in told[0].subject


def test_opening_looks_for_conflicts_first() -> None:
    call = call_with(in_pool=0)
    company = call.applications.get().organisation
    assessors.in_pool(call, assessors.profile("Amy Leung", employer=company.name))

    opens(call)

    assert actions("conflict.") == ["conflict.suggest"]


def test_opened_twice_it_is_open_once_and_told_once() -> None:
    call = call_with()
    first = opens(call)

    again = operations.open_bidding(
        call_id=call.pk, closes_at=first.closes_at, actor=people.paul(), now=timezone.now()
    )

    assert again == first
    assert actions("bidding.") == ["bidding.open"]
    assert Message.objects.filter(kind="bidding-open").count() == 1


def test_a_moved_closing_is_logged_and_told() -> None:
    call = call_with()
    before = opens(call).closes_at

    after = moves(call).closes_at

    event = AuditEvent.objects.get(action="bidding.move_closing")
    assert event.details == {"closed_at": before.isoformat(), "closes_at": after.isoformat()}
    assert Message.objects.filter(subject__startswith="Bidding closes at another time").exists()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (-1, "The closing must lie in the future."),
        (0, "The closing must lie in the future."),
        (181, "Bidding may last 180 days at most."),
    ],
)
def test_a_closing_lies_ahead_and_within_half_a_year(days: int, sentence: str) -> None:
    call = call_with()

    with pytest.raises(Denied, match=sentence):
        opens(call, days=days)
    opens(call)
    with pytest.raises(Denied, match=sentence):
        moves(call, days=days)


def test_bidding_needs_applications_and_assessors() -> None:
    call = assignments.closed_call()
    with pytest.raises(Denied, match="nothing to bid on"):
        opens(call)

    assignments.rows(call, 1)

    with pytest.raises(Denied, match="The pool has no available assessor"):
        opens(call)


def test_only_officers_of_the_call_keep_its_bidding() -> None:
    call = call_with()
    far = people.person("Farah Lim", Role.OFFICER, scope="2099-1")

    for other in (far, people.ines(), people.charles(), people.alan()):
        with pytest.raises(Denied, match="Only a programme officer"):
            opens(call, actor=other)
    opens(call)
    for other in (far, people.ines(), people.charles(), people.alan()):
        with pytest.raises(Denied, match="Only a programme officer"):
            moves(call, actor=other)


def test_bidding_that_is_over_stays_over() -> None:
    call = call_with()
    bids.over(opens(call))

    with pytest.raises(Denied, match="Bidding closed on"):
        moves(call)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("draft", "not published yet"), ("panel", "The assessment of this call is over.")],
)
def test_a_call_takes_bids_while_its_assessors_are_assigned(state: str, sentence: str) -> None:
    call = call_with()
    Call.objects.filter(pk=call.pk).update(state=state)

    with pytest.raises(Denied, match=sentence):
        opens(call)


def test_bids_are_kept_changed_and_taken_back_and_each_step_is_logged() -> None:
    [first, second, _third], [lee, _other] = bids.scene()

    assert bids.placed(lee, first, second) == 2
    assert bids.placed(lee, first, wish="rather_not") == 1
    assert bids.placed(lee, second, wish="could") == 1

    assert [(one.application, one.wish) for one in Bid.objects.all()] == [(first, "rather_not")]
    events = AuditEvent.objects.filter(action="bid.place").order_by("pk")
    assert [
        (one.subject_reference.split(":")[0], one.from_state, one.to_state) for one in events
    ] == [
        (first.reference, "could", "would_like"),
        (second.reference, "could", "would_like"),
        (first.reference, "would_like", "rather_not"),
        (second.reference, "would_like", "could"),
    ]


def test_the_same_again_changes_nothing() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    bids.placed(lee, first)
    before = Bid.objects.get().placed_at

    assert bids.placed(lee, first) == 0

    assert Bid.objects.get().placed_at == before
    assert actions("bid.") == ["bid.place"]


def test_of_two_windows_the_last_save_stands_and_touches_own_rows_alone() -> None:
    [first, *_rest], [lee, other] = bids.scene()
    bids.placed(other, first, wish="rather_not")

    bids.placed(lee, first)
    bids.placed(lee, first, wish="rather_not")
    bids.placed(lee, first, wish="could")

    assert [(one.assessor, one.wish) for one in Bid.objects.all()] == [(other, "rather_not")]


def test_after_the_closing_by_the_databases_clock_nothing_changes() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    bids.placed(lee, first)
    bids.over(BiddingRound.objects.get())

    with pytest.raises(Denied, match="Nothing was changed"):
        operations.save_bids_now(
            call_id=first.call_id,
            wishes={first.reference: "rather_not"},
            actor=assessors.actor(lee),
        )

    assert Bid.objects.get().wish == "would_like"


def test_the_closing_moment_itself_is_too_late() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    closing = BiddingRound.objects.get().closes_at
    wishes, actor = {first.reference: "would_like"}, assessors.actor(lee)
    early = closing - timedelta(microseconds=1)

    with pytest.raises(Denied, match="Bidding closed on"):
        operations.save_bids(call_id=first.call_id, wishes=wishes, actor=actor, now=closing)

    assert operations.save_bids(call_id=first.call_id, wishes=wishes, actor=actor, now=early) == 1


def test_only_who_can_be_given_work_bids() -> None:
    [first, *_rest], [lee, other] = bids.scene()
    Assessor.objects.filter(pk=lee.pk).update(is_available=False)
    with pytest.raises(Denied, match="once you can be given applications"):
        bids.placed(lee, first)

    RoleGrant.objects.filter(user=other.user, role=Role.ASSESSOR).delete()

    with pytest.raises(Denied, match="Only an assessor of this call"):
        bids.placed(other, first)
    assert not Bid.objects.exists()


def test_what_is_not_up_or_keeps_them_apart_is_passed_over() -> None:
    """AZ-06."""
    [first, second, third], [lee, _other] = bids.scene()
    type(second).objects.filter(pk=second.pk).update(state="withdrawn")
    reviews.conflict(third, lee)

    assert bids.placed(lee, first, second, third) == 1

    assert Bid.objects.get().application == first


def test_bids_stay_and_count_for_nothing_after_a_withdrawal_a_conflict_or_a_departure() -> None:
    [first, second, third], [lee, other] = bids.scene()
    bids.placed(lee, first, second, third)
    bids.placed(other, third)
    pairs = [one.pk for one in (first, second, third)], [one.pk for one in (lee, other)]
    assert len(queries.wishes(*pairs)) == 4

    type(first).objects.filter(pk=first.pk).update(state="withdrawn")
    reviews.conflict(second, lee)
    first.call.pool.filter(assessor=other).update(left_at=timezone.now())

    assert queries.wishes(*pairs) == {(third.pk, lee.pk): "would_like"}
    assert Bid.objects.count() == 4


def test_a_call_that_goes_on_takes_no_bids_and_keeps_those_it_has() -> None:
    [first, second, _third], [lee, _other] = bids.scene()
    bids.placed(lee, first)
    Call.objects.filter(pk=first.call_id).update(state="panel")

    with pytest.raises(Denied, match="The assessment of this call is over"):
        bids.placed(lee, second)

    assert queries.open_rounds_for(assessors.actor(lee), now=timezone.now()) == []
    assert Bid.objects.count() == 1


def test_the_database_keeps_one_bid_of_a_pair_that_says_something() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    now = timezone.now()
    bids.placed(lee, first)

    with pytest.raises(IntegrityError, match="one_bid_of_an_assessor"), transaction.atomic():
        Bid.objects.create(assessor=lee, application=first, wish="would_like", placed_at=now)
    with pytest.raises(IntegrityError, match="bid_says_something"), transaction.atomic():
        Bid.objects.update(wish="could")
    with pytest.raises(IntegrityError, match="bidding_closes_after"), transaction.atomic():
        BiddingRound.objects.update(closes_at=now - timedelta(days=400))
