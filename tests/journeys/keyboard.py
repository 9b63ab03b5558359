"""Goes through a page with the keyboard alone."""

from __future__ import annotations

from tests.journeys.visitor import Visitor

STOPS = "main :is(a[href], button:enabled, input:not([type=hidden]), select, textarea, summary)"
LEFT_OUT = """stops => [...document.querySelectorAll(stops)].filter(one => {
  const group = one.type === "radio"
    ? [...document.querySelectorAll(`[name="${one.name}"]`)] : [one];
  return one.checkVisibility() && !group.some(each => "reached" in each.dataset);
}).map(one => one.outerHTML)"""


def reaches_everything(visitor: Visitor) -> None:
    """Tab from the first to the last; what it never comes to would be lost to the keyboard."""
    page = visitor.page
    page.evaluate("addEventListener('focusin', event => { event.target.dataset.reached = ''; })")
    for _stop in range(page.locator("a, button, input, select, textarea, summary").count() + 1):
        page.keyboard.press("Tab")
    assert page.evaluate(LEFT_OUT, STOPS) == [], page.url
