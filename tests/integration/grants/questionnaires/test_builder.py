"""The workshop in which officers build a form: its pages, and what is typed wrongly into them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from grants.programmes.models import Call
from grants.questionnaires import queries
from grants.questionnaires.wording import in_words
from tests.factories import calls, people

pytestmark = pytest.mark.django_db

TITLE = {"label_en": "Which ledger?", "label_zh-hant": "哪個賬本？", "label_zh-hans": "哪个账本？"}

DEAR = '{"is": "at_least", "question": "users-number"}'
OWN = '{"is": "answered", "question": "compliance"}'
LATER = '{"is": "answered", "question": "other-funding"}'


class Workshop:
    """The pages of one call's form, as an officer's browser uses them."""

    def __init__(self, call: Call | None = None) -> None:
        self.call = call or calls.draft()
        self.client = people.client_of(people.paul())
        self.root = f"/manage/calls/{self.call.code}/questions/"

    def page(self, path: str = "") -> Any:
        return self.client.get(self.root + path)

    def inputs(self, path: str) -> dict[str, Any]:
        """Every input of the page with what stands in it."""
        context = self.page(path).context
        typed: dict[str, Any] = {"seen": context["seen"]}
        return {**typed, **self.shown(context)}

    def shown(self, context: Any) -> dict[str, Any]:
        """The same of a page that is there already."""
        typed: dict[str, Any] = {}
        for form in context.get("forms") or [context["form"]]:
            rows = [form.management_form, *form.forms] if hasattr(form, "forms") else [form]
            typed |= {
                one.html_name: one.value() for row in rows for one in row if one.value() is not None
            }
        return {name: value for name, value in typed.items() if value is not False}

    def saves(self, path: str, **typed: Any) -> Any:
        return self.client.post(self.root + path, {**self.inputs(path), **typed})

    def arranges(self, deed: str) -> Any:
        return self.client.post(f"{self.root}arrange/", {"deed": deed})

    def removes(self, what: str) -> Any:
        path = f"{self.root}{what}/"
        return self.client.post(path, {"seen": self.client.get(path).context["seen"]})

    def questions(self) -> dict[str, Any]:
        version = queries.version_shown(Call.objects.get(pk=self.call.pk))
        return {one.code: one for one in queries.all_questions(version)}

    def sections(self) -> list[str]:
        version = queries.version_shown(Call.objects.get(pk=self.call.pk))
        return [one.code for one in queries.sections_in(version)]


def test_a_form_grows_by_a_section_a_question_and_its_condition() -> None:
    shop = Workshop()

    added = shop.saves("sections/add/", code="proof", title_en="Proof")
    asked = shop.saves(
        "add/proof/?kind=choice",
        code="ledger",
        **TITLE,
        **{"options-0-code": "own", "options-0-label_en": "Our own", "options-0-order": 20},
        **{"options-1-code": "public", "options-1-label_en": "Public", "options-1-order": 10},
    )
    hidden = shop.saves(
        "condition/ledger/",
        **{
            "how_1": "any",
            "line_1-1": '{"is": "equals", "question": "chain", "value": "public"}',
            "line_1-2": '{"is": "equals", "question": "chain", "value": "hybrid"}',
            "line_2": '{"is": "at_least", "question": "users-number"}',
            "value_2": "1,000",
        },
    )

    assert [one.status_code for one in (added, asked, hidden)] == [302, 302, 302]
    question = shop.questions()["ledger"]
    assert (question.section.code, shop.sections()[-1]) == ("proof", "proof")
    assert list(question.labels) == ["public", "own"]
    assert question.condition == {
        "all": [
            {"question": "chain", "is": "one_of", "values": ["public", "hybrid"]},
            {"question": "users-number", "is": "at_least", "value": "1000"},
        ]
    }
    listed = shop.page().content.decode()
    assert "is “Public” or “Hybrid”" in listed
    built = shop.page("condition/ledger/").content.decode()
    assert "“Public” or “Hybrid”" in built
    assert built.count('<option value="" selected>') == 0


@pytest.mark.parametrize("kind", ["short", "long", "number", "money", "date", "file", "yes_no"])
def test_every_kind_without_rows_is_added_and_edited(kind: str) -> None:
    shop = Workshop()

    added = shop.saves(f"add/plan/?kind={kind}", code="extra", **TITLE)
    edited = shop.saves("edit/extra/", label_en="Why?", is_personal="on", section="rules")

    assert (added.status_code, edited.status_code) == (302, 302)
    question = shop.questions()["extra"]
    assert (question.kind, question.label["en"], question.is_personal) == (kind, "Why?", True)
    assert question.section.code == "rules"


def test_a_table_keeps_its_columns_and_loses_the_one_that_is_removed() -> None:
    shop = Workshop()

    answer = shop.saves(
        "edit/milestones/",
        **{"columns-0-DELETE": "on", "columns-2-code": "cost", "columns-2-kind": "money"},
        **{"columns-2-label_en": "Cost", "columns-2-order": 5},
    )

    assert answer.status_code == 302
    columns = shop.questions()["milestones"].columns
    assert [(one["code"], one["kind"]) for one in columns] == [
        ("cost", "money"),
        ("result", "line"),
    ]


def test_sections_and_questions_move_and_go() -> None:
    shop = Workshop()

    shop.arranges("down section solution")
    shop.arranges("up question solution")
    asked = shop.page("remove/other-funding/").content.decode()
    assert "other-funding" in shop.questions()
    assert shop.removes("remove/other-funding").status_code == 302
    shop.arranges("up section unknown")
    shop.arranges("fly question problem")

    assert shop.sections() == ["users", "solution", "plan", "rules"]
    codes = list(shop.questions())
    assert codes.index("solution") < codes.index("problem")
    assert "other-funding" not in codes
    assert "Remove the question" in asked
    shop.arranges("remove question problem")
    assert "problem" in shop.questions()


def test_a_section_goes_with_its_questions_once_that_is_confirmed() -> None:
    shop = Workshop()
    page = shop.page("sections/remove/solution/").content.decode()

    answer = shop.removes("sections/remove/solution")

    assert "These questions go with it" in page
    assert answer.status_code == 302
    assert "solution" not in shop.sections()
    assert shop.page("sections/remove/solution/").status_code == 404
    assert shop.page("remove/problem/").status_code == 404


def test_what_a_condition_names_is_neither_removed_nor_moved_behind_it() -> None:
    shop = Workshop()
    before = list(shop.questions())

    moved = shop.client.post(
        f"{shop.root}arrange/", {"deed": "down question regulated"}, follow=True
    )
    removed = shop.removes("remove/regulated")

    for page in (moved, removed):
        assert "legal opinion" in page.content.decode()

    assert list(shop.questions()) == before


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("sections/add/", {"code": "plan", "title_en": "Plan"}, "same code"),
        ("sections/add/", {"code": "../x", "title_en": "X"}, "letters"),
        ("sections/add/", {"code": "x", "title_en": ""}, "English"),
        ("add/plan/?kind=short", {"code": "problem", **TITLE}, "same code"),
        ("add/plan/?kind=short", {"code": "version", **TITLE}, "taken by the portal"),
        ("add/plan/?kind=short", {"code": "a", "label_en": "x" * 1_000_000}, "characters"),
        ("add/plan/?kind=short", {"code": "a", **TITLE, "most_characters": "NaN"}, "number"),
        ("add/plan/?kind=short", {"code": "a", **TITLE, "most_characters": "-1"}, ""),
        ("add/plan/?kind=number", {"code": "a", **TITLE, "least": "9", "most": "1"}, ""),
        ("edit/chain/", {"options-0-code": "hybrid"}, "same code"),
        ("edit/chain/", {"options-3-code": "nothing"}, "“Why does the project need no chain?”"),
        ("edit/plan/", {"label_en": "a\x00b"}, ""),
        ("edit/plan/", {"section": "nowhere"}, ""),
        ("edit/plan/", {"frozen_after": "yesterday"}, ""),
        ("condition/compliance/", {"line_1": "{}"}, "no longer in the form"),
        ("condition/compliance/", {"line_1": LATER}, "is not asked before this question"),
        ("condition/compliance/", {"line_1": OWN}, "is not asked before this question"),
        ("condition/compliance/", {"how": "some"}, ""),
        ("condition/compliance/", {"line_1": DEAR, "value_1": "NaN"}, "number"),
        ("condition/compliance/", {"line_1": DEAR, "value_1": "x" * 1_000_000}, "characters"),
        ("condition/compliance/", {"line_1-1-1-1": DEAR}, "at most three deep"),
    ],
)
def test_what_is_typed_wrongly_is_told_and_stays_on_the_page(
    path: str, typed: dict[str, str], sentence: str
) -> None:
    shop = Workshop()
    before = queries.form_as_details(queries.version_shown(shop.call))

    answer = shop.saves(path, **typed)

    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "There is a problem" in shown or "error-summary" in shown
    assert sentence in shown
    assert queries.form_as_details(queries.version_shown(shop.call)) == before


def test_a_condition_grows_by_groups_within_groups_without_scripts() -> None:
    shop = Workshop()

    def presses(page: Any, deed: str, **typed: str) -> Any:
        sent = {**shop.shown(page.context), "seen": page.context["seen"], **typed}
        return shop.client.post(f"{shop.root}condition/compliance/", {**sent, "deed": deed})

    chain, asked = '{"is": "equals", "question": "chain", "value": "none"}', "regulated"
    yes = f'{{"is": "equals", "question": "{asked}", "value": true}}'
    page = presses(shop.page("condition/compliance/"), "remove 1")
    page = presses(presses(page, "group "), "group 1")
    page = presses(page, "line 1", **{"how_1": "none", "line_1-1": yes, "how_1-2": "all"})
    page = presses(page, "words", **{"line_1-2-1": chain, "line_1-3": DEAR, "value_1-3": "many"})
    wrong = page.content.decode()
    page = presses(page, "words", **{"value_1-3": "1,000"})
    before = shop.questions()["compliance"].condition
    saved = presses(page, "")

    assert "Enter a number in digits" in wrong
    shown = page.content.decode()
    assert "Answer only if none of these is true: “" in shown
    assert "以下各項均不成立" in shown
    assert "以下各项均不成立" in shown
    assert "Not saved yet." in shown
    assert 'value="group 1-2"' not in shown
    assert before is None
    assert saved.status_code == 302
    assert shop.questions()["compliance"].condition == {
        "not": {
            "any": [
                {"question": "regulated", "is": "equals", "value": True},
                {"question": "chain", "is": "equals", "value": "none"},
                {"question": "users-number", "is": "at_least", "value": "1000"},
            ]
        }
    }
    assert "none of these is true" in shop.page().content.decode()


def test_what_is_added_gets_the_focus_and_what_is_refused_stays_on_the_page() -> None:
    shop = Workshop()
    path = f"{shop.root}condition/compliance/"
    deep = {"how": "all", "how_1": "any", "how_1-1": "any", "line_1-1-1": "", "line_2": DEAR}

    added = shop.client.post(path, {**deep, "deed": "line 1"}).content.decode()
    refused = shop.client.post(path, {**deep, "value_2": "7", "deed": "group 1-1"}).content.decode()

    assert re.search(r'<select[^>]*name="line_1-2"[^>]*autofocus', added)
    assert "at most three deep" in refused
    assert 'value="7"' in refused


@pytest.mark.parametrize("deed", ["line 1", "remove 1", "group ", "fly", "\x00", "words"])
def test_a_deed_on_a_condition_never_fails_whatever_is_sent_with_it(deed: str) -> None:
    shop = Workshop()
    sent = {"how": "\x00", "line_1": "[" * 100_000, "value_1": "\u202e", "how_9-9-9-9-9-9": "x"}

    answer = shop.client.post(f"{shop.root}condition/compliance/", {**sent, "deed": deed})

    assert answer.status_code == 200


def test_the_words_of_nested_conditions_say_which_part_is_turned() -> None:
    shop = Workshop()
    every = shop.questions()
    chain = {"question": "chain", "is": "equals", "value": "none"}
    yes = {"question": "regulated", "is": "equals", "value": True}
    many = {"question": "users-number", "is": "at_least", "value": "1000"}
    names = {code: str(question.label) for code, question in every.items()}

    def said(condition: dict[str, Any]) -> str:
        found = in_words(condition, every)
        for code in ("chain", "regulated", "users-number"):
            found = found.replace(names[code], code)
        return found.removeprefix("Answer only if ").removesuffix(".")

    a, b, c = said(chain), said(yes), said(many)
    assert said({"not": chain}) == f"it is not so that {a}"
    assert said({"not": {"all": [chain, yes]}}) == f"it is not so that ({a} and {b})"
    assert said({"all": [{"not": {"any": [chain, yes]}}, many]}) == (
        f"(none of these is true: {a}; {b}) and {c}"
    )
    assert said({"any": [{"all": [chain, {"not": yes}]}, many]}) == (
        f"({a} and (it is not so that {b})) or {c}"
    )


def test_a_page_that_was_overtaken_is_refused() -> None:
    shop = Workshop()
    stale = shop.inputs("edit/plan/")
    shop.saves("edit/plan/", label_en="First")

    answer = shop.client.post(f"{shop.root}edit/plan/", {**stale, "label_en": "Second"})

    assert answer.status_code == 200
    assert "Second" in answer.content.decode()
    assert shop.questions()["plan"].label["en"] == "First"


def test_the_preview_speaks_each_language_and_hides_what_a_condition_hides() -> None:
    shop = Workshop()

    english, chinese = shop.page("preview/"), shop.page("preview/?language=zh-hant")

    shown = english.content.decode()
    assert shown.count("data-question=") == len(shop.questions())
    assert "data-condition=" in shown
    assert "里程碑" in chinese.content.decode()
    assert shop.page("preview/?language=xx").status_code == 200


def test_a_question_is_shown_in_three_languages_while_it_is_written() -> None:
    shop = Workshop()
    typed = shop.inputs("edit/chain/")

    shown = shop.client.post(f"{shop.root}sample/choice/", {**typed, "options-0-label_en": "Open"})
    wrong = shop.client.post(f"{shop.root}sample/choice/", {**typed, "label_en": ""})

    assert "Open" in shown.content.decode()
    assert "公有鏈" in shown.content.decode()
    assert "appears once" in wrong.content.decode()
    assert shop.questions()["chain"].labels["public"]["en"] == "Public"
    assert shop.client.post(f"{shop.root}sample/nonsense/", typed).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["", "preview/", "edit/plan/", "add/plan/", "condition/plan/", "sections/add/", "in-force/"],
)
def test_the_workshop_is_not_there_for_applicants(path: str) -> None:
    shop = Workshop()
    applicant: Client = people.client_of(people.mira())

    assert applicant.get(shop.root + path).status_code == 404
    assert applicant.post(shop.root + path, {"code": "x"}).status_code in (404, 405)


@pytest.mark.parametrize("path", ["edit/x/", "condition/x/", "add/x/", "sections/edit/x/"])
def test_what_the_form_does_not_have_has_no_page(path: str) -> None:
    assert Workshop().page(path).status_code == 404
