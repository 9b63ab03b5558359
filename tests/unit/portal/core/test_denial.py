"""Refusals in one sentence, and verdicts that ask before acting."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from portal.core.denial import Denied, Verdict, verdict


def allow(_thing: str) -> None:
    """Refuse nothing."""


def refuse(_thing: str, *, sentence: str = "You are too late.") -> None:
    """Refuse everything."""
    raise Denied(sentence)


def test_a_refusal_says_its_sentence() -> None:
    with pytest.raises(Denied, match=r"^You are too late\.$") as refusal:
        refuse("thing")

    assert refusal.value.sentence == "You are too late."


def test_a_lazy_sentence_is_told_in_the_language_of_whoever_reads_it() -> None:
    denied = Denied(gettext_lazy("January"))

    with translation.override("zh-hant"):
        told = str(denied)

    assert told == "一月"


def test_a_verdict_on_what_is_allowed_is_true_and_has_no_reason() -> None:
    assert verdict(allow, "thing") == Verdict(allowed=True)
    assert verdict(allow, "thing")


def test_a_verdict_on_what_is_refused_is_false_and_gives_the_reason() -> None:
    found = verdict(refuse, "thing", sentence="Not yours.")

    assert found == Verdict(allowed=False, reason="Not yours.")
    assert not found


def test_a_mistake_of_a_programmer_is_not_taken_for_a_refusal() -> None:
    with pytest.raises(TypeError):
        verdict(refuse, "thing", unknown="argument")
