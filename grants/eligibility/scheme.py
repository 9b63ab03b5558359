"""The rules a new call starts with; the words are in ``scheme.toml`` beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grants.eligibility.models import NO, YES, RuleKind
from grants.eligibility.queries import LETTER_OF_INTENT
from grants.programmes.models import Call
from grants.programmes.scheme import loaded
from portal.i18n.texts import Text

TEXTS = ("question", "help", "sentence", "remedy", "unsure")


def default_rules(call: Call) -> list[dict[str, Any]]:
    """The scheme's rules as ``operations.replace_rules`` takes them.

    Whether a letter of intent passes follows from ``call``.
    """
    found = loaded(Path(__file__).with_name("scheme.toml"))["rule"]
    return [_rule(rule, call) for rule in found]


def _rule(rule: dict[str, Any], call: Call) -> dict[str, Any]:
    options = [_option(option, call) for option in rule.get("option", [])]
    return {
        "code": rule["code"],
        "kind": RuleKind.CHOICE if options else RuleKind.YES_NO,
        **{name: Text(rule.get(name, {})) for name in TEXTS},
        "options": options or yes_or_no(passing=YES),
        "fills": rule.get("fills", ""),
    }


def _option(option: dict[str, Any], call: Call) -> dict[str, Any]:
    passes = option["passes"]
    if option["code"] == LETTER_OF_INTENT:
        passes = call.accepts_letter_of_intent
    return {"code": option["code"], "label": option["label"], "passes": passes}


def yes_or_no(*, passing: str) -> list[dict[str, Any]]:
    """The answers of a yes-or-no question of which ``passing`` passes."""
    return [{"code": code, "label": {}, "passes": code == passing} for code in (YES, NO)]
