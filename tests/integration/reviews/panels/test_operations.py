"""Opening the panel, and writing the list from the ranking."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from grants.decisions.entries import Entry
from grants.decisions.models import Outcome
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.assignment.models import Assignment
from reviews.panels import operations, queries, rules
from tests.factories import assessors, assignments, decisions, organisations, people, reviews

pytestmark = pytest.mark.django_db


def open_panel(call: Call, *, reason: str = "", actor: Any = None) -> Call:
    return operations.open_panel(
        call_id=call.pk, reason=reason, actor=actor or people.paul(), now=timezone.now()
    )


def propose(call: Call, actor: Any = None) -> None:
    operations.propose_from_ranking(
        call_id=call.pk, actor=actor or people.petra(), now=timezone.now()
    )


def amounts(call: Call) -> dict[str, tuple[str, Decimal]]:
    lines = decisions.list_of(call).recommendations.select_related("application")
    return {line.application.reference: (line.outcome, line.amount) for line in lines}


ASKED, NOTHING = Decimal("400000.00"), Decimal("0.00")


def test_with_every_sheet_in_the_panel_opens_without_a_reason() -> None:
    call = decisions.at("panel", code="2031-1")

    assert call.state == "panel"
    assert AuditEvent.objects.filter(action="call.open_panel", scope="2031-1").count() == 1


def test_missing_sheets_are_taken_back_with_a_reason() -> None:
    call = reviews.call_in_assessment(1, assessors_per_application=2, code="2031-1")
    (application,) = reviews.applications_of(call)
    first, second = assessors.pool(call, 2)
    reviews.scored(application, first, 4)
    late = assignments.accepted(application, second)

    with pytest.raises(Denied, match="Say why the panel meets"):
        open_panel(call)
    open_panel(call, reason="She fell ill.")

    late.refresh_from_db()
    application.refresh_from_db()
    assert (late.state, application.state) == ("released", "assessed")
    (event,) = AuditEvent.objects.filter(action="assignment.release", reason="She fell ill.")
    assert (event.from_state, event.to_state) == ("accepted", "released")
    assert Assignment.objects.get(assessor=first, application=application).state == "submitted"


def test_an_offer_beyond_the_sheets_that_are_in_is_taken_back_too() -> None:
    call = reviews.call_in_assessment(1, assessors_per_application=1, code="2031-1")
    (application,) = reviews.applications_of(call)
    first, second = assessors.pool(call, 2)
    further = assignments.offered(application, second)
    reviews.scored(application, first, 4)

    open_panel(call)

    further.refresh_from_db()
    application.refresh_from_db()
    assert (further.state, application.state) == ("released", "assessed")


def test_nobody_goes_unscored_to_the_panel() -> None:
    call = reviews.call_in_assessment(2, code="2031-1")
    first = reviews.applications_of(call)[0]
    assignments.accepted(first, assessors.profile("Ines Wong"))

    with pytest.raises(Denied, match="Nobody has scored these yet: BDA311-0001, BDA311-0002"):
        open_panel(call, reason="We are late.")


def test_only_an_officer_opens_and_only_out_of_the_assessment(call: Call) -> None:
    for stranger in (people.charles(), people.alan(), people.mira()):
        with pytest.raises(Denied, match="Only a programme officer of the call"):
            open_panel(call, actor=stranger)
    with pytest.raises(Denied, match="not in assessment"):
        open_panel(call)


def test_the_ranking_proposes_while_the_envelope_lasts(call: Call) -> None:
    propose(call)
    whole = amounts(call)
    Call.objects.filter(pk=call.pk).update(envelope=Decimal(799_999))
    propose(call)

    assert whole == {
        "BDA30-0001": ("recommended", ASKED),
        "BDA30-0002": ("recommended", ASKED),
        "BDA30-0003": ("not_recommended", NOTHING),
    }
    assert amounts(call)["BDA30-0002"] == ("reserve", NOTHING)
    line = decisions.list_of(call).recommendations.get(application__reference="BDA30-0002")
    assert (line.score, line.rank, line.marks) == (Decimal("80.00"), 2, 1)


def test_who_has_no_score_is_not_proposed(call: Call) -> None:
    reviews.conflict(reviews.applications_of(call)[0], assessors.profile("Assessor0 Lee"))

    propose(call)

    assert amounts(call)["BDA30-0001"] == ("not_recommended", NOTHING)
    assert amounts(call)["BDA30-0002"] == ("recommended", ASKED)


def test_only_the_panel_proposes_and_nobody_with_an_interest(call: Call) -> None:
    """AZ-06, AZ-13."""
    with pytest.raises(Denied, match="Only the panel writes"):
        propose(call, people.paul())
    organisations.join(reviews.applications_of(call)[0].organisation, people.petra(), "viewer")
    with pytest.raises(Denied, match="conflict of interest in this call"):
        propose(call, people.refreshed(people.petra()))


def line(call: Call, reference: str, outcome: Outcome, **changes: Any) -> Entry:
    return Entry(call.applications.get(reference=reference).pk, outcome, **changes)


def change(call: Call, entry: Entry, *, actor: Any = None, seen: str = "") -> None:
    operations.change_line(
        call_id=call.pk,
        entry=entry,
        actor=actor or people.petra(),
        now=timezone.now(),
        seen=seen,
    )


def test_one_line_is_changed_and_the_others_stay(call: Call) -> None:
    propose(call)
    decisions.change(call, "BDA30-0002", feedback="Good.")

    change(call, line(call, "BDA30-0001", Outcome.RESERVE, reason="Next time."))

    assert amounts(call) == {
        "BDA30-0001": ("reserve", NOTHING),
        "BDA30-0002": ("recommended", ASKED),
        "BDA30-0003": ("not_recommended", NOTHING),
    }
    kept = decisions.list_of(call).recommendations
    assert kept.get(application__reference="BDA30-0002").feedback == "Good."
    changed = kept.get(application__reference="BDA30-0001")
    assert (changed.score, changed.rank, changed.marks) == (Decimal("100.00"), 1, 1)
    assert AuditEvent.objects.filter(action="recommendation.draft").count() == 3


def test_a_line_needs_a_list_and_an_assessed_application(call: Call) -> None:
    ineligible = line(call, "BDA30-0004", Outcome.NOT_RECOMMENDED)

    with pytest.raises(Denied, match="Begin the list"):
        change(call, line(call, "BDA30-0001", Outcome.RESERVE))
    propose(call)
    with pytest.raises(Denied, match="Begin the list"):
        change(call, ineligible)


def test_only_the_panel_changes_lines(call: Call) -> None:
    propose(call)

    for stranger in (people.paul(), people.grace()):
        with pytest.raises(Denied, match="Only the panel writes"):
            change(call, line(call, "BDA30-0001", Outcome.RESERVE), actor=stranger)


def test_a_member_with_an_interest_changes_any_line_but_that(call: Call) -> None:
    """AZ-06, AZ-13."""
    propose(call)
    organisations.join(reviews.applications_of(call)[0].organisation, people.petra(), "viewer")
    petra = people.refreshed(people.petra())

    with pytest.raises(Denied, match="conflict of interest with this application"):
        change(call, line(call, "BDA30-0001", Outcome.RESERVE), actor=petra)
    change(call, line(call, "BDA30-0003", Outcome.RESERVE), actor=petra)

    assert amounts(call)["BDA30-0001"] == ("recommended", ASKED)
    assert amounts(call)["BDA30-0003"] == ("reserve", NOTHING)


def test_a_line_changed_by_somebody_else_meanwhile_is_not_overwritten(call: Call) -> None:
    """DE-02."""
    propose(call)
    seen = {row.application.reference: queries.print_of(row) for row in queries.ranking(call)}
    decisions.change(call, "BDA30-0001", feedback="First.")

    with pytest.raises(rules.Stale, match="Somebody else changed this line"):
        change(call, line(call, "BDA30-0001", Outcome.RESERVE), seen=seen["BDA30-0001"])
    change(call, line(call, "BDA30-0002", Outcome.RESERVE), seen=seen["BDA30-0002"])

    assert amounts(call)["BDA30-0001"] == ("recommended", ASKED)
    assert amounts(call)["BDA30-0002"] == ("reserve", NOTHING)


def test_feedback_and_conditions_name_no_assessor(call: Call) -> None:
    """AZ-07: at whatever moment of the assignment they were."""
    propose(call)
    Assignment.objects.filter(application__reference="BDA30-0001").update(state="released")

    for words in ({"feedback": "assessor0 lee liked it."}, {"conditions": "Ask Assessor0 Lee."}):
        with pytest.raises(Denied, match="name no assessor"):
            change(call, line(call, "BDA30-0001", Outcome.NOT_RECOMMENDED, **words))
    with pytest.raises(Denied, match="name no assessor"):
        whole_list(call, feedback="Write to assessor0@example.hk.")


def whole_list(call: Call, **changes: Any) -> None:
    entries = [
        Entry(row.application.pk, Outcome.NOT_RECOMMENDED, score=Decimal(1), rank=9, **changes)
        for row in queries.ranking(call)
    ]
    operations.prepare_list(
        call_id=call.pk, entries=entries, actor=people.petra(), now=timezone.now()
    )


def test_a_whole_list_takes_its_scores_from_the_ranking(call: Call) -> None:
    whole_list(call, feedback="Thank you.")

    figures = decisions.list_of(call).recommendations.order_by("rank")
    assert list(figures.values_list("score", "rank", "marks")) == [
        (Decimal("100.00"), 1, 1),
        (Decimal("80.00"), 2, 1),
        (Decimal("20.00"), 3, 1),
    ]


def test_a_line_that_the_list_lacks_is_not_recommended_by_the_next_change(call: Call) -> None:
    only = line(call, "BDA30-0001", Outcome.RECOMMENDED, amount=ASKED)
    operations.prepare_list(
        call_id=call.pk, entries=[only], actor=people.petra(), now=timezone.now()
    )

    change(call, line(call, "BDA30-0002", Outcome.RESERVE))

    assert amounts(call) == {
        "BDA30-0001": ("recommended", ASKED),
        "BDA30-0002": ("reserve", NOTHING),
        "BDA30-0003": ("not_recommended", NOTHING),
    }


def test_a_whole_list_names_nothing_that_is_not_before_the_panel(call: Call) -> None:
    stray = line(call, "BDA30-0004", Outcome.NOT_RECOMMENDED)

    with pytest.raises(Denied, match="not before the panel"):
        operations.prepare_list(
            call_id=call.pk, entries=[stray], actor=people.petra(), now=timezone.now()
        )


def test_a_list_whose_scores_changed_is_not_put_forward(call: Call) -> None:
    propose(call)
    reviews.conflict(reviews.applications_of(call)[2], assessors.profile("Assessor0 Lee"))

    with pytest.raises(Denied, match="Scores changed since the list was written"):
        decisions.put_forward(call)
    decisions.change(call, "BDA30-0002", feedback="Good.")
    decisions.put_forward(call)

    assert decisions.list_of(call).state == "put_forward"


def test_a_chair_with_an_interest_puts_nothing_forward(call: Call) -> None:
    """AZ-06, AZ-13: another chair does."""
    propose(call)
    organisations.join(reviews.applications_of(call)[2].organisation, people.charles(), "viewer")
    prepared = decisions.list_of(call)

    def forward(actor: Actor) -> None:
        operations.put_forward(
            list_id=prepared.pk, version=prepared.version, actor=actor, now=timezone.now()
        )

    with pytest.raises(Denied, match="another member does this"):
        forward(people.refreshed(people.charles()))
    forward(people.person("Cecil Ma", Role.CHAIR))

    assert decisions.list_of(call).state == "put_forward"
