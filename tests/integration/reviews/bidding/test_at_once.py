"""The same bids sent twice at the same moment are one, and two officers open one bidding."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.notifications.models import Message
from reviews.bidding import operations
from reviews.bidding.models import Bid, BiddingRound
from tests.factories import assessors, assignments, bids, people

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> None:
    gate = threading.Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_double_click_is_one_save() -> None:
    rows, [lee, _other] = bids.scene()
    wishes, actor = {row.reference: "would_like" for row in rows}, assessors.actor(lee)
    call_id = rows[0].call_id

    at_once(
        *[lambda: operations.save_bids_now(call_id=call_id, wishes=wishes, actor=actor)] * 4,
    )

    assert Bid.objects.count() == 3
    assert AuditEvent.objects.filter(action="bid.place").count() == 3


def test_two_officers_open_one_bidding() -> None:
    call = assignments.closed_call()
    assignments.rows(call, 1)
    assessors.pool(call, 1)
    now = timezone.now()
    closing = now + timedelta(days=7)

    def opening(actor: Actor) -> Callable[[], object]:
        return lambda: operations.open_bidding(
            call_id=call.pk, closes_at=closing, actor=actor, now=now
        )

    officers = [people.paul(), people.person("Paula Ip", Role.OFFICER)]
    at_once(*[opening(officer) for officer in officers])

    assert BiddingRound.objects.count() == 1
    assert Message.objects.filter(kind="bidding-open").count() == 1
