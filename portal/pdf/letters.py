"""Templates to PDF: the only module of this area that needs Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from portal.pdf.render import Attachment, Limits, render_pdf

# Hong Kong's tags, not bare "zh-hant": those bare would ask the font for Taiwan's shapes.
TAGS = {"en": "en-HK", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans"}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One language of a letter: Django's code for it and the tag the PDF carries."""

    code: str
    lang: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What the frame of ``letters/layouts/letter.html`` shows, as the variable ``letter``.

    ``addressee`` is one line for each line of the address. A lazy translation is written in the
    language of each part.
    """

    number: str | Promise
    application: str
    dated_on: date
    addressee: tuple[str, ...]
    signatory_name: str
    signatory_title: str | Promise


@dataclass(frozen=True, kw_only=True)
class Document:
    """A template's words, ready to be printed; ``language`` is the tag the PDF carries."""

    html: str
    title: str
    language: str

    def pdf(
        self,
        *,
        made_at: datetime,
        attachments: Sequence[Attachment] = (),
        limits: Limits = Limits(),  # noqa: B008 # frozen
    ) -> bytes:
        """Print it; raises ``RenderFailed``."""
        return render_pdf(
            self.html,
            title=self.title,
            language=self.language,
            made_at=made_at,
            attachments=attachments,
            limits=limits,
        )


BILINGUAL = (Part(code="en", lang=TAGS["en"]), Part(code="zh-hant", lang=TAGS["zh-hant"]))


def render_template_pdf(
    template_name: str,
    context: Mapping[str, Any],
    *,
    language: str,
    made_at: datetime,
    attachments: Sequence[Attachment] = (),
    limits: Limits = Limits(),  # noqa: B008 # frozen
) -> bytes:
    """Render a template that extends a layout of ``letters/layouts``; raise ``RenderFailed``.

    ``language`` is Django's code of the document's first language. The PDF is titled by the
    template's ``<title>``. A letter is rendered once for each of ``parts`` in ``context``,
    English and Traditional Chinese unless told otherwise.
    """
    document = compose(template_name, context, language=language)
    return document.pdf(made_at=made_at, attachments=attachments, limits=limits)


def compose(template_name: str, context: Mapping[str, Any], *, language: str) -> Document:
    """The words of such a template before they are a PDF, for a caller that keeps the result."""
    tag = TAGS[language]
    with translation.override(language):
        html = render_to_string(template_name, {"parts": BILINGUAL, "lang": tag, **context})
    return Document(html=html, title=_title(html), language=tag)


def _title(html: str) -> str:
    found = TITLE.search(html)
    words = " ".join(unescape(found[1]).split()) if found else ""
    if not words:
        raise ValueError("a document for people needs a title")
    return words
