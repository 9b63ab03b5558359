"""Reads of the rules of eligibility of a call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants.eligibility.models import EligibilityRule, RuleKind
from grants.programmes.completeness import untranslated
from grants.programmes.models import Call
from grants.programmes.parts import Gap

DETAILS = ("code", "kind", "question", "help", "sentence", "remedy", "unsure", "options", "fills")
SECTION = "eligibility"
LETTER_OF_INTENT = "letter-of-intent"
"""The code of the answer that speaks of what the call's own setting allows or not."""

NEEDED = {"question": _("The question"), "sentence": _("The sentence")}
WANTED = {
    "help": _("The help"),
    "remedy": _("What one could do"),
    "unsure": _("The advice to whom is not sure"),
}


def rules_of(call: Call) -> list[EligibilityRule]:
    """The rules in their order."""
    return list(call.eligibility_rules.order_by("position", "pk"))


def rules_as_details(call: Call) -> list[dict[str, Any]]:
    """The rules as ``operations.replace_rules`` takes them."""
    return [{name: getattr(one, name) for name in DETAILS} for one in rules_of(call)]


def gaps_of(call: Call) -> list[Gap]:
    """What the rules lack before the call can be published; a call may have none."""
    return [gap for rule in rules_of(call) for gap in _of_rule(rule, call)]


def _of_rule(rule: EligibilityRule, call: Call) -> Iterator[Gap]:
    sentence = _("%(part)s of eligibility rule “%(rule)s”")
    named = str(rule.question) or rule.code
    for name, part in (*NEEDED.items(), *WANTED.items()):
        words = getattr(rule, name)
        if name in NEEDED or any(words.values()):
            yield from untranslated(words, sentence % {"part": part, "rule": named}, SECTION)
    passing = [option["passes"] for option in rule.options]
    if True not in passing or False not in passing:
        unequal = _("Eligibility rule “%(rule)s” needs answers that pass and answers that do not.")
        yield Gap(unequal % {"rule": named}, SECTION)
    for option in rule.options if rule.kind == RuleKind.CHOICE else ():
        what = _("Answer “%(answer)s” of eligibility rule “%(rule)s”")
        label = what % {"answer": option["code"], "rule": named}
        yield from untranslated(option["label"], label, SECTION)
    for option in rule.options:
        if option["code"] == LETTER_OF_INTENT:
            yield from _of_letter(accepted=option["passes"], call=call)


def _of_letter(*, accepted: bool, call: Call) -> Iterator[Gap]:
    if accepted and not call.accepts_letter_of_intent:
        yield Gap(
            _("The eligibility check lets a letter of intent pass, the call does not accept it."),
            SECTION,
        )
    elif call.accepts_letter_of_intent and not accepted:
        yield Gap(
            _("The call accepts a letter of intent, the eligibility check does not let it pass."),
            SECTION,
        )
