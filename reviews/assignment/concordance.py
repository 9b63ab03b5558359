"""Where words of expertise occur in texts: pure, and linear in the texts.

A word occurs as a whole word: the letters, digits or marks beside it must not go on. Chinese and
Japanese are written without spaces, so there it occurs wherever its characters do. Letters are
compared as ``pool.words.plain`` writes them; there is no stemming and no pattern, so a plural is
another word and ``C++`` means its three characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from reviews.pool.words import plain

SPACELESS = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
"""Chinese characters and kana, as they stand in a set of a pattern."""

TOKEN = re.compile(rf"[{SPACELESS}]|[^\W_{SPACELESS}]+")
IS_SPACELESS = re.compile(rf"[{SPACELESS}]")


class Concordance:
    """Many words, looked for in one text after the other.

    A text is cut into tokens once; a word is compared with it only where all tokens of the word
    are there.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_token: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for word in sorted({plain(one) for one in words}):
            tokens = TOKEN.findall(word)
            if tokens:
                longest = max(tokens, key=len)
                self._by_token[longest].append((word, frozenset(tokens)))

    def met_in(self, text: str) -> frozenset[str]:
        """The words, plain, that occur in ``text``."""
        line = plain(text)
        tokens = frozenset(TOKEN.findall(line))
        return frozenset(
            word
            for token in tokens & self._by_token.keys()
            for word, needed in self._by_token[token]
            if needed <= tokens and _occurs(word, line)
        )


def _occurs(word: str, line: str) -> bool:
    """Whether the word stands in the line as a whole one."""
    begins, ends = _goes_on(word[0]), _goes_on(word[-1])
    at = line.find(word)
    while at >= 0:
        after = at + len(word)
        if not (begins and _goes_on(line[at - 1 : at])) and not (
            ends and _goes_on(line[after : after + 1])
        ):
            return True
        at = line.find(word, at + 1)
    return False


def _goes_on(character: str) -> bool:
    """Whether the character, if there is one, is of a word that spaces part from others."""
    if not character or IS_SPACELESS.match(character):
        return False
    return character.isalnum() or unicodedata.category(character).startswith("M")
