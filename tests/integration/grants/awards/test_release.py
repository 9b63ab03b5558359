"""The release: awards, instalments, numbered letters and their promises, in one transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.applications import operations as applying
from grants.applications.standing import public_label
from grants.awards import operations
from grants.awards.models import Award, Instalment, Letter
from grants.decisions.models import Decision
from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.jobs.models import Job
from portal.notifications.models import Message
from tests.factories import people, reviews

pytestmark = pytest.mark.django_db


def release(call: Call, actor: Any = None) -> int:
    return operations.release(call_id=call.pk, actor=actor or people.grace(), now=timezone.now())


def test_releasing_makes_awards_instalments_and_numbered_letters(call: Call) -> None:
    count = release(call)

    call.refresh_from_db()
    assert (count, call.state, call.next_letter) == (4, "released", 5)
    assert [one.state for one in reviews.applications_of(call)] == [
        "awarded",
        "awarded",
        "refused",
        "refused",
    ]
    assert list(Letter.objects.order_by("number").values_list("number", "kind")) == [
        ("BDA30-L-0001", "award"),
        ("BDA30-L-0002", "award"),
        ("BDA30-L-0003", "refusal"),
        ("BDA30-L-0004", "refusal"),
    ]
    paid = Instalment.objects.order_by("award__decision__application__reference", "number")
    assert list(paid.values_list("share", "amount", "is_last")) == [
        (60, Decimal("199999.00"), False),
        (40, Decimal("133334.00"), True),
        (60, Decimal("240000.00"), False),
        (40, Decimal("160000.00"), True),
    ]
    assert sum(award.amount for award in Award.objects.all()) == call.committed == 733_333


def test_each_letter_is_promised_once_and_nothing_is_mailed_yet(call: Call) -> None:
    before = Message.objects.count()

    release(call)

    jobs = Job.objects.filter(name="grants.awards.render_letter").order_by("key")
    assert [job.key for job in jobs] == [f"letter:BDA30-L-000{n}" for n in range(1, 5)]
    assert Message.objects.count() == before


def test_the_log_names_the_release_and_every_letter(call: Call) -> None:
    release(call)

    (event,) = AuditEvent.objects.filter(action="recommendation.release")
    issued = AuditEvent.objects.filter(action="letter.issue").order_by("pk")
    assert (event.actor, event.from_state, event.to_state) == (
        people.grace().user,
        "approved",
        "released",
    )
    assert [(one.subject_reference, one.details["amount"]) for one in issued] == [
        ("BDA30-L-0001", "333333.00"),
        ("BDA30-L-0002", "400000.00"),
        ("BDA30-L-0003", "0.00"),
        ("BDA30-L-0004", "0.00"),
    ]
    assert AuditEvent.objects.filter(action="application.release_award").count() == 2
    assert AuditEvent.objects.filter(action="application.release_refusal").count() == 2
    assert AuditEvent.objects.filter(action="call.release").count() == 1


def test_only_an_approver_releases_and_once(call: Call) -> None:
    for stranger in (people.paul(), people.charles(), people.fiona(), people.mira()):
        with pytest.raises(Denied, match="Only an approver releases"):
            release(call, stranger)
    release(call)
    with pytest.raises(Denied, match="released once"):
        release(call)

    assert Letter.objects.count() == 4


def test_a_call_without_an_approved_list_has_nothing_to_release() -> None:
    call = reviews.call_in_assessment(0, code="2031-1")

    with pytest.raises(Denied, match="after the list is approved"):
        release(call)


def test_until_the_release_an_applicant_knows_nothing_and_cannot_withdraw(call: Call) -> None:
    """The same sentence for the awarded, the refused and the ineligible."""
    mira = people.refreshed(people.mira())
    found = reviews.applications_of(call)
    labels = {str(public_label(one)) for one in found}
    sentences = set()
    for one in found:
        with pytest.raises(Denied) as refused:
            applying.withdraw(application_id=one.pk, reason="Sold.", actor=mira, now=timezone.now())
        sentences.add(str(refused.value))

    assert labels == {"Being considered"}
    assert len(sentences) == 1


def broken(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_the_database_holds_the_limits_of_awards_by_itself(call: Call) -> None:
    release(call)
    award, decision = Award.objects.all()[0], Decision.objects.filter(is_award=True)[0]
    now = timezone.now()

    assert broken(lambda: Award.objects.update(amount=Decimal("500000.01")))
    assert broken(lambda: Award.objects.update(amount=0))
    assert broken(lambda: Award.objects.create(decision=decision, amount=1, made_at=now))
    assert broken(lambda: Instalment.objects.update(amount=0))
    assert broken(lambda: Instalment.objects.create(award=award, number=1, share=60, amount=1))
    assert broken(lambda: Letter.objects.update(number="BDA30-L-0001"))
