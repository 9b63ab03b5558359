"""Templates hold no words that cannot be translated, no script and no style of their own."""

from __future__ import annotations

import re

from django.template.base import Lexer, TokenType

from tests.architecture.sources import named, templates

OPENING = re.compile(r"^(blocktranslate|blocktrans|comment|verbatim)\b")
CLOSING = re.compile(r"^end(blocktranslate|blocktrans|comment|verbatim)\b")
CSS_CLASS = re.compile(r"^block \w*class$")
WORD = re.compile(r"[A-Za-z]{2,}")
SPOKEN_ATTRIBUTE = re.compile(
    r'\b(?:title|alt|aria-label|placeholder|content)="([^"{]*[A-Za-z]{2,}[^"{]*)"'
)
MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&\w+;")
NAMES = ("HK", "HKD", "HKT", "PDF", "CSV", "XLSX", "LEAP", "SHA", "Error", "ETag", "UTF")


def untranslatable(source: str) -> list[str]:
    """Words of a template that stand outside of every translation tag."""
    pieces: list[str] = []
    depth = 0
    last = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            depth += bool(OPENING.match(token.contents)) - bool(CLOSING.match(token.contents))
            last = token.contents
            pieces.append("\x01")
        elif token.token_type == TokenType.TEXT and depth == 0 and not CSS_CLASS.match(last):
            pieces.append(token.contents)
    whole = "".join(pieces)
    spoken = [
        text
        for text in SPOKEN_ATTRIBUTE.findall(whole)
        if "charset" not in text and "width=" not in text
    ]
    bare = ENTITY.sub(" ", MARKUP.sub(" ", whole))
    return spoken + [word for word in WORD.findall(bare) if word not in NAMES]


def test_every_word_of_a_template_can_be_translated() -> None:
    bare = {}
    for path in templates():
        if "letters" in path.parts:
            continue
        words = untranslatable(path.read_text(encoding="utf-8"))
        if words:
            bare[named(path)] = words

    assert bare == {}


def test_the_search_for_bare_words_finds_them() -> None:
    assert untranslatable("<p>Hello {% translate 'x' %} there</p>") == ["Hello", "there"]
    assert untranslatable('<img alt="A chart" src="x">') == ["A chart"]
    assert untranslatable("{% blocktranslate %}Hello{% endblocktranslate %}") == []


def test_no_template_has_inline_script_style_or_handler() -> None:
    """IN-04."""
    inline = re.compile(
        r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE
    )
    guilty = [
        named(path)
        for path in templates()
        if path.suffix == ".html"
        and "letters" not in path.parts
        and inline.search(path.read_text(encoding="utf-8"))
    ]

    assert guilty == []


def test_no_template_marks_text_as_safe() -> None:
    """IN-05."""
    guilty = [
        named(path)
        for path in templates()
        if path.suffix == ".html"
        and re.search(r"\|safe\b|autoescape off", path.read_text(encoding="utf-8"))
    ]

    assert guilty == []
