from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pikepdf
import pytest

from grants.applications.models import NOT_FUNDED, CostKind
from grants.programmes.scheme import FOLDER as SCHEME
from grants.programmes.scheme import default_criteria, loaded
from grants.questionnaires.conditions import is_answered, shown
from grants.questionnaires.models import asked_of
from grants.questionnaires.scheme import default_questions
from grants.questionnaires.values import written
from portal.core.money import HARD_CAP, grant_amount
from portal.organisations.places import DISTRICTS
from portal.organisations.registration import has_odd_check_digit, is_well_formed
from portal.pdf.glyphs import missing_characters
from reviews.demo.invention import Dice, Invention, Plan, invent
from reviews.demo.invention.assessors import Judge, fill_in, invent_judge
from reviews.demo.invention.organisations import MOST, invent_body, registration_number, sponsors
from reviews.demo.invention.people import Person

PLAN = Plan(closes_on=date(2025, 8, 1), start_by=date(2025, 9, 15), complete_by=date(2025, 11, 16))
CRITERIA = {one["code"]: one["highest_mark"] for one in default_criteria()}
WORDS_OF_HONG_KONG = "龍𨋢嘅啲𡃁鰂𤋮"


@cache
def round_of_200() -> list[Invention]:
    return [invent(1, number, PLAN) for number in range(200)]


def everything(invention: Invention) -> str:
    return str((invention.body, invention.project, invention.team, invention.answers))


def grant(invention: Invention) -> Decimal:
    funded = [line for line in invention.budget if line["kind"] not in NOT_FUNDED]
    eligible = sum((line["amount"] for line in funded), Decimal(0))
    return grant_amount(eligible, rate=Decimal(80), cap=HARD_CAP)


def test_the_same_seed_gives_the_same_application_byte_for_byte() -> None:
    assert invent(1, 17, PLAN) == invent(1, 17, PLAN)


def test_another_seed_gives_another_application() -> None:
    assert invent(2, 17, PLAN).answers != invent(1, 17, PLAN).answers


def test_registration_numbers_are_unique_and_their_check_digit_fits() -> None:
    numbers = [one.body.details["registration_number"] for one in round_of_200()]

    assert len(set(numbers)) == 200
    assert [number for number in numbers if not is_well_formed(number)] == []
    assert [number for number in numbers if has_odd_check_digit(number)] == []


def test_registration_numbers_stay_unique_however_many_there_are() -> None:
    assert len({registration_number(number) for number in range(190_000)}) == 190_000


def test_no_two_organisations_share_a_name_or_a_mailbox() -> None:
    bodies = [invent_body(3, number, founded_before=date(2025, 1, 1)) for number in range(MOST)]

    assert len({body.details["name"] for body in bodies}) == MOST
    assert len({body.details["name_zh"] for body in bodies}) == MOST
    assert len({body.domain for body in bodies}) == MOST


def test_there_are_no_more_organisations_than_names() -> None:
    with pytest.raises(ValueError, match="numbered from 0"):
        invent_body(1, MOST, founded_before=date(2025, 1, 1))


def test_nothing_belongs_to_anybody_real() -> None:
    for one in round_of_200():
        for address in (one.applicant.email, one.sponsorship["contact_email"]):
            assert address.endswith(".example")
        assert one.body.details["website"].endswith(".example")
        assert one.body.details["registration_number"][:2] in ("98", "99") or (
            one.body.details["registration_number"][0] == "C"
        )


def test_every_character_can_stand_in_a_letter() -> None:
    assert missing_characters("".join(everything(one) for one in round_of_200())) == ()


@pytest.mark.parametrize("character", WORDS_OF_HONG_KONG)
def test_characters_of_hong_kong_occur(character: str) -> None:
    assert any(character in everything(one) for one in round_of_200())


def test_both_languages_are_written() -> None:
    languages = [one.language for one in round_of_200()]

    assert 60 < languages.count("zh") < 120


def test_addresses_lie_in_districts_of_hong_kong() -> None:
    for one in round_of_200():
        details = one.body.details
        assert details["address_district"] in DISTRICTS[details["address_region"]]


def test_each_answer_keeps_to_the_limit_of_its_question() -> None:
    questions = {one["code"]: one for one in default_questions()}
    texts = {code for code, one in questions.items() if one["kind"] in ("short", "long")}
    always = {
        code for code, one in questions.items() if one["is_required"] and not one["condition"]
    }

    for one in round_of_200():
        assert always <= set(one.answers) <= set(questions)
        written = {code: text for code, text in one.answers.items() if code in texts}
        limits = {code: questions[code]["most_characters"] for code in written}
        assert {code for code, text in written.items() if len(text) > limits[code]} == set()
        assert {code for code in written if code in always and len(written[code]) < 40} == set()


def test_what_is_answered_is_asked_and_what_is_asked_is_answered() -> None:
    asked = [asked_of(one) for one in default_questions()]
    required = {one["code"] for one in default_questions() if one["is_required"]}

    for one in round_of_200():
        answers = {code: written("number", value) for code, value in one.answers.items()}
        answered = {code for code, value in answers.items() if is_answered(value)}
        due = shown(asked, answers)
        assert answered <= due
        assert due & required <= answered


def test_titles_and_summaries_fit_their_fields() -> None:
    for one in round_of_200():
        assert 10 < len(one.project["title"]) <= 150
        assert 5 < len(one.project["title_zh"]) <= 80
        assert 50 < len(one.project["summary"]) <= 1000


