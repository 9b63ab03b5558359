"""The sections of the form: their codes, names and order. They may be filled in any order.

The core is code. Between the budget and the attachments stand the sections of the call's own form;
the code of such a section is ``form-`` and the code that its officers gave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.i18n.texts import Text

ORGANISATION = "organisation"
PROJECT = "project"
CLASSIFICATION = "classification"
SPONSOR = "sponsor"
TEAM = "team"
BUDGET = "budget"
ATTACHMENTS = "attachments"
DECLARATION = "declaration"

TITLES = {
    ORGANISATION: _("Organisation"),
    PROJECT: _("Project"),
    CLASSIFICATION: _("Classification and regulation"),
    SPONSOR: _("Sponsor"),
    TEAM: _("Team"),
    BUDGET: _("Budget"),
    ATTACHMENTS: _("Attachments"),
    DECLARATION: _("Declaration"),
}
"""The core."""

ANSWERS = "answers"
"""Not a section: the answers to the whole form together, where they are told as one."""

NAMES = {**TITLES, ANSWERS: _("Questions about the project")}
ORDER = (
    ORGANISATION,
    PROJECT,
    CLASSIFICATION,
    SPONSOR,
    TEAM,
    BUDGET,
    ANSWERS,
    ATTACHMENTS,
    DECLARATION,
)
"""The core and the answers as one, named and in order."""

SECTIONS = tuple(TITLES)
SAVED_BY_HAND = (ATTACHMENTS, DECLARATION)
"""Files have their own way in, and nobody declares anything by pausing."""
BEFORE_THE_FORM = SECTIONS[: SECTIONS.index(ATTACHMENTS)]

FORM = "form-"
FORM_PATTERN = "form-[a-z0-9]+(?:-[a-z0-9]+)*"


def of_form(code: str) -> str:
    """The section of the application for the section ``code`` of the call's form."""
    return f"{FORM}{code}"


def is_of_form(section: str) -> bool:
    """Whether ``section`` belongs to the call's form."""
    return section.startswith(FORM)


def code_in_form(section: str) -> str:
    """The code that officers gave it."""
    return section.removeprefix(FORM)


def titles(form_sections: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Every section of an application in order with its title.

    ``form_sections`` are those of ``snapshots.content(…)["form"]``.
    """
    own = {of_form(one["code"]): Text(one["title"]) for one in form_sections}
    before = {section: TITLES[section] for section in BEFORE_THE_FORM}
    return {**before, **own, **TITLES}


def after(section: str, order: Iterable[str]) -> str:
    """The section that follows ``section`` in ``order``; empty after the last one."""
    every = list(order)
    following = every[every.index(section) + 1 :]
    return following[0] if following else ""
