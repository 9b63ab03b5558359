"""How two submitted versions differ: field by field, and word by word inside long texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from grants.applications import sections
from grants.applications.speech import in_words
from portal.i18n.texts import Text

Content = Mapping[str, Any]

PARTS = {
    "organisation": sections.ORGANISATION,
    "project": sections.PROJECT,
    "classification": sections.CLASSIFICATION,
    "sponsor": sections.SPONSOR,
    "team": sections.TEAM,
    "budget": sections.BUDGET,
    "answers": sections.ANSWERS,
    "attachments": sections.ATTACHMENTS,
    "declaration": sections.DECLARATION,
}
"""Parts of the content and the sections in which they are written."""

LABELS: Mapping[str, Any] = {
    "registration_number": _("Business registration number"),
    "name": _("Name"),
    "name_zh": _("Name in Chinese"),
    "type": _("Kind of organisation"),
    "incorporated_on": _("Date of incorporation"),
    "phone": _("Telephone"),
    "website": _("Website"),
    "employees": _("Number of employees in Hong Kong"),
    "title": _("Title of the project"),
    "title_zh": _("Title in Chinese"),
    "summary": _("Summary for the public"),
    "starts_on": _("Project starts on"),
    "completes_on": _("Project completes on"),
    "pillar": _("LEAP pillar"),
    "technology": _("Technology area"),
    "use_cases": _("Use cases"),
    "regulatory_statuses": _("Regulatory status of the organisation"),
    "regulatory_details": _("Regulator, licence number and date"),
    "sandboxes": _("Sandboxes"),
    "value_involved": _("Value of the assets involved (HKD)"),
    "kind": _("Kind"),
    "contact_name": _("Contact person"),
    "contact_email": _("Contact's e-mail address"),
    "contribution": _("What the sponsor contributes"),
    "agreed_on": _("Agreement signed on"),
    "position": _("Position"),
    "experience": _("Relevant experience"),
    "is_lead": _("Leads the project"),
    "description": _("What it pays for"),
    "amount": _("Cost (HKD)"),
    "project_cost": _("Cost of the whole project"),
    "eligible_total": _("Eligible cost"),
    "requested": _("Grant asked for"),
    "own_share": _("Own share"),
    "declared_at": _("Declared at"),
    "declared_by": _("Declared by"),
    "sha256": _("Checksum (SHA-256)"),
    "size": _("Size in bytes"),
}
"""Names of the fields; the lines of an address share one."""

ADDRESS = _("Address")
ROWS = {
    "team": _("Member {number}"),
    "lines": _("Budget line {number}"),
    "attachments": _("File {number}"),
    "instalments": _("Instalment {number}"),
}
LEFT_OUT = frozenset(
    {"id", "is_eligible", "code", "is_required", "most_characters", "share", "question"}
)
"""What follows from something else that is shown."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both versions hold, or one of them."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class Change:
    """One field that differs."""

    section: str
    label: Any
    pieces: list[Piece]

    @property
    def title(self) -> Any:
        """The name of the section."""
        return sections.NAMES[self.section]


def changes(before: Content, after: Content) -> list[Change]:
    """Every field that ``after`` says otherwise than ``before``, in the order of the form."""
    old, new = dict(_fields(before)), dict(_fields(after))
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        label, said = new.get(key, old.get(key, ("", "")))
        earlier = old[key][1] if key in old else ""
        said = said if key in new else ""
        if earlier != said:
            found.append(Change(PARTS[key[0]], label, _pieces(earlier, said)))
    order = list(sections.ORDER)
    return sorted(found, key=lambda change: order.index(change.section))


def lines_of(content: Content) -> Iterator[tuple[Any, list[tuple[Any, str]]]]:
    """A whole content to read: the title of each section with its fields, label and words."""
    for part, section in PARTS.items():
        yield sections.NAMES[section], [said for _key, said in _walk(content[part], (part,), "")]


Key = tuple[str, ...]


def _fields(content: Content) -> Iterator[tuple[Key, tuple[Any, str]]]:
    for part in PARTS:
        yield from _walk(content.get(part), (part,), "")


def _walk(value: Any, key: Key, label: Any) -> Iterator[tuple[Key, tuple[Any, str]]]:
    if isinstance(value, Mapping) and "label" not in value:
        inside: Inside = _named(value, label)
    elif key == ("answers",):
        inside = ((one["code"], in_words(one), Text(one["label"])) for one in value)
    elif isinstance(value, list) and key[-1] in ROWS:
        inside = _numbered(value, ROWS[key[-1]])
    else:
        yield key, (label, _plain(value))
        return
    for name, inner, heading in inside:
        yield from _walk(inner, (*key, name), heading)


Inside = Iterator[tuple[str, Any, Any]]


def _named(part: Content, label: Any) -> Inside:
    for name, inner in part.items():
        if name not in LEFT_OUT:
            yield name, inner, _joined(label, _label(name))


def _numbered(rows: list[Any], heading: Any) -> Inside:
    for number, row in enumerate(rows, start=1):
        yield str(number), row, format_lazy(heading, number=number)


def _label(name: str) -> Any:
    return ADDRESS if name.startswith("address_") else LABELS.get(name, name.replace("_", " "))


def _joined(heading: Any, label: Any) -> Any:
    return format_lazy("{heading}: {label}", heading=heading, label=label) if heading else label


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(Text(value["label"])) if "label" in value else str(dict(value))
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return "" if value is None else str(value)


WORDS = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]|\s+|[^\s㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
"""Words of Latin text with the spaces between them, and single Chinese characters."""

MOST_WORDS = 6_000
"""Longer texts are shown whole, before and after: comparing them would take too long."""


def _pieces(before: str, after: str) -> list[Piece]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Piece("gone", before), Piece("new", after)]
    found: list[Piece] = []
    for tag, start, end, onset, stop in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[start:end])))
            continue
        found += [Piece("gone", "".join(old[start:end])), Piece("new", "".join(new[onset:stop]))]
    return [piece for piece in found if piece.text]
