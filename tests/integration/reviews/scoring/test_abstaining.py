"""To have read an application and give no marks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.assignment.models import Assignment
from reviews.assignment.queries import coverage
from reviews.panels import operations as panels
from reviews.scoring import queries
from tests.factories import assessors, assignments, decisions, people, reviews

pytestmark = pytest.mark.django_db

ABSTAIN = reverse("score-sheet-abstain", args=["BDA30-0001"])


def test_an_abstention_opens_the_seat_and_counts_in_no_score(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    reviews.saved(ines_assignment, 1)
    reviews.submitted(amys_assignment, 5)

    abstained = reviews.abstained(ines_assignment)

    assert (abstained.state, abstained.decline_reason) == ("abstained", "Not my field.")
    (row,) = coverage(ines_assignment.application.call)
    assert (row.taken, row.sheets, row.open, row.abstained) == (1, 1, 1, 1)
    spread = queries.spreads([ines_assignment.application_id])[ines_assignment.application_id]
    assert (spread.mean, spread.sheets) == (Decimal(100), 1)
    (event,) = AuditEvent.objects.filter(action="assignment.abstain")
    assert (event.from_state, event.to_state) == ("accepted", "abstained")
    assert event.reason == "Not my field."


def test_the_seat_goes_to_somebody_else_and_never_back(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    reviews.submitted(amys_assignment, 5)
    reviews.abstained(ines_assignment)
    application = assignments.reloaded(ines_assignment.application)

    with pytest.raises(Denied, match="has or had this application already"):
        assignments.offered(application, assessors.profile("Ines Wong"))
    reviews.scored(application, assessors.profile("Bao Yu"), 3)

    application.refresh_from_db()
    assert application.state == "assessed"


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_an_abstention_says_why(ines_assignment: Assignment, reason: str) -> None:
    with pytest.raises(Denied, match="Give a reason"):
        reviews.abstained(ines_assignment, reason=reason)


def test_it_is_the_assessor_s_own_and_only_of_an_open_sheet(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    """AZ-11."""
    for stranger in (people.paul(), people.refreshed(people.mira())):
        with pytest.raises(Denied, match="somebody else's"):
            reviews.abstained(ines_assignment, by=stranger)
    reviews.submitted(amys_assignment, 5)
    with pytest.raises(Denied, match="handed in"):
        reviews.abstained(amys_assignment)
    Application.objects.filter(pk=ines_assignment.application_id).update(state="assessed")
    with pytest.raises(Denied, match="no longer under assessment"):
        reviews.abstained(ines_assignment)


def test_the_page_takes_the_reason_and_the_application_leaves_the_list(
    ines_assignment: Assignment,
) -> None:
    client = people.client_of(people.ines())

    bare = client.post(ABSTAIN, {"reason": ""}).content.decode()
    answer = client.post(ABSTAIN, {"reason": "Beyond me."}, follow=True)

    assert "Give a reason." in bare
    assert answer.redirect_chain == [(reverse("assignment-list"), 302)]
    page = answer.content.decode()
    assert "You abstain from BDA30-0001." in page
    assert "Nothing is assigned to you" in page
    assert client.get(ABSTAIN).status_code == 404
    officer = people.client_of(people.paul())
    code = ines_assignment.application.call.code
    told = officer.get(reverse("score-application", args=[code, "BDA30-0001"])).content.decode()
    assert "Beyond me." in told
    assert "Abstained" in told


def test_the_panel_reads_how_many_abstained_and_why_but_not_who() -> None:
    """AZ-07: on the ranked list, the line and the calibrated ranking; no figure counts them."""
    call = reviews.call_in_assessment(2, assessors_per_application=2, code="2031-4")
    first, second = reviews.applications_of(call)
    one, two, three = assessors.pool(call, 3)
    for application, judge in ((first, one), (second, one), (second, two)):
        reviews.scored(application, judge, 4)
    reviews.abstained(assignments.accepted(first, two), reason="Beyond me.")
    reviews.scored(first, three, 4)
    panels.open_panel(call_id=call.pk, reason="", actor=people.paul(), now=timezone.now())
    decisions.work_off("reviews.calibration.rank")
    petra = people.client_of(people.petra())

    listed = petra.get(reverse("panel-detail", args=[call.code])).content.decode()
    line = petra.get(reverse("panel-line", args=[call.code, first.reference])).content.decode()
    other = petra.get(reverse("panel-line", args=[call.code, second.reference])).content.decode()
    ranked = petra.get(reverse("ranking-detail", args=[call.code])).content.decode()

    assert listed.count("1 abstained") == ranked.count("1 abstained") == 1
    assert "1 assessor gave no marks" in line
    assert "Beyond me." in line
    assert "gave no marks" not in other
    for page in (listed, line, ranked):
        assert str(two) not in page


def test_too_late_the_page_says_so_and_gives_the_words_back(ines_assignment: Assignment) -> None:
    reviews.submitted(ines_assignment, 5)
    client = people.client_of(people.ines())

    page = client.post(ABSTAIN, {"reason": "Kept."}).content.decode()

    assert "changes only by a correction" in page
    assert "Kept." in page
