"""A blind call: from the declaration on no page of an assessor tells who applies."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application, Snapshot
from grants.applications.readings import LEFT_OUT
from grants.programmes import operations as programmes
from grants.programmes.models import Call
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.assignment.models import Assignment
from tests.factories import applications, assessors, assignments, calls, people, reviews, screening

pytestmark = pytest.mark.django_db

LINK = re.compile(rb'(?:href|action|hx-get)="(/[^"#]*)"')
LEFT_ALONE = ("/static/", "/accounts/", "/demo/", "/copies/", "/calls/")


def crawled(client: Client, *starts: str) -> dict[str, bytes]:
    """Every page and file that can be reached by links from the assessor's home."""
    waiting, seen = [reverse("home"), reverse("assignment-list"), *starts], {}
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


def identifying(application: Application) -> set[str]:
    """Names, numbers and addresses of the world that would tell who applies."""
    content = Snapshot.objects.get(application=application).content
    organisation, sponsor = content["organisation"], content["sponsor"]
    words = {organisation[name] for name in ("name", "name_zh", "registration_number", "website")}
    words |= {organisation["address_street"], organisation["address_building"]}
    words |= {sponsor[name] for name in ("name", "contact_name", "contact_email")}
    words |= {member[name] for member in content["team"] for name in ("name", "name_zh")}
    words |= {one["name"] for one in content["attachments"]}
    words |= {content["declaration"]["declared_by"]}
    return {word for word in words if word and len(word) > 1}


@pytest.fixture
def assignment() -> Assignment:
    """An application of a blind call, whose texts name sponsor and people, offered to Ines."""
    call = applications.open_call(is_blind=True, assessors_per_application=1)
    title = "Victoria Harbour Bank tokenises receivables"
    summary = "With VICTORIA HARBOUR BANK and its bankers."
    changes = {"project": {"title": title, "title_zh": "", "summary": summary}}
    application = applications.at("submitted", call=call, changes=changes)
    screening.eligible(application)
    programmes.start_assessment(
        call_id=calls.close(call).pk, actor=people.paul(), now=timezone.now()
    )
    return assignments.offered(assignments.reloaded(application), assessors.profile("Ines Wong"))


def told(pages: dict[str, bytes], words: set[str]) -> list[tuple[str, str]]:
    return [
        (url, word)
        for url, page in pages.items()
        for word in sorted(words)
        if word.casefold() in unescape(page.decode(errors="replace")).casefold()
    ]


def accept(assignment: Assignment) -> None:
    client = people.client_of(people.ines())
    reference = assignment.application.reference
    client.post(reverse("assignment-declare", args=[reference]), {"has_interest": "no"})
    client.post(reverse("assignment-accept", args=[reference]))


def test_the_names_stand_before_the_declaration_and_on_no_page_after_it(
    assignment: Assignment,
) -> None:
    client = people.client_of(people.ines())
    words = identifying(assignment.application)
    detail = reverse("assignment-detail", args=[assignment.application.reference])
    before = client.get(detail).content.decode()

    client.post(
        reverse("assignment-declare", args=[assignment.application.reference]),
        {"has_interest": "no"},
    )
    declared = crawled(client)
    client.post(reverse("assignment-accept", args=[assignment.application.reference]))
    accepted = crawled(client)
    reviews.submitted(Assignment.objects.get(pk=assignment.pk), 4)
    handed_in = crawled(client)

    assert assignment.application.organisation.name in before
    assert "you see these names now" in before
    sheet = reverse("score-sheet", args=[assignment.application.reference])
    assert detail in declared
    assert sheet in accepted
    assert reverse("score-sheet-correct", args=[assignment.application.reference]) in handed_in
    assert LEFT_OUT in accepted[sheet].decode()
    assert "Member 1" in accepted[sheet].decode()
    for pages in (declared, accepted, handed_in):
        assert told(pages, words) == []


def test_the_same_walk_finds_the_names_where_the_call_is_not_blind(
    assignment: Assignment,
) -> None:
    """So that the walk above could fail."""
    accept(assignment)
    Call.objects.update(is_blind=False)

    pages = crawled(people.client_of(people.ines()))

    sheet = reverse("score-sheet", args=[assignment.application.reference])
    found = {word for url, word in told(pages, identifying(assignment.application)) if url == sheet}
    assert assignment.application.organisation.name in found
    assert "Victoria Harbour Bank" in found


def test_a_file_that_would_tell_is_not_there(assignment: Assignment) -> None:
    accept(assignment)
    client = people.client_of(people.ines())
    attachment = assignment.application.attachments.all()[0]
    url = reverse("assignment-attachment", args=[assignment.application.reference, attachment.pk])

    assert client.get(url).status_code == 404
    Call.objects.update(is_blind=False)
    open_file = client.get(url)
    assert open_file.status_code == 200
    assert b"".join(open_file.streaming_content).startswith(b"%PDF")


def test_messages_to_assessors_tell_nobody_s_name(assignment: Assignment) -> None:
    accept(assignment)
    words = identifying(assignment.application)

    mail = Message.objects.filter(recipient=people.ines().person)

    assert mail.exists()
    assert told({one.kind: (one.subject + one.body).encode() for one in mail}, words) == []


def test_officers_and_panel_go_on_seeing_who_applies(assignment: Assignment) -> None:
    name = assignment.application.organisation.name
    code = assignment.application.call.code
    url = reverse("screening-application", args=[assignment.application.reference])

    assert name in people.client_of(people.paul()).get(url).content.decode()
    page = Client().get(reverse("call-detail", args=[code])).content.decode()
    assert "Assessors do not see who applies." in page


def test_what_a_published_call_says_about_blindness_is_frozen() -> None:
    call = applications.open_call(is_blind=True)

    with pytest.raises(Denied):
        programmes.revise_call(
            call_id=call.pk, details={"is_blind": False}, actor=people.paul(), now=timezone.now()
        )

    assert Call.objects.get(pk=call.pk).is_blind
