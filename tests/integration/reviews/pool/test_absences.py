"""Assessors say when they are away; who is away all the time is given nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.assignment import rules as assignment_rules
from reviews.assignment.facts import Facts
from reviews.pool import personal_copy
from reviews.pool.absences import operations, rules
from reviews.pool.absences.models import Absence
from reviews.pool.absences.spans import SCORING_TIME
from reviews.pool.models import Assessor
from reviews.pool.queries import serving
from tests.factories import assessors, assignments, calls, people

pytestmark = pytest.mark.django_db

WHOLE = SCORING_TIME.days


def sends(assessor: Assessor, **fields: Any) -> str:
    today = timezone.localdate()
    filled = {
        "starts_on": (today + timedelta(days=1)).isoformat(),
        "ends_on": (today + timedelta(days=2)).isoformat(),
        **fields,
    }
    client = people.client_of(assessors.actor(assessor))
    answer = client.post(reverse("absences"), filled, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_assessor_says_when_they_are_away_and_takes_it_back() -> None:
    ines = assessors.profile()

    body = sends(ines, reason="Leave \u202eof absence")

    absence = Absence.objects.get()
    assert absence.reason == "Leave of absence"
    assert "Your absence was saved." in body
    address = reverse("absence-remove", args=[absence.pk])
    removed = people.client_of(assessors.actor(ines)).post(address, follow=True)
    assert "Your absence was removed." in removed.content.decode()
    assert not Absence.objects.exists()
    events = list(AuditEvent.objects.filter(action__startswith="absence.").order_by("pk"))
    assert [event.action for event in events] == ["absence.add", "absence.remove"]
    assert "Leave" not in str([event.details for event in events])


def test_another_persons_absence_is_not_there() -> None:
    absence = assessors.away(assessors.profile("Ines Wong"))
    rita = assessors.profile("Rita Yu")

    address = reverse("absence-remove", args=[absence.pk])

    assert people.client_of(assessors.actor(rita)).post(address).status_code == 404
    assert people.client_of(people.paul()).get(reverse("absences")).status_code == 404
    with pytest.raises(Denied, match="Only an assessor"):
        operations.remove_absence(absence_id=absence.pk, actor=people.paul(), now=timezone.now())
    assert Absence.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (3, 2, "The last day must not be before the first."),
        (-3, -1, "This time is over already."),
        (1, 731, "Say what lies within the next two years."),
    ],
)
def test_days_that_make_no_sense_are_refused_and_stay_on_the_page(
    first: int, last: int, sentence: str
) -> None:
    today, ines = timezone.localdate(), assessors.profile()
    given = (today + timedelta(days=first)).isoformat()

    body = sends(ines, starts_on=given, ends_on=(today + timedelta(days=last)).isoformat())

    assert sentence in body
    assert given in body
    assert not Absence.objects.exists()


def test_what_is_no_day_and_a_reason_that_cannot_be_kept_are_answered_with_a_sentence() -> None:
    ines = assessors.profile()

    assert "There is a problem" in sends(ines, starts_on="NaN", ends_on="99999-99-99")
    assert "There is a problem" in sends(ines, reason="x\x00y")
    assert "There is a problem" in sends(ines, reason="x" * 1_000_000)
    assert not Absence.objects.exists()


def test_the_same_days_are_saved_once() -> None:
    ines = assessors.profile()
    sends(ines)

    assert "These days are saved already." in sends(ines)
    assert Absence.objects.count() == 1


def test_twenty_absences_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_ABSENCES", 1)
    ines = assessors.profile()
    assessors.away(ines, first=5, last=6)

    assert "many absences already" in sends(ines)


def test_who_is_away_on_every_day_of_the_scoring_time_is_given_nothing() -> None:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    ines = assessors.profile()
    assessors.in_pool(call, ines)
    now = timezone.now()

    assessors.away(ines, first=0, last=WHOLE - 1)
    assert serving(call, now=now).count() == 1
    assessors.away(ines, first=WHOLE, last=WHOLE)

    assert serving(call, now=now).count() == 0
    obstacle = assignment_rules.obstacle_to(Facts(call, now=now).of(application, ines))
    assert "is not available" in obstacle
    assert serving(call, now=now + timedelta(days=1)).count() == 1


def test_officers_see_it_in_the_pool_and_where_they_assign() -> None:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    ines = assessors.profile()
    assessors.in_pool(call, ines)
    assessors.away(ines, reason="On leave")
    client = people.client_of(people.paul())

    for address in (
        reverse("pool", args=[call.code]),
        reverse("call-assignment-assessors", args=[call.code]),
        reverse("application-assignment", args=[call.code, application.reference]),
        reverse("assessor-assignment", args=[call.code, ines.reference]),
    ):
        body = client.get(address).content.decode()
        assert "Away " in body, address
        assert "(On leave)" in body, address


def test_it_is_part_of_a_persons_own_copy() -> None:
    ines = assessors.profile()
    assessors.away(ines, reason="On leave")

    copied = list(personal_copy.collect(assessors.actor(ines)))

    assert "On leave" in str(copied)


def test_an_assessor_without_a_profile_has_no_page() -> None:
    call = calls.in_assessment()
    nobody = people.person("Noor Ali", Role.ASSESSOR, scope=call.code)

    assert people.client_of(nobody).get(reverse("absences")).status_code == 404
