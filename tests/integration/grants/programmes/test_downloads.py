"""What everybody may take along of a call: PDF, calendar file, feed."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from grants.applications import extending
from grants.programmes import operations
from grants.programmes.models import Call
from grants.questionnaires.queries import questions_of
from portal.pdf.contract import Reason, RenderFailed
from portal.ui.formats import hkt
from tests.factories import calls
from tests.factories.people import client_of, mira, paul
from tests.reading import pages_of, text_of, unspaced_text_of

pytestmark = pytest.mark.django_db

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
NAMES = ("opens", "closes", "results", "start", "complete", "report")


def pdf_of(call: Call, language: str = "en", client: Client | None = None) -> bytes:
    response = (client or Client()).get(reverse("call-pdf", args=[call.code, language]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return response.content


def calendar(url: str, **headers: str) -> Calendar:
    response = Client().get(url, headers=headers)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def events(call: Call, language: str = "en") -> list[Any]:
    return calendar(reverse("call-calendar", args=[call.code, language])).walk("VEVENT")


def in_round_one() -> Call:
    opens = datetime(2025, 6, 18, 9, tzinfo=HONG_KONG)
    closes = datetime(2025, 8, 1, 18, tzinfo=HONG_KONG)
    spaced = {**calls.dates(opens, closes), "results_on": date(2025, 9, 1)}
    return calls.published("2025-1", now=opens - timedelta(days=9), **spaced)


def test_the_pdf_tells_everything_on_every_page_with_its_number() -> None:
    call = calls.opened()

    pdf = pdf_of(call)

    words = text_of(pdf)
    for part in (
        "Round 2025-2",
        "HK$500,000",
        "HK$625,000",
        "Business registration certificate",
        "What each mark means: Innovation",
        "HKT",
        f"Call 2025-2 Page {pages_of(pdf)} of {pages_of(pdf)}",
    ):
        assert part in words
    for question in questions_of(call):
        assert question.label["en"] in words
    for criterion in call.criteria.all():
        assert f"{criterion.name['en']}" in words
        assert all(criterion.anchors[str(mark)]["en"] in words for mark in range(6))


PANEL = {
    "en": (
        "Order of the applications: The calibrated ranking",
        "Where applications stand equal: A draw by a seed",
        "All awards together stay within the envelope of HK$",
        "4 members without an interest must be present",
        "Nobody takes part in an application that they have an interest in.",
    ),
    "zh-hant": (
        "申請的次序：",
        "種子抽籤",
        "合計不超出",
        "須有4名沒有利益關係的成員出席",
        "均不得參與處理該宗申請",
    ),
    "zh-hans": (
        "申请的次序：",
        "种子抽签",
        "合计不超出",
        "须有4名没有利益关系的成员出席",
        "均不得参与处理该宗申请",
    ),
}


@pytest.mark.parametrize("language", PANEL)
def test_page_and_pdf_state_the_terms_of_the_panel_before_anybody_applies(language: str) -> None:
    call = calls.opened(
        ranked_by="calibrated", tie_rule="draw", panel_meets=True, panel_quorum=4, is_blind=True
    )

    page = (
        Client()
        .get(reverse("call-detail", args=[call.code]), headers={"Accept-Language": language})
        .content.decode()
    )
    pdf = unspaced_text_of(pdf_of(call, language))

    for words in PANEL[language]:
        assert "".join(words.split()) in "".join(page.split())
        assert "".join(words.split()) in pdf


@pytest.mark.parametrize(
    ("language", "tag", "question", "guidance"),
    [
        ("zh-hant", "zh-Hant-HK", "項目解決甚麼問題？為誰解決？", "申請資格：在香港註冊"),
        ("zh-hans", "zh-Hans", "项目解决什么问题？为谁解决？", "申请资格：在香港注册"),
    ],
)
def test_the_pdf_speaks_chinese_throughout_and_is_tagged(
    language: str, tag: str, question: str, guidance: str
) -> None:
    call = calls.opened()

    pdf = pdf_of(call, language, Client(headers={"accept-language": "en"}))

    letters = unspaced_text_of(pdf)
    assert question in letters
    assert guidance in letters
    assert "really operates here" not in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == tag
        assert bool(opened.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in opened.Root


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every document that a stand-in for the renderer is asked for: it is slow and tested above."""
    asked: list[str] = []

    def stand_in(html: str, **_keywords: Any) -> bytes:
        asked.append(html)
        return f"%PDF {len(asked)}".encode()

    monkeypatch.setattr("portal.pdf.letters.render_pdf", stand_in)
    return asked