def test_no_slot_is_left_open() -> None:
    assert [
        one.number
        for one in round_of_200()
        if "{" in str([text for text in one.answers.values() if isinstance(text, str)])
    ] == []


def test_terms_are_those_of_the_scheme() -> None:
    terms = loaded(SCHEME / "terms.toml")
    sets = {"use_cases": "use_case", "regulatory_statuses": "regulatory_status"}

    for one in round_of_200():
        chosen = one.classification
        assert chosen["pillar"] in terms["pillar"]
        assert chosen["technology"] in terms["technology"]
        assert set(chosen["sandboxes"]) <= set(terms["sandbox"])
        assert one.sponsorship["kind"] in terms["sponsor_type"]
        for name, taxonomy in sets.items():
            assert chosen[name]
            assert set(chosen[name]) <= set(terms[taxonomy])


def test_every_pillar_and_technology_is_applied_for() -> None:
    terms = loaded(SCHEME / "terms.toml")

    for name in ("pillar", "technology"):
        assert {one.classification[name] for one in round_of_200()} == set(terms[name])


def test_budget_lines_are_positive_and_of_the_kinds_there_are() -> None:
    lines = [line for one in round_of_200() for line in one.budget]

    assert {line["kind"] for line in lines} <= set(CostKind)
    assert [line for line in lines if not line["amount"] > 0] == []
    assert [line for line in lines if len(str(line["description"])) > 200] == []


def test_some_grants_reach_the_cap_and_others_show_the_rounding() -> None:
    grants = [grant(one) for one in round_of_200()]
    cents = [line for one in round_of_200() for line in one.budget if line["amount"] % 1]

    assert 40 < grants.count(HARD_CAP) < 160
    assert min(grants) > 0
    assert len(cents) > 200


def test_projects_fit_the_dates_of_the_call() -> None:
    for one in round_of_200():
        project = one.project
        assert PLAN.closes_on < project["starts_on"] < PLAN.start_by
        assert project["starts_on"] < project["completes_on"] < PLAN.complete_by


def test_one_person_leads_each_team() -> None:
    for one in round_of_200():
        assert [member["is_lead"] for member in one.team].count(True) == 1
        assert 2 <= len(one.team) <= 5


def text_of(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.pages[0].Contents.read_bytes().decode("cp1252")


def test_agreements_are_pdfs_that_name_both_parties() -> None:
    first = round_of_200()[0]

    text = text_of(first.agreement)

    assert first.sponsor.name in text
    assert first.applicant.name in text
    assert "SPONSORSHIP AGREEMENT" in text


def of_fault(fault: str) -> Invention:
    return next(one for one in round_of_200() if one.fault == fault)


def test_faults_show_in_the_application() -> None:
    heavy = of_fault("costs").budget

    assert "does not oblige" in text_of(of_fault("sponsor").agreement)
    assert "Tj" not in text_of(of_fault("complete").agreement)
    assert "'" not in text_of(of_fault("complete").agreement)
    assert sum(line["kind"] == "overhead" for line in heavy) == 1


def test_an_organisation_applies_again_with_another_project() -> None:
    first, second = (invent(1, 5, PLAN, edition=edition) for edition in (0, 1))

    assert second.body == first.body
    assert second.answers != first.answers


def test_a_named_person_applies_and_leads_and_signs() -> None:
    mira = Person("Mira Chan", "陳美娜", "mira@example.hk")

    one = invent(1, 5, PLAN, applicant=mira)

    assert one.team[0]["name"] == "Mira Chan"
    assert "Mira Chan" in text_of(one.agreement)


def test_sponsors_can_be_chosen_by_kind() -> None:
    assert {one.kind for one in sponsors(["bank"])} == {"bank"}
    assert len(sponsors()) > len(sponsors(["bank"]))


@cache
def pool_of_30() -> list[Judge]:
    return [invent_judge(1, number) for number in range(30)]


def test_assessors_cover_all_disciplines_and_have_addresses_of_their_own() -> None:
    found = {discipline for judge in pool_of_30() for discipline in judge.disciplines}

    assert found == {"technical", "finance", "regulatory"}
    assert len({judge.person.email for judge in pool_of_30()}) == 30


def test_some_assessors_work_for_sponsors() -> None:
    names = {one.name for one in sponsors()}

    assert 3 < sum(judge.employer in names for judge in pool_of_30()) < 20


def means(inventions: list[Invention]) -> list[float]:
    judge = pool_of_30()[0]
    sheets = [fill_in(1, one, judge, CRITERIA) for one in inventions]
    return [sum(mark for mark, _comment in sheet.marks.values()) / 5 for sheet in sheets]


def test_marks_follow_the_quality_of_the_application() -> None:
    ordered = sorted(round_of_200(), key=lambda one: one.quality)

    assert sum(means(ordered[-40:])) > sum(means(ordered[:40])) + 40


def test_a_sheet_has_a_mark_within_the_scale_and_a_comment_for_each_criterion() -> None:
    for one in round_of_200()[:50]:
        for judge in pool_of_30()[:3]:
            sheet = fill_in(1, one, judge, CRITERIA)
            assert set(sheet.marks) == set(CRITERIA)
            assert all(0 <= mark <= 5 and comment for mark, comment in sheet.marks.values())
            assert sheet.comment


def test_a_stream_of_chance_does_not_know_the_others() -> None:
    def drawn(dice: Dice) -> list[Any]:
        return [dice.between(1, 1000) for _turn in range(5)]

    first = drawn(Dice(1, "a"))

    assert drawn(Dice(1, "a")) == first
    assert drawn(Dice(1, "b")) != first
