"""Deeds on calls: done, refused, and written to the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from grants.programmes import operations, scheme
from grants.programmes.models import Call, Criterion
from grants.programmes.queries import criteria_as_details
from grants.programmes.rules import Incomplete
from grants.questionnaires import operations as questionnaires
from grants.questionnaires.queries import form_as_details, questions_of, version_in_force
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.i18n.texts import text
from tests.factories import calls
from tests.factories.people import alan, mira, paul, person

pytestmark = pytest.mark.django_db

NEW = {"code": "2026-1", "reference_prefix": "BDA26", "title": text("Round 2026-1")}


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def create(**values: Any) -> Call:
    given = {"programme_code": "LEAP", "details": NEW, "actor": paul(), "now": timezone.now()}
    return operations.create_call(**{**given, **values})


def test_a_new_call_starts_with_the_schemes_criteria_and_questions() -> None:
    scheme.seed()

    call = create()

    assert call.state == "draft"
    assert call.created_by == paul().person
    assert call.cap == Decimal("500000.00")
    assert call.instalment_shares == [60, 40]
    assert [(c.code, c.weight) for c in call.criteria.order_by("position")] == [
        ("innovation", 25),
        ("market", 25),
        ("feasibility", 20),
        ("team", 20),
        ("compliance", 10),
    ]
    assert len(questions_of(call)) == 21
    assert (last_event().action, last_event().subject_reference) == ("call.create", "2026-1")


def test_a_new_call_can_start_from_an_earlier_one_without_its_dates() -> None:
    long_ago = timezone.now() - timedelta(days=300)
    earlier = calls.draft(now=long_ago, envelope=Decimal("7000000.00"), rate=70)
    kept = criteria_as_details(earlier)[:2]
    operations.replace_criteria(call_id=earlier.pk, criteria=kept, actor=paul(), now=timezone.now())

    call = create(copy_of=earlier.code)

    assert (call.envelope, call.rate, call.title) == (Decimal("7000000.00"), 70, NEW["title"])
    assert criteria_as_details(call) == kept
    assert form_as_details(version_in_force(call)) == form_as_details(version_in_force(earlier))
    assert call.opens_at > timezone.now() > earlier.opens_at


def test_an_unknown_call_cannot_be_copied() -> None:
    scheme.seed()

    with pytest.raises(Denied, match="no call with this code"):
        create(copy_of="2024-9")


def test_a_call_of_the_same_code_or_prefix_is_refused() -> None:
    scheme.seed()
    create()

    with pytest.raises(Denied, match="exists already"):
        create(details={**NEW, "reference_prefix": "OTHER"})
    with pytest.raises(Denied, match="exists already"):
        create(details={**NEW, "code": "2026-2"})
    assert Call.objects.count() == 1


def test_a_broken_constraint_of_another_kind_is_not_called_a_double() -> None:
    scheme.seed()
    now = timezone.now()

    with pytest.raises(IntegrityError, match="call_closes_after_it_opens"):
        create(details={**NEW, "opens_at": now, "closes_at": now - timedelta(days=1)})


def test_details_that_a_call_does_not_have_are_a_mistake() -> None:
    scheme.seed()

    with pytest.raises(ValueError, match="committed"):
        create(details={**NEW, "committed": 1})


def test_only_an_officer_of_all_calls_creates_one() -> None:
    scheme.seed()

    for actor in (mira(), alan(), person("Pia Fong", Role.OFFICER, scope="2025-1")):
        with pytest.raises(Denied, match="officer of all calls"):
            create(actor=actor)


def test_a_draft_is_revised_and_the_log_names_the_fields() -> None:
    call = calls.draft()

    revised = operations.revise_call(
        call_id=call.pk, details={"rate": 75, "cap": call.cap}, actor=paul(), now=timezone.now()
    )

    assert Call.objects.get(pk=call.pk).rate == revised.rate == 75
    assert last_event().action == "call.revise"
    assert last_event().details == {"changed": ["rate"]}


def test_revising_nothing_writes_nothing() -> None:
    call = calls.draft()
    before = last_event().pk

    operations.revise_call(
        call_id=call.pk, details={"rate": call.rate}, actor=paul(), now=timezone.now()
    )

    assert last_event().pk == before


def test_an_officer_of_another_call_does_not_revise() -> None:
    call = calls.draft()

    with pytest.raises(Denied, match="officer of this call"):
        operations.revise_call(
            call_id=call.pk,
            details={"rate": 75},
            actor=person("Pia Fong", Role.OFFICER, scope="2025-1"),
            now=timezone.now(),
        )


@pytest.mark.parametrize(
    "deed",
    [
        lambda call, **by: operations.revise_call(call_id=call.pk, details={"rate": 1}, **by),
        lambda call, **by: operations.replace_criteria(call_id=call.pk, criteria=[], **by),
    ],
)
def test_a_published_call_is_frozen(deed: Callable[..., object]) -> None:
    call = calls.published()

    with pytest.raises(Denied, match="can no longer change"):
        deed(call, actor=paul(), now=timezone.now())


def test_a_change_made_meanwhile_is_not_overwritten() -> None:
    call = calls.draft()

    with pytest.raises(Denied, match="Somebody else changed this meanwhile"):
        operations.revise_call(
            call_id=call.pk,
            details={"rate": 75},
            actor=paul(),
            now=timezone.now(),
            seen="an older page",
        )
    with pytest.raises(Denied, match="Somebody else changed this meanwhile"):
        operations.replace_criteria(
            call_id=call.pk, criteria=[], actor=paul(), now=timezone.now(), seen="an older page"
        )
    assert call.criteria.count() == 5


def test_criteria_are_replaced_in_the_order_given() -> None:
    call = calls.draft()
    reversed_ones = criteria_as_details(call)[::-1]

    operations.replace_criteria(
        call_id=call.pk, criteria=reversed_ones, actor=paul(), now=timezone.now()
    )

    assert criteria_as_details(call) == reversed_ones
    assert last_event().action == "call.replace_criteria"
    assert last_event().details["criteria"][0] == "compliance"


def test_two_criteria_of_one_code_are_refused_and_nothing_is_lost() -> None:
    call = calls.draft()
    doubled = criteria_as_details(call)[:1] * 2

    with pytest.raises(Denied, match="same code"):
        operations.replace_criteria(
            call_id=call.pk, criteria=doubled, actor=paul(), now=timezone.now()
        )
    assert Criterion.objects.filter(call=call).count() == 5


def test_a_complete_draft_is_published_and_logged() -> None:
    call = calls.draft()
    now = timezone.now()

    published = operations.publish(call_id=call.pk, actor=paul(), now=now)

    assert (published.state, published.published_at) == ("published", now)
    event = last_event()
    assert (event.action, event.from_state, event.to_state) == (
        "call.publish",
        "draft",
        "published",
    )


def test_publishing_names_every_gap() -> None:
    call = calls.draft(title=text("Only English"))
    questionnaires.replace_form(call_id=call.pk, form=[], actor=paul(), now=timezone.now())
    one = criteria_as_details(call)[:1]
    operations.replace_criteria(call_id=call.pk, criteria=one, actor=paul(), now=timezone.now())

    with pytest.raises(Incomplete) as refusal:
        operations.publish(call_id=call.pk, actor=paul(), now=timezone.now())

    assert [str(gap.sentence) for gap in refusal.value.gaps] == [
        "The title is missing in Traditional Chinese.",
        "The title is missing in Simplified Chinese.",
        "The weights of the criteria must sum to 100, not to 25.",
        "The call needs at least one question.",
    ]
    assert Call.objects.get(pk=call.pk).state == "draft"


def test_a_call_is_published_once() -> None:
    call = calls.published()

    with pytest.raises(Denied, match="in the state “Published”"):
        operations.publish(call_id=call.pk, actor=paul(), now=timezone.now())


def test_assessment_starts_after_closing_only() -> None:
    call = calls.opened()

    with pytest.raises(Denied, match="once the call has closed"):
        operations.start_assessment(call_id=call.pk, actor=paul(), now=timezone.now())


def test_assessment_and_panel_follow_each_other() -> None:
    call = calls.in_assessment()
    assert call.state == "assessment"

    opened = operations.open_panel(call_id=call.pk, actor=paul(), now=timezone.now())

    assert opened.state == "panel"
    assert last_event().action == "call.open_panel"


def test_steps_are_for_officers_of_the_call() -> None:
    call = calls.closed()

    for deed in (operations.publish, operations.start_assessment, operations.open_panel):
        with pytest.raises(Denied, match="officer of this call"):
            deed(call_id=call.pk, actor=alan(), now=timezone.now())


def test_areas_above_advance_a_call_by_its_lifecycle_alone() -> None:
    call = calls.in_assessment()

    with pytest.raises(Denied, match="in the state “In assessment”"):
        operations.advance(call=call, step="release", actor=paul(), now=timezone.now())


def test_the_envelope_is_guarded_by_the_database() -> None:
    """DE-01."""
    call = calls.draft()

    with pytest.raises(IntegrityError, match="commitments_stay_within_the_envelope"):
        Call.objects.filter(pk=call.pk).update(committed=call.envelope + 1)