def test_a_pdf_is_rendered_once_and_then_kept(printed: list[str]) -> None:
    call = calls.opened()

    first, again = pdf_of(call), pdf_of(call)

    chinese = Client(headers={"accept-language": "zh-hant"})
    assert pdf_of(call, client=client_of(mira())) == pdf_of(call, client=chinese) == first == again
    assert len(printed) == 1


def test_what_the_call_says_decides_which_pdf_is_kept(printed: list[str]) -> None:
    call = calls.draft()
    before = pdf_of(call, client=client_of(paul()))
    changed = {"en": "Quite another round", "zh-hant": "另一輪", "zh-hans": "另一轮"}

    operations.revise_call(
        call_id=call.pk, details={"title": changed}, actor=paul(), now=timezone.now()
    )

    assert pdf_of(call, client=client_of(paul())) != before
    assert ["Quite another round" in html for html in printed] == [False, True]


def test_who_has_the_pdf_already_is_not_sent_it_again(printed: list[str]) -> None:
    url = reverse("call-pdf", args=[calls.opened().code, "en"])
    etag = Client().get(url)["ETag"]

    response = Client().get(url, headers={"if-none-match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert len(printed) == 1


@pytest.mark.usefixtures("printed")
def test_a_pdf_that_cannot_be_made_is_told_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    call = calls.opened()
    url = reverse("call-pdf", args=[call.code, "en"])

    def fails(*_arguments: Any, **_keywords: Any) -> bytes:
        raise RenderFailed(Reason.TOO_SLOW, "more than 20 s")

    with monkeypatch.context() as patch:
        patch.setattr("portal.pdf.letters.render_pdf", fails)
        refused = Client().get(url)

    assert refused.status_code == 503
    assert "print the page of the call" in refused.content.decode()
    assert pdf_of(call).startswith(b"%PDF")


def test_the_pdf_of_a_draft_is_there_for_its_officers_alone(printed: list[str]) -> None:
    """AZ-02."""
    url = reverse("call-pdf", args=[calls.draft().code, "en"])

    assert Client().get(url).status_code == 404
    assert client_of(mira()).get(url).status_code == 404
    officers = client_of(paul()).get(url)
    assert officers.status_code == 200
    assert "private" in officers["Cache-Control"]
    assert "not published" in printed[0]


def test_an_unknown_language_is_not_there() -> None:
    call = calls.opened()

    for path in (f"/calls/{call.code}/fr/call.pdf", f"/calls/{call.code}/fr/dates.ics"):
        assert Client().get(path).status_code == 404


def test_six_in_the_evening_in_hong_kong_is_ten_in_utc() -> None:
    call = in_round_one()

    found = events(call)

    assert [event.decoded("dtstart") for event in found] == [
        datetime(2025, 6, 18, 1, tzinfo=UTC),
        datetime(2025, 8, 1, 10, tzinfo=UTC),
        date(2025, 9, 1),
        call.start_by,
        call.complete_by,
        call.report_by,
    ]
    raw = Client().get(reverse("call-calendar", args=[call.code, "en"])).content
    assert b"DTSTART:20250801T100000Z" in raw
    assert found[2].decoded("dtend") == date(2025, 9, 2)


def test_the_deadline_rings_two_days_and_six_hours_before() -> None:
    found = events(in_round_one())

    alarms = {str(event["summary"]): event.walk("VALARM") for event in found}
    ringing = {name: rings for name, rings in alarms.items() if rings}
    assert list(ringing) == ["Closes for applications – Round 2025-1"]
    (rings,) = ringing.values()
    assert [ring.decoded("trigger") for ring in rings] == [-timedelta(days=2), -timedelta(hours=6)]


def test_an_entry_keeps_its_name_in_every_language_and_counts_its_changes() -> None:
    call = calls.draft()
    now = timezone.now()
    later = {"closes_at": call.closes_at + timedelta(days=2)}
    operations.revise_call(call_id=call.pk, details=later, actor=paul(), now=now)
    title = {"title": {"en": "A", "zh-hant": "甲", "zh-hans": "甲"}}
    operations.revise_call(call_id=call.pk, details=title, actor=paul(), now=now)
    call = operations.publish(call_id=call.pk, actor=paul(), now=now)

    english, chinese = events(call), events(call, "zh-hant")

    names = [str(event["uid"]) for event in english]
    assert names == [str(event["uid"]) for event in chinese]
    assert len(set(names)) == len(NAMES)
    assert {event["sequence"] for event in english} == {1}
    changed = {event.decoded("last-modified") for event in english}
    assert changed == {now.replace(microsecond=0)} == {e.decoded("dtstamp") for e in english}
    assert str(chinese[1]["summary"]).endswith("甲")
    assert chinese[1]["summary"].params["LANGUAGE"] == "zh-Hant-HK"


def test_more_time_for_everybody_reaches_the_calendars_that_hold_the_call() -> None:
    """The entry keeps its name, counts one more change and has the later time."""
    call = calls.opened()
    before, now = events(call)[1], timezone.now() + timedelta(minutes=1)
    until = call.closes_at + timedelta(days=1, hours=3)

    extending.extend_call(
        call_id=call.pk, until=until, reason="The portal was down.", actor=paul(), now=now
    )

    after = events(call)[1]
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstart") == until.replace(microsecond=0)
    assert after.decoded("last-modified") == now.replace(microsecond=0)
    assert hkt(until) in str(after["description"])
    feed = calendar(reverse("calls-feed", args=["en"])).walk("VEVENT")
    assert until.replace(microsecond=0) in [event.decoded("dtstart") for event in feed]


def test_texts_cannot_add_lines_to_the_calendar() -> None:
    title = {"en": "Round\r\nBEGIN:VALARM; a, b", "zh-hant": "輪次", "zh-hans": "轮次"}
    call = calls.opened(title=title)

    found = events(call)

    assert len(found) == len(NAMES)
    assert sum(len(event.walk("VALARM")) for event in found) == 2
    assert "BEGIN:VALARM; a, b" in str(found[0]["summary"])


def test_the_feed_holds_every_published_call_and_no_draft() -> None:
    """AZ-02."""
    calls.opened("2025-1")
    calls.upcoming("2025-2")
    calls.draft("2025-3")

    feed = calendar(reverse("calls-feed", args=["en"]))

    words = [str(event["summary"]) for event in feed.walk("VEVENT")]
    assert len(words) == 2 * len(NAMES)
    assert not [one for one in words if "2025-3" in one]
    assert feed["method"] == "PUBLISH"
    assert str(feed["x-wr-calname"]) == "LEAP Pilot Funding: dates of all calls"
    absent = Client().get(reverse("call-calendar", args=["2025-3", "en"]))
    assert absent.status_code == 404


def test_a_feed_without_calls_is_still_a_calendar() -> None:
    assert calendar(reverse("calls-feed", args=["zh-hans"])).walk("VEVENT") == []


def test_a_calendar_that_asks_again_learns_that_nothing_changed() -> None:
    call = calls.opened()
    url = reverse("calls-feed", args=["en"])
    first = Client().get(url)

    same = Client().get(url, headers={"if-none-match": first["ETag"]})
    since = Client().get(url, headers={"if-modified-since": first["Last-Modified"]})
    calls.upcoming("2025-9")
    other = Client().get(url, headers={"if-none-match": first["ETag"]})

    assert "public" in first["Cache-Control"]
    assert "max-age=3600" in first["Cache-Control"]
    assert first.cookies == {}
    assert (same.status_code, since.status_code, other.status_code) == (304, 304, 200)
    assert Client().get(reverse("call-calendar", args=[call.code, "en"])).status_code == 200
