"""Fixtures of the journeys: the running stack, its database, a browser, and people to be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from portal.embedded import addresses
from portal.settings.databases import database_from_url
from tests.journeys.browser import launch_arguments
from tests.journeys.stack import Stack
from tests.journeys.visitor import Visitor

# Playwright's loop runs in this thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

VAR = Path(django_settings.BASE_DIR) / "var" / "journeys"


@pytest.fixture(scope="session")
def stack(django_db_blocker: Any) -> Iterator[Stack]:
    """The portal running for real; this process reads and prepares the same database."""
    running = Stack(VAR)
    running.start()
    here = database_from_url(addresses.database_url(VAR))
    connections.close_all()
    connections["default"].settings_dict.update(here)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # What this process promises is left to the relay of the running stack.
        patch.setattr("portal.jobs.operations.ring", lambda _name, _job_id: False)
        yield running
        connections.close_all()
    running.stop()


@pytest.fixture
def _files_of_their_own(settings: Any) -> None:
    """Instead of the suite's own folder for each test: the files of the running stack."""
    settings.STORAGES = Stack(VAR).storages()


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_triggers() -> None:
    """Journeys empty no tables."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**launch_arguments())
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, stack: Stack) -> Iterator[BrowserContext]:
    """A browser profile with no past."""
    opened = browser.new_context(base_url=stack.url, viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def visitor(
    context: BrowserContext, stack: Stack, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """A person in front of the browser; where a journey ends early, a picture is kept."""
    failures = request.session.testsfailed
    one = Visitor(context.new_page(), stack.url)
    yield one
    if request.session.testsfailed > failures:
        picture = VAR.parent / "journeys-failed" / f"{request.node.name}.png"
        one.page.screenshot(path=picture, full_page=True)
