"""Releasing the outcome of a call, and making its letters."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from grants.applications import operations as applications
from grants.applications import queries as application_queries
from grants.awards.contents import planned_instalments, render, render_preview
from grants.awards.models import Award, Instalment, Letter, LetterKind
from grants.awards.queries import job_key
from grants.decisions import operations as decisions
from grants.decisions import queries as decision_queries
from grants.decisions import rules
from grants.decisions.models import Decision, RecommendationList
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.references import numbered
from portal.documents.operations import store
from portal.jobs.operations import enqueue
from portal.notifications.operations import notify
from portal.ui.formats import in_hong_kong

MESSAGES = {LetterKind.AWARD: "award_letter", LetterKind.REFUSAL: "outcome_letter"}


@transaction.atomic
def release(*, call_id: int, actor: Actor, now: datetime) -> int:
    """Make every decision of the call public and promise its letter; returns how many.

    Awards, instalments, numbered letters and the promises to render them are one transaction: a
    letter is never public without its row, nor numbered twice.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    rows = RecommendationList.objects.select_for_update(of=("self",)).select_related("call")
    prepared = rows.filter(call=call).first() or RecommendationList(call=call)
    prepared.call = call
    rules.check_release(actor, prepared)
    found = list(decision_queries.decisions_of(call))
    for decision in found:
        _make_public(decision, call, actor=actor, now=now)
    call.save(update_fields=["next_letter"])
    decisions.mark_released(prepared, actor=actor, now=now)
    return len(found)


def _make_public(decision: Decision, call: Call, *, actor: Actor, now: datetime) -> None:
    application = application_queries.for_update(decision.application_id)
    application.call = call
    step = "release_award" if decision.is_award else "release_refusal"
    applications.advance(application, step, actor=actor, now=now)
    if decision.is_award:
        _award(decision, call, now=now)
    kind = _kind_of(decision)
    letter = Letter.objects.create(
        decision=decision,
        kind=kind,
        number=numbered(f"{call.reference_prefix}-L", call.next_letter),
        issued_on=in_hong_kong(now).date(),
    )
    call.next_letter += 1
    record("letter.issue", actor=actor, subject=letter, kind=str(kind), amount=str(decision.amount))
    enqueue("grants.awards.render_letter", key=job_key(letter), letter_id=letter.pk)


def _kind_of(decision: Decision) -> LetterKind:
    return LetterKind.AWARD if decision.is_award else LetterKind.REFUSAL


def _award(decision: Decision, call: Call, *, now: datetime) -> None:
    award = Award.objects.create(decision=decision, amount=decision.amount, made_at=now)
    instalments = planned_instalments(call, decision)
    for instalment in instalments:
        instalment.award = award
    Instalment.objects.bulk_create(instalments)


def preview(*, decision: Decision, actor: Actor, now: datetime) -> bytes:
    """The letter of ``decision`` as PDF before it is released; nothing is written, nothing leaves.

    ``decision`` need not be stored. Raises ``RenderFailed`` as the real letter would.
    """
    letter = Letter(
        decision=decision,
        kind=_kind_of(decision),
        number="preview",
        issued_on=in_hong_kong(now).date(),
    )
    return render_preview(letter, signatory=actor.person.name, made_at=now)


def render_letter(*, letter: Letter, now: datetime) -> bytes:
    """The letter as PDF; nothing is written yet."""
    return render(letter, made_at=now)


@transaction.atomic
def keep_letter(*, letter: Letter, pdf: bytes, now: datetime) -> Letter:
    """Store the PDF of a letter and send it to the members of the organisation, once each.

    Called in the transaction that marks the job done, so that a killed worker leaves either
    nothing or everything.
    """
    application = letter.decision.application
    letter.document = store(
        file=ContentFile(pdf, name="letter.pdf"),
        name=f"{letter.number}.pdf",
        content_type="application/pdf",
        actor=None,
        is_ours=True,
    )
    letter.rendered_at = now
    letter.save(update_fields=["document", "rendered_at"])
    record("letter.make", actor=None, subject=letter, sha256=letter.document.sha256)
    for member in application_queries.members_of(application):
        notify(
            MESSAGES[LetterKind(letter.kind)],
            key=f"letter:{letter.number}:{member.pk}",
            to=member,
            context={"application": application, "letter": letter, "decision": letter.decision},
            documents=[letter.document],
            scope=application.call.code,
        )
    return letter
