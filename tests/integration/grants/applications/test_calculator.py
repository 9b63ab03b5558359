"""What a project would get: the calculator before sign-up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from grants.applications.budget import reckon
from grants.applications.forms.calculator import lines_in
from grants.applications.models import BudgetLine
from grants.programmes.models import Call
from portal.ui.formats import hkd
from tests.factories import calls
from tests.factories.people import client_of, mira, paul

pytestmark = pytest.mark.django_db

Line = tuple[str, str]


def typed(*lines: Line) -> dict[str, Any]:
    rows = {
        f"costs-{number}-{name}": value
        for number, line in enumerate(lines)
        for name, value in zip(("kind", "amount"), line, strict=True)
    }
    return {"costs-TOTAL_FORMS": len(lines), "costs-INITIAL_FORMS": 0, **rows}


def work_out(client: Client, call: Call, *lines: Line) -> str:
    url = reverse("call-calculator", args=[call.code])
    return client.post(url, typed(*lines), follow=True).content.decode()


def shown(page: str) -> dict[str, str]:
    """The sums of a page by their names."""
    parts = page.split('data-sum="')[1:]
    return {part.split('"')[0]: part.split(">")[1].split("<")[0] for part in parts}


@pytest.mark.parametrize(
    "lines",
    [
        [("staff", "500000")],
        [("staff", "624,999.99"), ("overhead", "HK$ 10,000.01")],
        [("equipment", "1.99"), ("", ""), ("testing", "333.33")],
        [("research", "5"), ("earlier", "6")],
        [("staff", "99999999"), ("services", "99999999")],
    ],
)
def test_the_page_shows_what_the_server_reckons(lines: list[Line]) -> None:
    call = calls.opened(cap=Decimal("333333.00"), rate=75, instalment_shares=[33, 33, 34])
    plain = [
        BudgetLine(kind=kind, amount=Decimal(cost.replace("HK$ ", "").replace(",", "")))
        for kind, cost in lines
        if kind
    ]

    page = work_out(Client(), call, *lines)

    sums = reckon(plain, call)
    assert shown(page) == {
        "project_cost": hkd(sums.project_cost),
        "eligible_total": hkd(sums.eligible_total),
        "grant": hkd(sums.grant),
        "own_share": hkd(sums.own_share),
        "instalments": ", ".join(f"{hkd(one)} ({share} %)" for share, one in sums.instalments),
    }


def test_the_lines_stay_in_the_browser_and_nothing_is_stored() -> None:
    call, client = calls.opened(), Client()
    work_out(client, call, ("staff", "700001"), ("overhead", "5000"))

    again = client.get(reverse("call-calculator", args=[call.code])).content.decode()

    assert "700,001" in again
    assert shown(again)["grant"] == "HK$500,000"
    assert Session.objects.count() == 0
    assert client.cookies["costs-2025-2"]["httponly"]


def test_nothing_typed_asks_for_nothing() -> None:
    page = work_out(Client(), calls.opened(), ("", ""))

    assert shown(page)["grant"] == "HK$0"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("staff", "-5"), "Enter HK$1 or more."),
        (("staff", "NaN"), "Enter an amount in Hong Kong dollars"),
        (("staff", "Infinity"), "Enter an amount in Hong Kong dollars"),
        (("staff", "1e30"), "Enter HK$99,999,999 or less."),
        (("staff", "1.234"), "two decimals at most"),
        (("staff", "9" * 1_000_000), "There is a problem"),
        (("staff", "\x00"), "Enter an amount in Hong Kong dollars"),
        (("staff", ""), "Enter the cost, or empty the whole row."),
        (("", "5"), "Choose the kind of cost."),
        (("gold", "5"), "gold is not one of the available choices."),
        (("staff", "三百"), "Enter an amount in Hong Kong dollars"),
    ],
)
def test_a_wrong_line_is_told_and_stays(line: Line, sentence: str) -> None:
    client = Client()

    page = work_out(client, calls.opened(), line)

    assert "There is a problem" in page
    assert sentence in page
    assert "costs-2025-2" not in client.cookies


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"costs-TOTAL_FORMS": "many"},
        {"costs-TOTAL_FORMS": "-1", "costs-INITIAL_FORMS": "0"},
        {"costs-TOTAL_FORMS": "100000", "costs-INITIAL_FORMS": "0"},
    ],
)
def test_a_form_that_was_taken_apart_is_an_error_of_the_form(posted: dict[str, str]) -> None:
    url = reverse("call-calculator", args=[calls.opened().code])

    assert Client().post(url, posted, follow=True).status_code == 200


def test_forty_lines_fit_into_the_browser() -> None:
    call, client = calls.opened(), Client()

    page = work_out(client, call, *[("equipment", f"{n}234567.89") for n in range(1, 41)])

    assert shown(page)["grant"] == "HK$500,000"
    assert len(client.cookies["costs-2025-2"].value) < 4000


@pytest.mark.parametrize(
    "value",
    [
        None,
        "staff",
        {"staff": 1},
        [["staff"]],
        [["gold", "5"]],
        [["staff", "NaN"]],
        [["staff", "-5"]],
        [["staff", "1e99"]],
        [[["staff"], "5"]],
        [["staff", None]],
    ],
)
def test_what_a_browser_kept_is_looked_at_again(value: Any) -> None:
    assert lines_in(value) == []
    kept = [(line.kind, line.amount) for line in lines_in([["staff", "5.00"]])]
    assert kept == [("staff", Decimal("5.00"))]


def test_a_draft_is_reckoned_for_its_officers_once_its_shares_are_whole() -> None:
    """AZ-02."""
    whole = calls.draft("2025-1")
    partly = calls.draft("2025-2", instalment_shares=[60, 30])
    url = reverse("call-calculator", args=[whole.code])

    assert Client().get(url).status_code == client_of(mira()).get(url).status_code == 404
    assert client_of(paul()).get(url).status_code == 200
    unsettled = reverse("call-calculator", args=[partly.code])
    assert client_of(paul()).get(unsettled).status_code == 404


def test_the_sums_are_those_of_the_rows_that_are_right() -> None:
    page = work_out(Client(), calls.opened(), ("staff", "100000"), ("equipment", "1.234"))

    assert shown(page)["project_cost"] == "HK$100,000"
    assert "Rows with a problem are left out of these sums" in page
