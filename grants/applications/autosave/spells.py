"""Who is writing where: noted with each sign of life, told to the others of the organisation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from grants.applications.autosave.models import WritingSpell
from grants.applications.models import Application
from portal.accounts.actors import Actor
from portal.audit.operations import record

HERE_FOR = timedelta(seconds=45)
"""Three signs of life may be missed before a person counts as gone."""

TOLD_ONCE_IN = timedelta(minutes=30)
"""The log has one event for a person, a section and this long, however often the page saves."""

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Author:
    """Who last saved a field, and when."""

    name: str
    at: datetime


def in_section(application: Application, section: str) -> list[WritingSpell]:
    """All spells of the section, with their people."""
    found = WritingSpell.objects.filter(application=application, section=section)
    return list(found.select_related("person").order_by("pk"))


def note(
    application: Application,
    section: str,
    spells: Iterable[WritingSpell],
    *,
    saved: Collection[str] = (),
    is_told: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """The actor is here, and has ``saved`` these fields; the log is told unless it ``is_told``."""
    own = next((one for one in spells if one.person_id == actor.person.pk), None)
    spell = own or WritingSpell(application=application, section=section, person=actor.person)
    spell.seen_at = now
    spell.fields = {**spell.fields, **dict.fromkeys(saved, now.isoformat())}
    if saved and not is_told and (not spell.began_at or now - spell.began_at >= TOLD_ONCE_IN):
        spell.began_at = now
        record("application.autosave", actor=actor, subject=application, section=section)
    WritingSpell.objects.bulk_create(
        [WritingSpell(**_columns(spell))],
        update_conflicts=True,
        unique_fields=["application", "section", "person"],
        update_fields=["seen_at", "began_at", "fields"] if saved else ["seen_at"],
    )


def _columns(spell: WritingSpell) -> dict[str, object]:
    names = ("application_id", "section", "person_id", "seen_at", "began_at", "fields")
    return {name: getattr(spell, name) for name in names}


def others_here(spells: Iterable[WritingSpell], *, actor: Actor, now: datetime) -> list[str]:
    """The names of the others who have the section open."""
    return [
        one.person.name
        for one in spells
        if one.person_id != actor.person.pk and now - one.seen_at < HERE_FOR
    ]


def author_of(field: str, spells: Iterable[WritingSpell], *, actor: Actor) -> Author | None:
    """Who of the others last saved the field, if that was within the last day."""
    found = [
        Author(one.person.name, datetime.fromisoformat(one.fields[field]))
        for one in spells
        if one.person_id != actor.person.pk and field in one.fields
    ]
    return max(found, key=lambda author: author.at, default=None)


def forget(*, now: datetime) -> int:
    """Remove the spells of whoever was last seen more than a day ago; how many."""
    old = WritingSpell.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER)
    return old.delete()[0]
