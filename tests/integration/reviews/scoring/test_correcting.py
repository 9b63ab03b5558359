"""A sheet that was handed in changes only by a new version, and the old ones stay."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.models import RoleGrant
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.assignment.models import Assignment
from reviews.calibration.queries import bundle_of
from reviews.scoring import queries
from reviews.scoring.models import CorrectionLeave, Review, ReviewVersion
from tests.factories import assessors, organisations, people, reviews

pytestmark = pytest.mark.django_db

SHEET = reverse("score-sheet", args=["BDA30-0001"])
CORRECT = reverse("score-sheet-correct", args=["BDA30-0001"])


def phase(assignment: Assignment, state: str) -> None:
    Call.objects.filter(pk=assignment.application.call_id).update(state=state)


def mean(assignment: Assignment) -> Decimal:
    return queries.spreads([assignment.application_id])[assignment.application_id].mean


def versions() -> list[tuple[int, str, list[int]]]:
    return [
        (one.number, one.reason, [mark["mark"] for mark in one.content["marks"]])
        for one in ReviewVersion.objects.order_by("number")
    ]


def typed(assignment: Assignment, mark: int, **changes: Any) -> dict[str, Any]:
    posted: dict[str, Any] = {"seen": 1, "reason": "I misread it.", "comment": "Anew."}
    for criterion in assignment.application.call.criteria.all():
        posted |= {f"mark_{criterion.code}": mark, f"comment_{criterion.code}": "Better read."}
    return posted | changes


def test_handing_in_keeps_the_first_version(ines_assignment: Assignment) -> None:
    reviews.submitted(ines_assignment, 5, 4, 3, 4, 2)

    assert versions() == [(1, "", [5, 4, 3, 4, 2])]
    (version,) = ReviewVersion.objects.all()
    assert version.snapshot_id == ines_assignment.snapshot_id
    assert version.content["comment"] == "Between us: promising."


def test_a_correction_supersedes_and_is_what_ranking_and_panel_read(
    ines_assignment: Assignment,
) -> None:
    """AZ-13."""
    reviews.submitted(ines_assignment, 5)

    reviews.corrected(ines_assignment, 2)

    assert versions() == [(1, "", [5] * 5), (2, "I misread the budget.", [2] * 5)]
    assert mean(ines_assignment) == Decimal("40.00")
    (event,) = AuditEvent.objects.filter(action="review.correct")
    assert event.reason == "I misread the budget."
    assert event.details == {"version": 2, "snapshot": ines_assignment.snapshot_id}
    Application.objects.filter(pk=ines_assignment.application_id).update(state="assessed")
    (sheet,) = bundle_of(ines_assignment.application.call, seed=1).sheets
    assert sheet.score == 40.0


def test_a_version_is_never_changed_or_removed(ines_assignment: Assignment) -> None:
    reviews.submitted(ines_assignment, 5)

    for change in (
        lambda: ReviewVersion.objects.update(reason="x"),
        lambda: ReviewVersion.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_database_wants_a_reason_and_one_version_of_a_number(
    ines_assignment: Assignment,
) -> None:
    review = reviews.submitted(ines_assignment, 5)
    row = {"review": review, "snapshot_id": ines_assignment.snapshot_id, "content": {}}
    now = timezone.now()

    for number in (1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewVersion.objects.create(**row, number=number, submitted_at=now)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " \n"}, "Say why"),
        ({"seen": 0}, "another window"),
        ({"seen": 2}, "another window"),
    ],
)
def test_a_correction_says_why_and_starts_from_the_newest_version(
    ines_assignment: Assignment, changes: dict[str, Any], sentence: str
) -> None:
    reviews.submitted(ines_assignment, 5)

    with pytest.raises(Denied, match=sentence):
        reviews.corrected(ines_assignment, 2, **changes)

    assert mean(ines_assignment) == Decimal("100.00")
    assert len(versions()) == 1


def test_nothing_changed_is_no_correction(ines_assignment: Assignment) -> None:
    reviews.submitted(ines_assignment, 5)
    reviews.corrected(ines_assignment, 2)

    with pytest.raises(Denied, match="Nothing is different"):
        reviews.corrected(ines_assignment, 2, seen=2)


def test_an_open_sheet_is_not_corrected_and_nobody_corrects_for_another(
    ines_assignment: Assignment,
) -> None:
    """AZ-11."""
    with pytest.raises(Denied, match="not handed in"):
        reviews.corrected(ines_assignment, 2)
    reviews.submitted(ines_assignment, 5)

    for stranger in (people.refreshed(people.person("Amy Leung")), people.paul()):
        with pytest.raises(Denied, match="somebody else's"):
            reviews.corrected(ines_assignment, 2, by=stranger)


def test_who_lost_the_role_corrects_nothing(ines_assignment: Assignment) -> None:
    """AZ-09."""
    reviews.submitted(ines_assignment, 5)
    RoleGrant.objects.filter(user=people.ines().person).update(ended_at=timezone.now())

    with pytest.raises(Denied, match="no longer score"):
        reviews.corrected(ines_assignment, 2)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("panel", "needs the programme office's leave"),
        ("approval", "panel has finished"),
        ("approved", "panel has finished"),
        ("released", "panel has finished"),
    ],
)
def test_from_the_panel_on_marks_stand(
    ines_assignment: Assignment, state: str, sentence: str
) -> None:
    reviews.submitted(ines_assignment, 5)
    phase(ines_assignment, state)

    with pytest.raises(Denied, match=sentence):
        reviews.corrected(ines_assignment, 2)


def test_the_officer_s_leave_allows_one_correction_while_the_panel_meets(
    ines_assignment: Assignment,
) -> None:
    reviews.submitted(ines_assignment, 5)
    phase(ines_assignment, "panel")

    reviews.leave(ines_assignment)
    reviews.corrected(ines_assignment, 2)

    leave = CorrectionLeave.objects.get()
    assert leave.used_at is not None
    (event,) = AuditEvent.objects.filter(action="review.grant_leave")
    assert event.actor == people.paul().user
    (told,) = Message.objects.filter(kind="correction-leave")
    assert (told.recipient, CORRECT in told.body) == (people.ines().person, True)
    with pytest.raises(Denied, match="needs the programme office's leave"):
        reviews.corrected(ines_assignment, 1, seen=2)


def test_leave_is_given_by_an_officer_with_a_reason_once_and_in_the_panel_s_time(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    reviews.submitted(ines_assignment, 5)
    with pytest.raises(Denied, match="before, none is needed"):
        reviews.leave(ines_assignment)
    phase(ines_assignment, "panel")

    with pytest.raises(Denied, match="Give a reason"):
        reviews.leave(ines_assignment, reason=" ")
    with pytest.raises(Denied, match="not handed in"):
        reviews.leave(amys_assignment)
    for stranger in (people.grace(), people.charles(), people.refreshed(people.ines())):
        with pytest.raises(Denied):
            reviews.leave(ines_assignment, by=stranger)
    reviews.leave(ines_assignment)
    with pytest.raises(Denied, match="leave already"):
        reviews.leave(ines_assignment)


def test_an_officer_of_the_applying_organisation_gives_no_leave(
    ines_assignment: Assignment,
) -> None:
    reviews.submitted(ines_assignment, 5)
    phase(ines_assignment, "panel")
    organisations.join(ines_assignment.application.organisation, people.paul(), "viewer")

    with pytest.raises(Denied, match="another officer"):
        reviews.leave(ines_assignment, by=people.refreshed(people.paul()))


def test_the_page_corrects_and_shows_every_version(ines_assignment: Assignment) -> None:
    reviews.submitted(ines_assignment, 5)
    client = people.client_of(people.ines())

    page = client.get(CORRECT).content.decode()
    answer = client.post(CORRECT, typed(ines_assignment, 3), follow=True).content.decode()

    assert "You correct version 1" in page
    assert "The old version is kept." in answer
    assert "Version 1, handed in on" in answer
    assert "I misread it." in answer
    assert "Correct the score sheet" in answer
    assert Review.objects.get().comment == "Anew."


def test_two_windows_and_missing_words_lose_nothing(ines_assignment: Assignment) -> None:
    reviews.submitted(ines_assignment, 5)
    client = people.client_of(people.ines())
    client.post(CORRECT, typed(ines_assignment, 3))

    stale = client.post(CORRECT, typed(ines_assignment, 1, comment="Kept.")).content.decode()
    silent = client.post(CORRECT, typed(ines_assignment, 1, seen=2, reason="")).content.decode()
    forged = client.post(CORRECT, typed(ines_assignment, 1, seen="x")).content.decode()

    assert "another window" in stale
    assert "Kept." in stale
    assert "Give a reason." in silent
    assert "<title>Error:" in forged
    assert mean(ines_assignment) == Decimal("60.00")


def test_when_it_is_too_late_the_page_says_so_and_gives_back_what_was_typed(
    ines_assignment: Assignment,
) -> None:
    reviews.submitted(ines_assignment, 5)
    phase(ines_assignment, "approval")
    client = people.client_of(people.ines())

    page = client.post(CORRECT, typed(ines_assignment, 1, comment="Kept.")).content.decode()

    assert "the marks stand as they are" in page
    assert "What you typed was not saved." in page
    assert "Kept." in page
    assert "the marks stand as they are" in client.get(SHEET).content.decode()


def test_the_officer_gives_leave_on_a_page(ines_assignment: Assignment) -> None:
    reviews.submitted(ines_assignment, 5)
    assessor = assessors.profile("Ines Wong").reference
    code = ines_assignment.application.call.code
    url = reverse("score-leave", args=[code, "BDA30-0001", assessor])
    client = people.client_of(people.paul())

    early = client.post(url, {"reason": "Kept."}).content.decode()
    phase(ines_assignment, "panel")
    listed = client.get(reverse("score-application", args=[code, "BDA30-0001"])).content.decode()
    bare = client.post(url, {"reason": ""}).content.decode()
    given = client.post(url, {"reason": "A slip."}, follow=True).content.decode()

    assert "before, none is needed" in early
    assert "Kept." in early
    assert url in listed
    assert "Give a reason." in bare
    assert "may correct this score sheet once" in given
    assert "Leave given" in given
    assert "has leave already" in client.get(url).content.decode()
