"""The sums that the script shows while one types are those that the server reckons."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, sync_playwright

from grants.applications.budget import reckon
from grants.applications.models import BudgetLine, CostKind
from grants.programmes.models import Call
from portal.ui.formats import hkd
from tests.journeys.browser import launch_arguments

SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "budget.js"
SITE = "http://budget.test/"
NAMES = ("project_cost", "eligible_total", "grant", "own_share", "instalments")

Line = tuple[str, str]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One page of one Chromium; the tests load it anew."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**launch_arguments())
        yield started.new_page()
        started.close()


def form(lines: list[Line], call: Call) -> str:
    """The parts of the budget's page that the script reads and writes."""
    kinds = "".join(f'<option value="{kind}">' for kind in ["", *CostKind.values])
    rows = "".join(
        f'<div data-formset-row><select name="form-{number}-kind">{kinds}</select>'
        f'<input name="form-{number}-amount">'
        f'<input type="checkbox" name="form-{number}-DELETE"></div>'
        for number in range(len(lines))
    )
    shares = ",".join(map(str, call.instalment_shares))
    sums = "".join(f'<i data-sum="{name}"></i>' for name in NAMES)
    return (
        f'<!DOCTYPE html><script src="/budget.js" defer></script><form>{rows}'
        f'<div data-budget data-rate="{call.rate}" data-cap="{call.cap}" data-shares="{shares}"'
        f' data-not-funded="overhead research earlier">{sums}'
        '<p data-budget-note data-live="live"></p>'
        '<p data-budget-spoken data-words="Grant asked for"></p></div></form>'
    )


def shown(page: Page, lines: list[Line], call: Call) -> dict[str, str]:
    """What the page says once the lines are typed."""

    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(body=SCRIPT.read_text(), content_type="text/javascript")
        else:
            route.fulfill(body=form(lines, call), content_type="text/html; charset=utf-8")

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(SITE)
    for number, (kind, amount) in enumerate(lines):
        page.select_option(f"[name=form-{number}-kind]", kind)
        page.fill(f"[name=form-{number}-amount]", amount)
    return {name: page.locator(f"[data-sum={name}]").inner_text() for name in NAMES}


def expected(lines: list[Line], call: Call) -> dict[str, str]:
    """What the server says of the same lines."""
    sums = reckon([BudgetLine(kind=kind, amount=Decimal(cost)) for kind, cost in lines], call)
    parts = [f"{hkd(amount)} ({share} %)" for share, amount in sums.instalments]
    return {
        "project_cost": hkd(sums.project_cost),
        "eligible_total": hkd(sums.eligible_total),
        "grant": hkd(sums.grant),
        "own_share": hkd(sums.own_share),
        "instalments": ", ".join(parts),
    }


USUAL = Call(rate=80, cap=Decimal("500000.00"), instalment_shares=[60, 40])
SMALL = Call(rate=75, cap=Decimal("333333.00"), instalment_shares=[33, 33, 34])


@pytest.mark.parametrize("call", [USUAL, SMALL])
@pytest.mark.parametrize(
    "lines",
    [
        [("staff", "500000")],
        [("staff", "624999.99"), ("overhead", "10000.01")],
        [("staff", "625000"), ("research", "1")],
        [("equipment", "0.99"), ("testing", "333.33"), ("earlier", "99.99")],
        [("staff", "99999999"), ("services", "99999999")],
    ],
)
def test_the_script_and_the_server_agree_to_the_cent(
    page: Page, lines: list[Line], call: Call
) -> None:
    assert shown(page, lines, call) == expected(lines, call)


@pytest.mark.parametrize("typed", ["HK$ 300,000", "３００,０００", "300 000", "HKD300000.00"])
def test_an_amount_is_read_as_the_server_reads_it(page: Page, typed: str) -> None:
    assert shown(page, [("staff", typed)], USUAL) == expected([("staff", "300000")], USUAL)


@pytest.mark.parametrize("typed", ["", "minus three", "-5", "1.234", "1e9"])
def test_what_is_no_amount_counts_as_nothing(page: Page, typed: str) -> None:
    assert shown(page, [("staff", typed)], USUAL)["grant"] == "HK$0"


def test_a_line_to_be_removed_does_not_count(page: Page) -> None:
    shown(page, [("staff", "1000"), ("staff", "500")], USUAL)

    page.check("[name=form-0-DELETE]")

    assert page.locator("[data-sum=grant]").inner_text() == "HK$400"
