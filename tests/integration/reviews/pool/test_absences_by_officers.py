"""Officers enter, change and end the absences of assessors, who are told of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.pool import personal_copy
from reviews.pool.absences import operations
from reviews.pool.absences.models import Absence
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, people

pytestmark = pytest.mark.django_db


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def entered(assessor: Assessor, *, first: int = 1, last: int = 3, **by: Any) -> Absence:
    return operations.enter_absence(
        assessor_id=assessor.pk,
        starts_on=in_days(first),
        ends_on=in_days(last),
        reason=by.get("reason", ""),
        actor=by.get("actor") or people.paul(),
        now=timezone.now(),
    )


def sends(url: str, **fields: Any) -> str:
    answer = people.client_of(people.paul()).post(url, fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_officer_enters_an_absence_and_the_assessor_is_told() -> None:
    ines = assessors.profile()
    url = reverse("assessor-absences", args=[ines.reference])
    edit = reverse("assessor-edit", args=[ines.reference])
    officer = people.client_of(people.paul())

    assert url in officer.get(edit).content.decode()
    assert "No absence ahead" in officer.get(url).content.decode()
    page = sends(url, starts_on=in_days(1), ends_on=in_days(3), reason="In \u202ehospital")

    assert "The absence was saved. Ines Wong is told by e-mail." in page
    absence = Absence.objects.get(assessor=ines)
    assert absence.reason == "In hospital"
    message = Message.objects.get(kind="absence-entered")
    assert (message.recipient, message.address) == (ines.user, ines.user.email)
    assert "/pool/expertise/away/" in message.body
    assert "hospital" not in message.body
    event = AuditEvent.objects.get(action="absence.enter")
    days = {"first": in_days(1).isoformat(), "last": in_days(3).isoformat()}
    assert (event.actor, event.details) == (people.paul().user, days)
    own = people.client_of(assessors.actor(ines)).get(reverse("absences")).content.decode()
    assert "In hospital" in own


def test_an_officer_changes_an_absence() -> None:
    ines = assessors.profile()
    absence = assessors.away(ines, first=1, last=3)
    url = reverse("assessor-absence", args=[ines.reference, absence.pk])

    shown = people.client_of(people.paul()).get(url).content.decode()
    same = sends(url, starts_on=in_days(1), ends_on=in_days(3), reason="")
    page = sends(url, starts_on=in_days(2), ends_on=in_days(9), reason="")

    assert in_days(3).isoformat() in shown
    assert "Nothing was changed." in same
    assert "The absence was changed." in page
    absence.refresh_from_db()
    assert (absence.starts_on, absence.ends_on) == (in_days(2), in_days(9))
    event = AuditEvent.objects.get(action="absence.change")
    assert event.details == {
        "earlier": {"first": in_days(1).isoformat(), "last": in_days(3).isoformat()},
        "first": in_days(2).isoformat(),
        "last": in_days(9).isoformat(),
    }
    assert Message.objects.filter(kind="absence-changed").count() == 1


@pytest.mark.parametrize(("first", "kept"), [(-2, -1), (0, None), (5, None)])
def test_an_absence_is_ended_and_passed_days_stay(first: int, kept: int | None) -> None:
    ines = assessors.profile()
    absence = entered(ines, first=first, last=9)
    url = reverse("assessor-absence", args=[ines.reference, absence.pk])

    page = sends(url, deed="end")

    assert "The absence has ended." in page
    left = list(Absence.objects.values_list("starts_on", "ends_on"))
    assert left == ([(in_days(first), in_days(kept))] if kept is not None else [])
    assert Message.objects.get(kind="absence-ended").recipient == ines.user
    assert AuditEvent.objects.filter(action="absence.end").count() == 1
    assert people.client_of(people.paul()).get(url).status_code == 404, "it is over"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_on": in_days(3), "ends_on": in_days(2)}, "The last day must not be before"),
        ({"starts_on": in_days(-3), "ends_on": in_days(-1)}, "This time is over already."),
        ({"starts_on": in_days(5), "ends_on": in_days(6)}, "These days are saved already."),
        ({"starts_on": in_days(1), "ends_on": in_days(731)}, "within the next two years"),
        ({"starts_on": "NaN", "ends_on": "99999-99-99"}, "There is a problem"),
        ({"starts_on": in_days(1), "ends_on": in_days(2), "reason": "x\x00y"}, "a problem"),
        ({"starts_on": in_days(1), "ends_on": in_days(2), "reason": "x" * 1_000_000}, "a problem"),
    ],
)
def test_the_same_rules_hold_as_for_an_assessors_own(fields: Any, sentence: str) -> None:
    """IN-01."""
    ines = assessors.profile()
    assessors.away(ines, first=5, last=6)
    other = assessors.away(ines, first=7, last=8)

    added = sends(reverse("assessor-absences", args=[ines.reference]), **fields)
    changed = sends(reverse("assessor-absence", args=[ines.reference, other.pk]), **fields)

    assert sentence in added
    assert sentence in changed
    assert Absence.objects.count() == 2
    assert not Message.objects.filter(kind__startswith="absence-").exists()


def test_nobody_but_officers_of_others_keeps_them() -> None:
    """AZ-03."""
    ines, rita = assessors.profile("Ines Wong"), assessors.profile("Rita Yu")
    absence = assessors.away(ines)
    of_ines = [
        reverse("assessor-absences", args=[ines.reference]),
        reverse("assessor-absence", args=[ines.reference, absence.pk]),
    ]
    people.person("Ines Wong", Role.OFFICER)

    for actor in (people.otto(), people.alan(), assessors.actor(rita)):
        client = people.client_of(actor)
        assert [client.get(url).status_code for url in of_ines] == [404, 404]
        assert client.post(of_ines[1], {"deed": "end"}).status_code == 404
    of_rita = reverse("assessor-absence", args=[rita.reference, absence.pk])
    assert people.client_of(people.paul()).get(of_rita).status_code == 404
    with pytest.raises(Denied, match="Only a programme officer"):
        entered(ines, actor=people.otto())
    with pytest.raises(Denied, match="This is you"):
        operations.end_absence(
            absence_id=absence.pk, actor=assessors.actor(ines), now=timezone.now()
        )
    own = people.client_of(assessors.actor(ines))
    assert all("This is you." in own.get(url).content.decode() for url in of_ines)
    assert Absence.objects.get() == absence


def test_what_ended_meanwhile_is_not_ended_again() -> None:
    absence = entered(assessors.profile(), first=-2, last=9)
    deed: dict[str, Any] = {
        "absence_id": absence.pk,
        "actor": people.paul(),
        "now": timezone.now(),
    }
    operations.end_absence(**deed)

    with pytest.raises(Denied, match="This time is over already"):
        operations.end_absence(**deed)


def test_a_personal_copy_holds_what_an_officer_entered_and_the_words() -> None:
    ines = assessors.profile(words=["escrow", "穩定幣"])
    entered(ines, reason="In hospital")

    entries = list(personal_copy.collect(assessors.actor(ines)))

    told = {fact.key: fact.value for entry in entries for fact in entry.facts}
    assert (told["words"], told["reason"]) == (["escrow", "穩定幣"], "In hospital")


def test_the_pages_of_an_assessor_lead_there_for_officers_alone() -> None:
    call = assignments.closed_call()
    ines = assessors.profile("Ines Wong", words=["escrow"])
    assessors.in_pool(call, ines)
    url = reverse("assessor-absences", args=[ines.reference])
    pages = [
        reverse("pool-member", args=[call.code, ines.reference]),
        reverse("assessor-assignment", args=[call.code, ines.reference]),
    ]

    for page in pages:
        assert url in people.client_of(people.paul()).get(page).content.decode()
        assert url not in people.client_of(people.alan()).get(page).content.decode()
    own_words = "In their own words: escrow"
    assert own_words in people.client_of(people.paul()).get(pages[1]).content.decode()
    pool = people.client_of(people.paul()).get(reverse("pool", args=[call.code]))
    assert own_words in pool.content.decode()


def test_what_was_removed_meanwhile_is_told_and_not_a_failure() -> None:
    ines = assessors.profile()
    absence = entered(ines)
    gone = absence.pk
    absence.delete()
    paul, now = people.paul(), timezone.now()

    with pytest.raises(Denied, match="removed meanwhile"):
        operations.end_absence(absence_id=gone, actor=paul, now=now)
    with pytest.raises(Denied, match="removed meanwhile"):
        operations.remove_absence(absence_id=gone, actor=people.refreshed(ines.user), now=now)
