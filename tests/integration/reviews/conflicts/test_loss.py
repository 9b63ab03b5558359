"""Whoever conflicts with an application has lost it, at every address that carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.awards.models import Letter
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from reviews.conflicts.models import Conflict, ConflictSource, Ruling
from tests.factories import assessors, assignments, people, reviews, stage

ROLES = (
    Role.OFFICER,
    Role.ASSESSOR,
    Role.PANEL_MEMBER,
    Role.CHAIR,
    Role.APPROVER,
    Role.FINANCE,
)
NONCE = re.compile(rb'nonce-[^\' "]+|nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def secret(db: None) -> Application:
    """A scored application before the panel."""
    call = reviews.call_before_the_panel((5,), (4,))
    return assignments.reloaded(reviews.applications_of(call)[0])


def with_every_role(name: str) -> Actor:
    """Somebody who holds every role that reads applications, and has a profile."""
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


def test_every_address_of_the_application_is_gone(secret: Application) -> None:
    """AZ-02, AZ-03, AZ-05."""
    vera = with_every_role("Vera Kwan")
    client = people.client_of(vera)
    found = addresses(secret)
    nowhere = addresses(secret, reference="NOWHERE-1")
    before = {
        (name, method): answer(client, method, url)[0]
        for name, url in found.items()
        for method in ("get", "post")
    }

    loses(vera, secret, ruling=Ruling.SUGGESTED)
    after = {(name, method): answer(client, method, found[name]) for name, method in before}

    carried = {pair for pair, status in before.items() if status not in (404, 405)}
    assert len(carried) > 5
    kept = {pair: after[pair][0] for pair in carried if after[pair][0] != 404}
    assert kept == {}
    named = {pair for pair in carried if "NOWHERE-1" in nowhere[pair[0]]}
    told = [
        (name, method)
        for name, method in sorted(named)
        if answer(client, method, nowhere[name])[1]
        != after[name, method][1].replace(secret.reference.encode(), b"NOWHERE-1")
    ]
    assert named
    assert told == []
