"""Two organisations become one: what of their applications stands against it, and what moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from grants.applications import extending, operations
from grants.applications.models import Application, Extension
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.organisations import queries
from portal.organisations.models import NumberCase, Organisation
from portal.organisations.operations import numbers
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def first() -> Organisation:
    """Mira's, registered before."""
    return organisations.of(people.mira(), name="Harbour Ledger Limited")


@pytest.fixture
def second(first: Organisation) -> Organisation:
    """Otto's, under the same number."""
    return organisations.of(
        people.otto(), registration_number=first.registration_number, name="Otto Ledger Limited"
    )


def of(who: Actor, organisation: Organisation, state: str, **more: Any) -> Application:
    return applications.at(state, by=who, organisation=organisation, **more)


def case_of(organisation: Organisation) -> NumberCase:
    found = queries.last_case_of(organisation)
    assert found is not None
    return found


def join(second: Organisation, keeps: str = "first") -> NumberCase:
    return numbers.join(
        case_id=case_of(second).pk,
        keeps=keeps,
        role="editor",
        reason="One certificate.",
        actor=people.paul(),
        now=timezone.now(),
    )


def give(call: Call, organisation: Organisation, until: Any, reason: str = "A fire.") -> Extension:
    return extending.extend_for(
        call_id=call.pk,
        organisation_id=organisation.pk,
        until=until,
        reason=reason,
        actor=people.paul(),
        now=timezone.now(),
    )


@pytest.mark.parametrize("keeps", ["first", "second"])
def test_two_applications_where_one_is_allowed_are_named_and_nothing_moves(
    first: Organisation, second: Organisation, keeps: str
) -> None:
    one = of(people.mira(), first, "submitted")
    other = of(people.otto(), second, "draft")

    with pytest.raises(Denied) as refused:
        join(second, keeps)

    assert f"{one.reference} (Harbour Ledger Limited, Submitted)" in str(refused.value)
    assert f"{other.reference} (Otto Ledger Limited, Draft)" in str(refused.value)
    assert "takes 1 from one organisation" in str(refused.value)
    other.refresh_from_db()
    assert other.organisation == second
    assert case_of(second).settled_at is None
    assert not AuditEvent.objects.filter(action="number_case.join").exists()


def test_the_officer_reads_it_before_deciding_and_again_when_they_decide(
    first: Organisation, second: Organisation
) -> None:
    of(people.mira(), first, "submitted")
    other = of(people.otto(), second, "submitted")
    paul, page = people.client_of(people.paul()), f"/organisations/numbers/{case_of(second).pk}/"
    chosen = {"decision": "first", "role": "editor", "reason": "One certificate."}

    before = paul.get(page).content.decode()
    refused = paul.post(page, chosen)
    apart = paul.post(page, {**chosen, "decision": "apart"})

    assert "They cannot be brought together yet" in before
    assert other.reference in before
    assert refused.status_code == 200
    assert "One certificate." in refused.content.decode()
    assert refused.content.decode().count(other.reference) > before.count(other.reference)
    assert apart.status_code == 302


def test_once_one_of_them_is_withdrawn_or_deleted_they_are_joined(
    first: Organisation, second: Organisation
) -> None:
    of(people.mira(), first, "withdrawn")
    stays = of(people.otto(), second, "submitted")

    join(second)

    stays.refresh_from_db()
    assert stays.organisation == first


def test_a_call_that_takes_two_or_is_another_stands_in_nobodys_way(
    first: Organisation, second: Organisation
) -> None:
    roomy = applications.open_call("2030-2", applications_per_organisation=2)
    of(people.mira(), first, "draft", call=roomy)
    of(people.otto(), second, "draft", call=roomy)
    of(people.otto(), second, "draft")

    join(second)

    assert Application.objects.filter(organisation=first).count() == 3


@pytest.mark.parametrize(
    ("state", "of_call"),
    [("refused", "released"), ("awarded", "released"), ("draft", "assessment")],
)
def test_what_nobody_can_take_back_or_send_any_more_stands_in_nobodys_way(
    first: Organisation, second: Organisation, state: str, of_call: str
) -> None:
    of(people.mira(), first, "submitted")
    of(people.otto(), second, "draft")
    Application.objects.filter(organisation=first).update(state="awarded")
    Application.objects.filter(organisation=second).update(
        state=state, submitted_at=None if state == "draft" else timezone.now()
    )
    Call.objects.update(state=of_call)

    join(second)

    assert Application.objects.filter(organisation=first).count() == 2


@pytest.mark.parametrize("keeps", ["first", "second"])
def test_more_time_goes_with_the_draft_and_is_logged(
    first: Organisation, second: Organisation, keeps: str
) -> None:
    draft = of(people.otto(), second, "complete")
    until = draft.call.closes_at + 5 * HOUR
    extension = give(draft.call, second, until)

    join(second, keeps)

    draft.refresh_from_db()
    extension.refresh_from_db()
    stays = first if keeps == "first" else second
    assert (extension.organisation, draft.organisation) == (stays, stays)
    assert draft.closing_at == until
    moved = AuditEvent.objects.filter(action="call.move_extension")
    assert moved.count() == (1 if keeps == "first" else 0)
    snapshot = operations.submit(
        application_id=draft.pk,
        key="late",
        actor=people.refreshed(people.otto()),
        now=until - HOUR,
    )
    extension.refresh_from_db()
    assert extension.application == snapshot.application


def test_time_given_before_a_draft_is_begun_moves_too(
    first: Organisation, second: Organisation
) -> None:
    call = applications.open_call()
    until = call.closes_at + 5 * HOUR
    give(call, second, until)
    draft = of(people.mira(), first, "draft")

    join(second)

    draft.refresh_from_db()
    event = AuditEvent.objects.get(action="call.move_extension")
    assert draft.closing_at == until
    assert (event.reason, event.details["until"]) == ("A fire.", until.isoformat())
    assert AuditEvent.objects.get(action="number_case.join").details["extensions"] == [call.code]


@pytest.mark.parametrize(("mine", "theirs"), [(5, 8), (8, 5)])
def test_of_two_times_in_one_call_the_longer_stays_and_the_log_keeps_the_other(
    first: Organisation, second: Organisation, mine: int, theirs: int
) -> None:
    call = applications.open_call()
    give(call, first, call.closes_at + mine * HOUR, "Flood.")
    give(call, second, call.closes_at + theirs * HOUR, "Fire.")

    join(second)

    left = Extension.objects.get()
    event = AuditEvent.objects.get(action="call.move_extension")
    assert (left.organisation, left.until) == (first, call.closes_at + 8 * HOUR)
    assert event.details["dropped"] == (call.closes_at + 5 * HOUR).isoformat()
    assert event.details["dropped_reason"] == ("Flood." if mine == 5 else "Fire.")


def test_time_that_was_used_stays_where_it_was_used(
    first: Organisation, second: Organisation
) -> None:
    draft = of(people.otto(), second, "complete")
    extension = give(draft.call, second, draft.call.closes_at + 5 * HOUR)
    operations.submit(
        application_id=draft.pk,
        key="late",
        actor=people.refreshed(people.otto()),
        now=draft.call.closes_at + HOUR,
    )

    join(second)

    extension.refresh_from_db()
    assert extension.organisation == second
