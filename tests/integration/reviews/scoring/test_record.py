"""What assessors have done over the calls: counted for officers, sealed where content is."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.exports.writers import write_csv
from reviews.assignment.models import Assignment
from reviews.pool.models import Assessor
from reviews.scoring.models import Review
from reviews.scoring.record import exports, queries
from reviews.scoring.record.figures import Figures
from tests.factories import assessors, assignments, people, reviews

pytestmark = pytest.mark.django_db

PAGE = "assessor-record"


def figures(actor: Actor | None = None, *, call: str = "") -> dict[str, Figures]:
    rows = queries.by_assessor(actor or people.paul(), call=call, now=timezone.now())
    return {str(row.assessor): row.figures for row in rows}


def page(actor: Actor | None = None, **parameters: str) -> str:
    answer = people.client_of(actor or people.paul()).get(reverse(PAGE), parameters)
    assert answer.status_code == 200
    return answer.content.decode()


def test_load_counts_each_assignment_by_what_became_of_it() -> None:
    call = reviews.call_in_assessment(5)
    [ines] = assessors.pool(call, 1)
    one, two, three, four, five = reviews.applications_of(call)
    reviews.scored(one, ines, 4)
    reviews.abstained(assignments.accepted(two, ines))
    assignments.declined(three, ines)
    assignments.offered(four, ines)
    reviews.scored(five, ines, 3)
    reviews.conflict(five, ines)

    [of_ines] = figures().values()

    counts = (of_ines.given, of_ines.done, of_ines.open, of_ines.declined, of_ines.abstained)
    assert (*counts, of_ines.taken_back) == (4, 1, 1, 1, 1, 1)
    assert of_ines.calls == {call.code}


def test_lateness_is_told_in_working_days_of_first_versions_and_of_open_sheets() -> None:
    """A sheet handed in on Tuesday that was due on Friday is two working days late."""
    call = reviews.call_in_assessment(4)
    [ines] = assessors.pool(call, 1)
    in_time, late, still_open, not_due = reviews.applications_of(call)
    for application in (in_time, late):
        reviews.scored(application, ines, 4)
    for application in (still_open, not_due):
        assignments.accepted(application, ines)
    friday = date(2026, 3, 6)
    Assignment.objects.filter(application=late).update(due_on=friday)
    at = timezone.now().replace(year=2026, month=3, day=10, hour=4)
    Review.objects.filter(assignment__application=late).update(submitted_at=at)
    Assignment.objects.filter(application=still_open).update(
        due_on=timezone.localdate() - timedelta(days=14)
    )

    [of_ines] = figures().values()

    assert (of_ines.in_time, of_ines.due, of_ines.share_in_time) == (1, 3, 33)
    assert sorted(of_ines.days_late)[0] == 2
    assert 7 <= sorted(of_ines.days_late)[1] <= 10


def test_agreement_is_counted_from_calls_whose_panel_is_open_alone() -> None:
    sealed = reviews.call_in_assessment(1, code="2025-7", assessors_per_application=2)
    both = assessors.pool(sealed, 2)
    [application] = reviews.applications_of(sealed)
    reviews.scored(application, both[0], 5)
    reviews.scored(application, both[1], 1)

    assert {one.compared for one in figures().values()} == {0}
    assert "Too few to say (0)" in page()

    Call.objects.filter(pk=sealed.pk).update(state="panel")

    assert {tuple(one.distances) for one in figures().values()} == {
        (Decimal("80.00"),),
        (Decimal("-80.00"),),
    }
    assert "Too few to say (1)" in page()


def test_over_several_calls_enough_sheets_tell_how_somebody_marks() -> None:
    call = reviews.call_before_the_panel((5, 3), (4, 2), (5, 3), (5, 3), (5, 3))

    higher, lower = sorted(figures().values(), key=lambda one: -(one.leaning or 0))

    assert (higher.compared, higher.difference, higher.leaning) == (5, Decimal(40), Decimal(40))
    assert (lower.difference, lower.leaning) == (Decimal(40), Decimal(-40))
    body = page(call=call.code)
    assert "40.0 points apart on 5 sheets" in body
    assert "marks 40.0 higher" in body
    assert "marks 40.0 lower" in body


def test_each_assessor_has_a_page_with_a_row_for_each_call() -> None:
    first = reviews.call_in_assessment(1, code="2025-7")
    [ines] = assessors.pool(first, 1)
    reviews.scored(reviews.applications_of(first)[0], ines, 4)
    second = reviews.call_in_assessment(1, code="2025-8")
    assessors.in_pool(second, ines)
    assignments.offered(reviews.applications_of(second)[0], ines)

    address = reverse("assessor-record-of", args=[ines.reference])
    body = people.client_of(people.paul()).get(address).content.decode()

    assert str(first.title) in body
    assert str(second.title) in body
    assert figures()[str(ines)].given == 2
    assert figures(call=second.code)[str(ines)].done == 0


def test_officers_count_their_own_calls_and_neither_themselves_nor_their_interests() -> None:
    call = reviews.call_in_assessment(2)
    paul = assessors.profile("Paul Ho")
    [other] = assessors.pool(call, 1)
    assessors.in_pool(call, paul)
    first, second = reviews.applications_of(call)
    assignments.offered(first, paul)
    assignments.offered(first, other)
    assignments.offered(second, other)
    stranger = people.person("Olga Lim", Role.OFFICER, scope="2020-1")
    reviews.conflict(second, paul)

    assert {name: one.given for name, one in figures().items()} == {str(other): 1}
    assert figures(stranger) == {}
    own = reverse("assessor-record-of", args=[paul.reference])
    assert people.client_of(people.paul()).get(own).status_code == 404
    theirs = reverse("assessor-record-of", args=[other.reference])
    assert people.client_of(stranger).get(theirs).status_code == 404


def test_nobody_but_officers_finds_the_pages_or_the_export() -> None:
    call = reviews.call_in_assessment(1)
    [ines] = assessors.pool(call, 1)
    assignments.offered(reviews.applications_of(call)[0], ines)
    theirs = reverse("assessor-record-of", args=[ines.reference])

    for nobody in (assessors.actor(ines), people.mira(), people.person("Ada Kwok", Role.AUDITOR)):
        client = people.client_of(nobody)
        assert client.get(reverse(PAGE)).status_code == 404
        assert client.get(theirs).status_code == 404
        with pytest.raises(Denied, match="Only a programme officer"):
            exports.check(nobody, {})


def test_the_export_says_what_the_page_says() -> None:
    call = reviews.call_before_the_panel((5, 3), (4, 2), (5, 3), (5, 3), (5, 3))
    target = io.BytesIO()

    exports.check(people.paul(), {"call": call.code})
    write_csv(exports.table(people.paul(), {"call": call.code}), target, lambda _row: None)

    head, *rows = target.getvalue().decode("utf-8-sig").splitlines()
    assert head.startswith("Assessor,Calls,Given,Handed in,Still open")
    assert sorted(row.split(",", 1)[1] for row in rows) == [
        "1,5,5,0,0,0,0,5,100,0,,5,40.0,-40.0",
        "1,5,5,0,0,0,0,5,100,0,,5,40.0,40.0",
    ]
    assert exports.back({"call": call.code}).endswith(f"?call={call.code}")
    with pytest.raises(Denied, match="no such call"):
        exports.check(people.paul(), {"call": "nowhere"})


def test_nothing_given_yet_is_said_and_a_wrong_call_shows_everything() -> None:
    assert "No assessor has been given anything yet" in page()

    call = reviews.call_in_assessment(1)
    [ines] = assessors.pool(call, 1)
    assignments.offered(reviews.applications_of(call)[0], ines)

    assert str(ines) in page(call="nowhere")
    assert str(ines) in page(page="x")


def test_thirty_assessors_take_as_many_queries_as_one() -> None:
    call = reviews.call_before_the_panel((5, 3))
    paul = people.paul()

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.by_assessor(paul, now=timezone.now())
        return len(captured)

    before = asked()
    application = reviews.applications_of(call)[0]
    for assessor in [assessors.profile(f"Linden{one} Lee") for one in range(30)]:
        Assignment.objects.create(
            application=application,
            assessor=assessor,
            snapshot=application.snapshots.get(),
            offered_at=timezone.now(),
            due_on=timezone.localdate(),
        )

    assert asked() == before
    assert Assessor.objects.count() == len(figures())
