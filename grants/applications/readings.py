"""What of a snapshot a reader may know. Pure: snapshots are plain JSON.

In a **blind** call assessors do not see who applies. Of the fixed parts, organisation, sponsor's
name and contact, people's names and the declaration are left out; of the form, the answers to
questions that identify the applicant or ask for personal data; of the files, all but answers to
the other questions, under names that say nothing. Where one of the names stands in a text all the
same it is replaced by :data:`LEFT_OUT`. What people circumscribe no program finds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

Content = Mapping[str, Any]

LEFT_OUT = "[…]"
"""Stands for a name that was left out of a text."""

SHORTEST_NAME = 4
"""Latin letters of the shortest name that is looked for in texts; of Chinese ones two suffice."""

LEGAL_FORM = re.compile(
    r"[\s,]+(?:company\s+|co\.?,?\s+)?(?:limited|ltd\.?)$|有限公司$", re.IGNORECASE
)


def for_assessors(content: Content, *, is_blind: bool = False) -> dict[str, Any]:
    """``content`` without the answers, and their files, that are hidden from assessors."""
    hidden = {one["code"] for one in content["answers"] if _is_hidden(one, is_blind=is_blind)}
    read = {
        **content,
        "answers": [one for one in content["answers"] if one["code"] not in hidden],
        "attachments": [one for one in content["attachments"] if one.get("question") not in hidden],
    }
    return _blind(read) if is_blind else read


def files_for_assessors(content: Content, *, is_blind: bool = False) -> dict[str, str]:
    """Identifiers of the files that assessors may open, with the names they open them under."""
    read = for_assessors(content, is_blind=is_blind)
    return {one["id"]: one["name"] for one in read["attachments"]}


def names_in(content: Content) -> set[str]:
    """The names, numbers and addresses that tell who applies, and who sponsors."""
    organisation, sponsor = content["organisation"], content["sponsor"]
    fields = ("name", "name_zh", "registration_number", "website", "phone")
    found = [organisation.get(name) for name in fields]
    found += [sponsor.get(name) for name in ("name", "contact_name", "contact_email")]
    found += [member.get(name) for member in content["team"] for name in ("name", "name_zh")]
    found += [content["declaration"].get("declared_by")]
    names = {str(one).strip() for one in found if one}
    return {one for one in names | {LEGAL_FORM.sub("", one) for one in names} if _is_telling(one)}


def without_names(value: Any, names: Collection[str]) -> Any:
    """``value``, a text or lists and mappings of them, with each of the names left out."""
    if not names:
        return value
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(one) for one in longest_first), re.IGNORECASE)
    return _left_out(value, pattern)


def is_read_blind(part: str, content: Content) -> bool:
    """Whether a clarified part (``section.field``) is one that assessors of a blind call read."""
    section, _, code = part.partition(".")
    shown = {one["code"] for one in for_assessors(content, is_blind=True)["answers"]}
    return section in ("project", "budget") or (section == "answers" and code in shown)


def _is_hidden(answer: Content, *, is_blind: bool) -> bool:
    tells = answer.get("identifies_applicant") or answer.get("is_personal")
    return bool(answer.get("is_hidden_from_assessors") or (is_blind and tells))


def _blind(read: dict[str, Any]) -> dict[str, Any]:
    """The content without who applies."""
    names = names_in(read)
    sponsor, team = read["sponsor"], read["team"]
    files = [one for one in read["attachments"] if one.get("question")]
    neutral = {one["id"]: f"{number}.pdf" for number, one in enumerate(files, start=1)}
    kept = ("position", "experience", "is_lead")
    return {
        **read,
        "is_blind": True,
        "organisation": {},
        "declaration": {},
        "project": without_names(read["project"], names),
        "classification": {**read["classification"], "regulatory_details": ""},
        "sponsor": {
            "kind": sponsor.get("kind"),
            "contribution": without_names(sponsor.get("contribution"), names),
        },
        "team": [without_names({name: one.get(name) for name in kept}, names) for one in team],
        "budget": without_names(read["budget"], names),
        "answers": [
            {**one, "value": _named(without_names(one["value"], names), neutral)}
            for one in read["answers"]
        ],
        "attachments": [{**one, "name": neutral[one["id"]]} for one in files],
    }


def _named(value: Any, neutral: Mapping[str, str]) -> Any:
    """The value of an answer; of a file, with its neutral name."""
    if isinstance(value, Mapping) and value.get("id") in neutral:
        return {**value, "name": neutral[value["id"]]}
    return value


def _is_telling(name: str) -> bool:
    return len(name) >= SHORTEST_NAME or (len(name) > 1 and not name.isascii())


def _left_out(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(LEFT_OUT, value)
    if isinstance(value, Mapping):
        return {name: _left_out(one, pattern) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_left_out(one, pattern) for one in value]
    return value
