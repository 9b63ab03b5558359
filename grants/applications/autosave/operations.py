"""The deeds of writing together: keep single fields, save a whole page, be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from grants.applications import operations, queries, rules, sections
from grants.applications.autosave import spells, texts
from grants.applications.autosave.merging import Merged, Sent, merge, without_wrong_ones
from grants.applications.autosave.models import WritingSpell
from grants.applications.forms import form_for
from grants.applications.models import Application
from portal.accounts.actors import Actor

ANSWERED = ("answers", "attachments")
"""What the answers to a form are read from."""


@dataclass(frozen=True)
class Kept:
    """What became of what was sent; ``form`` shows the section as it is saved now."""

    application: Application
    section: str
    merged: Merged
    form: Any
    spells: list[WritingSpell]
    is_saved: bool


@transaction.atomic
def keep(*, application_id: int, section: str, sent: Sent, actor: Actor, now: datetime) -> Kept:
    """Save of the fields that were sent those that are right and that nobody else changed.

    Sent twice, the second time changes nothing. The log tells of it once in half an hour for each
    person and section; what was submitted in the end is in the snapshot, word for word.
    """
    application = queries.for_update(application_id)
    rules.check_edit(actor, application, now=now)
    found = spells.in_section(application, section)
    merged = _merged_at_once(section, application, sent)
    _check_still_asked(section, sent, merged)
    chosen = merged.chosen
    if chosen:
        operations.write_section(
            application, section=section, values=merged.values(), actor=actor, now=now
        )
    spells.note(application, section, found, saved=chosen, actor=actor, now=now)
    form = form_for(section, application) if chosen else merged.saved
    return Kept(application, section, merged, form, found, is_saved=bool(chosen))


def _merged_at_once(section: str, application: Application, sent: Sent) -> Merged:
    """The form is bound several times over: what it reads is fetched once, then forgotten."""
    if not sections.is_of_form(section):
        return without_wrong_ones(section, application, sent)
    prefetch_related_objects([application], *ANSWERED)
    merged = without_wrong_ones(section, application, sent)
    application.refresh_from_db(fields=ANSWERED)
    return merged


def _check_still_asked(section: str, sent: Sent, merged: Merged) -> None:
    """Nothing that a page shows is taken for saved when a corrected form does not ask it."""
    if sections.is_of_form(section):
        rules.check_still_asked(sent.fields or (), known=texts.texts_of(merged.saved))


@transaction.atomic
def save_page(
    *, application_id: int, section: str, sent: Sent, actor: Actor, now: datetime
) -> Kept:
    """Save a whole page, or nothing of it: when a field is wrong, or was changed by others too.

    What others changed and this page did not stays as they left it.
    """
    application = queries.for_update(application_id)
    rules.check_edit(actor, application, now=now)
    found = spells.in_section(application, section)
    merged = merge(section, application, sent)
    if merged.conflicts or not merged.form.is_valid():
        return Kept(application, section, merged, merged.saved, found, is_saved=False)
    saved = operations.save_section(
        application_id=application_id,
        section=section,
        values=merged.values(),
        version=application.version,
        actor=actor,
        now=now,
    )
    spells.note(saved, section, found, saved=merged.chosen, is_told=True, actor=actor, now=now)
    return Kept(saved, section, merged, merged.saved, found, is_saved=True)


def be_seen(
    *, application: Application, section: str, actor: Actor, now: datetime
) -> list[WritingSpell]:
    """A sign of life from somebody who has the section open; who else has signs of theirs."""
    rules.check_edit(actor, application, now=now)
    found = spells.in_section(application, section)
    spells.note(application, section, found, actor=actor, now=now)
    return found
