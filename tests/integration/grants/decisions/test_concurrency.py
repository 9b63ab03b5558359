"""Eight people at once: one deed, one charge, nothing twice (requirement DE-01)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from grants.applications import operations as applying
from grants.awards import operations as awards
from grants.awards.models import Award, Letter
from grants.decisions import operations
from grants.decisions.models import Decision
from grants.programmes.models import Call
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.jobs import operations as jobs
from tests.factories import decisions, people, reviews

pytestmark = pytest.mark.django_db(transaction=True)

EIGHT = 8


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is handed over: these tests are about rows."""
    monkeypatch.setattr(jobs, "hand_over", lambda **_arguments: False)


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """Start every deed in a thread of its own at the same moment; "done" or the refusal of each."""
    barrier, answers = Barrier(len(deeds)), [""] * len(deeds)

    def run(index: int, deed: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            deed()
            answers[index] = "done"
        except Denied as denied:
            answers[index] = str(denied)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_eight_approvers_one_approves_and_the_envelope_is_charged_once() -> None:
    call = decisions.at("put_forward")
    list_id = decisions.list_of(call).pk
    approvers = [people.person(f"Approver{n} Ng", Role.APPROVER) for n in range(EIGHT)]

    answers = at_once(
        *(
            lambda actor=actor: operations.approve(list_id=list_id, actor=actor, now=timezone.now())
            for actor in approvers
        )
    )

    call.refresh_from_db()
    assert sorted(answers) == [*["This list is not waiting for approval."] * 7, "done"]
    assert call.committed == Decimal("800000.00")
    assert Decision.objects.count() == 3
    assert AuditEvent.objects.filter(action="recommendation.approve").count() == 1


def test_of_eight_charges_only_those_that_fit_are_taken_without_any_lock() -> None:
    call = Call.objects.get(pk=reviews.call_in_assessment(1, envelope=Decimal(1_000_000)).pk)

    answers = at_once(
        *(
            lambda: operations.charge(Call.objects.get(pk=call.pk), Decimal(300_000))
            for _number in range(EIGHT)
        )
    )

    call.refresh_from_db()
    assert answers.count("done") == 3
    assert call.committed == Decimal("900000.00")
    assert {one for one in answers if one != "done"} == {
        "The list sums to HK$300,000, but the envelope has HK$100,000 left."
    }


def test_two_releases_at_once_number_each_letter_once() -> None:
    call = decisions.at("approved")

    def release() -> None:
        awards.release(call_id=call.pk, actor=people.grace(), now=timezone.now())

    answers = at_once(release, release)

    assert sorted(answers) == [
        "Letters are released once, after the list is approved.",
        "done",
    ]
    assert sorted(Letter.objects.values_list("number", flat=True)) == [
        "BDA30-L-0001",
        "BDA30-L-0002",
        "BDA30-L-0003",
    ]
    assert Award.objects.count() == 2


def test_an_application_is_withdrawn_or_decided_and_never_both() -> None:
    call = decisions.at("put_forward")
    list_id = decisions.list_of(call).pk
    first = reviews.applications_of(call)[0]
    mira = people.refreshed(people.mira())

    answers = at_once(
        lambda: operations.approve(list_id=list_id, actor=people.grace(), now=timezone.now()),
        lambda: applying.withdraw(
            application_id=first.pk, reason="Sold.", actor=mira, now=timezone.now()
        ),
    )

    call.refresh_from_db()
    first.refresh_from_db()
    assert answers[0] == "done"
    outcome = (first.state, Decision.objects.filter(application=first).count(), call.committed)
    assert outcome in [
        ("withdrawn", 0, Decimal("400000.00")),
        ("approved", 1, Decimal("800000.00")),
    ]
    assert (answers[1] == "done") == (first.state == "withdrawn")
