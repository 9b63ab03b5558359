"""What applicants never learn: who assessed, what was marked, and anything before the release."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from grants.awards.models import Letter
from grants.programmes.models import Call
from reviews.panels import operations as panels
from reviews.scoring import operations as scoring
from tests.factories import assessors, assignments, decisions, people, reviews
from tests.reading import attachments_of, text_of

pytestmark = pytest.mark.django_db

CANARIES = (
    "Zephyrine",
    "zephyrine@example.hk",
    "金絲雀",
    "Bureau of Canaries",
    "A canary comments.",
    "A canary remarks.",
    "A canary reasons.",
    "Petra Lam",
    "Charles Yip",
)
LINK = re.compile(rb'(?:href|action|hx-get)="(/[^"#]*)"')
LEFT_ALONE = ("/static/", "/accounts/", "/demo/")


def judged() -> Call:
    """Scored by a canary, reasoned about by the panel, put forward."""
    call = reviews.call_in_assessment(2, ineligible=1)
    canary = assessors.profile("Zephyrine Canary", employer="Bureau of Canaries")
    canary.user.name_zh = "金絲雀"
    canary.user.save(update_fields=["name_zh"])
    for mark, application in zip((5, 1), reviews.applications_of(call), strict=False):
        assignment = assignments.accepted(application, canary)
        scoring.submit(
            assignment_id=assignment.pk,
            marks=reviews.marks(call, mark, comment="A canary comments."),
            comment="A canary remarks.",
            actor=assessors.actor(canary),
            now=timezone.now(),
        )
    call = panels.open_panel(call_id=call.pk, reason="", actor=people.paul(), now=timezone.now())
    decisions.drafted(call)
    for application in reviews.applications_of(call)[:2]:
        decisions.change(call, application.reference, reason="A canary reasons.")
    decisions.put_forward(call)
    return call


def crawled(client: Client) -> dict[str, bytes]:
    """Every page and file that can be reached by links from the applicant's home."""
    waiting, seen = [reverse("home"), reverse("application-list"), reverse("call-list")], {}
    while waiting:
        url = waiting.pop()
        if url in seen or url.startswith(LEFT_ALONE):
            continue
        answer = client.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[url] = content + str(answer.headers).encode()
        if "html" in answer.get("Content-Type", ""):
            waiting += [unescape(found.decode()) for found in LINK.findall(content)]
    return seen


def told(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary.casefold() in text.casefold()]


def everything_in(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    carried = " ".join(content.decode() for content in attachments_of(pdf).values())
    xmp: Any = reader.xmp_metadata
    return f"{text_of(pdf)} {reader.metadata} {carried} {xmp.stream.get_data().decode()}"


def test_no_page_mail_or_letter_names_an_assessor_or_repeats_a_mark() -> None:
    """AZ-07."""
    call = judged()
    decisions.approved(call)
    decisions.released(call)
    decisions.work_off()
    client = people.client_of(people.refreshed(people.mira()))

    pages = crawled(client)

    leaks = {url: told(content.decode("utf-8", "replace")) for url, content in pages.items()}
    assert {url: found for url, found in leaks.items() if found} == {}
    assert reverse("application-decision", args=["BDA30-0001"]) in pages
    assert reverse("letter-download", args=["BDA30-L-0001"]) in pages
    assert not any(b"100.00" in content for content in pages.values())
    mails = [one for one in mail.outbox if "mira@example.hk" in one.to]
    assert len(mails) >= 6
    assert [one.subject for one in mails if told(f"{one.subject} {one.body}")] == []
    for letter in Letter.objects.all():
        assert letter.document is not None
        with letter.document.file.open("rb") as file:
            assert told(everything_in(file.read())) == []


def test_the_search_finds_what_it_looks_for() -> None:
    """The canaries do sing on a page of staff: the test above can fail."""
    call = judged()
    client = people.client_of(people.petra())

    page = client.get(reverse("panel-line", args=[call.code, "BDA30-0001"])).content.decode()

    assert told(page) == [
        "A canary comments.",
        "A canary remarks.",
        "A canary reasons.",
        "Petra Lam",
    ]


def test_until_the_release_the_judged_and_the_ineligible_look_alike() -> None:
    """Every state between screening and letter reads the same, on every page of the applicant."""
    call = judged()
    client = people.client_of(people.refreshed(people.mira()))

    before = states_shown(client)
    decisions.approved(call)
    after = states_shown(client)

    assert before == after == {"Being considered"}


def states_shown(client: Client) -> set[str]:
    shown = set()
    for number in (1, 2, 3):
        url = reverse("application-detail", args=[f"BDA30-000{number}"])
        page = client.get(url).content.decode()
        shown |= set(re.findall(r'class="tag[^"]*">([^<]*)<', page))
        assert reverse("application-decision", args=[f"BDA30-000{number}"]) not in page
    return shown
