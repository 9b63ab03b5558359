"""A document in the renderer's own process: what it costs, and what a bomb does to the next one."""

import time
from datetime import datetime
from typing import NoReturn

import pytest

from portal.pdf import render
from portal.pdf.render import Limits, MissingGlyph, Reason, RenderFailed, render_pdf
from portal.pdf.wire import Order, Silence
from tests.integration.portal.pdf.conftest import MADE_AT
from tests.reading import text_of


def pdf_of(html: str, limits: Limits | None = None) -> bytes:
    return render_pdf(
        html, title="Letter", language="en-HK", made_at=MADE_AT, limits=limits or Limits()
    )


BOMBS = {
    "colspan": ("<table><tr><td colspan=1000000>x</table>", {Reason.TOO_SLOW, Reason.TOO_BIG}),
    "nesting": ("<table><tr><td>" * 60, {Reason.TOO_BIG, Reason.TOO_SLOW}),
    "length": ("<p>" + "word " * 200_000, {Reason.TOO_SLOW, Reason.TOO_LONG, Reason.TOO_BIG}),
}


@pytest.mark.parametrize(("html", "reasons"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_fails_alone_and_in_time(html: str, reasons: set[Reason]) -> None:
    """LT-03: the failure is clean, the next letter comes out."""
    pdf_of("<p>warm")
    started = time.monotonic()

    with pytest.raises(RenderFailed) as failure:
        pdf_of(html, Limits(seconds=2))

    assert failure.value.reason in reasons
    assert time.monotonic() - started < 6
    assert text_of(pdf_of("<p>Dear Mira")) == "Dear Mira"


def test_a_document_that_eats_the_memory_fails_alone() -> None:
    """LT-03: the kernel refuses memory beyond the limit.

    A process that has none left to say so ends without a word: both are this document's alone.
    """
    with pytest.raises(RenderFailed) as failure:
        pdf_of("<p>" + "<b>x</b> " * 60_000, Limits(mebibytes=300, seconds=120))

    assert failure.value.reason in (Reason.TOO_BIG, Reason.BROKEN)
    assert text_of(pdf_of("<p>Dear Mira")) == "Dear Mira"


def test_as_many_pages_as_allowed_come_out() -> None:
    """LT-03: ten pages by default."""
    html = "<p>a</p><p style='break-before: page'>a</p>"

    pdf_of(html, Limits(pages=2))
    with pytest.raises(RenderFailed) as failure:
        pdf_of(html, Limits(pages=1))

    assert failure.value.reason == Reason.TOO_LONG


def test_the_same_document_gives_the_same_bytes() -> None:
    once = pdf_of("<h1>Award</h1><p>鰂魚涌 “Mira’s”")

    assert pdf_of("<h1>Award</h1><p>鰂魚涌 “Mira’s”") == once


def test_a_character_outside_the_font_is_named() -> None:
    with pytest.raises(MissingGlyph) as failure:
        pdf_of("<p>Dear ก &#x1F600;")

    assert failure.value.characters == ("ก", "😀")
    assert str(failure.value) == "missing glyph: U+0E01, U+1F600"


def test_a_character_that_only_the_style_adds_is_found_while_rendering() -> None:
    """No font of the system steps in for it."""
    with pytest.raises(MissingGlyph) as failure:
        pdf_of(r"<style>p::before { content: '\1F600' }</style><p>a")

    assert failure.value.characters == ()
    assert "U+1F600" in failure.value.detail


def test_a_moment_without_a_time_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_pdf("a", title="x", language="en-HK", made_at=datetime(2025, 9, 1))  # noqa: DTZ001


def test_a_renderer_that_ends_over_a_document_fails_that_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fall_silent(_order: Order) -> NoReturn:
        raise Silence

    monkeypatch.setattr(render.press, "print", fall_silent)

    with pytest.raises(RenderFailed) as failure:
        pdf_of("<p>a")

    assert failure.value.reason == Reason.BROKEN
