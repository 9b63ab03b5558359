"""What officers see of score sheets: who, whether, when; content only once the phase allows."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.exports.writers import write_csv
from reviews.assignment.models import Assignment
from reviews.scoring import exports, rules
from reviews.scoring.coverage import coverage_of
from reviews.scoring.models import Review
from tests.answers import shown as bare
from tests.factories import assessors, assignments, organisations, people, reviews

pytestmark = pytest.mark.django_db

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def page_of(assignment: Assignment) -> str:
    return reverse("score-coverage", args=[assignment.application.call.code])


def paul() -> Client:
    return people.client_of(people.paul())


def test_lateness_is_counted_in_working_days(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    """Due on Wednesday 24 December 2025; Christmas and Boxing Day do not count."""
    Assignment.objects.update(due_on=date(2025, 12, 24))
    reviews.submitted(amys_assignment, 5)
    call = ines_assignment.application.call
    actor = people.paul()

    def late(*when: int) -> tuple[int, int]:
        now = datetime(*when, tzinfo=HONG_KONG)  # type: ignore[arg-type, misc]  # a date and an hour
        total = coverage_of(call, actor, now=now).total
        return total.late, total.days_late

    assert late(2025, 12, 24, 23, 59) == (0, 0)
    assert late(2025, 12, 25, 9) == (1, 0)
    assert late(2025, 12, 29, 9) == (1, 1)
    assert late(2025, 12, 31, 9) == (1, 3)


def test_late_assessors_come_first_and_corrections_are_counted(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    reviews.submitted(amys_assignment, 5)
    reviews.corrected(amys_assignment, 3)
    now = timezone.now() + timedelta(days=60)

    coverage = coverage_of(ines_assignment.application.call, people.paul(), now=now)

    rows = [(str(one), row.late, row.handed_in, row.corrected) for one, row in coverage.assessors]
    assert rows == [("Ines Wong", 1, 0, 0), ("Amy Leung", 0, 1, 1)]
    assert (coverage.total.given, coverage.total.corrected) == (2, 1)


def test_the_tables_are_taken_away_without_formulas_and_without_content(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    """IN-06."""
    reviews.submitted(amys_assignment, 5)
    application = ines_assignment.application
    Application.objects.filter(pk=application.pk).update(title="=cmd()")
    Assignment.objects.filter(pk=ines_assignment.pk).update(due_on=date(2025, 12, 24))
    kind, asked = exports.KIND, {"call": application.call.code}
    target = io.BytesIO()

    shown = paul().get(page_of(ines_assignment)).content.decode()
    write_csv(kind.table(people.paul(), asked), target, lambda _row: None)

    heading, *rows = csv.reader(target.getvalue().decode("utf-8-sig").splitlines())
    told = [dict(zip(heading, row, strict=True)) for row in rows]
    assert "Take the tables away as CSV" in shown
    assert [row["Application or assessor"] for row in told] == [
        application.reference,
        "Ines Wong",
        "Amy Leung",
    ]
    assert told[0]["Title of the project"] == "'=cmd()"
    assert [(row["Handed in"], row["Outstanding"], row["Late"]) for row in told] == [
        ("1", "1", "1"),
        ("0", "1", "1"),
        ("1", "0", "0"),
    ]
    assert int(told[1]["Working days late, of the latest"]) > 100
    assert told[2]["Working days late, of the latest"] == ""
    assert reviews.COMMENT not in target.getvalue().decode()


def test_the_tables_are_asked_for_as_the_page_is(ines_assignment: Assignment) -> None:
    """AZ-03: officers and auditors of the call, and nobody else."""
    asked = {"call": ines_assignment.application.call.code}
    path = reverse("export-request", args=["score-coverage"])

    def status(actor: Actor, **parameters: str) -> int:
        answer = people.client_of(actor).post(path, {"format": "csv", **parameters})
        return answer.status_code

    far = people.person("Farah Lim", Role.OFFICER, scope="2099-1")
    assert [status(one, **asked) for one in (people.paul(), people.alan())] == [302, 302]
    for other in (far, people.ines(), people.charles(), people.mira()):
        assert status(other, **asked) == 403
    wrong: tuple[dict[str, str], ...] = (
        {},
        {"call": "\x00"},
        {"call": "../"},
        {"call": asked["call"] + "\x00"},
    )
    assert [status(people.paul(), **typed) for typed in (*wrong, {**asked, "x": "\x00"})] == [
        403,
        403,
        403,
        403,
        403,
    ]


def test_the_page_tells_who_and_when_and_nothing_of_the_content(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    """Officers do not read marks, comments or reasons before the panel is opened."""
    reviews.submitted(amys_assignment, 1, comment="A canary sings.")
    reviews.corrected(amys_assignment, 2, reason="A canary repents.")
    reviews.saved(ines_assignment, 3, comment="A canary drafts.")
    call = ines_assignment.application.call
    client = paul()
    one = reverse("score-application", args=[call.code, "BDA30-0001"])

    pages = client.get(page_of(ines_assignment)).content.decode()
    pages += client.get(one).content.decode()

    for words in ("Ines Wong", "Amy Leung", "Version 2:"):
        assert words in pages
    assert "canary" not in pages
    Call.objects.filter(pk=call.pk).update(state="panel")
    assert "A canary repents." in client.get(one).content.decode()


def test_before_anybody_has_a_sheet_the_page_says_what_to_do() -> None:
    call = reviews.call_in_assessment(1, code="2030-2")
    (application,) = reviews.applications_of(call)
    client = paul()

    page = client.get(reverse("score-coverage", args=[call.code])).content.decode()
    one = client.get(reverse("score-application", args=[call.code, application.reference]))

    assert "No score sheet is given out" in page
    assert "No score sheet is given out" in one.content.decode()


def test_an_application_of_one_s_own_is_not_there(ines_assignment: Assignment) -> None:
    """AZ-06: not in the rows, not in the counts, not at its address."""
    organisations.join(ines_assignment.application.organisation, people.paul(), "viewer")
    client = people.client_of(people.refreshed(people.paul()))
    call = ines_assignment.application.call

    page = client.get(page_of(ines_assignment)).content.decode()

    assert "No score sheet is given out" in page
    assessor = assessors.profile("Ines Wong").reference
    for name, more in (("score-application", []), ("score-leave", [assessor])):
        there = client.get(reverse(name, args=[call.code, "BDA30-0001", *more]))
        nowhere = client.get(reverse(name, args=[call.code, "BDA30-0999", *more]))
        assert bare(there) == bare(nowhere)


def test_thirty_rows_ask_as_often_as_one(django_assert_num_queries: object) -> None:
    call = reviews.call_in_assessment(1, code="2030-2")
    assignments.accepted(reviews.applications_of(call)[0], assessors.profile("Ines Wong"))
    client, url = paul(), reverse("score-coverage", args=[call.code])
    client.get(url)

    with django_assert_num_queries(10) as first:  # type: ignore[operator]  # a fixture's function
        client.get(url)
    reviews.bare_rows(call, 10)
    with django_assert_num_queries(len(first)):  # type: ignore[operator]
        client.get(url)


ROLES = ("officer", "auditor", "panel", "chair", "approver", "applicant", "assessor", "other")
SEALED = ("assessment", "panel", "approval", "released")


def actors(assignment: Assignment) -> dict[str, Actor]:
    return {
        "officer": people.paul(),
        "auditor": people.alan(),
        "panel": people.petra(),
        "chair": people.charles(),
        "approver": people.grace(),
        "applicant": people.refreshed(people.mira()),
        "assessor": people.refreshed(people.ines()),
        "other": people.refreshed(people.person("Amy Leung")),
    }


def reads(client: Client, assignment: Assignment) -> bool:
    """Whether Amy's comment stands on any page about the application that the client gets."""
    code, reference = assignment.application.call.code, assignment.application.reference
    amy = assessors.profile("Amy Leung").reference
    urls = [
        reverse("score-sheet", args=[reference]),
        reverse("score-sheet-correct", args=[reference]),
        reverse("assignment-detail", args=[reference]),
        reverse("score-coverage", args=[code]),
        reverse("score-application", args=[code, reference]),
        reverse("score-leave", args=[code, reference, amy]),
        reverse("application-assignment", args=[code, reference]),
        reverse("panel-detail", args=[code]),
        reverse("panel-line", args=[code, reference]),
        reverse("assignment-list"),
        reverse("home"),
    ]
    return any("A canary sings." in client.get(url).content.decode() for url in urls)


