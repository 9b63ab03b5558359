"""Every component in a real browser: accessible, within the screen, and alive under the policy."""

from __future__ import annotations

from collections.abc import Iterator
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import pytest
from csp.utils import build_policy
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Dialog, Page, Route, expect, sync_playwright

from portal.ui.counting import count_characters
from tests.journeys.axe import violations
from tests.journeys.browser import launch_arguments
from tests.ui_gallery import gallery

SITE = "http://gallery.test"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = ["content", "lists", "forms", "one_field"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**launch_arguments())
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with no past."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _own_addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.ui_gallery.urls"


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about: refused by the policy, or thrown by a script."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def show(page: Page, name: str, language: str = "en", width: int = 1280, **extra: Any) -> None:
    """Open the gallery's page ``name``; files come from disk, the policy is the portal's."""
    html = gallery.render(name, language, **extra)

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if path.startswith("/static/"):
            file = Path(str(finders.find(path.removeprefix("/static/"))))
            kind = guess_type(file.name)[0] or "font/woff2"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            policy = {"Content-Security-Policy": build_policy()}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)

    page.set_viewport_size({"width": width, "height": 900})
    page.unroute_all()
    page.route("**/*", serve)
    page.goto(f"{SITE}/gallery/?page=3")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, complaints: list[str], name: str, language: str) -> None:
    show(page, name, language)

    assert violations(page) == []
    assert complaints == []


@pytest.mark.parametrize("width", [375, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_loses_nothing(page: Page, name: str, width: int) -> None:
    show(page, name, "zh-hant", width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []


def test_every_target_is_large_enough_for_a_finger(page: Page) -> None:
    show(page, "lists")

    small = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, summary, nav a")]
            .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
            .map(([html]) => html)"""
    )

    assert small == []


@pytest.mark.parametrize("text", ["", "a\nb", "𠮷野家", "字" * 301, "x\n\n😀"])
def test_the_page_counts_as_the_server_counts(page: Page, text: str) -> None:
    show(page, "one_field")
    counter = page.locator("#id_summary_counter")

    page.fill("#id_summary", text)

    left = 300 - count_characters(text)
    expected = f"Characters left: {left}" if left >= 0 else f"Characters too many: {-left}"
    expect(counter).to_have_text(expected)


def test_without_scripts_the_limit_still_stands_beside_the_field() -> None:
    assert "You can write up to 300 characters." in gallery.render("one_field", "en")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page) -> None:
    show(page, "forms")

    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Project title: This field is required.").click()
    expect(page.locator("#id_title")).to_be_focused()


def test_a_changed_form_asks_before_it_is_left(page: Page) -> None:
    show(page, "forms")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.reload()
    page.locator("#id_title").press_sequentially("A pilot")
    page.reload()

    assert asked == ["beforeunload"]


def test_two_clicks_are_one_submission(page: Page) -> None:
    show(page, "one_field")
    page.evaluate(
        """() => {
            window.sent = 0;
            window.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) window.sent += 1;
                event.preventDefault();
            });
        }"""
    )

    page.get_by_role("button", name="Go on").dblclick()

    assert page.evaluate("window.sent") == 1


def test_the_account_menu_opens_and_closes_by_keyboard(page: Page) -> None:
    show(page, "lists")
    menu = page.locator("details.account")

    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_progress_is_asked_for_again_and_again(page: Page) -> None:
    show(page, "content")

    with page.expect_request("**/progress/", timeout=6000) as asked:
        page.wait_for_timeout(2500)

    assert asked.value.headers["hx-request"] == "true"
