"""The columns of a pool's table: how a value is written into a cell, and read from one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grants.programmes.models import Term
from portal.core.denial import Denied
from reviews.pool.models import Discipline
from reviews.pool.rules import check_words
from reviews.pool.words import parts_of, tidied

PANEL = "panel"
YES, NO = gettext_lazy("yes"), gettext_lazy("no")
LONGEST_EMAIL = 254
LONGEST_LINE = 150


class Vocabulary:
    """The terms of expertise by the codes that name them.

    A code that two taxonomies share is written with its taxonomy before it: ``pillar:bonds``.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = list(terms)
        codes = [term.code for term in self.terms]
        self.codes = {
            term.pk: term.code if codes.count(term.code) == 1 else f"{term.taxonomy}:{term.code}"
            for term in self.terms
        }
        self._by_name = {code.casefold(): pk for pk, code in self.codes.items()}
        self._order = {term.pk: place for place, term in enumerate(self.terms)}

    def term(self, code: str) -> int | None:
        """The id of the term with this code."""
        return self._by_name.get(code.casefold())

    def described(self) -> list[tuple[str, Term]]:
        """Each code with its term, for whoever fills in a table."""
        return [(self.codes[term.pk], term) for term in self.terms]

    def in_order(self, terms: Iterable[int]) -> tuple[int, ...]:
        """Ids of terms in the order of their lists, each once."""
        return tuple(sorted(set(terms) & self._order.keys(), key=self._order.__getitem__))


@dataclass(frozen=True)
class Column:
    """One column: ``key`` for machines, ``label`` as heading, and the two ways of a value.

    ``read`` takes a cell that is not empty and raises ``Denied`` with what is wrong with it.
    """

    key: str
    label: Any
    meaning: Any
    read: Callable[[str, Vocabulary], Any]
    write: Callable[[Any, Vocabulary], str]


def _read_email(cell: str, _vocabulary: Vocabulary) -> str:
    try:
        validate_email(cell)
    except ValidationError as error:
        raise Denied(_("“%(cell)s” is not an e-mail address.") % {"cell": _short(cell)}) from error
    if len(cell) > LONGEST_EMAIL:
        raise Denied(_("An e-mail address has at most 254 characters."))
    return cell


def _read_line(cell: str, _vocabulary: Vocabulary) -> str:
    line = " ".join(cell.split())
    if len(line) > LONGEST_LINE:
        raise Denied(_("Use at most %(most)d characters.") % {"most": LONGEST_LINE})
    return line


