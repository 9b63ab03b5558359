"""Filters that show what a snapshot holds: amounts, days and terms are plain JSON there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django import template
from django.utils.translation import gettext

from grants.applications import sections
from grants.applications.models import Attachment, AttachmentKind, CostKind
from grants.applications.speech import in_words, value_in_words
from grants.questionnaires.conditions import is_answered
from grants.questionnaires.models import QuestionKind
from portal.documents.models import Document
from portal.i18n.texts import Text
from portal.organisations.models import OrganisationType
from portal.organisations.places import place_name
from portal.organisations.telephones import spoken
from portal.ui import formats

register = template.Library()

CHOICES = {
    "attachment": dict(AttachmentKind.choices),
    "cost": dict(CostKind.choices),
    "organisation": dict(OrganisationType.choices),
}


@register.filter
def amount(written: str | None) -> str:
    """``"300000.00"`` as HK$300,000; nothing for None."""
    return formats.hkd(Decimal(written)) if written else ""


@register.filter
def day(written: str | None) -> str:
    """``"2025-08-01"`` as people write it; nothing for None."""
    return formats.hkdate(date.fromisoformat(written)) if written else ""


@register.filter
def instant(written: str | None) -> str:
    """An instant in ISO 8601 on Hong Kong's clock; nothing for None."""
    return formats.hkt(datetime.fromisoformat(written)) if written else ""


@register.filter
def words(texts: dict[str, str] | None) -> str:
    """A text in three languages in the active one; nothing for None."""
    return str(Text(texts or {}))


@register.filter
def label(code: str, list_name: str) -> str:
    """The words for a code of one of the lists in ``CHOICES``."""
    return str(CHOICES[list_name].get(code, code))


@register.filter
def address(organisation: dict[str, Any]) -> list[str]:
    """The lines of an organisation's address, from the unit to the region, empty ones left out."""
    parts = ("address_unit", "address_building", "address_street")
    places = ("address_district", "address_region")
    lines = [organisation[part] for part in parts] + [
        place_name(organisation[part]) for part in places
    ]
    return [line for line in (*lines, organisation["address_zh"]) if line]


@register.simple_tag
def file_states(attachments: list[dict[str, Any]]) -> dict[str, Document]:
    """The stored file of each attachment of a snapshot, by the attachment's number.

    A snapshot says what was submitted; whether a file can be opened today it cannot know.
    """
    held = Attachment.every.filter(pk__in=[one["id"] for one in attachments])
    return {str(one.pk): one.document for one in held.select_related("document")}


@register.filter
def of(states: dict[str, Document], number: str) -> Document | None:
    """The file with this number; None once it is removed."""
    return states.get(number)


@register.filter
def telephone(number: str) -> str:
    """A telephone number in groups."""
    return spoken(number)


class Part(NamedTuple):
    """A section of the form with its answers, for the page."""

    section: str
    title: str
    answers: list[dict[str, Any]]


class Cell(NamedTuple):
    """A cell of a table that was filled in."""

    text: str
    is_number: bool


@register.filter
def form_parts(content: Mapping[str, Any]) -> list[Part]:
    """Every section of the form that has an answer to show; earlier snapshots have but one."""
    if "form" not in content:
        title = gettext("Questions about the project")
        return [Part("answers", title, content["answers"])]
    codes = [one["code"] for one in content["form"]["sections"]]
    parts = [form_part(content, sections.of_form(code)) for code in codes]
    return [part for part in parts if part.answers]


@register.filter
def form_part(content: Mapping[str, Any], section: str) -> Part:
    """One section of the form, by its code in the application."""
    code = sections.code_in_form(section)
    title = next(one["title"] for one in content["form"]["sections"] if one["code"] == code)
    own = [answer for answer in content["answers"] if answer["section"] == code]
    return Part(section, words(title), own)


@register.filter
def is_open(answer: Mapping[str, Any]) -> bool:
    """Whether a question was not answered; the first snapshots call the answer ``text``."""
    return not is_answered(answer.get("value", answer.get("text")))


@register.filter
def said(answer: Mapping[str, Any]) -> str:
    """The answer as people write it."""
    return in_words(answer)


@register.filter
def cells(answer: Mapping[str, Any]) -> list[list[Cell]]:
    """The rows of a table in the order of its columns."""
    return [list(_cells(row, answer["columns"])) for row in answer["value"]]


def _cells(row: Mapping[str, str], columns: list[dict[str, Any]]) -> Iterator[Cell]:
    for column in columns:
        written = row.get(column["code"], "")
        yield Cell(
            value_in_words(column["kind"], written),
            column["kind"] in (QuestionKind.MONEY, QuestionKind.NUMBER),
        )
