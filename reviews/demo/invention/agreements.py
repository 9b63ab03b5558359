"""Small real PDFs of sponsorship agreements: one page of text, quick to make and never the same."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping

import pikepdf

from reviews.demo.invention.words import words

WIDTH = 82
LEADING = 15
TOP = 780


def invent_agreement(slots: Mapping[str, str], *, fault: str = "") -> bytes:
    """The agreement as the sponsor signed it.

    With the fault ``sponsor`` it is a letter that promises nothing, with ``complete`` an empty
    page. The standard font has no Chinese: the parties sign their English text.
    """
    kind = "support" if fault == "sponsor" else "signed"
    clauses = [clause.format(**slots) for clause in words("particulars")["agreement"][kind]]
    lines = [line for clause in clauses for line in [*textwrap.wrap(clause, WIDTH), ""]]
    return _page([] if fault == "complete" else lines)


def _page(lines: list[str]) -> bytes:
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    shown = "".join(f"({_escaped(line)}) '\n" for line in lines)
    text = f"BT /F1 11 Tf {LEADING} TL 56 {TOP} Td\n{shown}ET"
    page.Contents = pdf.make_stream(text.encode("cp1252", "replace"))
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
