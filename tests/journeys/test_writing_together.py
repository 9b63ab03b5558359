"""Not a character is lost, whatever happens to the server, the line, the session or the browser."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from grants.applications import operations
from grants.applications.models import Application
from portal.accounts.actors import Actor
from tests.factories import applications, organisations, people
from tests.journeys.browser import launch_arguments
from tests.journeys.stack import Stack, until
from tests.journeys.test_killed import kill
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("stack")

SAVED = re.compile(r"Saved at \d+:\d\d [ap]m HKT")


@pytest.fixture
def draft() -> Application:
    """Mira's draft, which Otto edits too."""
    application = applications.at("complete")
    organisations.join(application.organisation, people.otto(), "editor")
    return application


@pytest.fixture
def other(browser: Browser, stack: Stack) -> Iterator[Visitor]:
    """Otto in front of a browser of his own."""
    context = browser.new_context(base_url=stack.url)
    context.set_default_timeout(20_000)
    yield Visitor(context.new_page(), stack.url)
    context.close()


def writes(visitor: Visitor, application: Application, *, who: Actor | None = None) -> Page:
    """Step in and open the section of the project."""
    visitor.steps_into(who or people.mira())
    visitor.opens(f"/applications/{application.reference}/project/")
    return visitor.page


def title(page: Page) -> Any:
    return page.locator("[name=title]")


def status(page: Page) -> Any:
    return page.locator("[data-status]")


def is_saved(application: Application, **fields: str) -> None:
    """The database has the text, to the last character."""

    def same() -> bool:
        row = Application.objects.filter(pk=application.pk).values(*fields).get()
        return bool(row == fields)

    until(same, seconds=30, what=str(fields))


def test_typing_is_saved_by_itself_with_its_time_and_the_button_goes_on(
    visitor: Visitor, draft: Application
) -> None:
    page = writes(visitor, draft)
    title(page).fill("Typed and left 𨋢")

    expect(status(page)).to_have_text(SAVED, timeout=4000)
    is_saved(draft, title="Typed and left 𨋢")
    visitor.finds_no_barrier()
    page.locator("[name=completes_on]").fill("2001-01-01")
    page.locator("[name=summary]").fill("The last words before the button")
    page.locator("[name=title]").focus()
    expect(page.locator(".govuk-error-message").first).to_be_visible()
    is_saved(draft, summary="The last words before the button")
    page.reload()
    page.locator("[data-discard]").click()
    page.locator("[name=summary]").fill("The very last words")
    visitor.presses("Save and continue")
    expect(page).to_have_url(re.compile("/classification/$"))
    is_saved(draft, summary="The very last words")


def test_the_server_is_killed_while_somebody_types(
    visitor: Visitor, draft: Application, stack: Stack
) -> None:
    page = writes(visitor, draft)
    title(page).press_sequentially("Before ")

    with stack.unsupervised():
        kill(stack.pid("web"))
        title(page).press_sequentially("during ")
        expect(status(page)).to_contain_text("Not saved", timeout=10_000)
    until(stack.is_ready, what="the web server to be back")
    title(page).press_sequentially("after ")

    whole = title(page).input_value()
    assert whole.startswith("Before during after ")
    expect(status(page)).to_have_text(SAVED, timeout=40_000)
    is_saved(draft, title=whole)


def test_a_server_without_room_is_told_and_tried_again(
    visitor: Visitor, draft: Application
) -> None:
    page = writes(visitor, draft)
    full = {"status": 503, "content_type": "application/json", "body": '{"refusal": "full"}'}
    page.route("**/autosave/", lambda route: route.fulfill(**full))
    title(page).fill("Where the disk was full")
    expect(status(page)).to_contain_text("the portal has a problem", timeout=5000)

    page.unroute_all()

    expect(status(page)).to_have_text(SAVED, timeout=15_000)
    is_saved(draft, title="Where the disk was full")


def test_text_typed_without_a_line_is_offered_again_to_its_writer_alone(
    visitor: Visitor, context: BrowserContext, draft: Application
) -> None:
    page = writes(visitor, draft)
    context.set_offline(True)
    title(page).press_sequentially("On the ferry: ")
    typed = title(page).input_value()
    expect(status(page)).to_contain_text("no connection", timeout=5000)
    page.close()
    context.set_offline(False)

    stranger = Visitor(context.new_page(), visitor.url)
    writes(stranger, draft, who=people.otto())
    expect(stranger.page.locator("[data-status]")).to_be_visible()
    assert stranger.page.locator("[data-kept]").count() == 0
    assert "On the ferry" not in stranger.page.content()

    visitor.page = context.new_page()
    page = writes(visitor, draft)
    expect(page.locator("[data-kept]")).to_contain_text("This browser kept text")
    page.get_by_text("See both versions").click()
    expect(page.locator("[data-kept-text]")).to_have_text(typed)
    visitor.finds_no_barrier()
    visitor.presses("Use the kept text")
    expect(status(page)).to_have_text(SAVED, timeout=5000)
    is_saved(draft, title=typed)
    page.reload()
    expect(status(page)).to_be_visible()
    assert page.locator("[data-kept]").count() == 0