def _chosen(cell: str, choices: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of ``choices`` (name to code) that the cell lists, in their own order."""
    order = list(dict.fromkeys(choices.values()))
    found = set()
    for part in parts_of(cell):
        code = choices.get(part.casefold())
        if code is None:
            told = _("“%(part)s” is none of: %(choices)s.")
            raise Denied(told % {"part": _short(part), "choices": ", ".join(order)})
        found.add(code)
    return tuple(code for code in order if code in found)


def _named_in_each_language(codes: Mapping[str, Any]) -> dict[str, str]:
    names = {code.casefold(): code for code in codes}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {str(label).casefold(): code for code, label in codes.items()}
    return names


ROLES = {
    **{one.value: one.label for one in Discipline},
    PANEL: gettext_lazy("Panel member"),
}


def _read_role(cell: str, _vocabulary: Vocabulary) -> tuple[str, ...]:
    chosen = _chosen(cell, _named_in_each_language(ROLES))
    if PANEL in chosen and len(chosen) > 1:
        raise Denied(_("A panel member is not an assessor at once."))
    return chosen


def _read_languages(cell: str, _vocabulary: Vocabulary) -> tuple[str, ...]:
    return _chosen(cell, _named_in_each_language(dict(settings.LANGUAGES)))


def _read_expertise(cell: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    found = []
    for part in parts_of(cell):
        term = vocabulary.term(part)
        if term is None:
            told = _("“%(part)s” is no code of a pillar, technology area or use case.")
            raise Denied(told % {"part": _short(part)})
        found.append(term)
    return vocabulary.in_order(found)


def _read_words(cell: str, _vocabulary: Vocabulary) -> tuple[str, ...]:
    words = tidied([cell])
    check_words(words)
    return tuple(words)


def _read_number(cell: str, _vocabulary: Vocabulary) -> int:
    if not re.fullmatch(r"\d{1,3}", cell, re.ASCII):
        told = _("“%(cell)s” is not a whole number from 0 to 999.")
        raise Denied(told % {"cell": _short(cell)})
    return int(cell)


def _read_available(cell: str, _vocabulary: Vocabulary) -> bool:
    return _chosen(cell, _named_in_each_language({"yes": YES, "no": NO})) == ("yes",)


def _listed(value: Iterable[str], _vocabulary: Vocabulary) -> str:
    return "; ".join(value)


def _written(value: Any, _vocabulary: Vocabulary) -> str:
    return "" if value is None else str(value)


EMAIL = Column(
    "email",
    gettext_lazy("E-mail address"),
    gettext_lazy("Who it is. The only column that must be there."),
    _read_email,
    _written,
)
NAME = Column(
    "name",
    pgettext_lazy("of a person", "Name"),
    gettext_lazy(
        "For reading, and a check: a row whose address belongs to somebody of another name is"
        " refused."
    ),
    _read_line,
    _written,
)
ROLE = Column(
    "role",
    gettext_lazy("Role"),
    gettext_lazy("technical, finance, regulatory, or several of them; or panel."),
    _read_role,
    _listed,
)
EMPLOYER = Column(
    "employer",
    gettext_lazy("Bureau or employer"),
    gettext_lazy("Compared with applicants and sponsors to find conflicts of interest."),
    _read_line,
    _written,
)
LANGUAGES = Column(
    "languages",
    gettext_lazy("Languages"),
    gettext_lazy("en, zh-hant, zh-hans, or several of them."),
    _read_languages,
    _listed,
)
EXPERTISE = Column(
    "expertise",
    gettext_lazy("Expertise"),
    gettext_lazy("Codes of pillars, technology areas and use cases."),
    _read_expertise,
    lambda value, vocabulary: "; ".join(vocabulary.codes[pk] for pk in value),
)
WORDS = Column(
    "words",
    gettext_lazy("Words of expertise"),
    gettext_lazy("Words and short phrases of their own, at most 20."),
    _read_words,
    _listed,
)
LEAST = Column(
    "least_load",
    gettext_lazy("Least applications"),
    gettext_lazy("How many applications of this call they want at least."),
    _read_number,
    _written,
)
MOST = Column(
    "most_load",
    gettext_lazy("Most applications"),
    gettext_lazy("How many applications of this call they take at most."),
    _read_number,
    _written,
)
AVAILABLE = Column(
    "available",
    gettext_lazy("Available"),
    gettext_lazy("yes or no."),
    _read_available,
    lambda value, _vocabulary: {True: "yes", False: "no"}.get(value, ""),
)

COLUMNS = (EMAIL, NAME, ROLE, EMPLOYER, LANGUAGES, EXPERTISE, WORDS, LEAST, MOST, AVAILABLE)
"""In the order of the file."""

LABELS = {column.key: column.label for column in COLUMNS}


def column_named(heading: str) -> Column | None:
    """The column with this heading: its key, or its label in any of the languages."""
    wanted = " ".join(heading.split()).casefold()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in COLUMNS:
                if wanted in (column.key, str(column.label).casefold()):
                    return column
    return None


def in_column(key: str, sentence: str) -> str:
    """The sentence with the heading of the column that it is about."""
    told = _("Column “%(heading)s”: %(sentence)s")
    return told % {"heading": LABELS[key], "sentence": sentence}


def _short(cell: str) -> str:
    return cell if len(cell) <= 60 else cell[:60] + "…"
