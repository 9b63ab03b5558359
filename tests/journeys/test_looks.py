"""Every role's pages in three languages, on a desk and on a phone: no barrier, no overflow."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ViewportSize

from grants.applications.models import Application
from portal.accounts.actors import Actor
from tests.factories import applications, assessors, decisions, people
from tests.journeys.stack import Stack
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("stack")

CODE = "2026-7"
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 700}
LANGUAGE_TAGS = {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans"}
PAGES = {
    "visitor": (
        "/",
        "/calls/",
        "/calls/{open}/",
        "/accounts/login/",
        "/accounts/signup/",
        "/help/",
    ),
    "mira": (
        "/home/",
        "/applications/",
        "/applications/{draft}/",
        "/applications/{draft}/budget/",
        "/applications/{draft}/check/",
        "/applications/{awarded}/decision/",
        "/applications/{awarded}/correspondence/",
        "/applications/{awarded}/clarification/",
        "/applications/{awarded}/copy/",
        "/organisations/",
        "/account/",
    ),
    "paul": (
        "/home/",
        "/manage/calls/",
        "/manage/calls/{code}/",
        "/screening/",
        "/screening/calls/{code}/",
        "/screening/{awarded}/",
        "/screening/{awarded}/clarification/",
        "/correspondence/",
        "/pool/calls/{code}/",
        "/assignments/calls/{code}/",
    ),
    "ines": ("/home/", "/assignments/", "/pool/expertise/"),
    "charles": ("/panel/", "/panel/{code}/", "/panel/{code}/lines/{awarded}/"),
    "grace": ("/decisions/", "/decisions/{code}/", "/letters/{code}/"),
    "fiona": ("/reports/funding/",),
    "alan": ("/oversight/log/",),
    "ada": ("/working-days/", "/account/people/", "/oversight/jobs/", "/oversight/messages/"),
}


@pytest.fixture(scope="module")
def names(stack: Stack) -> dict[str, str]:
    """What stands for the words in braces: a released round, and an open one with a draft."""
    released = decisions.at("posted", code=CODE)
    opened = applications.open_call()
    draft = applications.at("complete", call=opened)
    assessors.profile("Ines Wong")
    awarded = Application.objects.filter(call=released, state="awarded").order_by("pk")[0]
    return {
        "code": CODE,
        "open": opened.code,
        "draft": draft.reference,
        "awarded": awarded.reference,
    }


def person(role: str) -> Actor:
    made: Actor = getattr(people, role)()
    return made


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("role", PAGES)
def test_every_page_is_without_barriers(
    browser: Browser, stack: Stack, names: dict[str, str], role: str, language: str
) -> None:
    context = browser.new_context(base_url=stack.url, viewport=DESK)
    context.set_default_timeout(20_000)
    visitor = Visitor(context.new_page(), stack.url)
    if role != "visitor":
        visitor.steps_into(person(role))
    context.add_cookies([{"name": "django_language", "value": language, "url": stack.url}])

    for path in PAGES[role]:
        visitor.page.set_viewport_size(DESK)
        visitor.opens(path.format(**names))

        visitor.finds_no_barrier()
        visitor.page.set_viewport_size(PHONE)
        assert visitor.is_within_the_screen(), path
        assert visitor.page.locator("html").get_attribute("lang") == LANGUAGE_TAGS[language]
    context.close()
