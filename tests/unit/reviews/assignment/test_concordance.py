"""Which words of expertise occur in a text."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.assignment.concordance import Concordance
from reviews.pool.words import LONGEST_WORD, plain

letters = st.text(alphabet="ab 幣穩-+C", max_size=12)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Stablecoin", "A STABLECOIN, for trade"),
        ("stablecoin", "(stablecoin)"),
        ("trade finance", "on Trade\n  Finance."),
        ("zero-knowledge", "with zero\u2011knowledge proofs"),
        ("穩定幣", "港元穩定幣結算"),
        ("トークン", "新トークン化"),
        ("DeFi", "以DeFi協議"),
        ("DeFi協議", "以DeFi協議結算"),
        ("C++", "in C++ and Rust"),
        ("C++", "使用C++開發"),
        ("a.c", "an a.c here"),
        ("(x", "f(x, y)"),
        ("ＫＹＣ", "KYC for all"),
        ("STRASSE", "die Straße"),
        ("x" * LONGEST_WORD, "y " + "x" * LONGEST_WORD),
    ],
)
def test_a_word_that_stands_in_the_text_is_met(word: str, text: str) -> None:
    assert Concordance([word]).met_in(text) == {plain(word)}


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("stablecoin", "stablecoins"),
        ("coin", "stablecoin"),
        ("trade finance", "trade and finance"),
        ("finance trade", "trade finance"),
        ("穩定幣", "稳定币"),
        ("穩定幣", "穩定的貨幣"),
        ("a.c", "an abc here"),
        ("b+", "a bbb here"),
        (".*", "a .* b"),
        ("C++", "C+"),
        ("caf", "café"),
        ("cafe", "cafe\u0301s"),
        ("4", "2024"),
        ("x", ""),
    ],
)
def test_a_word_that_does_not_is_not(word: str, text: str) -> None:
    assert Concordance([word]).met_in(text) == set()


def test_a_later_place_counts_where_the_first_is_within_a_word() -> None:
    assert Concordance(["coin"]).met_in("coins, then a coin") == {"coin"}


@given(words=st.lists(letters, max_size=6), more=st.lists(letters, max_size=3), text=letters)
def test_order_is_nothing_and_more_words_never_take_one_away(
    words: list[str], more: list[str], text: str
) -> None:
    met = Concordance(words).met_in(text)

    assert met == Concordance(reversed(words)).met_in(text)
    assert met <= Concordance([*words, *more]).met_in(text)
    assert all(word in plain(text) for word in met)


def test_the_work_grows_with_the_texts_and_not_faster() -> None:
    """Counted in calls of functions, which no machine makes slower."""
    words = [f"term{number} of art" for number in range(2000)]
    text = "term1 of art and some more words " * 30
    concordance = Concordance(words)

    none, one, thirty = (_calls(concordance, [text] * number) for number in (0, 1, 30))

    assert thirty - none == 30 * (one - none)
    assert _calls(Concordance(["a" * 30 + "b"]), ["a" * 5000]) < 100


def _calls(concordance: Concordance, texts: list[str]) -> int:
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        for text in texts:
            concordance.met_in(text)
    finally:
        sys.setprofile(before)
    return count
