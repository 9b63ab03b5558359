"""Minutes: versions, signing, papers in three languages, and what is hidden from whom."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.pdf.render import Reason, RenderFailed
from reviews.meetings.models import Meeting
from reviews.minutes import operations
from reviews.minutes.models import Minutes, Paper
from tests.factories import applications, decisions, organisations, panels, people, reviews
from tests.factories.stage import built
from tests.reading import text_of, unspaced_text_of

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
LIST = reverse("minutes-list", args=[CODE, 1])
MAKE = reverse("minutes-make", args=[CODE, 1])
PAGE = reverse("minutes-detail", args=[CODE, 1, 1])
SIGN = reverse("minutes-sign", args=[CODE, 1, 1])


def paper(language: str) -> str:
    return reverse("minutes-paper", args=[CODE, 1, 1, language])


@pytest.fixture(scope="module")
def before_the_panel(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with built(django_db_blocker, lambda: decisions.at("drafted").pk) as call_id:
        yield call_id


@pytest.fixture
def meeting(before_the_panel: int, db: None) -> Meeting:
    """Held without Polly; notes on the first, a reasoned departure on the second."""
    call = Call.objects.get(pk=before_the_panel)
    Call.objects.filter(pk=call.pk).update(panel_quorum=2)
    panels.what_if(call, "One each 龍")
    one = panels.held(panels.meeting(Call.objects.get(pk=call.pk)), absent=(panels.polly(),))
    panels.note(panels.item(one, "BDA30-0001"), "A canary sings.")
    decisions.change(call, "BDA30-0002", outcome="reserve", amount=0, reason="Custody is unclear.")
    decisions.change(call, "BDA30-0003", outcome="recommended", amount=100_000, reason="Breadth.")
    return Meeting.objects.select_related("call").get(pk=one.pk)


def page(actor: Actor, url: str = PAGE) -> str:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def content(actor: Actor, url: str) -> bytes:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return b"".join(response.streaming_content) if response.streaming else response.content


def interested(actor: Actor, call: Call) -> Actor:
    own = reviews.applications_of(call)[0]
    other = organisations.of(people.otto(), registration_number="87654321")
    call.applications.exclude(pk=own.pk).update(organisation=other)
    organisations.join(own.organisation, actor, "viewer")
    return people.refreshed(actor)


def test_an_officer_makes_versions_and_an_unchanged_one_is_not_made_again(
    meeting: Meeting,
) -> None:
    client = people.client_of(people.paul())
    before = page(people.petra(), LIST)

    client.post(MAKE)
    client.post(MAKE)
    panels.note(panels.item(meeting, "BDA30-0002"), "Said later.")
    client.post(MAKE)

    assert "No minutes yet" in before
    assert list(Minutes.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert page(people.petra(), LIST).count(">Draft<") == 2
    assert "Said later." not in page(people.petra())


def test_the_page_says_what_the_meeting_was(meeting: Meeting) -> None:
    panels.minutes(meeting)

    text = page(people.petra())

    for words in ("A canary sings.", "Custody is unclear.", "Breadth.", "Departs from the ranking"):
        assert words in text
    assert "HK$100,000" in text
    assert "Only the chair of the panel signs the minutes." in text


def test_a_draft_is_printed_on_request_in_each_language(meeting: Meeting) -> None:
    panels.minutes(meeting)

    english = text_of(content(people.petra(), paper("en")))
    traditional = unspaced_text_of(content(people.petra(), paper("zh-hant")))
    simplified = unspaced_text_of(content(people.petra(), paper("zh-hans")))

    for words in ("Minutes of the panel", "This is a draft.", "A canary sings.", "One each 龍"):
        assert words in english
    for words in ("Absent", "Custody is unclear.", "HK$100,000", "Room 龍", "BDA30-0002"):
        assert words in english
    assert "評審小組會議紀錄" in traditional
    assert "评审小组会议纪录" in simplified


def test_the_chair_signs_and_three_papers_are_kept(meeting: Meeting) -> None:
    made = panels.minutes(meeting)

    answer = people.client_of(people.charles()).post(SIGN, follow=True).content.decode()
    decisions.work_off("reviews.minutes.print")

    assert "The minutes are signed." in answer
    assert set(Paper.objects.values_list("language", flat=True)) == {"en", "zh-hant", "zh-hans"}
    kept = content(people.petra(), paper("en"))
    assert "Signed off in the portal by Charles Yip" in text_of(kept)
    event = AuditEvent.objects.get(action="minutes.sign")
    assert event.details["sha256"] == made.sha256
    assert (event.from_state, event.to_state) == ("held", "signed")


def test_signed_minutes_and_their_meeting_stand(meeting: Meeting) -> None:
    made = panels.signed(panels.minutes(meeting))

    with pytest.raises(Denied, match="signed; they stand"):
        panels.minutes(meeting)
    with pytest.raises(Denied, match="signed; they stand"):
        panels.signed(made)
    with pytest.raises(Denied, match="nothing is added"):
        panels.note(panels.item(meeting, "BDA30-0001"), "Afterwards.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.update(signed_at=None, signed_by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.all().delete()


def test_a_draft_is_not_changed_behind_its_checksum(meeting: Meeting) -> None:
    panels.minutes(meeting)

    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.update(content={})


def test_only_the_newest_and_current_version_is_signed(meeting: Meeting) -> None:
    first = panels.minutes(meeting)
    panels.note(panels.item(meeting, "BDA30-0003"), "Said later.")

    with pytest.raises(Denied, match="changed since this version"):
        panels.signed(first)
    second = panels.minutes(meeting)
    with pytest.raises(Denied, match="changed since this version"):
        panels.signed(first)
    assert panels.signed(second).signed_at is not None


def test_refusals(meeting: Meeting) -> None:
    call, now = meeting.call, timezone.now()
    planned = panels.meeting(call)
    made = panels.minutes(meeting)

    with pytest.raises(Denied, match="attendance of the meeting first"):
        panels.minutes(planned)
    with pytest.raises(Denied, match="makes minutes"):
        operations.make(meeting_id=meeting.pk, actor=people.petra(), now=now)
    with pytest.raises(Denied, match="Only the chair"):
        operations.sign(minutes_id=made.pk, actor=people.paul(), now=now)
    conflicted = interested(people.charles(), call)
    with pytest.raises(Denied, match="conflict of interest"):
        operations.sign(minutes_id=made.pk, actor=conflicted, now=now)
    with pytest.raises(Denied, match="conflict of interest"):
        operations.make(meeting_id=meeting.pk, actor=conflicted, now=now)


@pytest.mark.parametrize("who", [people.mira, people.ines, people.grace, people.fiona])
def test_for_others_there_are_no_minutes(meeting: Meeting, who: Any) -> None:
    panels.minutes(meeting)
    client = people.client_of(who())

    for url in (LIST, PAGE, paper("en")):
        assert client.get(url).status_code == 404
    for url in (MAKE, SIGN):
        assert client.post(url).status_code == 404


def test_a_conflicted_member_reads_and_prints_without_the_item(meeting: Meeting) -> None:
    """AZ-06: drafts and signed papers alike, ranks counted anew, kept what-ifs left out."""
    panels.signed(panels.minutes(meeting))
    decisions.work_off("reviews.minutes.print")
    petra = interested(people.petra(), meeting.call)

    text = page(petra)
    printed = text_of(content(petra, paper("en")))

    for found in (text, printed):
        assert "BDA30-0001" not in found
        assert "canary" not in found
        assert "BDA30-0002" in found
    assert "1 application is left out of this copy" in printed
    assert "One each" not in printed
    assert "A canary sings." in text_of(content(people.charles(), paper("en")))


def test_an_unknown_language_is_not_there(meeting: Meeting) -> None:
    panels.minutes(meeting)

    assert people.client_of(people.petra()).get(paper("fr")).status_code == 404


def test_a_printer_that_fails_or_is_busy_asks_to_come_back(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    panels.minutes(meeting)

    def failing(*_given: object, **_named: object) -> bytes:
        raise RenderFailed(Reason.BROKEN, "out of ink")

    monkeypatch.setattr("reviews.minutes.views.minutes_pdf", failing)
    failed = people.client_of(people.petra()).get(paper("en"))
    monkeypatch.setattr("reviews.minutes.views.TURNS.acquire", lambda **_named: False)
    busy = people.client_of(people.petra()).get(paper("en"))

    assert [failed.status_code, busy.status_code] == [503, 503]
    assert failed["Retry-After"] == "60"
