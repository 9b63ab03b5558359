"""A person in front of the browser: what they do, and what they refuse to put up with."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.notifications.models import Message
from tests.journeys.axe import violations
from tests.journeys.stack import until

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "guide" / "images"
DESK: ViewportSize = {"width": 1280, "height": 900}
TELEPHONE: ViewportSize = {"width": 375, "height": 800}


class Visitor:
    """Wraps a page of Playwright in the words of the journeys."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def opens(self, path: str) -> None:
        """Go to an address, and see a page."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def steps_into(self, who: Actor) -> None:
        """Become a demo person through the bar on top of the page."""
        User.objects.filter(pk=who.person.pk).update(is_demo=True)
        self.opens("/")
        bar = self.page.locator(".demo-bar")
        bar.locator("summary").click()
        bar.locator(f"button[name=account][value='{who.person.pk}']").click()
        expect(self.page).to_have_url(re.compile(r"/home/$"))

    def writes(self, label: str, text: str) -> None:
        """Fill in the field with this label."""
        self.page.get_by_label(_whole(label)).fill(text)

    def picks(self, label: str, choice: str) -> None:
        """Choose from the list with this label."""
        self.page.get_by_label(label, exact=True).select_option(choice)

    def ticks(self, label: str) -> None:
        """Tick the box, or choose the radio button, with this label."""
        self.page.get_by_label(label, exact=True).check()

    def presses(self, name: str) -> None:
        """Press the button with this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def sends(self, name: str) -> None:
        """Press the button with this name and wait for the page that answers."""
        with self.page.expect_navigation():
            self.presses(name)

    def follows(self, name: str) -> None:
        """Follow the link with this name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees(self, text: str) -> None:
        """Find the text on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def finds_no_barrier(self) -> None:
        """Have axe-core look at the page, and hear no complaint of a script."""
        found = violations(self.page)
        assert found == [], f"{self.page.url}: {found}"
        assert self.complaints == []

    def is_within_the_screen(self) -> bool:
        """Whether the page is no wider than the window."""
        page = "document.documentElement"
        return bool(self.page.evaluate(f"{page}.scrollWidth <= {page}.clientWidth"))

    def looks_well(self) -> None:
        """No barrier, and nothing beyond the edge of a telephone."""
        self.finds_no_barrier()
        self.page.set_viewport_size(TELEPHONE)
        assert self.is_within_the_screen(), self.page.url
        self.page.set_viewport_size(DESK)


def _whole(label: str) -> re.Pattern[str]:
    """The label and nothing else, but for the mark of an optional field."""
    return re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$")


def mail_to(address: str, *, subject: str = "", seconds: float = 60) -> Message:
    """The newest message to ``address`` that has really left, waited for."""
    found = Message.objects.filter(address=address, subject__contains=subject, state="sent")
    message: Message = until(
        lambda: found.order_by("-pk").first(),
        seconds=seconds,
        what=f"mail {subject!r} to {address}",
    )
    return message
