"""What was sent, put together with what is saved: field by field, never the last one wins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from grants.applications import rules
from grants.applications.autosave import texts
from grants.applications.autosave.differences import Piece, marked
from grants.applications.forms import form_for
from grants.applications.models import Application


@dataclass(frozen=True)
class Sent:
    """What a page sent of one section.

    ``fields`` are those it wants saved, None for all. ``tokens`` are those of the saved texts that
    the page knew; a page without them is judged by the ``version`` it was loaded with. For the
    fields named in ``theirs`` the person chose what is saved.
    """

    posted: Any
    version: int = 0
    tokens: Mapping[str, str] | None = None
    fields: Collection[str] | None = None
    theirs: Collection[str] = ()
    files: Any = None


@dataclass(frozen=True)
class Conflict:
    """One field of which two versions were written; each with its differences marked."""

    field: str
    label: str
    mine: list[Piece]
    theirs: list[Piece]


@dataclass
class Merged:
    """``form`` holds the saved texts with the ``chosen`` fields as sent; it is valid or unsaved.

    ``typed`` is the form to show again: with the fields in conflict, and the wrong ones, as sent.
    ``problems`` are sentences by field and input name.
    """

    saved: Any
    form: Any
    typed: Any
    chosen: set[str]
    conflicts: list[Conflict] = field(default_factory=list)
    problems: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """What is to be written: of single fields those that were chosen, and all else."""
        left = set(texts.texts_of(self.saved)) - self.chosen
        values: dict[str, Any] = self.form.values()
        return {name: one for name, one in values.items() if name not in left}


Bind = Callable[..., Any]
"""Makes a form: of what is saved without an argument, of a posting and its files with them."""


def merge(section: str, application: Application, sent: Sent) -> Merged:
    """Compare each field of a section that was sent with what is saved at this moment."""
    return compare(
        partial(form_for, section, application),
        sent,
        known=lambda saved: _known(sent, section, application, saved),
    )


def without_wrong_ones(section: str, application: Application, sent: Sent) -> Merged:
    """The same, and fields that are wrong are left as they are saved, each with its sentence."""
    merged = merge(section, application, sent)
    return leave_wrong_ones_out(partial(form_for, section, application), sent, merged)


def compare(bind: Bind, sent: Sent, *, known: Callable[[Any], Mapping[str, str]]) -> Merged:
    """Compare each field that was sent with what is saved; ``known`` are the tokens of the page.

    A field that only the sender changed is chosen; one that only others changed stays as they
    left it; one that both changed is a conflict, unless both wrote the same.
    """
    saved = bind()
    before = texts.texts_of(saved)
    asked = {
        name
        for name in before
        if (sent.fields is None or name in sent.fields) and name not in sent.theirs
    }
    typed = _bound(bind, saved, sent, asked)
    after, seen = texts.texts_of(typed), known(saved)
    changed = {name for name in asked if after[name] != before[name]}
    elsewhere = {name for name in changed if seen.get(name) != texts.token(before[name])}
    untouched = {name for name in elsewhere if seen.get(name) == texts.token(after[name])}
    chosen = changed - elsewhere
    if untouched:
        typed = _bound(bind, saved, sent, asked - untouched)
    form = _bound(bind, saved, sent, chosen) if elsewhere else typed
    conflicts = [
        _conflict(name, saved, typed)
        for name in before
        if name in elsewhere and name not in untouched
    ]
    return Merged(saved, form, typed, chosen, conflicts)


def leave_wrong_ones_out(bind: Bind, sent: Sent, merged: Merged) -> Merged:
    """Of what was chosen only what is right; the rest stays as it is saved, with its sentences.

    Where only fields that were not sent are found wrong, nothing is chosen: which of the sent
    ones brought it about cannot be told.
    """
    while merged.chosen and not merged.form.is_valid():
        found = texts.problems_of(merged.form)
        merged.problems |= found
        merged.chosen = merged.chosen - set(found) if merged.chosen & set(found) else set()
        merged.form = _bound(bind, merged.saved, sent, merged.chosen)
    return merged


def _known(sent: Sent, section: str, application: Application, saved: Any) -> Mapping[str, str]:
    if sent.tokens is not None:
        return sent.tokens
    try:
        rules.check_version(application, section=section, version=sent.version)
    except rules.Stale:
        return {}
    return texts.tokens_of(saved)


def _bound(bind: Bind, saved: Any, sent: Sent, chosen: Collection[str]) -> Any:
    posted = texts.overlaid(saved, sent.posted, chosen, is_whole=sent.fields is None)
    return bind(posted, sent.files)


def _conflict(name: str, saved: Any, typed: Any) -> Conflict:
    mine, theirs = texts.shown_text(typed, name), texts.shown_text(saved, name)
    return Conflict(name, texts.label_of(saved, name), *marked(mine, theirs))
