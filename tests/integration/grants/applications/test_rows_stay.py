"""Rows of the team and the budget go when somebody ticks their box, and in no other way."""

from __future__ import annotations

from typing import Any

import pytest

from grants.applications.models import Application
from tests.factories import applications, people

pytestmark = pytest.mark.django_db

SECTIONS = {"team": "team", "budget": "budget_lines"}


@pytest.fixture
def application() -> Application:
    """Mira's complete draft: two people and three lines of cost."""
    return applications.at("complete")


def page_of(application: Application, section: str) -> tuple[Any, str, dict[str, Any]]:
    """A browser, the address, and every input as the page shows it, tokens included."""
    mira = people.client_of(people.mira())
    address = f"/applications/{application.reference}/{section}/"
    context = mira.get(address).context
    inputs = {"version": context["version"], "tokens": context["tokens"]}
    for form in (context["form"].management_form, *context["form"].forms):
        inputs |= {
            bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)
        }
    return mira, address, inputs


def rows(application: Application, section: str) -> list[dict[str, Any]]:
    every = getattr(application, SECTIONS[section]).order_by("pk")
    return [{name: value for name, value in row.items() if name != "id"} for row in every.values()]


@pytest.mark.parametrize("initial", ["0", "3", "40"])
@pytest.mark.parametrize("section", SECTIONS)
def test_no_rows_with_valid_tokens_remove_nothing(
    application: Application, section: str, initial: str
) -> None:
    mira, address, inputs = page_of(application, section)
    before = rows(application, section)
    forged = {name: inputs[name] for name in ("version", "tokens")}

    answer = mira.post(
        address, {**forged, "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": initial}, follow=True
    )
    autosaved = mira.post(
        f"{address}autosave/",
        {**forged, "fields": "*", "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": initial},
    )

    assert (answer.status_code, autosaved.status_code) == (200, 200)
    assert rows(application, section) == before


@pytest.mark.parametrize("section", SECTIONS)
def test_a_row_that_was_not_sent_stays_and_the_others_are_saved(
    application: Application, section: str
) -> None:
    mira, address, inputs = page_of(application, section)
    count = len(rows(application, section))
    changed = {"team": "form-0-position", "budget": "form-0-description"}[section]
    last = f"form-{count - 1}-"
    sent = {name: value for name, value in inputs.items() if not name.startswith(last)}

    mira.post(address, {**sent, changed: "Changed"})

    found = rows(application, section)
    assert len(found) == count
    assert found[0][changed.removeprefix("form-0-")] == "Changed"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_saved_row_that_was_emptied_is_asked_about(
    application: Application, section: str
) -> None:
    mira, address, inputs = page_of(application, section)
    before = rows(application, section)
    emptied = {name: "" if name.startswith("form-0-") else value for name, value in inputs.items()}
    emptied.pop("form-0-is_lead", None)

    asked = mira.post(address, emptied)

    assert "Tick “Remove” to remove this row, or fill it in." in asked.content.decode()
    assert rows(application, section) == before
    mira.post(address, {**emptied, "form-0-DELETE": "on"})
    assert len(rows(application, section)) == len(before) - 1
