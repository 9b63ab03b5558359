"""Filters that show what a snapshot holds: amounts, days and terms are plain JSON there."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from grants.applications.models import Attachment, AttachmentKind, CostKind
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
