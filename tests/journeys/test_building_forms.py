"""An officer builds a form from lists and fields alone; and a section works without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from grants.applications.models import Answer
from grants.questionnaires import queries
from tests.factories import applications, calls, people
from tests.journeys.stack import Stack
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("stack")

SECTION = {"en": "Technology", "zh-hant": "技術", "zh-hans": "技术"}
CHAIN = {"en": "Which chain?", "zh-hant": "使用哪條鏈？", "zh-hans": "使用哪条链？"}
WHY = {"en": "Why no chain?", "zh-hant": "為何不用鏈？", "zh-hans": "为何不用链？"}


def says(visitor: Visitor, name: str, words: dict[str, str]) -> None:
    """Write a text in three languages."""
    for code, text in words.items():
        visitor.page.locator(f"[name='{name}_{code}']").fill(text)


def follows(visitor: Visitor, deed: str, words: dict[str, str]) -> None:
    """The link of a deed that names its question or section to who cannot see where it stands."""
    name = re.compile(rf"^{deed}\s*: {re.escape(words['en'])}$")
    visitor.page.get_by_role("link", name=name).click()


def adds_a_question(visitor: Visitor, kind: str, code: str, words: dict[str, str]) -> None:
    follows(visitor, "Add a question", SECTION)
    visitor.ticks(kind)
    visitor.presses("Continue")
    expect(visitor.page.get_by_text("How it is answered:")).to_be_visible()
    says(visitor, "label", words)
    visitor.page.locator("[name=code]").fill(code)


def test_a_form_is_built_shown_and_taken_apart_without_code(visitor: Visitor) -> None:
    call = calls.draft("2032-5")
    visitor.steps_into(people.paul())
    root = f"/manage/calls/{call.code}/questions/"
    visitor.opens(root)
    visitor.follows("Add a section")
    visitor.finds_no_barrier()
    says(visitor, "title", SECTION)
    visitor.page.locator("[name=code]").fill("technology")
    visitor.sends("Save")
    adds_a_question(visitor, "One of several options", "which-chain", CHAIN)
    for number, (code, label) in enumerate([("public", "A public one"), ("none", "None")]):
        visitor.page.locator(f"[name=options-{number}-code]").fill(code)
        visitor.page.locator(f"[name=options-{number}-label_en]").fill(label)
    visitor.finds_no_barrier()
    visitor.sends("Save")
    adds_a_question(visitor, "Paragraphs", "why-none", WHY)
    visitor.sends("Save")
    follows(visitor, "Condition", WHY)
    visitor.finds_no_barrier()
    visitor.page.locator("[name=how]").select_option(label="none of these is true")
    visitor.page.locator("[name=line_1]").select_option(label="“Which chain?” is “A public one”")
    visitor.presses("Add a group")
    visitor.finds_no_barrier()
    expect(visitor.page.locator("[name=how_2]")).to_be_focused()
    visitor.page.locator("[name=how_2]").select_option(label="none of these is true")
    expect(visitor.page.locator("[name=value_1]")).to_be_hidden()
    chosen = "“Which chain?” is answered"
    visitor.page.locator("[name=line_2-1]").select_option(label=chosen)
    visitor.presses("Show in words")
    visitor.sees("Answer only if none of these is true: “Which chain?” is “A public one”;")
    visitor.sees("只在以下情況作答：以下各項均不成立：")
    visitor.sends("Save")

    visitor.follows("Preview the form")
    asked = visitor.page.locator("[data-question=why-none]")
    expect(asked).to_be_hidden()
    visitor.page.locator("[name=which-chain][value=none]").check()
    expect(asked).to_be_visible()
    visitor.finds_no_barrier()
    visitor.page.locator("main a[href='?language=zh-hant']").click()
    visitor.sees(SECTION["zh-hant"])
    visitor.sees(CHAIN["zh-hant"])

    visitor.opens(root)
    follows(visitor, "Remove", WHY)
    visitor.sees("Remove the question")
    visitor.finds_no_barrier()
    visitor.sends("Remove")
    expect(visitor.page.get_by_role("link", name=WHY["en"], exact=True)).to_have_count(0)
    codes = [one.code for one in queries.all_questions(queries.version_shown(call))]
    assert "which-chain" in codes
    assert "why-none" not in codes


def test_a_section_of_the_form_is_filled_in_without_scripts(browser: Browser, stack: Stack) -> None:
    call = applications.open_call("2032-6", reference_prefix="BDA32F")
    draft = applications.at("draft", call=call, by=people.person("Cleo Mak"))
    context = browser.new_context(base_url=stack.url, java_script_enabled=False)
    visitor = Visitor(context.new_page(), stack.url)
    visitor.steps_into(people.person("Cleo Mak"))
    page = f"/applications/{draft.reference}/form-rules/"
    visitor.opens(page)
    condition = visitor.page.locator("[data-question=legal-opinion] .question__condition")
    expect(condition).to_be_visible()
    visitor.page.locator("[name=regulated][value=yes]").check()
    visitor.page.locator("[name=client-assets][value=yes]").check()
    visitor.page.locator("[name=client-assets-value]").fill("much")

    visitor.presses("Save")
    expect(visitor.page.locator(".govuk-error-summary")).to_be_visible()
    expect(visitor.page.locator("[name=client-assets-value]")).to_have_value("much")
    expect(visitor.page.locator("[name=regulated][value=yes]")).to_be_checked()
    visitor.page.locator("[name=client-assets-value]").fill("HK$ 1,250,000")
    visitor.page.locator("[name=compliance]").fill("A licence is asked for.\n已申請牌照。")
    visitor.presses("Save")

    visitor.sees("Saved.")
    expect(visitor.page.locator("[name=client-assets-value]")).to_have_value("1,250,000")
    answers = Answer.objects.filter(application=draft)
    texts = dict(answers.values_list("question__code", "text"))
    assert texts["compliance"] == "A licence is asked for.\n已申請牌照。"
    assert answers.get(question__code="regulated").is_yes is True
    context.close()
