"""Whoever conflicts with an application finds it on no page, in no file and in no number.

One person with every role opens every page, which says where the application is told of at all;
whoever conflicts with it then opens those pages in each role.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portal.accounts.models import Role
from tests.factories import people, reviews
from tests.factories.stage import built
from tests.integration.reviews.conflicts import crawling
from tests.integration.reviews.conflicts.crawling import ROLES, Stage, exported, reader

EXPECTED = {
    "application-list",
    "assessor-assignment",
    "assignment-proposal",
    "assignment-proposal-assessors",
    "assignment-several",
    "audit-log",
    "call-assignment",
    "conflict-list",
    "decision-detail",
    "letter-list",
    "meeting-detail",
    "minutes-detail",
    "minutes-paper",
    "panel-detail",
    "panel-open",
    "ranking-detail",
    "score-coverage",
    "screening-queue",
    "what-if",
    "what-if-kept",
}

Telling = dict[str, str]
"""The address of each page that tells of the application, with its name."""


@pytest.fixture(scope="module")
def staged(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Stage, Telling]]:
    """See :mod:`tests.factories.stage`."""
    with built(django_db_blocker, crawling.built) as made:
        uma = people.client_of(reader("Uma Rao", *ROLES))
        every = [(name, path, crawling.read(uma, path)) for name, path in crawling.pages(made)]
        yield made, {path: name for name, path, words in every if told(words, made)}


@pytest.fixture
def made(staged: tuple[Stage, Telling], db: None) -> Stage:
    """The stage, for one test."""
    return staged[0]


@pytest.fixture
def telling(staged: tuple[Stage, Telling]) -> Telling:
    """The pages that tell of it to somebody."""
    return staged[1]


def told(words: str, made: Stage) -> list[str]:
    return [secret for secret in made.secrets if secret in words]


def test_it_is_told_of_in_lists_searches_logs_panels_and_minutes(
    made: Stage, telling: Telling
) -> None:
    """The crawl can fail: without a conflict there are many pages that carry it."""
    uma = reader("Uma Rao", *ROLES)

    assert {name.split()[0] for name in telling.values()} >= EXPECTED
    assert all(told(words, made) for name, words in exported(uma) if "applications" in name)


@pytest.mark.parametrize("role", [*ROLES, Role.ASSESSOR])
def test_no_page_and_no_export_tells_of_it(made: Stage, telling: Telling, role: Role) -> None:
    """AZ-06."""
    vera = reader("Vera Kwan", role)
    for one in made.hidden:
        reviews.conflict(one, vera.person.assessor)
    vera = people.refreshed(vera)
    client = people.client_of(vera)

    found = [(name, told(crawling.read(client, path), made)) for path, name in telling.items()]
    kept = [(name, told(words, made)) for name, words in exported(vera)]

    assert [one for one in (*found, *kept) if one[1]] == []
