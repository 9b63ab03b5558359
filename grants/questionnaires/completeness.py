"""What a form still lacks before applicants may fill it in, one sentence for each gap.

Pure: it is given the form as details and neither queries nor reads the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants.programmes.completeness import untranslated
from grants.programmes.parts import Gap
from grants.questionnaires.conditions import Fault, faults
from grants.questionnaires.models import CHOICES, QuestionKind, asked_of
from portal.i18n.texts import Text

Details = Mapping[str, Any]

FAULTS = {
    "malformed": _("The condition of question “%(question)s” cannot be read. Build it anew."),
    "too_large": _("The condition of question “%(question)s” has too many parts."),
    "unknown": _("The condition of question “%(question)s” names a question that is gone."),
    "later": _(
        "The condition of question “%(question)s” depends on “%(about)s”, which comes later. "
        "Move one of them."
    ),
    "comparison": _(
        "The condition of question “%(question)s” compares “%(about)s” in a way that its kind "
        "does not know."
    ),
    "option": _(
        "The condition of question “%(question)s” names an option of “%(about)s” that is gone."
    ),
}


def gaps_in(form: Sequence[Details]) -> list[Gap]:
    """Everything the form lacks, section by section; each leads to the questions of the call."""
    questions = [question for section in form for question in section["questions"]]
    if not questions:
        return [Gap(_("The call needs at least one question."), "questions")]
    found = [gap for section in form for gap in _of_section(section)]
    names = {question["code"]: named(question) for question in questions}
    wrong = faults([asked_of(question) for question in questions])
    return [*found, *(Gap(sentence_of(fault, names), "questions") for fault in wrong)]


def named(question: Details) -> str:
    """The words of a question, or its code while it has none."""
    return str(Text(question["label"])) or str(question["code"])


def sentence_of(fault: Fault, names: Mapping[str, str]) -> Any:
    """The fault for the person who built the condition."""
    about = names.get(fault.about, fault.about)
    return FAULTS[fault.reason] % {"question": names[fault.code], "about": about}


def _of_section(section: Details) -> Iterator[Gap]:
    title = {"section": str(Text(section["title"])) or section["code"]}
    yield from untranslated(
        section["title"], _("The title of section “%(section)s”") % title, "questions"
    )
    yield from _optional(
        section["introduction"], _("The introduction of section “%(section)s”") % title
    )
    if not section["questions"]:
        yield Gap(_("Section “%(section)s” has no question.") % title, "questions")
    for question in section["questions"]:
        yield from _of_question(question)


def _of_question(question: Details) -> Iterator[Gap]:
    name = {"question": named(question)}
    yield from untranslated(
        question["label"], _("The wording of question “%(question)s”") % name, "questions"
    )
    yield from _optional(question["help"], _("The help of question “%(question)s”") % name)
    if question["kind"] in CHOICES and len(question["options"]) < 2:
        yield Gap(_("Question “%(question)s” needs at least two options.") % name, "questions")
    if question["kind"] == QuestionKind.TABLE and not question["columns"]:
        yield Gap(_("Question “%(question)s” needs at least one column.") % name, "questions")
    for what, parts in (
        (_("Option “%(part)s” of question “%(question)s”"), question["options"]),
        (_("Column “%(part)s” of question “%(question)s”"), question["columns"]),
    ):
        for part in parts:
            words = what % {**name, "part": named(part)}
            yield from untranslated(part["label"], words, "questions")


def _optional(words: Mapping[str, str], what: Any) -> Iterator[Gap]:
    if any(words.values()):
        yield from untranslated(words, what, "questions")
