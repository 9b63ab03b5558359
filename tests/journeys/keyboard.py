"""Goes through a page with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.visitor import Visitor

STOPS = "main :is(a[href], button:enabled, input:not([type=hidden]), select, textarea, summary)"
LEFT_OUT = """stops => [...document.querySelectorAll(stops)].filter(one => {
  const group = one.type === "radio"
    ? [...document.querySelectorAll(`[name="${one.name}"]`)] : [one];
  return one.checkVisibility() && !group.some(each => "reached" in each.dataset);
}).map(one => one.outerHTML)"""


def out_of_reach(page: Page) -> list[str]:
    """What Tab never comes to from the first to the last, and would be lost to the keyboard."""
    page.evaluate("addEventListener('focusin', event => { event.target.dataset.reached = ''; })")
    for _stop in range(page.locator("a, button, input, select, textarea, summary").count() + 1):
        page.keyboard.press("Tab")
    found: list[str] = page.evaluate(LEFT_OUT, STOPS)
    return found


def reaches_everything(visitor: Visitor) -> None:
    """Tab through the page and miss nothing."""
    assert out_of_reach(visitor.page) == [], visitor.page.url
