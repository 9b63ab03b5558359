"""Free words of expertise as they are written down and compared."""

from __future__ import annotations

import pytest

from portal.core.denial import Denied
from reviews.pool.rules import check_words
from reviews.pool.words import LONGEST_WORD, MOST_WORDS, plain, tidied


def test_words_are_tidied_keep_their_order_and_stand_once() -> None:
    """IN-02."""
    written = [
        "  Zero-knowledge \t proofs\r\nDeFi; defi，\u202eTrade\u200b finance、ＤｅＦｉ",
        "",
        "貿易｜融資",
    ]

    assert tidied(written) == ["Zero-knowledge proofs", "DeFi", "Trade finance", "貿易｜融資"]


def test_letters_are_composed() -> None:
    assert tidied(["Cafe\u0301"]) == ["Café"]


def test_two_spellings_of_one_word_are_compared_alike() -> None:
    assert plain("ＣＢＤＣ  Straße") == plain("cbdc strasse")
    assert plain("Customer’s e\u2010KYC") == "customer's e-kyc"
    assert plain("穩定幣") != plain("稳定币")


def test_twenty_words_of_sixty_characters_are_as_many_as_there_may_be() -> None:
    check_words([f"{number:02}".ljust(LONGEST_WORD, "x") for number in range(MOST_WORDS)])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([str(number) for number in range(21)], "These are 21 words or phrases."),
        (["x" * 61], "has at most 60 characters"),
        (["+++"], "has neither a letter nor a digit"),
        (["a\x00b"], "characters that cannot be shown"),
        (["a\ud800b"], "characters that cannot be shown"),
    ],
)
def test_what_is_no_word_is_refused_with_a_sentence(words: list[str], sentence: str) -> None:
    """IN-01."""
    with pytest.raises(Denied, match=sentence):
        check_words(words)
