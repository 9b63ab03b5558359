"""Sections are saved by those who may; a stale page overwrites nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from grants.applications import operations, rules, sections, snapshots
from grants.applications.models import Application
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db


def save(
    application: Application,
    section: str,
    values: dict[str, Any],
    *,
    by: Actor | None = None,
    version: int | None = None,
) -> Application:
    return operations.save_section(
        application_id=application.pk,
        section=section,
        values=values,
        version=application.version if version is None else version,
        actor=by or people.mira(),
        now=timezone.now(),
    )


def test_every_section_that_is_saved_is_found_in_the_content() -> None:
    application = applications.at("complete")

    content = snapshots.content(application)

    assert content["project"]["title_zh"] == "中小企出口應收賬款代幣化"
    assert content["sponsor"]["kind"]["code"] == "bank"
    assert [member["name"] for member in content["team"]] == ["Mira Chan", "Leung Ka-ho"]
    assert content["budget"]["requested"] == "400000.00"
    assert content["declaration"]["declared_by"] == "Mira Chan"
    asked = {answer["code"]: answer["value"] for answer in content["answers"]}
    assert {code for code, value in asked.items() if value in (None, "", [])} == {
        "legal-opinion-file"
    }
    assert "without-chain" not in asked
    assert [one["kind"] for one in content["attachments"]] == ["sponsor_agreement"]


def test_an_empty_draft_has_a_content_too() -> None:
    content = snapshots.content(applications.at("draft"))

    assert content["sponsor"]["name"] == ""
    assert content["budget"]["requested"] == "0.00"
    assert content["classification"]["pillar"] is None


def test_each_save_counts_and_is_logged_without_its_text() -> None:
    application = applications.at("draft")

    saved = save(application, sections.PROJECT, {"title": "A new title"})

    assert (saved.title, saved.version, saved.section_versions) == (
        "A new title",
        2,
        {"project": 2},
    )
    event = AuditEvent.objects.get(action="application.save_section")
    assert event.details == {"section": "project"}


def test_the_sums_follow_the_budget_lines() -> None:
    application = applications.at("draft")

    saved = save(
        application,
        sections.BUDGET,
        {
            "lines": [
                *applications.budget_lines(100_000, 600_000),
                {"kind": "overhead", "description": "Rent", "amount": Decimal(50_000)},
            ]
        },
    )

    assert (saved.eligible_total, saved.requested) == (Decimal(700_000), Decimal(500_000))
    assert saved.budget_lines.count() == 3

    saved = save(saved, sections.BUDGET, {"lines": []})

    assert {saved.eligible_total, saved.requested} == {Decimal(0)}


def test_the_section_of_the_organisation_changes_the_organisation() -> None:
    application = applications.at("draft")

    save(application, sections.ORGANISATION, {"name": "Harbour Ledger Group Limited"})

    application.organisation.refresh_from_db()
    assert application.organisation.name == "Harbour Ledger Group Limited"


def test_an_answer_is_replaced_and_others_stay() -> None:
    application = applications.at("complete")

    save(application, "form-solution", {"problem": "Shorter."})

    texts = {one["code"]: one["value"] for one in snapshots.content(application)["answers"]}
    assert texts["problem"] == "Shorter."
    assert texts["solution"].startswith("Our answer")


def test_a_declaration_can_be_taken_back() -> None:
    application = applications.at("complete")

    saved = save(application, sections.DECLARATION, {"declared": False})

    assert (saved.declared_at, saved.declared_by) == (None, None)


def test_a_stale_page_is_refused_and_nothing_changes() -> None:
    application = applications.at("draft")
    save(application, sections.PROJECT, {"title": "First"})

    with pytest.raises(rules.Stale, match="Somebody else saved this section"):
        save(application, sections.PROJECT, {"title": "Second"}, version=1)

    application.refresh_from_db()
    assert (application.title, application.version) == ("First", 2)


def test_colleagues_in_different_sections_do_not_refuse_each_other() -> None:
    application = applications.at("draft")
    organisations.join(application.organisation, people.otto(), "editor")
    save(application, sections.PROJECT, {"title": "First"})

    saved = save(
        application,
        sections.BUDGET,
        {"lines": applications.budget_lines()},
        by=people.otto(),
        version=1,
    )

    assert saved.section_versions == {"project": 2, "budget": 3}


@pytest.mark.parametrize("role", ["viewer", ""])
def test_viewers_and_strangers_save_nothing(role: str) -> None:
    application = applications.at("draft")
    if role:
        organisations.join(application.organisation, people.otto(), role)

    with pytest.raises(Denied, match="owners and editors"):
        save(application, sections.PROJECT, {"title": "Otto's"}, by=people.otto())


def test_after_the_deadline_and_after_submission_nothing_is_saved() -> None:
    draft, submitted = applications.at("draft"), applications.at("submitted")

    with pytest.raises(Denied, match="can no longer be changed"):
        save(submitted, sections.PROJECT, {"title": "Late"})
    with pytest.raises(Denied, match="The call has closed"):
        operations.save_section(
            application_id=draft.pk,
            section=sections.PROJECT,
            values={"title": "Late"},
            version=1,
            actor=people.mira(),
            now=draft.call.closes_at,
        )