def test_a_session_ends_while_somebody_types(
    visitor: Visitor, context: BrowserContext, draft: Application
) -> None:
    """AU-06."""
    page = writes(visitor, draft)
    Session.objects.all().delete()

    title(page).press_sequentially("Typed while signed out: ")

    typed = title(page).input_value()
    expect(status(page)).to_contain_text("you are signed out", timeout=5000)
    expect(page.get_by_role("link", name="Sign in again in a new tab")).to_be_visible()
    visitor.presses("Save and continue")
    expect(title(page)).to_have_value(typed)
    Visitor(context.new_page(), visitor.url).steps_into(people.mira())
    expect(status(page)).to_have_text(SAVED, timeout=15_000)
    is_saved(draft, title=typed)


def test_two_in_one_section_see_each_other_and_choose_between_two_versions(
    visitor: Visitor, other: Visitor, draft: Application
) -> None:
    page, theirs = writes(visitor, draft), writes(other, draft, who=people.otto())
    page.reload()
    expect(page.locator("[data-others]")).to_have_text("Also here now: Otto Lee")
    title(theirs).fill("Otto's title of the project")
    is_saved(draft, title="Otto's title of the project")

    title(page).fill("Mira's title of the project")

    expect(page.locator(".conflict")).to_contain_text("Otto Lee saved this field", timeout=5000)
    assert page.locator(".conflict mark").all_inner_texts() == ["Otto", "Mira"]
    visitor.finds_no_barrier()
    assert visitor.is_within_the_screen()
    is_saved(draft, title="Otto's title of the project")
    title(page).fill("Mira's and Otto's title")
    visitor.presses("Save what stands in the field")
    is_saved(draft, title="Mira's and Otto's title")
    expect(page.locator(".conflict")).to_have_count(0)
    theirs.locator("[name=summary]").fill("Otto adds this.")
    expect(theirs.locator("[name=title]")).to_have_value("Mira's and Otto's title")
    is_saved(draft, summary="Otto adds this.")


def test_language_and_back_button_lose_nothing(visitor: Visitor, draft: Application) -> None:
    visitor.steps_into(people.mira())
    visitor.opens(f"/applications/{draft.reference}/")
    visitor.opens(f"/applications/{draft.reference}/project/")
    page = visitor.page

    title(page).press_sequentially("Then in Chinese: ")
    typed = title(page).input_value()
    page.get_by_role("button", name="繁體中文").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-HK", timeout=20_000)
    expect(title(page)).to_have_value(typed)
    expect(page.locator("[data-kept]")).to_have_count(0)
    is_saved(draft, title=typed)
    title(page).press_sequentially("返回 ")
    typed = title(page).input_value()
    page.go_back()
    is_saved(draft, title=typed)
    page.go_forward()
    expect(title(page)).to_have_value(typed)
    page.get_by_role("button", name="English").first.click()


def process_of(profile: Path) -> int:
    """The number of the browser that has the profile open."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        is_child = any(word.startswith(b"--type=") for word in words)
        if f"--user-data-dir={profile}".encode() in words and not is_child:
            return int(folder.name)
    raise AssertionError(f"no browser with {profile}")


def test_a_browser_that_is_killed_without_a_line_kept_every_character(
    browser: Browser, stack: Stack, draft: Application, tmp_path: Path
) -> None:
    start = browser.browser_type.launch_persistent_context
    first = start(tmp_path, base_url=stack.url, **launch_arguments())
    page = writes(Visitor(first.new_page(), stack.url), draft)
    first.set_offline(True)
    title(page).press_sequentially("Every last character: ")
    typed = title(page).input_value()

    killed = process_of(tmp_path)
    os.kill(killed, signal.SIGKILL)

    until(lambda: not Path(f"/proc/{killed}").exists(), what="the browser to be gone")
    again = start(tmp_path, base_url=stack.url, **launch_arguments())
    visitor = Visitor(again.new_page(), stack.url)
    page = writes(visitor, draft)
    visitor.presses("Use the kept text")
    is_saved(draft, title=typed)
    again.close()


def test_without_scripts_both_versions_are_shown_and_one_is_chosen(
    browser: Browser, stack: Stack, draft: Application
) -> None:
    context = browser.new_context(base_url=stack.url, java_script_enabled=False)
    visitor = Visitor(context.new_page(), stack.url)
    page = writes(visitor, draft)
    row = Application.objects.get(pk=draft.pk)
    operations.save_section(
        application_id=draft.pk,
        section="project",
        values={"title": "Saved meanwhile", "summary": "Saved meanwhile too"},
        version=row.version,
        actor=people.refreshed(people.otto()),
        now=timezone.now(),
    )
    title(page).fill("Typed without scripts")
    page.locator("[name=title_zh]").fill("不用程式")

    visitor.presses("Save")

    expect(page.locator(".conflict")).to_have_count(1)
    expect(page.locator("[name=summary]")).to_have_value("Saved meanwhile too")
    assert Application.objects.get(pk=draft.pk).title_zh != "不用程式"
    visitor.presses("Use the saved version")
    is_saved(draft, title="Saved meanwhile", title_zh="不用程式", summary="Saved meanwhile too")
    context.close()
