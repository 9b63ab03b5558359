from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.awards.models import Award, Letter
from grants.programmes.models import Call
from portal.accounts import demo
from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.queries import has_verified_address
from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from portal.notifications.models import Message
from portal.ui.formats import hkt
from reviews.assignment.models import Assignment
from reviews.conflicts.models import Conflict
from reviews.demo import cast
from reviews.scoring.models import Review
from tests.integration.reviews.demo.conftest import sow

TABLES: tuple[type[Model], ...] = (
    *(Application, Assignment, AuditEvent, Award, Call, Conflict, Job, Letter, Message),
    *(Review, RoleGrant, User),
)


def counts() -> dict[str, int]:
    return {table.__name__: table._default_manager.count() for table in TABLES}


def round_of_this_year(number: int) -> Call:
    return Call.objects.get(code=f"{max(2026, timezone.localdate().year)}-{number}")


def states(call: Call) -> Counter[str]:
    return Counter(call.applications.values_list("state", flat=True))


def applications_of(part: cast.Part) -> dict[str, str]:
    found = Application.objects.filter(created_by=cast.player(part))
    return dict(found.values_list("call__code", "state"))


def test_seeding_twice_is_seeding_once(sown: list[str]) -> None:
    before = counts()

    said = sow()

    assert counts() == before
    assert len(sown) == 5
    assert said == []


def test_round_one_has_its_dates_and_nine_awards(sown: list[str]) -> None:
    call = Call.objects.get(code="2025-1")

    assert call.reference_prefix == "BDA25"
    assert call.state == "released"
    assert hkt(call.opens_at).startswith("18 June 2025")
    assert hkt(call.closes_at).startswith("1 August 2025")
    assert (call.results_on, call.start_by) == (date(2025, 9, 1), date(2025, 9, 15))
    assert (call.complete_by, call.report_by) == (date(2025, 11, 16), date(2025, 12, 16))
    assert states(call) == {lifecycle.AWARDED: 9, lifecycle.REFUSED: 11}
    assert set(Letter.objects.values_list("issued_on", flat=True)) == {date(2025, 9, 1)}


def test_one_call_can_be_applied_to_today(sown: list[str]) -> None:
    now = timezone.now()

    running = [call for call in Call.objects.all() if call.is_open(now)]

    assert running == [round_of_this_year(4)]
    assert states(running[0])[lifecycle.DRAFT] == 4
    assert states(running[0])[lifecycle.CLARIFICATION] == 1
    assert states(running[0])[lifecycle.SUBMITTED] >= 3
    assert states(running[0])[lifecycle.WITHDRAWN] == 1


def test_a_round_is_half_assessed(sown: list[str]) -> None:
    call = round_of_this_year(3)
    given = Counter(
        Assignment.objects.filter(application__call=call).values_list("state", flat=True)
    )

    assert call.state == "assessment"
    assert min(given["offered"], given["accepted"], given["submitted"]) > 0
    assert Conflict.objects.filter(application__call=call, ruling="suggested").count() == 1


def test_a_list_waits_for_the_chair_and_another_for_the_approver(sown: list[str]) -> None:
    assert round_of_this_year(1).recommendations.state == "put_forward"
    assert round_of_this_year(2).recommendations.state == "draft"


def test_the_applicants_of_the_demo_find_drafts_questions_and_letters(sown: list[str]) -> None:
    open_one, in_assessment = round_of_this_year(4).code, round_of_this_year(3).code

    assert applications_of(cast.MIRA) == {"2025-1": "awarded", open_one: "draft"}
    assert applications_of(cast.OTTO) == {
        "2025-1": "refused",
        in_assessment: "assessment",
        open_one: "clarification",
    }
    letters = Letter.objects.filter(decision__application__created_by__is_demo=True)
    assert [letter.document is not None for letter in letters] == [True, True]


def test_every_role_has_a_person_with_a_verified_address(sown: list[str]) -> None:
    parts = demo.parts(timezone.now())

    assert {role for part in parts for role in part.roles} == set(Role)
    assert len(parts) == len(cast.EVERYBODY)
    assert all(has_verified_address(part.user) for part in parts)


@pytest.mark.parametrize("part", cast.EVERYBODY, ids=lambda part: part.person.email)
def test_everybody_signs_in_and_finds_something_to_do(sown: list[str], part: cast.Part) -> None:
    user = User.objects.get(email=part.person.email)

    client = Client()
    client.force_login(user)
    page = client.get(reverse("home"), follow=True)

    assert authenticate(email=user.email, password=demo.PASSWORD) == user
    assert page.status_code == 200


def test_others_than_the_demos_people_cannot_sign_in(sown: list[str]) -> None:
    others = User.objects.filter(is_demo=False)

    assert others.count() > 30
    assert [user.email for user in others if user.has_usable_password()] == []


def test_roles_of_round_one_have_ended(sown: list[str]) -> None:
    old = RoleGrant.objects.filter(starts_at__year=2025).exclude(role=Role.ADMINISTRATOR)

    assert old.count() > 10
    assert not old.filter(ended_at__isnull=True).exists()
