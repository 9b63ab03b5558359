"""Writing, putting forward, returning and approving a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from grants.applications import operations as applying
from grants.decisions import operations, queries
from grants.decisions.entries import Entry
from grants.decisions.models import Decision, Outcome, RecommendationList
from grants.programmes.models import Call
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.panels import operations as panels
from tests.factories import decisions, organisations, people, reviews

pytestmark = pytest.mark.django_db


def entries(call: Call, *outcomes: Outcome, **changes: Any) -> list[Entry]:
    return [
        Entry(
            application.pk,
            outcome,
            Decimal(400_000) if outcome == Outcome.RECOMMENDED else Decimal(0),
            **changes,
        )
        for application, outcome in zip(reviews.applications_of(call), outcomes, strict=False)
    ]


IN, RESERVE, OUT = Outcome.RECOMMENDED, Outcome.RESERVE, Outcome.NOT_RECOMMENDED


def draft(call: Call, lines: Sequence[Entry], actor: Any = None) -> RecommendationList:
    return operations.draft_list(
        call_id=call.pk, entries=lines, actor=actor or people.petra(), now=timezone.now()
    )


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk"))


def states(call: Call) -> list[str]:
    """States of the three that were scored."""
    return [one.state for one in reviews.applications_of(call)[:3]]


def test_a_list_is_written_and_written_anew(call: Call) -> None:
    first = draft(call, entries(call, IN, IN, OUT))
    second = draft(call, entries(call, IN, OUT))

    assert second.pk == first.pk
    assert second.version == first.version + 1
    assert list(decisions.outcomes(call).values()) == ["recommended", "not_recommended"]
    assert states(call) == ["assessed"] * 3
    assert [one.details for one in events("recommendation.draft")] == [
        {"lines": 3, "recommended": 2, "recommended_hkd": "800000.00"},
        {"lines": 2, "recommended": 1, "recommended_hkd": "400000.00"},
    ]


def test_only_the_panel_writes_and_only_while_the_call_is_before_it(call: Call) -> None:
    lines = entries(call, IN)

    for stranger in (people.paul(), people.grace(), people.mira()):
        with pytest.raises(Denied, match="Only the panel writes"):
            draft(call, lines, stranger)
    decisions.drafted(call)
    decisions.put_forward(call)
    with pytest.raises(Denied, match="not before the panel now"):
        draft(call, lines)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"application_id": 0}, "names an application that is not before the panel"),
        ({"amount": Decimal(0)}, "recommended without an amount"),
        ({"amount": Decimal(400_001)}, "more than the HK.400,000 requested"),
        ({"amount": Decimal("399999.50")}, "grants are whole dollars"),
        ({"amount": Decimal(1)}, "too little to be paid in instalments"),
        ({"outcome": OUT}, "has an amount but is not recommended"),
    ],
)
def test_a_line_that_cannot_be_is_refused(
    call: Call, changes: dict[str, Any], sentence: str
) -> None:
    (line,) = entries(call, IN)

    with pytest.raises(Denied, match=sentence):
        draft(call, [replace(line, **changes)])

    assert not RecommendationList.objects.exists()


def test_an_application_stands_on_the_list_once(call: Call) -> None:
    (line,) = entries(call, IN)

    with pytest.raises(Denied, match="names an application twice"):
        draft(call, [line, line])


def test_putting_forward_tells_the_applications_and_the_call(call: Call) -> None:
    decisions.bring(call, "drafted")

    prepared = decisions.put_forward(call)

    call.refresh_from_db()
    assert (prepared.state, call.state) == ("put_forward", "approval")
    assert states(call) == ["recommended", "recommended", "not_recommended"]
    assert prepared.put_forward_by == people.charles().user
    (event,) = events("recommendation.put_forward")
    assert (event.actor, event.from_state, event.to_state) == (
        people.charles().user,
        "draft",
        "put_forward",
    )
    assert event.details == {"recommended": 2, "recommended_hkd": "800000.00"}
    assert len(events("application.recommend")) == 2
    assert len(events("call.recommend")) == 1


def put_forward(call: Call, *, actor: Any = None, version: int | None = None) -> None:
    prepared = decisions.list_of(call)
    operations.put_forward(
        list_id=prepared.pk,
        version=prepared.version if version is None else version,
        actor=actor or people.charles(),
        now=timezone.now(),
    )


def test_the_chair_alone_puts_forward_and_once(call: Call) -> None:
    decisions.bring(call, "drafted")

    with pytest.raises(Denied, match="Only the chair"):
        put_forward(call, actor=people.petra())
    put_forward(call)
    with pytest.raises(Denied, match="put forward already"):
        put_forward(call)


def test_a_list_changed_since_it_was_read_is_not_put_forward(call: Call) -> None:
    """DE-02."""
    decisions.bring(call, "drafted")
    seen = decisions.list_of(call).version
    decisions.drafted(call)

    with pytest.raises(Denied, match="changed the list since you opened it"):
        put_forward(call, version=seen)

    assert states(call) == ["assessed"] * 3


def test_a_list_that_leaves_somebody_out_is_not_put_forward(call: Call) -> None:
    draft(call, entries(call, IN))

    with pytest.raises(Denied, match="Not on the list yet: BDA30-0002, BDA30-0003"):
        put_forward(call)


def test_a_list_beyond_the_envelope_is_not_put_forward(call: Call) -> None:
    """DE-01."""
    Call.objects.update(envelope=Decimal(700_000))
    draft(call, entries(call, IN, IN, OUT, reason="Both are needed."))

    with pytest.raises(Denied, match=r"sums to HK\$800,000, but the envelope has HK\$700,000 left"):
        put_forward(call)


def test_a_departure_without_a_reason_is_not_put_forward(call: Call) -> None:
    decisions.bring(call, "drafted")
    decisions.change(call, "BDA30-0001", outcome=OUT, amount=Decimal(0))

    with pytest.raises(Denied, match="need a reason: BDA30-0001, BDA30-0002"):
        put_forward(call)
    for reference in ("BDA30-0001", "BDA30-0002"):
        decisions.change(call, reference, reason="The sponsor of the first one left.")
    put_forward(call)

    assert states(call) == ["not_recommended", "recommended", "not_recommended"]


def test_an_application_withdrawn_meanwhile_leaves_the_list_by_itself(call: Call) -> None:
    decisions.bring(call, "put_forward")
    first = reviews.applications_of(call)[0]
    applying.withdraw(
        application_id=first.pk,
        reason="We were bought.",
        actor=people.refreshed(people.mira()),
        now=timezone.now(),
    )

    decisions.approved(call)

    call.refresh_from_db()
    assert states(call) == ["withdrawn", "approved", "rejected"]
    assert call.committed == Decimal("400000.00")
    assert not Decision.objects.filter(application=first).exists()


def test_returning_gives_the_list_back_with_remarks(call: Call) -> None:
    decisions.bring(call, "put_forward")
    prepared = decisions.list_of(call)

    operations.return_list(
        list_id=prepared.pk,
        reason=" Look at 0002 again. ",
        actor=people.grace(),
        now=timezone.now(),
    )

    prepared.refresh_from_db()
    call.refresh_from_db()
    assert (prepared.state, call.state) == ("returned", "panel")
    assert prepared.returned_reason == "Look at 0002 again."
    (event,) = events("recommendation.return")
    assert (event.reason, event.from_state, event.to_state) == (
        "Look at 0002 again.",
        "put_forward",
        "returned",
    )
    decisions.drafted(call)
    decisions.put_forward(call)
    assert decisions.list_of(call).state == "put_forward"


def test_only_an_approver_returns_with_a_reason_and_before_the_decision(call: Call) -> None:
    decisions.bring(call, "put_forward")
    prepared = decisions.list_of(call)

    def give_back(actor: Any, reason: str = "Again.") -> None:
        operations.return_list(list_id=prepared.pk, reason=reason, actor=actor, now=timezone.now())

    for stranger in (people.charles(), people.paul(), people.fiona()):
        with pytest.raises(Denied, match="Only an approver decides"):
            give_back(stranger)
    with pytest.raises(Denied, match="Say why"):
        give_back(people.grace(), " \n ")
    decisions.approved(call)
    with pytest.raises(Denied, match="not waiting for approval"):
        give_back(people.grace())


def test_approving_decides_on_every_application_and_tells_nobody(call: Call) -> None:
    decisions.bring(call, "put_forward")

    prepared = decisions.approved(call)

    call.refresh_from_db()
    assert (prepared.state, call.state) == ("approved", "approved")
    assert (prepared.approved_by, call.committed) == (people.grace().user, Decimal("800000.00"))
    assert states(call) == ["approved", "approved", "rejected"]
    assert reviews.applications_of(call)[3].state == "rejected"
    made = Decision.objects.order_by("application__reference")
    assert [(one.is_award, one.amount) for one in made] == [
        (True, Decimal("400000.00")),
        (True, Decimal("400000.00")),
        (False, Decimal("0.00")),
        (False, Decimal("0.00")),
    ]
    (event,) = events("recommendation.approve")
    assert (event.actor, event.details) == (people.grace().user, {"awarded_hkd": "800000.00"})


def test_conditions_belong_to_awards_and_feedback_to_all(call: Call) -> None:
    decisions.bring(call, "drafted")
    decisions.change(call, "BDA30-0001", conditions="Report monthly.", feedback="Strong.")
    decisions.change(call, "BDA30-0003", conditions="Never mind.", feedback="Name a bank.")
    decisions.put_forward(call)

    decisions.approved(call)

    told = Decision.objects.order_by("application__reference")
    assert [(one.conditions, one.feedback) for one in told] == [
        ("Report monthly.", "Strong."),
        ("", ""),
        ("", "Name a bank."),
        ("", ""),
    ]


def approve(call: Call, actor: Any, **options: Any) -> None:
    operations.approve(
        list_id=decisions.list_of(call).pk, actor=actor, now=timezone.now(), **options
    )


def test_only_an_approver_approves_and_once(call: Call) -> None:
    decisions.bring(call, "put_forward")

    for stranger in (people.paul(), people.fiona(), people.mira()):
        with pytest.raises(Denied, match="Only an approver decides"):
            approve(call, stranger)
    approve(call, people.grace())
    with pytest.raises(Denied, match="not waiting for approval"):
        approve(call, people.grace())


def test_an_approver_of_another_call_does_not_approve(call: Call) -> None:
    decisions.bring(call, "put_forward")

    with pytest.raises(Denied, match="Only an approver decides"):
        approve(call, people.person("Gordon Au", Role.APPROVER, scope="1999-1"))


def test_nobody_approves_what_they_put_forward_or_ever_wrote_on(call: Call) -> None:
    """AZ-13."""
    decisions.bring(call, "drafted")
    decisions.change(call, "BDA30-0001", feedback="Good.")
    panels.propose_from_ranking(call_id=call.pk, actor=people.charles(), now=timezone.now())
    decisions.put_forward(call)
    for name in ("Charles Yip", "Petra Lam"):
        people.person(name, Role.APPROVER)

    for writer in (people.charles(), people.petra()):
        with pytest.raises(Denied, match="another person than those who wrote it"):
            approve(call, writer)

    assert queries.writers(decisions.list_of(call)) == {
        people.charles().person.pk,
        people.petra().person.pk,
    }


def test_nobody_approves_or_returns_what_they_scored(call: Call) -> None:
    """AZ-13."""
    decisions.bring(call, "put_forward")
    scorer = people.person("Assessor0 Lee", Role.APPROVER)

    with pytest.raises(Denied, match="You scored applications of this call"):
        approve(call, scorer)
    with pytest.raises(Denied, match="You scored applications of this call"):
        operations.return_list(
            list_id=decisions.list_of(call).pk, reason="No.", actor=scorer, now=timezone.now()
        )


def test_nobody_decides_on_a_call_in_which_their_organisation_applies(call: Call) -> None:
    """AZ-13."""
    decisions.bring(call, "put_forward")
    organisations.join(reviews.applications_of(call)[0].organisation, people.grace(), "viewer")

    with pytest.raises(Denied, match="You have an interest in an application of this call"):
        approve(call, people.refreshed(people.grace()))


def test_a_list_changed_since_it_was_read_is_not_approved(call: Call) -> None:
    """DE-02."""
    decisions.bring(call, "put_forward")
    seen = decisions.list_of(call).version
    operations.return_list(
        list_id=decisions.list_of(call).pk,
        reason="Again.",
        actor=people.grace(),
        now=timezone.now(),
    )
    decisions.drafted(call)
    decisions.put_forward(call)

    with pytest.raises(Denied, match="changed the list since you opened it"):
        approve(call, people.grace(), version=seen)
    approve(call, people.grace(), version=decisions.list_of(call).version)

    assert decisions.list_of(call).state == "approved"


def test_an_envelope_that_shrank_meanwhile_refuses_and_changes_nothing(call: Call) -> None:
    """DE-01."""
    decisions.bring(call, "put_forward")
    Call.objects.filter(pk=call.pk).update(envelope=Decimal(799_999))

    with pytest.raises(Denied, match=r"but the envelope has HK\$799,999 left"):
        approve(call, people.grace())

    call.refresh_from_db()
    assert (call.committed, call.state) == (Decimal("0.00"), "approval")
    assert states(call) == ["recommended", "recommended", "not_recommended"]
