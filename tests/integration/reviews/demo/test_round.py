from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from django.db.models import Count, F
from django.utils import timezone

from grants.applications import lifecycle as application_states
from grants.applications.models import Application
from grants.awards.models import Award
from grants.programmes import lifecycle as call_states
from grants.programmes.models import Call
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from reviews.assignment.models import Assignment
from reviews.demo import rounds
from reviews.demo.takings import rows_of
from reviews.demo.work import OwnHands
from reviews.meetings.models import Note
from reviews.minutes.models import Paper

pytestmark = pytest.mark.django_db

KEYS = [
    *("applications", "submitted", "eligible", "assignments", "declined_assignments"),
    *("conflicts", "reviews", "awards", "awarded_hkd", "envelope_hkd", "largest_award_hkd"),
    *("letters", "reports", "emails", "seconds"),
]


def played(folder: Path, *, applications: int, until: str = "released") -> rounds.Summary:
    script = rounds.Script(
        until=until,
        size=rounds.Size.of(applications),
        seed=2025,
        folder=folder,
        now=timezone.now(),
    )
    return rounds.play(script, OwnHands(), lambda _words: None)


def states(call: Call) -> set[str]:
    return set(call.applications.values_list("state", flat=True))


def test_a_whole_round_is_right_to_the_dollar(tmp_path: Path) -> None:
    summary = played(tmp_path, applications=14)

    call = Call.objects.get(code="demo-1")
    awards = [award.amount for award in Award.objects.all()]
    assert list(summary) == KEYS
    assert json.loads((tmp_path / "summary.json").read_text()) == summary
    assert (summary["applications"], summary["submitted"], summary["eligible"]) == (14, 14, 13)
    assert summary["awards"] == len(awards) == 2
    assert summary["awarded_hkd"] == sum(awards) == call.committed
    assert summary["awarded_hkd"] <= summary["envelope_hkd"] == 1_000_000
    assert summary["largest_award_hkd"] == max(awards) <= 500_000
    assert summary["reviews"] == 39
    assert summary["assignments"] >= summary["reviews"] + summary["declined_assignments"]
    assert summary["conflicts"] >= 1
    assert summary["emails"] >= 28
    assert summary["seconds"] > 0
    assert call.state == call_states.RELEASED
    meeting = call.meetings.get()
    assert (meeting.state, meeting.items.count()) == ("signed", 13)
    assert Note.objects.filter(item__meeting=meeting).count() >= 2
    assert Paper.objects.filter(minutes__meeting=meeting).count() == 3
    assert states(call) == {application_states.AWARDED, application_states.REFUSED}


def test_a_whole_round_leaves_its_letters_and_reports(tmp_path: Path) -> None:
    summary = played(tmp_path, applications=5)

    letters, reports = ([Path(path) for path in summary[key]] for key in ("letters", "reports"))
    assert [path.name for path in letters] == [f"DEMO1-L-000{n}.pdf" for n in range(1, 6)]
    for letter in letters:
        with pikepdf.open(letter) as pdf:
            assert len(pdf.pages) >= 1
    assert sorted(path.name for path in reports) == [
        *("funding-applications.csv", "funding-applications.xlsx"),
        *("funding-report.csv", "funding-report.xlsx"),
    ]
    by_call = [row for row in rows_of(reports[-1]) if row["Grouping"] == "Call"]
    assert {Decimal(row["Awarded (HKD)"]) for row in by_call} == {Decimal(summary["awarded_hkd"])}


@pytest.mark.parametrize(
    ("stage", "call_state", "application_state"),
    [
        ("open", call_states.PUBLISHED, {application_states.SUBMITTED}),
        ("screening", call_states.ASSESSMENT, {application_states.ELIGIBLE}),
        ("assessment", call_states.ASSESSMENT, {application_states.ASSESSED}),
    ],
)
def test_a_round_can_stop_earlier(
    tmp_path: Path, stage: str, call_state: str, application_state: set[str]
) -> None:
    summary = played(tmp_path, applications=4, until=stage)

    call = Call.objects.get()
    assert call.state == call_state
    assert states(call) == application_state
    assert call.is_open(timezone.now()) == (stage == "open")
    assert (summary["awards"], summary["letters"], summary["reports"]) == (0, [], [])
    assert summary["reviews"] == (12 if stage == "assessment" else 0)


def test_a_round_can_stop_with_the_panel(tmp_path: Path) -> None:
    summary = played(tmp_path, applications=4, until="panel")

    call = Call.objects.get()
    assert call.state == call_states.APPROVAL
    assert call.recommendations.state == "put_forward"
    assert application_states.RECOMMENDED in states(call)
    assert summary["awarded_hkd"] == 0


def test_a_round_is_played_again_beside_the_first(tmp_path: Path) -> None:
    played(tmp_path, applications=2, until="open")
    people = User.objects.count()

    summary = played(tmp_path, applications=2, until="open")

    assert Call.objects.count() == 2
    assert User.objects.count() == people
    assert summary["applications"] == 2
    assert Application.objects.values("organisation").distinct().count() == 2


def test_nobody_assesses_what_they_have_a_conflict_with(tmp_path: Path) -> None:
    played(tmp_path, applications=8, until="assessment")

    barred = Assignment.objects.filter(state="submitted").filter(
        application__conflicts__assessor_id=F("assessor_id"),
        application__conflicts__ruling__in=["suggested", "confirmed"],
    )
    assert barred.count() == 0
    sheets = Assignment.objects.filter(state="submitted").values("application")
    assert {row["n"] for row in sheets.annotate(n=Count("pk"))} == {3}


def test_every_deed_of_a_round_is_in_the_log(tmp_path: Path) -> None:
    played(tmp_path, applications=4, until="panel")

    logged = set(AuditEvent.objects.values_list("action", flat=True))
    assert logged >= {
        *("call.create", "call.publish", "application.submit", "application.record_checks"),
        *("application.find_eligible", "call.start_assessment", "pool.add", "conflict.record"),
        *("assignment_run.confirm", "assignment.accept", "review.submit", "call.open_panel"),
        *("recommendation.draft", "recommendation.put_forward", "role.give"),
    }
