"""What is missing is named with its section, its field and a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from grants.applications.completeness import REQUIRED, Gap, gaps_in
from grants.applications.progress import standings
from tests.unit.grants.applications.content import complete, term


def places(content: dict[str, Any]) -> list[tuple[str, str]]:
    return [(gap.section, gap.field) for gap in gaps_in(content)]


def test_a_complete_application_has_no_gap() -> None:
    assert gaps_in(complete()) == []


@pytest.mark.parametrize(("section", "field"), [(one[0], one[1]) for one in REQUIRED])
def test_each_required_field_is_missed_when_it_is_empty(section: str, field: str) -> None:
    content = complete()
    old = content[section][field]
    content[section][field] = [] if isinstance(old, list) else None

    expected = "is_true" if field == "declared_at" else field
    assert places(content) == [(section, expected)]


def test_an_amount_of_nothing_is_an_answer() -> None:
    content = complete()
    content["classification"]["value_involved"] = "0.00"

    assert gaps_in(content) == []


@pytest.mark.parametrize(
    ("field", "day"), [("starts_on", "2030-09-15"), ("completes_on", "2030-11-16")]
)
def test_the_days_of_the_project_lie_before_those_of_the_call(field: str, day: str) -> None:
    content = complete()
    content["project"][field] = day

    assert places(content) == [("project", field)]


def test_a_licence_must_be_described() -> None:
    content = complete()
    content["classification"]["regulatory_statuses"] = [term("bank")]

    assert places(content) == [("classification", "regulatory_details")]

    content["classification"]["regulatory_details"] = "HKMA, B123, 2019"

    assert gaps_in(content) == []


def test_the_agreement_must_be_signed_and_attached() -> None:
    content = complete()
    content["sponsor"]["agreed_on"] = None
    content["attachments"] = []

    assert places(content) == [("sponsor", "agreed_on"), ("sponsor", "agreement")]


def test_a_letter_of_intent_needs_no_day_where_the_call_accepts_one() -> None:
    content = complete()
    content["sponsor"]["agreed_on"] = None
    content["call"]["accepts_letter_of_intent"] = True

    assert gaps_in(content) == []


def test_a_team_has_members_a_lead_and_what_each_member_does() -> None:
    content = complete()
    content["team"][0].update(is_lead=False, position="", experience="")

    assert places(content) == [
        ("team", "form-0-is_lead"),
        ("team", "form-0-position"),
        ("team", "form-0-experience"),
    ]
    assert "Mira Chan" in str(gaps_in(content)[1].sentence)

    content["team"] = []

    assert places(content) == [("team", "form-0-name")]


def test_a_budget_asks_for_something_and_says_what_each_line_pays() -> None:
    content = complete()
    content["budget"] = {
        "lines": [{"kind": "overhead", "description": "", "amount": "5.00"}],
        "requested": "0.00",
    }

    assert places(content) == [("budget", "form-0-amount"), ("budget", "form-0-description")]
    assert "budget line 1" in str(gaps_in(content)[1].sentence)


@pytest.mark.parametrize(
    ("text", "words"), [("", "Answer the question"), ("x" * 11, "Shorten the answer")]
)
def test_a_question_is_answered_within_its_limit(text: str, words: str) -> None:
    content = complete()
    content["answers"][0]["value"] = text

    (gap,) = gaps_in(content)

    assert (gap.section, gap.field) == ("form-need", "problem")
    assert words in str(gap.sentence)


def test_a_question_that_need_not_be_answered_may_stay_empty() -> None:
    content = complete()
    content["answers"][0].update(value="", is_required=False)

    assert gaps_in(content) == []


def test_a_gap_leads_to_the_first_box_of_a_group() -> None:
    assert Gap("project", "title", "").anchor == "id_title"
    assert Gap("classification", "use_cases", "").anchor == "id_use_cases_0"


def test_sections_are_complete_begun_not_begun_or_optional() -> None:
    content = complete()
    content["project"]["summary"] = ""
    content["team"] = []
    content["answers"][0]["value"] = ""

    found = {one.section: (str(one.words), one.tone, one.is_done) for one in standings(content)}

    assert found["budget"] == ("Complete", "green", True)
    assert found["project"] == ("In progress", "amber", False)
    assert found["team"] == ("Not started", "grey", False)
    assert found["form-need"] == ("Not started", "grey", False)
    assert found["attachments"] == ("Optional", "grey", True)


def test_the_section_of_attachments_is_complete_with_a_file_of_its_own() -> None:
    content = complete()
    content["attachments"].append({"kind": "supporting", "name": "letter.pdf"})

    found = {one.section: str(one.words) for one in standings(content)}

    assert found["attachments"] == "Complete"
