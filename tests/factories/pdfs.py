"""PDF files for the tests: plain ones, and each kind that must be refused."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile


def _saved(pdf: pikepdf.Pdf, **keywords: object) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, **keywords)  # type: ignore[arg-type]  # options by name
    return buffer.getvalue()


def _blank(pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page()
    return pdf


@cache
def plain(pages: int = 1) -> bytes:
    """What everybody attaches; it opens at its first page, as office programs write it."""
    pdf = _blank(pages)
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    return _saved(pdf)


def encrypted(*, password: str = "") -> bytes:
    """A PDF with an owner's password, and one to open it if given."""
    return _saved(_blank(), encryption=pikepdf.Encryption(owner="owner", user=password))


def with_script() -> bytes:
    """A PDF whose opening runs JavaScript."""
    pdf = _blank()
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('hello')")
    )
    return _saved(pdf)


def with_launch() -> bytes:
    """A PDF with a link, inside other objects, that starts a program."""
    pdf = _blank()
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
    )
    pdf.pages[0].Annots = pikepdf.Array([link])
    return _saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def with_file_inside() -> bytes:
    """A PDF with another file embedded."""
    pdf = _blank()
    pdf.attachments["inside.txt"] = b"hidden"
    return _saved(pdf)


def archive_too() -> bytes:
    """A PDF that is a ZIP archive as well."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return plain() + buffer.getvalue()


def page_too() -> bytes:
    """A PDF that a browser would take for a page, because HTML stands before it."""
    return b"<html><script>alert(1)</script></html>\n" + plain()


def broken() -> bytes:
    """A file that begins like a PDF and is none."""
    return b"%PDF-1.7\n" + b"nonsense" * 40


def upload(content: bytes | None = None, name: str = "agreement.pdf") -> SimpleUploadedFile:
    """``content``, or a plain PDF, as a browser sends it."""
    return SimpleUploadedFile(name, content or plain(), content_type="application/pdf")
