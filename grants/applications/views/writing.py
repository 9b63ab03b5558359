"""What a page on which a section is written needs for others to write in it as well."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from grants.applications import sections
from grants.applications.autosave import spells, texts
from grants.applications.autosave.merging import Conflict, Sent
from grants.applications.autosave.models import WritingSpell
from grants.applications.autosave.operations import Kept
from grants.applications.autosave.spells import Author
from grants.applications.models import Application
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.ui.formats import listed

LONGEST_TOKENS = 20_000


def kept_for(person: User) -> str:
    """The name under which a browser keeps this person's text: nobody else's page asks for it."""
    return salted_hmac("grants.applications.autosave", str(person.pk)).hexdigest()[:24]


def version_in(posted: Any) -> int:
    """The version the page was loaded with; whatever is not a number counts as very old."""
    written = posted.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def tokens_in(posted: Any) -> dict[str, str] | None:
    """The tokens a page knew; None from a page without them or with something else instead."""
    written = posted.get("tokens", "")
    if not written or len(written) > LONGEST_TOKENS:
        return None
    try:
        found = json.loads(written)
    except ValueError:
        return {}
    return {str(name): str(one) for name, one in found.items()} if isinstance(found, dict) else {}


def page_sent(request: HttpRequest) -> Sent:
    """A whole page that was sent by its button.

    A button "use the saved version" of one field decides about that field alone: the others that
    the page showed in two versions are asked about again.
    """
    theirs = request.POST.getlist("theirs")
    tokens = tokens_in(request.POST)
    if theirs and tokens is not None:
        undecided = request.POST.getlist("undecided")
        tokens = {name: one for name, one in tokens.items() if name not in undecided}
    version = version_in(request.POST)
    return Sent(request.POST, version=version, tokens=tokens, theirs=theirs, files=request.FILES)


def here_in_words(found: Iterable[WritingSpell], actor: Actor) -> str:
    """A sentence that names the others who have the section open; empty when nobody has."""
    names = spells.others_here(found, actor=actor, now=timezone.now())
    return _("Also here now: %(names)s") % {"names": listed(names)} if names else ""


class Told(NamedTuple):
    """A conflict, and who else wrote the field, as far as it is known."""

    conflict: Conflict
    author: Author | None


def told_conflicts(kept: Kept, actor: Actor) -> list[Told]:
    """The conflicts of a try to save, each with the other author."""
    return [
        Told(one, spells.author_of(one.field, kept.spells, actor=actor))
        for one in kept.merged.conflicts
    ]


def writing_context(
    application: Application, section: str, saved: Any, actor: Actor
) -> dict[str, Any]:
    """For the templates: tokens of what is ``saved``, who else is here, where to save fields."""
    found = spells.in_section(application, section)
    context: dict[str, Any] = {
        "version": application.version,
        "tokens": json.dumps(texts.tokens_of(saved)),
        "here": here_in_words(found, actor),
    }
    if section not in sections.SAVED_BY_HAND:
        context["autosave"] = {
            "url": reverse("application-autosave", args=[application.reference, section]),
            "person": kept_for(actor.person),
            "place": f"{application.reference}/{section}",
        }
    return context


def after_a_try(kept: Kept, actor: Actor) -> dict[str, Any]:
    """The same after a save that was refused, with the conflicts and what is saved."""
    return {
        **writing_context(kept.application, kept.section, kept.merged.saved, actor),
        "conflicts": told_conflicts(kept, actor),
        "saved": texts.posted_of(kept.merged.saved),
    }
