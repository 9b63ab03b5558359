"""What officers type becomes clean values, or a sentence beside the field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from grants.programmes.fingerprints import fingerprint
from grants.programmes.forms.calls import DatesForm, MoneyForm, NewCallForm, TextsForm
from grants.programmes.forms.criteria import CriterionForm, TermForm
from grants.programmes.models import Call
from portal.i18n.texts import text

CALL = Call(
    title=text("Round", "輪次"),
    opens_at=datetime(2025, 6, 18, 1, tzinfo=UTC),
    closes_at=datetime(2025, 8, 1, 10, tzinfo=UTC),
    instalment_shares=[60, 40],
    envelope=Decimal("5000000.00"),
)
NEW = {"title_en": "Round", "code": "2026-1", "reference_prefix": "BDA26", "copy_of": ""}
MONEY = {
    "envelope": "HK$ 5,000,000",
    "cap": "500,000",
    "rate": "80",
    "instalment_shares": "60, 40",
    "applications_per_organisation": "1",
}


def new(**changes: str) -> NewCallForm:
    return NewCallForm({**NEW, **changes}, sources=[("2025-1", "Round one")])


def test_a_new_call_needs_code_prefix_and_an_english_title() -> None:
    form = new(title_zh_hant="", title_en=" Round\u202e ")

    assert form.is_valid()
    assert form.details() == {
        "title": {"en": "Round"},
        "code": "2026-1",
        "reference_prefix": "BDA26",
    }


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title_en": ""}, "title_en", "Write this text in English at least."),
        ({"title_en": "x" * 121}, "title_en", "this is 1 too many"),
        ({"code": "2026 1"}, "code", "Use small letters, digits and hyphens, like 2025-1."),
        ({"code": "new"}, "code", "taken by the portal"),
        ({"reference_prefix": "bda"}, "reference_prefix", "Use capital letters and digits"),
        ({"copy_of": "1999-1"}, "copy_of", "valid choice"),
    ],
)
def test_a_wrong_new_call_is_told_beside_the_field(
    changes: dict[str, str], field: str, sentence: str
) -> None:
    form = new(**changes)

    assert sentence in str(form.errors[field])


def test_texts_show_three_inputs_with_their_language() -> None:
    form = TextsForm(call=CALL)

    title = next(form.groups())

    assert [field.value() for field in title.fields] == ["Round", "輪次", ""]
    assert 'lang="zh-Hant-HK"' in str(title.fields[1])
    assert form.plain_fields() == []


def test_dates_are_hong_kong_time() -> None:
    days = dict.fromkeys(("results_on", "start_by", "complete_by", "report_by"), "2025-12-01")
    form = DatesForm(
        {"opens_at": "2025-06-18T09:00", "closes_at": "2025-08-01T18:00", **days}, call=CALL
    )

    assert form.is_valid()
    assert form.details()["opens_at"] == CALL.opens_at
    assert form.details()["report_by"] == date(2025, 12, 1)


def test_a_call_that_closes_before_it_opens_is_told_so() -> None:
    form = DatesForm({"opens_at": "2025-06-18T09:00", "closes_at": "2025-06-18T09:00"}, call=CALL)

    assert form.errors["closes_at"] == ["The call must close after it opens."]


def test_money_is_exact_and_shares_are_a_list() -> None:
    form = MoneyForm(MONEY, call=CALL)

    assert form.is_valid()
    assert form.details() == {
        "envelope": Decimal("5000000.00"),
        "cap": Decimal("500000.00"),
        "rate": 80,
        "instalment_shares": [60, 40],
        "applications_per_organisation": 1,
        "accepts_letter_of_intent": False,
        "wants_certifier": False,
    }
    assert MoneyForm(call=CALL).initial["instalment_shares"] == "60, 40"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("60; 40", "Write whole numbers separated by commas"),
        ("60, -40", "Write whole numbers separated by commas"),
        ("60, 30", "not to 90"),
        (",", "not to 0"),
        ("100, 0", "more than nothing"),
    ],
)
def test_wrong_shares_are_told(written: str, sentence: str) -> None:
    form = MoneyForm({**MONEY, "instalment_shares": written}, call=CALL)

    assert sentence in str(form.errors["instalment_shares"])


@pytest.mark.parametrize("written", ["60，40", "60%、40%"])
def test_shares_are_understood_as_chinese_officers_type_them(written: str) -> None:
    form = MoneyForm({**MONEY, "instalment_shares": written}, call=CALL)

    assert form.is_valid()
    assert form.cleaned_data["instalment_shares"] == [60, 40]


def test_no_call_offers_more_than_the_scheme_allows() -> None:
    form = MoneyForm({**MONEY, "cap": "500,001"}, call=CALL)

    assert form.errors["cap"] == ["Enter HK$500,000 or less."]


def criterion(**changes: Any) -> CriterionForm:
    details = {
        "code": "market",
        "name": text("Market"),
        "guidance": text("Look"),
        "weight": 25,
        "highest_mark": 2,
        "anchors": {"0": {"en": "None"}, "1": {"en": "Some"}, "2": {"en": "All"}},
    }
    shown = CriterionForm(details=details)
    data = {bound.html_name: bound.value() for bound in shown}
    return CriterionForm({**data, **changes}, details=details)


def test_a_criterion_keeps_its_code_and_the_meaning_of_each_mark() -> None:
    form = criterion(anchor_1_en="A little")

    assert form.is_valid()
    assert "code" not in form.fields
    assert form.details()["anchors"] == {
        "0": {"en": "None"},
        "1": {"en": "A little"},
        "2": {"en": "All"},
    }
    assert [mark for mark, _fields in form.anchor_rows()] == [0, 1, 2]
    assert [bound.name for bound in form.plain_fields()] == ["weight", "highest_mark"]


def test_meanings_above_a_lowered_highest_mark_are_dropped() -> None:
    form = criterion(highest_mark=1)

    assert form.is_valid()
    assert sorted(form.details()["anchors"]) == ["0", "1"]


def test_a_new_criterion_asks_for_a_code_and_six_meanings() -> None:
    form = CriterionForm()

    assert [bound.name for bound in form.plain_fields()] == ["code", "weight", "highest_mark"]
    assert len(form.anchor_rows()) == 6


def test_a_term_does_not_end_before_it_begins() -> None:
    data = {"label_en": "Gold", "code": "gold", "active_from": "2025-02-01"}

    assert TermForm({**data, "active_to": "2025-02-01"}).is_valid()
    assert TermForm({**data, "active_to": "2025-01-31"}).errors["active_to"] == [
        "The last day lies before the first one."
    ]


def test_fingerprints_differ_with_any_value_and_not_with_the_time_zone() -> None:
    at = datetime(2025, 6, 18, 1, tzinfo=UTC)

    assert fingerprint({"at": at}) == fingerprint({"at": at.astimezone()})
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": Decimal("1.00")}) != fingerprint({"a": Decimal("1.01")})