@pytest.mark.parametrize("shows", [False, True])
@pytest.mark.parametrize("state", SEALED)
def test_a_sheet_is_read_by_role_and_phase(
    ines_assignment: Assignment, amys_assignment: Assignment, state: str, shows: bool
) -> None:
    """Amy's sheet: before the panel by Amy alone, then by those who watch over it, and by Ines,
    who has handed in her own, only where the call says so."""
    reviews.submitted(amys_assignment, 1, comment="A canary sings.")
    reviews.submitted(ines_assignment, 5)
    call = ines_assignment.application.call
    Call.objects.filter(pk=call.pk).update(state=state, shows_sheets_to_assessors=shows)

    found = {
        name
        for name, actor in actors(ines_assignment).items()
        if reads(people.client_of(actor), ines_assignment)
    }

    watching = {"officer", "auditor", "panel", "chair"} if state in rules.SEEN_IN else set()
    peers = {"assessor"} if shows and state in rules.SEEN_IN else set()
    assert found == {"other"} | watching | peers


def test_who_has_not_handed_in_reads_nobody_s_sheet_in_any_phase(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    reviews.submitted(amys_assignment, 1, comment="A canary sings.")
    Call.objects.update(shows_sheets_to_assessors=True)

    for state in SEALED:
        Call.objects.update(state=state)
        assert not reads(people.client_of(people.ines()), ines_assignment)


def test_others_sheets_come_without_names(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    reviews.submitted(amys_assignment, 1, comment="A canary sings.")
    reviews.submitted(ines_assignment, 5)
    Call.objects.update(shows_sheets_to_assessors=True, state="panel")

    url = reverse("score-sheet", args=["BDA30-0001"])
    page = people.client_of(people.ines()).get(url).content.decode()

    assert "Score sheets of the other assessors" in page
    assert "Amy Leung" not in page
    assert Review.objects.count() == 2
