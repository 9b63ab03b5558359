"""One released call with every outcome, and a second one in assessment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from grants.applications import operations as applying
from grants.programmes.models import Term
from tests.factories import applications, decisions, people, reviews
from tests.factories.stage import built


def two_calls() -> None:
    released = decisions.at("put_forward", ineligible=1, sheets=((5,), (4,), (1,), (3,)))
    gone = reviews.applications_of(released)[3]
    applying.withdraw(
        application_id=gone.pk,
        reason="Sold.",
        actor=people.refreshed(people.mira()),
        now=timezone.now(),
    )
    decisions.approved(released)
    decisions.released(released)
    running = reviews.call_in_assessment(2, code="2031-1")
    applications.at("complete", call=applications.open_call("2032-1"))
    spread_over(released, running)


def spread_over(released: Any, running: Any) -> None:
    """Different pillars, technologies and kinds of organisation, and one without a pillar."""
    pillars = list(Term.objects.filter(taxonomy="pillar").order_by("position"))
    technologies = list(Term.objects.filter(taxonomy="technology").order_by("position"))
    found = [*reviews.applications_of(released), *reviews.applications_of(running)]
    for index, application in enumerate(found):
        application.pillar = pillars[index % 3] if index else None
        application.technology = technologies[index % 2]
        application.save(update_fields=["pillar", "technology"])
        if index % 2:
            application.organisation.type = "research"
            application.organisation.save(update_fields=["type"])


@pytest.fixture(scope="module")
def two_calls_built(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """See :mod:`tests.factories.stage`."""
    with built(django_db_blocker, two_calls):
        yield


@pytest.fixture
def rounds(two_calls_built: None, db: None) -> None:
    """Round 2030-1 is released, round 2031-1 in assessment, round 2032-1 open."""
