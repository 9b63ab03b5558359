"""Reads of awards and letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grants.applications.lifecycle import INELIGIBLE
from grants.applications.models import Application
from grants.applications.veils import veiled_rows
from grants.awards.contents import typed_in
from grants.awards.models import Letter
from grants.awards.rules import RELEASED
from grants.decisions import queries as decisions
from grants.decisions.models import Decision, RecommendationList
from grants.decisions.rules import READERS
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.jobs.models import Job, JobState
from portal.notifications.models import STUCK, Message, MessageState
from portal.pdf.glyphs import missing_characters


def visible_to(actor: Actor) -> QuerySet[Letter]:
    """Letters ``actor`` may read: of the calls one works with, or to one's own organisation.

    A letter to an organisation is there for its members only once its application is released;
    staff do not read those of applications they have an interest in.
    """
    own = Q(
        decision__application__organisation__in=list(actor.memberships),
        decision__application__state__in=RELEASED,
    )
    related = Letter.objects.select_related(
        "document", "decision__application__organisation", "decision__application__call"
    )
    return related.filter(_read_by_staff(actor) | own)


def own(actor: Actor) -> QuerySet[Letter]:
    """Letters to the organisations ``actor`` belongs to, with their awards, once released."""
    mine = visible_to(actor).filter(
        decision__application__organisation__in=list(actor.memberships),
        decision__application__state__in=RELEASED,
    )
    found = mine.select_related("decision__award").prefetch_related("decision__award__instalments")
    return found.order_by("number")


def _read_by_staff(actor: Actor) -> Q:
    unveiled = ~Q(decision__application__in=veiled_rows(actor))
    scopes = actor.scopes(*READERS)
    return (
        unveiled if scopes is None else unveiled & Q(decision__application__call__code__in=scopes)
    )


def outcome_of(application_id: int) -> QuerySet[Decision]:
    """The decision on an application with its award and letter; the caller asks who may see it."""
    found = Decision.objects.filter(application=application_id)
    return found.select_related("award", "letter__document", "application__screening")


@dataclass(frozen=True)
class Posted:
    """One letter and where it stands; of a stopped one the characters that no font can print."""

    letter: Letter
    word: Promise
    tone: str = "grey"
    is_stopped: bool = False
    missing: str = ""


@dataclass(frozen=True)
class Progress:
    """How many letters are promised, made, and given up by their jobs."""

    all: int
    made: int
    stopped: int

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.made + self.stopped >= self.all


def letters_of(actor: Actor, call: Call) -> list[Posted]:
    """The letters of a call by number, each with where it stands.

    Three queries, and more only for letters that stopped.
    """
    found = visible_to(actor).filter(decision__application__call=call)
    letters = list(found.order_by("number"))
    stopped = _stopped(letters)
    messages = _messages(letters)
    return [
        _halted(letter)
        if letter.number in stopped
        else _posted(letter, messages.get(letter.document_id, Counter()))
        for letter in letters
    ]


def job_key(letter: Letter) -> str:
    """The key of the job that makes the letter."""
    return f"letter:{letter.number}"


def _stopped(letters: Iterable[Letter]) -> set[str]:
    """The numbers of the letters whose jobs were given up."""
    keys = {job_key(letter): letter.number for letter in letters if letter.document_id is None}
    dead = Job.objects.filter(key__in=list(keys), state=JobState.DEAD)
    return {keys[key] for key in dead.values_list("key", flat=True)}


def _messages(letters: Iterable[Letter]) -> dict[object, Counter[str]]:
    """How many messages carry each document, by their state."""
    documents = [letter.document_id for letter in letters if letter.document_id]
    counted: dict[object, Counter[str]] = {}
    for document, state in Message.objects.filter(documents__in=documents).values_list(
        "documents", "state"
    ):
        counted.setdefault(document, Counter())[state] += 1
    return counted


def _halted(letter: Letter) -> Posted:
    missing = " ".join(missing_characters(typed_in(letter.decision)))
    return Posted(letter, _("Stopped"), "red", is_stopped=True, missing=missing)


def _posted(letter: Letter, messages: Counter[str]) -> Posted:
    if letter.document_id is None:
        return Posted(letter, _("Being made"))
    if any(messages[state] for state in STUCK):
        return Posted(letter, _("Not delivered to everybody"), "red")
    if not messages:
        return Posted(letter, _("Made, nobody to send it to"), "amber")
    if messages[MessageState.SENT] == messages.total():
        return Posted(letter, _("Sent"), "green")
    return Posted(letter, _("Made, being sent"), "teal")


def progress_of(posted: Iterable[Posted]) -> Progress:
    """The sums of the letters of a call."""
    rows = list(posted)
    return Progress(
        all=len(rows),
        made=sum(row.letter.document_id is not None for row in rows),
        stopped=sum(row.is_stopped for row in rows),
    )


def is_stopped(letter: Letter | None) -> bool:
    """Whether the making of the letter was given up."""
    return letter is not None and bool(_stopped([letter]))


@dataclass(frozen=True)
class Unprintable:
    """A letter that no font can print, with the characters it lacks."""

    reference: str
    characters: str


def unprintable(found: QuerySet[Decision]) -> list[Unprintable]:
    """The decisions whose letters hold characters that cannot be printed; two queries."""
    related = found.select_related("application__created_by", "application__screening")
    texts = {
        decision.application.reference: typed_in(decision)
        for decision in related.prefetch_related("application__checks")
    }
    if not missing_characters("".join(texts.values())):
        return []
    missing = {reference: missing_characters(text) for reference, text in texts.items()}
    return [Unprintable(reference, " ".join(gaps)) for reference, gaps in missing.items() if gaps]


def decision_to_preview(
    actor: Actor, prepared: RecommendationList, reference: str
) -> Decision | None:
    """The decision on one application as it stands or as the list would make it, then unsaved."""
    applications = Application.objects.filter(call=prepared.call, reference=reference)
    related = applications.select_related("organisation", "call", "created_by", "screening")
    application = related.exclude(pk__in=veiled_rows(actor).values("pk")).first()
    if application is None:
        return None
    decision = Decision.objects.filter(application=application).first()
    decision = decision or _as_listed(prepared, application)
    if decision is not None:
        decision.application = application
    return decision


def _as_listed(prepared: RecommendationList, application: Application) -> Decision | None:
    if application.state == INELIGIBLE:
        return Decision(is_award=False)
    line = decisions.lines(prepared).filter(application=application).first()
    return decisions.as_decision(line) if line else None
