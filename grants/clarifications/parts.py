"""The parts of a snapshot an officer can ask about: each question, field or section by a code.

A code is ``section.field``, ``answers.<question>`` or a whole section (``team``). What stands in a
part is given in words, whatever its type, so that an answer in words can stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants.applications import sections
from grants.applications.speech import in_words
from portal.i18n.texts import Text
from portal.ui.formats import hkd, hkdate

Content = Mapping[str, Any]
LONGEST = 3000
"""Characters of an answer to a part that has no limit of its own."""


@dataclass(frozen=True)
class Part:
    """One part: what it is called and what was submitted there."""

    code: str
    section: str
    label: Any
    words: str
    most_characters: int = LONGEST
    is_hidden_from_assessors: bool = False


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: str | None) -> str:
    return hkdate(date.fromisoformat(value)) if value else ""


def _money(value: str | None) -> str:
    return hkd(Decimal(value)) if value else ""


def _term(value: Content | None) -> str:
    return str(Text(value["label"])) if value else ""


def _terms(value: list[Content]) -> str:
    return "\n".join(_term(one) for one in value)


Words = Callable[[Any], str]
FIELDS: tuple[tuple[str, str, Any, Words], ...] = (
    (sections.PROJECT, "title", _("Title of the project"), _plain),
    (sections.PROJECT, "title_zh", _("Title in Chinese"), _plain),
    (sections.PROJECT, "summary", _("Summary for the public"), _plain),
    (sections.PROJECT, "starts_on", _("Project starts on"), _day),
    (sections.PROJECT, "completes_on", _("Project completes on"), _day),
    (sections.CLASSIFICATION, "pillar", _("LEAP pillar"), _term),
    (sections.CLASSIFICATION, "technology", _("Technology area"), _term),
    (sections.CLASSIFICATION, "use_cases", _("Use cases"), _terms),
    (
        sections.CLASSIFICATION,
        "regulatory_statuses",
        _("Regulatory status of the organisation"),
        _terms,
    ),
    (
        sections.CLASSIFICATION,
        "regulatory_details",
        _("Regulator, licence number and date"),
        _plain,
    ),
    (sections.CLASSIFICATION, "sandboxes", _("Sandboxes"), _terms),
    (
        sections.CLASSIFICATION,
        "value_involved",
        _("Value of the assets involved (HKD)"),
        _money,
    ),
    (sections.SPONSOR, "name", _("Name of the sponsor"), _plain),
    (sections.SPONSOR, "kind", _("Kind of sponsor"), _term),
    (sections.SPONSOR, "contact_name", _("Contact person"), _plain),
    (sections.SPONSOR, "contact_email", _("Contact's e-mail address"), _plain),
    (sections.SPONSOR, "contribution", _("What the sponsor contributes"), _plain),
    (sections.SPONSOR, "agreed_on", _("Agreement signed on"), _day),
    (sections.ORGANISATION, "name", _("Name in English"), _plain),
    (sections.ORGANISATION, "name_zh", _("Name in Chinese"), _plain),
    (
        sections.ORGANISATION,
        "registration_number",
        _("Business registration number"),
        _plain,
    ),
    (sections.ORGANISATION, "incorporated_on", _("Date of incorporation"), _day),
    (
        sections.ORGANISATION,
        "employees",
        _("Number of employees in Hong Kong"),
        _plain,
    ),
)


def _team(content: Content) -> str:
    return "\n".join(f"{one['name']}, {one['position']}" for one in content["team"])


def _budget(content: Content) -> str:
    return "\n".join(
        f"{one['description']}: {_money(one['amount'])}" for one in content["budget"]["lines"]
    )


def _attachments(content: Content) -> str:
    return "\n".join(one["name"] for one in content["attachments"])


WHOLE: tuple[tuple[str, Any, Callable[[Content], str]], ...] = (
    (sections.TEAM, _("The team"), _team),
    (sections.BUDGET, _("The budget"), _budget),
    (sections.ATTACHMENTS, _("The attached files"), _attachments),
)


def parts_of(content: Content) -> list[Part]:
    """Every part of a snapshot's ``content`` that can be asked about, section by section."""
    found = [*_fields(content), *_answers(content), *_whole(content)]
    order = {section: number for number, section in enumerate(sections.ORDER)}
    return sorted(found, key=lambda part: order.get(part.section, len(order)))


def _fields(content: Content) -> Iterator[Part]:
    for section, name, label, words in FIELDS:
        yield Part(f"{section}.{name}", section, label, words(content[section].get(name)))


def _answers(content: Content) -> Iterator[Part]:
    for answer in content["answers"]:
        yield Part(
            code=f"{sections.ANSWERS}.{answer['code']}",
            section=sections.ANSWERS,
            label=Text(answer["label"]),
            words=in_words(answer),
            most_characters=max(_limit(answer) or 0, LONGEST),
            is_hidden_from_assessors=bool(answer.get("is_hidden_from_assessors")),
        )


def _limit(answer: Content) -> int | None:
    """The limit in characters; of the first snapshots it stands beside the answer."""
    limit: int | None = answer.get("limits", answer).get("most_characters")
    return limit


def _whole(content: Content) -> Iterator[Part]:
    for section, label, words in WHOLE:
        yield Part(section, section, label, words(content))


def grouped(parts: list[Part]) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The parts as choices under the titles of their sections."""
    groups: dict[str, list[tuple[str, Any]]] = {}
    for part in parts:
        groups.setdefault(part.section, []).append((part.code, part.label))
    return [(sections.NAMES[section], choices) for section, choices in groups.items()]
