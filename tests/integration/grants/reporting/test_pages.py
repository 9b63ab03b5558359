"""The funding report in the browser, and its files."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.reporting.registration import to_report
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.exports.models import Export
from tests.factories import decisions, organisations, people

pytestmark = pytest.mark.django_db

REPORT = reverse("report-funding")
READERS = (people.fiona, people.paul, people.grace, people.alan, people.ada)


def page(actor: Actor, **filters: str) -> str:
    response = people.client_of(actor).get(REPORT, filters)
    assert response.status_code == 200
    return response.content.decode()


def test_the_report_is_for_those_who_answer_for_the_money(rounds: None) -> None:
    """AZ-01, AZ-02."""
    for reader in READERS:
        assert "Funding report" in page(reader())
    for stranger in (people.mira(), people.otto(), people.ines(), people.charles(), people.petra()):
        assert people.client_of(stranger).get(REPORT).status_code == 403
    assert Client().get(REPORT).status_code == 302


def test_chart_and_tables_show_the_same_sums(rounds: None) -> None:
    text = page(people.fiona(), call="2030-1", by="organisation")

    for words in ("Company", "Research institution", "HK$1,600,000", "HK$800,000", "50.0"):
        assert words in text
    assert "chart__picture" in text
    assert text.count("<tfoot>") == 1
    assert "left out of this page" not in text


def test_groupings_and_calls_are_chosen_by_the_address(rounds: None) -> None:
    text = page(people.fiona(), call="2031-1", by="technology")

    assert "HK$800,000" in text
    assert "HK$1,600,000" not in text
    assert 'value="technology" selected' in text


@pytest.mark.parametrize("filters", [{"call": "2032-9"}, {"by": "password"}])
def test_a_filter_that_does_not_exist_is_told(rounds: None, filters: dict[str, str]) -> None:
    """AZ-04: an address cannot ask for more than the choices."""
    text = page(people.fiona(), **filters)

    assert "is not one of the available choices" in text
    assert "HK$2,400,000" in text


def test_without_applications_the_report_says_so() -> None:
    felix = people.person("Felix Tam", Role.FINANCE, scope="1999-1")

    text = page(felix)

    assert "Nothing to report yet" in text
    assert "chart__picture" not in text
    assert "Take it away" not in text


def test_a_reader_with_an_interest_is_told_that_something_is_left_out(rounds: None) -> None:
    """AZ-06."""
    own = Application.objects.filter(call__code="2030-1").order_by("reference")[0]
    organisations.join(own.organisation, people.fiona(), "viewer")

    text = page(people.refreshed(people.fiona()), call="2030-1")

    assert "1 application is left out of this page" in text
    assert "HK$1,200,000" in text


def taken_away(actor: Actor, kind: str, file_format: str, **parameters: str) -> bytes:
    client = people.client_of(actor)
    data = {"format": file_format, **parameters}
    answer = client.post(reverse("export-request", args=[kind]), data)
    assert answer.status_code == 302
    decisions.work_off("portal.exports.make")
    export = Export.objects.get()
    file = client.get(reverse("export-download", args=[export.pk]))
    return b"".join(file.streaming_content)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_figures_are_taken_away_with_every_grouping_and_its_total(rounds: None) -> None:
    head, *rows = rows_of(taken_away(people.fiona(), "funding-report", "csv", call="2030-1"))

    assert head[:5] == ["Grouping", "Code", "Group", "Applications", "Requested (HKD)"]
    totals = [row for row in rows if row[1] == "total"]
    assert [row[0] for row in totals] == [
        "Call",
        "LEAP pillar",
        "Technology area",
        "Kind of organisation",
    ]
    for row in totals:
        assert row[3:] == [
            "4",
            "1600000.00",
            "2",
            "800000.00",
            "2",
            "800000.00",
            "2",
            "50.0",
        ]
    organisation = [row for row in rows if row[1] in ("company", "research")]
    assert sum(Decimal(row[4]) for row in organisation) == Decimal("1600000.00")


def test_the_applications_are_taken_away_one_by_one(rounds: None) -> None:
    Application.objects.filter(reference="BDA30-0001").update(title="=cmd|' /C calc'!A0")

    head, *rows = rows_of(taken_away(people.fiona(), "funding-applications", "csv", call="2030-1"))

    told = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert list(told) == ["BDA30-0001", "BDA30-0002", "BDA30-0003", "BDA30-0005"]
    first, refused = told["BDA30-0001"], told["BDA30-0003"]
    assert first["Title of the project"] == "'=cmd|' /C calc'!A0"
    assert (first["Recommended (HKD)"], first["Awarded (HKD)"]) == ("400000.00", "400000.00")
    assert (refused["Recommended (HKD)"], refused["Awarded (HKD)"]) == ("0.00", "")
    assert (first["State"], refused["State"]) == ("Awarded", "Not awarded")
    assert first["LEAP pillar"] == ""
    assert told["BDA30-0005"]["Recommended (HKD)"] == ""


def test_a_workbook_holds_the_same_sums_as_numbers(rounds: None) -> None:
    content = taken_away(people.fiona(), "funding-applications", "xlsx", call="")

    sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    requested = head.index("Requested (HKD)")
    awarded = head.index("Awarded (HKD)")
    assert sum(row[requested] for row in rows) == 2_400_000
    assert sum(row[awarded] or 0 for row in rows) == 800_000
    assert {row[0][:6] for row in rows} == {"BDA30-", "BDA311"}


def test_an_export_asks_the_same_rule_as_the_page(rounds: None) -> None:
    """AZ-04, AZ-05."""
    felix = people.person("Felix Tam", Role.FINANCE, scope="2031-1")
    client = people.client_of(felix)

    for kind in ("funding-report", "funding-applications"):
        url = reverse("export-request", args=[kind])
        assert client.post(url, {"format": "csv", "call": "2030-1"}).status_code == 403
        stranger = people.client_of(people.mira())
        assert stranger.post(url, {"format": "csv", "call": ""}).status_code == 403
    assert not Export.objects.exists()
    own = rows_of(taken_away(felix, "funding-applications", "csv", call=""))
    assert {row[1] for row in own[1:]} == {"2031-1"}


def test_the_export_leads_back_to_the_report_it_came_from(rounds: None) -> None:
    client = people.client_of(people.fiona())

    answer = client.post(
        reverse("export-request", args=["funding-report"]),
        {"format": "csv", "call": "2030-1", "by": "call"},
        follow=True,
    )

    assert "/reports/funding/?by=call&amp;call=2030-1" in answer.content.decode()


def test_finance_finds_the_newest_reports_at_home(rounds: None) -> None:
    fiona = people.fiona()

    entries = to_report(fiona, timezone.now())

    assert [entry.href.split("=")[1] for entry in entries] == ["2032-1", "2031-1", "2030-1"]
    assert str(entries[2].text) == "4 applications for HK$1,600,000; HK$800,000 awarded."
    assert "Funding reports" in people.client_of(fiona).get(reverse("home")).content.decode()
