"""Reads finished PDFs back: their words, fonts and files."""

import io

from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
    """Return the words of every page in reading order, with every run of blanks as one space."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).split())


def unspaced_text_of(pdf: bytes) -> str:
    """Return the words without any blank: Chinese wraps anywhere, which reads as a blank."""
    return "".join(text_of(pdf).split())


def pages_of(pdf: bytes) -> int:
    """Return how many pages there are."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def attachments_of(pdf: bytes) -> dict[str, bytes]:
    """Return the files the PDF carries, by name."""
    files = PdfReader(io.BytesIO(pdf)).attachments
    return {name: contents[0] for name, contents in files.items()}
