"""Each assessor meets their applications in an order of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from reviews.assignment.models import Assignment
from reviews.assignment.order import in_own_order, next_to_score
from reviews.assignment.queries import readable_by
from tests.factories import assessors, assignments, people, reviews

pytestmark = pytest.mark.django_db


def queues(number: int, *names: str) -> dict[str, list[str]]:
    call = reviews.call_in_assessment(number, assessors_per_application=len(names))
    found = {}
    for name in names:
        assessor = assessors.profile(name)
        for application in reviews.applications_of(call):
            assignments.accepted(application, assessor)
        mine = in_own_order(readable_by(assessors.actor(assessor)))
        found[name] = [one.application.reference for one in mine]
    return found


def test_two_assessors_meet_the_same_applications_in_different_orders_always_the_same() -> None:
    found = queues(8, "Ines Wong", "Amy Leung")

    assert sorted(found["Ines Wong"]) == sorted(found["Amy Leung"])
    assert found["Ines Wong"] != found["Amy Leung"]
    again = in_own_order(reversed(readable_by(people.refreshed(people.ines()))))
    assert [one.application.reference for one in again] == found["Ines Wong"]


def test_what_is_due_earlier_comes_first() -> None:
    queues(3, "Ines Wong")
    last = in_own_order(readable_by(people.refreshed(people.ines())))[-1]
    Assignment.objects.filter(pk=last.pk).update(due_on=last.due_on - timedelta(days=1))

    first = in_own_order(readable_by(people.refreshed(people.ines())))[0]

    assert first.pk == last.pk


def test_the_next_one_is_open_and_the_search_goes_round() -> None:
    queues(3, "Ines Wong")
    first, second, third = in_own_order(readable_by(people.refreshed(people.ines())))

    second.state = "submitted"

    assert next_to_score([first, second, third], first) == third
    assert next_to_score([first, second, third], third) == first
    third.state = "submitted"
    assert next_to_score([first, second, third], first) is None


def test_save_and_next_leads_through_the_queue_and_the_list_has_the_same_order() -> None:
    (queue,) = queues(3, "Ines Wong").values()
    client = people.client_of(people.ines())
    seen = [queue[0]]

    for _step in range(3):
        answer = client.post(reverse("score-sheet", args=[seen[-1]]), {"deed": "next"})
        seen.append(answer["Location"].split("/")[-2])

    assert seen == [*queue, queue[0]]
    page = client.get(reverse("assignment-list")).content.decode()
    places = [page.index(reference) for reference in queue]
    assert places == sorted(places)
    sheet = client.get(reverse("score-sheet", args=[queue[0]])).content.decode()
    assert "0 of 3 done" in sheet
    assert sheet.count('<strong aria-current="page"') == 1
