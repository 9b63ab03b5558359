"""Whoever conflicts with an application has lost it: at every address, in every list and file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.awards.models import Letter
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from reviews.conflicts.models import Conflict, ConflictSource, Ruling
from tests.factories import assessors, assignments, decisions, people, reviews, stage

ROLES = (
    Role.OFFICER,
    Role.ASSESSOR,
    Role.PANEL_MEMBER,
    Role.CHAIR,
    Role.APPROVER,
    Role.FINANCE,
)
STAGES = ("assessment", "panel", "put_forward", "posted")
LINK = re.compile(rb'(?:href|hx-get)="(/[^"#]*)"')
NONCE = re.compile(rb'nonce-[^\' "]+|nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"')
LEFT_ALONE = ("/static/", "/accounts/", "/demo/", "/language/")
TITLE, COMPANY = "Project Zanzibar", "Zanzibar Ledger Limited"


@pytest.fixture(params=STAGES)
def secret(request: pytest.FixtureRequest, db: None) -> Application:
    """An application in a call at this stage, scored, and told from all others by its words."""
    call = (
        reviews.call_before_the_panel((5,), (4,), (1,))
        if request.param != "assessment"
        else (reviews.call_in_assessment(3))
    )
    found = reviews.applications_of(call)[0]
    Application.objects.filter(pk=found.pk).update(title=TITLE)
    type(found.organisation).objects.filter(pk=found.organisation_id).update(name=COMPANY)
    if request.param == "assessment":
        reviews.scored(found, assessors.profile("Ivan Cheung"), 4)
        for other in reviews.applications_of(call)[1:]:
            assignments.accepted(other, assessors.profile("Ivan Cheung"))
    elif request.param != "panel":
        decisions.bring(call, request.param)
    return assignments.reloaded(found)


def with_every_role(name: str, call: Call) -> Actor:
    """Somebody who holds every role that reads applications, and is in the pool."""
    actor = people.person(name, *ROLES)
    assessors.profile(name)
    return people.refreshed(actor)


def loses(actor: Actor, application: Application, *, ruling: Ruling) -> None:
    """A conflict of ``actor`` with the application, suggested or confirmed."""
    Conflict.objects.create(
        application=application,
        assessor=actor.person.assessor,
        source=ConflictSource.SAME_PERSON,
        evidence="x",
        ruling=ruling,
        found_at=timezone.now(),
    )


def routes(
    patterns: list[Any], above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, set[str]]]:
    for one in patterns:
        names = above.union(one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, names)
        elif isinstance(one, URLPattern):
            yield str(one.name), set(names)


def arguments(application: Application) -> dict[str, Any]:
    """Whatever an address of the application may ask for."""
    letter = Letter.objects.filter(decision__application=application).first()
    attachment = application.attachments.first()
    seat = application.assignments.select_related("assessor").first()
    return {
        "code": application.call.code,
        "call_code": application.call.code,
        "reference": application.reference,
        "section": "project",
        "number": letter.number if letter else 1,
        "language": "en",
        "assessor": seat.assessor.reference if seat else None,
        "attachment": attachment.pk if attachment else None,
        "attachment_id": attachment.pk if attachment else None,
    }


def addresses(application: Application, **changes: Any) -> dict[str, str]:
    """Every address that can be made of the application, by the name of its route."""
    known = {**arguments(application), **changes}
    return {
        name: reverse(name, kwargs={one: known[one] for one in names})
        for name, names in routes(get_resolver().url_patterns)
        if names & {"reference", "attachment_id"} and all(known.get(one) for one in names)
        if ":" not in name
    }


def answer(client: Client, method: str, url: str) -> tuple[int, bytes]:
    with stage.undone():
        found = getattr(client, method)(url)
        content = b"".join(found.streaming_content) if found.streaming else found.content
    return found.status_code, NONCE.sub(b"", content)


@pytest.mark.parametrize("ruling", [Ruling.SUGGESTED, Ruling.CONFIRMED])
def test_every_address_of_the_application_is_gone(secret: Application, ruling: Ruling) -> None:
    """AZ-02, AZ-03, AZ-05."""
    vera = with_every_role("Vera Kwan", secret.call)
    client = people.client_of(vera)
    found = addresses(secret)
    nowhere = addresses(secret, reference="NOWHERE-1")
    before = {
        (name, method): answer(client, method, url)[0]
        for name, url in found.items()
        for method in ("get", "post")
    }

    loses(vera, secret, ruling=ruling)
    after = {(name, method): answer(client, method, found[name]) for name, method in before}

    carried = {pair for pair, status in before.items() if status not in (404, 405)}
    assert len(carried) > 5
    kept = {pair: after[pair][0] for pair in carried if after[pair][0] != 404}
    assert kept == {}
    told = [
        pair
        for pair in carried
        if answer(client, pair[1], nowhere[pair[0]]) != after[pair]
        if "reference" in str(nowhere[pair[0]])
    ]
    assert told == []


def crawled(client: Client, start: list[str]) -> dict[str, bytes]:
    """Every page and file that links lead to."""
    waiting, seen = list(start), {}
    while waiting:
        url = waiting.pop()
        if url in seen or url.startswith(LEFT_ALONE):
            continue
        found = client.get(url)
        content = b"".join(found.streaming_content) if found.streaming else found.content
        seen[url] = content
        if "html" in found.get("Content-Type", ""):
            waiting += [unescape(one.decode()) for one in LINK.findall(content)]
    return seen


def starts(call: Call) -> list[str]:
    """Every address without arguments or with that of the call alone, and a search."""
    plain = [
        reverse(name, kwargs=dict.fromkeys(names, call.code))
        for name, names in routes(get_resolver().url_patterns)
        if names <= {"code", "call_code"} and ":" not in name
    ]
    searches = [f"{url}?q=Zanzibar&search=Zanzibar&words=Zanzibar" for url in plain]
    return [*plain, *searches]


@pytest.mark.parametrize("ruling", [Ruling.CONFIRMED])
def test_no_list_search_page_file_or_export_tells_of_it(
    secret: Application, ruling: Ruling
) -> None:
    """AZ-04, AZ-06."""
    vera, una = (with_every_role(name, secret.call) for name in ("Vera Kwan", "Una Fok"))
    loses(vera, secret, ruling=ruling)
    marks = (secret.reference.encode(), b"Zanzibar Ledger", TITLE.encode())

    shown = crawled(people.client_of(una), starts(secret.call))
    lost = crawled(people.client_of(vera), starts(secret.call))

    telling = [url for url, content in shown.items() if any(mark in content for mark in marks)]
    assert len(telling) > 3
    leaks = {
        url: [mark for mark in marks if mark in content]
        for url, content in lost.items()
        if any(mark in content for mark in marks)
        and not ("Zanzibar" in url and secret.reference.encode() not in content)
    }
    assert leaks == {}
