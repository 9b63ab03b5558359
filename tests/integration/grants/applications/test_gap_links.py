"""Each gap of the check page leads to a field that is really on the page of its section."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest

from grants.applications import completeness, queries, snapshots
from grants.applications.models import Application, TeamMember
from grants.programmes.models import Term
from grants.questionnaires.queries import questions_of
from portal.organisations.models import Organisation
from tests.factories import applications, people

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/applications/[^"#]+/)#([^"]+)"')

Change = Mapping[str, Mapping[str, Any]]

TOO_EARLY_AND_LATE: Change = {"project": {"starts_on": None, "completes_on": None}}
NO_LEAD: Change = {
    "team": {
        "members": [
            {"name": "Mei", "name_zh": "", "position": "", "experience": "", "is_lead": False},
            {"name": "Ka", "name_zh": "", "position": "CTO", "experience": "", "is_lead": False},
        ]
    }
}
UNDESCRIBED: Change = {
    "budget": {
        "lines": [
            {"kind": "staff", "description": "Staff", "amount": 10},
            {"kind": "overhead", "description": "", "amount": 10},
        ]
    }
}
UNFUNDED: Change = {
    "budget": {"lines": [{"kind": "overhead", "description": "Rent", "amount": 10}]}
}


def gaps_of(application: Application) -> list[completeness.Gap]:
    whole = queries.with_parts(Application.objects.filter(pk=application.pk)).get()
    return completeness.gaps_in(snapshots.content(whole))


def dead_links(application: Application) -> list[str]:
    """Links of the check page that lead to nothing."""
    browser = people.client_of(people.mira())
    check = browser.get(f"/applications/{application.reference}/check/").content.decode()
    links = {(unescape(path), anchor) for path, anchor in LINK.findall(check)}
    pages = {path: browser.get(path).content.decode() for path, _anchor in links}
    assert len(links) == len({(gap.section, gap.anchor) for gap in gaps_of(application)})
    return [
        f"{path}#{anchor}" for path, anchor in sorted(links) if f'id="{anchor}"' not in pages[path]
    ]


def test_every_field_that_must_be_filled_in_is_reached_from_an_empty_draft() -> None:
    application = applications.at("draft")
    Organisation.objects.update(name="", address_district="", address_street="", phone="")

    gaps = gaps_of(application)

    required = {(section, field) for section, field, _sentence in completeness.REQUIRED}
    renamed = {(section, completeness.FIELDS.get(field, field)) for section, field in required}
    held = {("organisation", "registration_number"), ("organisation", "type")}
    assert renamed - held <= {(gap.section, gap.field) for gap in gaps}
    assert {"form-0-name", "form-0-amount", "agreement", "agreed_on"} <= {gap.field for gap in gaps}
    assert dead_links(application) == []
    page = people.client_of(people.mira()).get(
        f"/applications/{application.reference}/organisation/"
    )
    for section, field in held:
        assert f'id="{completeness.Gap(section, field, "").anchor}"' in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        (TOO_EARLY_AND_LATE, {"starts_on", "completes_on"}),
        (
            NO_LEAD,
            {"form-0-is_lead", "form-0-position", "form-0-experience", "form-1-experience"},
        ),
        (UNDESCRIBED, {"form-1-description"}),
        (UNFUNDED, {"form-0-amount"}),
        ({"sponsor": {"kind": None, "agreed_on": None}}, {"kind", "agreed_on"}),
    ],
)
def test_rows_groups_and_dates_are_reached(changes: Change, fields: set[str]) -> None:
    application = applications.at("complete", changes=changes)

    assert {gap.field for gap in gaps_of(application)} == fields
    assert dead_links(application) == []


def test_an_answer_that_is_missing_or_too_long_and_a_missing_file_are_reached() -> None:
    call = applications.open_call()
    first, second = questions_of(call)[:2]
    application = applications.at(
        "complete",
        changes={
            "form-solution": {
                first.code: "",
                second.code: "x" * ((second.most_characters or 0) + 1),
            }
        },
    )
    application.attachments.all().delete()

    assert [gap.section for gap in gaps_of(application)] == [
        "sponsor",
        "form-solution",
        "form-solution",
    ]
    assert dead_links(application) == []


def test_a_licence_without_its_details_is_reached() -> None:
    applications.open_call()
    statuses = Term.objects.filter(taxonomy="regulatory_status")
    licensed = list(statuses.exclude(code__in=completeness.WITHOUT_DETAILS)[:1])
    application = applications.at(
        "complete",
        changes={
            "classification": {"regulatory_statuses": licensed, "regulatory_details": ""},
        },
    )

    assert [gap.field for gap in gaps_of(application)] == ["regulatory_details"]
    assert dead_links(application) == []


def test_the_twelfth_member_is_reached_as_well() -> None:
    application = applications.at("complete")
    for number in range(11):
        TeamMember.objects.create(
            application=application, name=f"Person {number}", position="x", experience=""
        )

    assert len(gaps_of(application)) == 11
    assert dead_links(application) == []
