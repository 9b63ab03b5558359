"""Every page of the portal in a browser: no barrier, no overflow, no stop out of reach of the keys.

The pages are those of docs/access.tsv that answer somebody, seen by the first who gets them. What
applicants see is walked in every language; of the other pages each is walked in one language, in
turn. ``EVERY_LANGUAGE=1 pytest tests/journeys/test_every_page.py`` walks all of them in all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.architecture.test_access import committed, routes
from tests.architecture.world import World, world
from tests.journeys.axe import violations
from tests.journeys.keyboard import out_of_reach
from tests.journeys.stack import Stack
from tests.journeys.visitor import Visitor

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 700}
LANGUAGE_TAGS = {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans"}
WALKERS = (
    "visitor",
    "applicant",
    "stranger",
    "officer",
    "assessor",
    "chair",
    "approver",
    "finance",
    "auditor",
    "administrator",
)
WALKED_WHOLE = ("visitor", "applicant", "stranger")


def pages() -> dict[str, list[str]]:
    """The routes that answer, by the first walker whom they answer."""
    found: dict[str, list[str]] = {walker: [] for walker in WALKERS}
    for row in committed():
        first = next((walker for walker in WALKERS if row[walker].startswith("200")), None)
        if first is not None:
            found[first].append(row["route"])
    return found


PAGES = pages()


@pytest.fixture(scope="module")
def there(stack: Stack) -> World:
    """The small world of the access table, in the running portal and with its files."""
    with override_settings(STORAGES=stack.storages()):
        return world()


@pytest.fixture
def walker(browser: Browser, stack: Stack) -> Iterator[Visitor]:
    """A browser of its own."""
    context = browser.new_context(base_url=stack.url, viewport=DESK)
    context.set_default_timeout(20_000)
    yield Visitor(context.new_page(), stack.url)
    context.close()


def is_a_page(context: BrowserContext, path: str) -> bool:
    """Whether the address is one for eyes: not a file, nor an answer to a script."""
    answer = context.request.get(path)
    assert answer.status == 200, f"{path}: {answer.status}"
    whole = "<html" in answer.text()[:1000] if "html" in answer.headers["content-type"] else False
    return whole and "attachment" not in answer.headers.get("content-disposition", "")


def languages(role: str, number: int) -> list[str]:
    """In which languages page ``number`` of a walker is looked at."""
    known = list(LANGUAGE_TAGS)
    if role in WALKED_WHOLE or os.environ.get("EVERY_LANGUAGE"):
        return known
    return [known[number % len(known)]]


def complaints(visitor: Visitor, path: str, language: str) -> list[str]:
    """What is wrong with the page in one language, on a desk and on a telephone."""
    cookie = {"name": "django_language", "value": language, "url": visitor.url}
    visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict will do
    visitor.page.set_viewport_size(DESK)
    visitor.opens(path)

    found = violations(visitor.page)
    spoken = visitor.page.locator("html").get_attribute("lang")
    if spoken != LANGUAGE_TAGS[language]:
        found.append(f"speaks {spoken}")
    visitor.page.set_viewport_size(PHONE)
    if not visitor.is_within_the_screen():
        found.append("wider than a telephone")
    return [f"{path} in {language}: {one}" for one in found]


@pytest.mark.parametrize("role", [role for role in WALKERS if PAGES[role]])
def test_every_page_is_without_barriers(walker: Visitor, there: World, role: str) -> None:
    """Also within 375 pixels, in the language asked for, and without complaints of a script."""
    if role != "visitor":
        walker.steps_into(there.people[role])
    found, looked_at = [], 0
    for route in PAGES[role]:
        names = routes()[route]
        path = reverse(route, kwargs=there.arguments(route, names) if names else {})
        if not is_a_page(walker.page.context, path):
            continue
        for language in languages(role, looked_at):
            found += complaints(walker, path, language)
        found += [f"{path}: no key reaches {one}" for one in out_of_reach(walker.page)]
        looked_at += 1

    assert looked_at
    assert found == []
    assert walker.complaints == []
