"""PDF files for the tests: plain ones, and each kind that must be refused."""

from __future__ import annotations

import io
import zipfile
import zlib
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


def page_behind() -> bytes:
    """A PDF with HTML after its end."""
    return plain() + b"<html><script>alert(1)</script></html>"


def picture_behind() -> bytes:
    """A PDF with a JPEG after its end."""
    return plain() + b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 64 + b"\xff\xd9"


def page_in_a_comment() -> bytes:
    """A PDF whose first comment is HTML."""
    first, _end, rest = plain().partition(b"\n")
    return first + b"\n%<html><script>alert(1)</script></html>\n" + rest


def with_link(place: str) -> bytes:
    """A PDF with a link that leads to ``place``."""
    pdf = _blank()
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(place))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
    )
    pdf.pages[0].Annots = pikepdf.Array([link])
    return _saved(pdf)


def with_huge_page() -> bytes:
    """A PDF with a page of 20,000 points."""
    pdf = _blank()
    pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 20_000, 100])
    return _saved(pdf)


def with_huge_picture() -> bytes:
    """A PDF with a picture that says it has ten thousand million pixels."""
    pdf = _blank()
    picture = pikepdf.Stream(pdf, b"x")
    picture.update({"/Subtype": pikepdf.Name.Image, "/Width": 100_000, "/Height": 100_000})
    pdf.Root.X = pdf.make_indirect(picture)
    return _saved(pdf)


def with_packed_pages(mebibytes: int = 80) -> bytes:
    """A small PDF whose page unpacks to ``mebibytes``."""
    pdf = _blank()
    pdf.pages[0].Contents = pdf.make_stream(b" " * mebibytes * 2**20)
    return _saved(pdf, compress_streams=True)


def with_virus() -> bytes:
    """A PDF that holds the test virus of every scanner."""
    from tests.clamd import EICAR

    pdf = _blank()
    pdf.pages[0].Contents = pdf.make_stream(EICAR.encode())
    return _saved(pdf, compress_streams=False)


def broken() -> bytes:
    """A file that begins like a PDF and is none."""
    return b"%PDF-1.7\n" + b"nonsense" * 40


def upload(content: bytes | None = None, name: str = "agreement.pdf") -> SimpleUploadedFile:
    """``content``, or a plain PDF, as a browser sends it."""
    return SimpleUploadedFile(name, content or plain(), content_type="application/pdf")


def bomb(mebibytes: int = 80) -> bytes:
    """A small PDF whose object stream unpacks to ``mebibytes``."""
    packer = zlib.compressobj(9)
    blanks = [b" " * 2**20] * mebibytes
    pieces = [packer.compress(piece) for piece in (b"5 0 ", *blanks, b"<< /A 1 >>")]
    packed = b"".join(pieces) + packer.flush()
    length = b"/Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    parts = {
        1: b"<< /Type /Catalog /Pages 2 0 R /X 5 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>",
        4: b"<< /Type /ObjStm /N 1 /First 4 " + length + packed + b"\nendstream",
    }
    file, places = bytearray(b"%PDF-1.7\n"), {}
    for number, part in parts.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    start = len(file)
    rows = [(0, 0, 65535), *((1, places[number], 0) for number in parts), (2, 4, 0), (1, start, 0)]
    table = b"".join(bytes([kind]) + a.to_bytes(4) + b.to_bytes(2) for kind, a, b in rows)
    file += b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>\n" % len(table)
    file += b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, start)
    return bytes(file)
