"""Every kind of question has its table of wrong values: a sentence, never a fault (IN-01)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from grants.questionnaires.fields import hints
from grants.questionnaires.forms.preview import PreviewForm
from grants.questionnaires.models import Question
from grants.questionnaires.tables import MOST_ROWS

NOW = datetime(2030, 6, 1, 10, 0, tzinfo=UTC)
OPTIONS = [{"code": code, "label": {"en": code.upper()}} for code in ("a", "b", "c")]
COLUMNS = [
    {"code": "by", "kind": "date", "label": {"en": "Day"}},
    {"code": "sum", "kind": "money", "label": {"en": "Sum"}},
    {"code": "count", "kind": "number", "label": {"en": "Count"}},
    {"code": "what", "kind": "line", "label": {"en": "What"}},
]


def question(kind: str, **changes: Any) -> Question:
    limit = 10 if kind in ("short", "long") else None
    given = {"most_characters": limit, "options": OPTIONS, "columns": COLUMNS, **changes}
    return Question(code="q", kind=kind, label={"en": "Why?"}, **given)


def form_of(asked: Question, data: Any, files: Any = None) -> PreviewForm:
    return PreviewForm(data, files, questions=[asked], every=[asked], now=NOW)


def typed(*values: str) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.setlist("q", list(values))
    return sent


WRONG = [
    ("short", {}, "x" * 11, "1 too many"),
    ("short", {}, "x" * 1_000_000, "999,990 too many"),
    ("short", {}, "a\x00b", "Null characters are not allowed"),
    ("long", {}, "a\ud800", "cannot be shown"),
    ("long", {}, "", "This field is required"),
    ("long", {}, "\u202e\u200b", "This field is required"),
    ("number", {}, "many", "Enter a number in digits"),
    ("number", {}, "NaN", "Enter a number in digits"),
    ("number", {}, "Infinity", "Enter a number in digits"),
    ("number", {}, "1\x00", "Enter a number in digits"),
    ("number", {}, "\ud800", "Enter a number in digits"),
    ("number", {}, "1.5", "Enter a whole number"),
    ("number", {"decimals": 2}, "1.555", "Enter at most 2 decimals"),
    ("number", {}, "9" * 5000, "too large"),
    ("number", {}, "1E1000000", "too large"),
    ("number", {"least": Decimal(5)}, "4", "Enter 5 or more."),
    ("number", {"most": Decimal("1250")}, "1,251", "Enter 1,250 or less."),
    ("number", {"least": Decimal(0)}, "-1", "Enter 0 or more."),
    ("money", {}, "-1", "Enter HK$0 or more."),
    ("money", {}, "NaN", "Enter an amount"),
    ("money", {}, "1.005", "two decimals at most"),
    ("money", {}, "9" * 400, "Enter HK$999,999,999,999 or less."),
    ("money", {"most": Decimal(500)}, "HK$ 501", "Enter HK$500 or less."),
    ("date", {}, "2030-02-30", "Enter a valid date"),
    ("date", {}, "0000-00-00", "Enter a valid date"),
    ("date", {}, "tomorrow\x00", "Enter a valid date"),
    ("date", {"earliest": date(2030, 1, 2)}, "2030-01-01", "or a later day"),
    ("date", {"latest": date(2030, 1, 2)}, "2030-01-03", "or an earlier day"),
    ("choice", {}, "z", "Choose one of the options"),
    ("choice", {}, "\ud800", "Choose one of the options"),
    ("choice", {}, "x" * 1_000_000, "Choose one of the options"),
    ("yes_no", {}, "perhaps", "Choose one of the options"),
    ("yes_no", {}, "true\x00", "Choose one of the options"),
    ("file", {}, "just text", "This field is required"),
]


@pytest.mark.parametrize(("kind", "limits", "value", "sentence"), WRONG)
def test_a_wrong_value_is_told(
    kind: str, limits: dict[str, Any], value: str, sentence: str
) -> None:
    form = form_of(question(kind, **limits), typed(value))

    assert len(form.errors["q"]) >= 1
    assert sentence in " ".join(map(str, form.errors["q"]))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["z"], "Choose one of the options"),
        (["a", "\ud800"], "Choose one of the options"),
        (["a", "b", "c"], "Choose at most 2: you chose 3."),
        (["a"] * 900 + ["nothing"], "Choose one of the options"),
    ],
)
def test_wrong_choices_are_told(values: list[str], sentence: str) -> None:
    form = form_of(question("several", most_choices=2), typed(*values))

    assert sentence in " ".join(map(str, form.errors["q"]))


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"q_0_by": "2030-02-30"}, "Row 1, Day: Enter a valid date."),
        ({"q_0_sum": "-5"}, "Row 1, Sum: Enter HK$0 or more."),
        ({"q_3_count": "NaN"}, "Row 1, Count: Enter a number in digits"),
        ({"q_0_what": "x", "q_1_what": "a\x00"}, "Row 2, What: This text holds characters"),
        ({"q_0_what": "\ud800"}, "Row 1, What: This text holds characters"),
        ({"q_0_what": "x" * 301}, "Row 1, What: Ensure this value has at most 300"),
        ({"q_9999_what": "x" * 1_000_000}, "Row 1, What: Ensure this value has at most 300"),
        ({f"q_{row}_what": "x" for row in range(4)}, "Use 3 rows or fewer: these are 4."),
        ({f"q_{row}_what": "x" for row in range(5000)}, "Use 3 rows or fewer"),
        ({"q_0_unknown": "x", "q_x_what": "x", "q_-1_what": "x"}, "This field is required."),
    ],
)
def test_wrong_cells_are_told_with_row_and_column(cells: dict[str, str], sentence: str) -> None:
    form = form_of(question("table", most_rows=3), cells)

    assert sentence in " ".join(map(str, form.errors["q"]))


def test_what_was_typed_wrongly_stays_in_its_cells() -> None:
    form = form_of(question("table", most_rows=3), {"q_0_sum": "lots", "q_1_what": "Kept"})

    page = str(form["q"])

    assert 'value="lots"' in page
    assert 'value="Kept"' in page


def test_more_rows_than_allowed_are_shown_again_and_not_lost() -> None:
    rows = {f"q_{row}_what": f"Row {row}" for row in range(MOST_ROWS)}

    page = str(form_of(question("table", most_rows=3), rows)["q"])

    assert f'value="Row {MOST_ROWS - 1}"' in page


@pytest.mark.parametrize(
    ("kind", "limits", "value", "expected"),
    [
        ("short", {}, " \u202eabc\u200b ", "abc"),
        ("long", {}, "a\r\nb", "a\nb"),
        ("number", {}, "１,250", Decimal("1250")),
        ("number", {"decimals": 2}, "-0.50", Decimal("-0.50")),
        ("money", {}, "HK$ 1,200.5", Decimal("1200.50")),
        ("date", {}, "31/12/2030", date(2030, 12, 31)),
        ("choice", {}, "b", "b"),
        ("yes_no", {}, "no", False),
        ("yes_no", {}, "yes", True),
    ],
)
def test_a_right_value_is_understood(
    kind: str, limits: dict[str, Any], value: str, expected: Any
) -> None:
    form = form_of(question(kind, **limits), typed(value))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["q"] == expected


def test_choices_come_in_the_order_of_the_options_and_rows_as_strings() -> None:
    several = form_of(question("several"), typed("c", "a", "c"))
    cells = {"q_2_by": "31/12/2030", "q_2_sum": "1,200", "q_7_count": "1.50", "q_8_what": "  "}
    table = form_of(question("table", most_rows=3), cells)

    assert several.is_valid()
    assert several.cleaned_data["q"] == ["a", "c"]
    assert table.is_valid(), table.errors
    assert table.cleaned_data["q"] == [
        {"by": "2030-12-31", "sum": "1200.00", "count": "", "what": ""},
        {"by": "", "sum": "", "count": "1.5", "what": ""},
    ]


@pytest.mark.parametrize("name", ["virus.exe", "../../etc/passwd", "a\r\nb.txt", "no-ending"])
def test_a_file_of_another_kind_is_refused(name: str) -> None:
    upload = SimpleUploadedFile("x", b"MZ")
    upload.name = name

    form = form_of(question("file"), {}, {"q": upload})

    assert "PDF" in " ".join(map(str, form.errors["q"]))


def test_limits_and_the_last_moment_stand_beside_the_question() -> None:
    until = NOW + timedelta(hours=1)
    asked = question("number", least=Decimal(1), most=Decimal(1000), frozen_after=until)

    before, after = hints(asked, now=NOW), hints(asked, now=until)

    assert before[1] == "From 1 to 1,000."
    assert before[2] == "Can be answered and changed until 1 June 2030, 7:00 pm HKT."
    assert after[2].endswith("The answer is frozen since then.")
    assert hints(question("money", least=Decimal(5)))[1] == "HK$5 or more."
    assert hints(question("date", latest=date(2030, 1, 2)))[1] == "2 January 2030 or less."
    assert hints(question("several", most_choices=1))[1] == "Choose at most 1."
    assert hints(question("table"))[1].startswith("At most 10 rows.")
