"""A register filed while a call takes bids: what it has in common with applications is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.jobs.models import Job
from reviews.bidding import operations
from reviews.conflicts.models import Conflict, Ruling
from reviews.pool.register.rules import Line
from tests.factories import assessors, assignments, bids, people

pytestmark = pytest.mark.django_db
LOOK = "reviews.bidding.look_again"


def test_a_register_cannot_be_used_to_find_out_who_applies() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    page = reverse("bid-list", args=[first.call.code])
    browser = people.client_of(assessors.actor(lee))

    assessors.registered(lee, Line("shareholding", first.organisation.name))
    jobs = Job.objects.filter(name=LOOK)
    for job in jobs:
        operations.look_again(**job.arguments, now=timezone.now())
    assessors.registered(lee)

    kept = Conflict.objects.filter(assessor=lee, ruling=Ruling.SUGGESTED)
    assert first.pk in kept.values_list("application_id", flat=True)
    assert first.reference not in browser.get(page).content.decode()
    assert jobs.all().count() == 2


def test_where_no_bids_are_taken_nobody_looks() -> None:
    call = assignments.closed_call()
    [lee, _other] = assessors.pool(call, 2)

    assessors.registered(lee, Line("shareholding", "Lotus Partners Limited"))

    assert not Job.objects.filter(name=LOOK).exists()
