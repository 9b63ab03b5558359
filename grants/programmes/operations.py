"""Deeds on calls and terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from grants.programmes import lifecycle, parts, queries, rules, scheme
from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call, Criterion, NeededDocument, Programme, Term
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied

COPIED = (
    "summary",
    "guidance",
    "envelope",
    "cap",
    "rate",
    "instalment_shares",
    "assessors_per_application",
    "panel_quorum",
    "panel_meets",
    "ranked_by",
    "tie_rule",
    "pass_mark",
    "assessor_load",
    "accepts_letter_of_intent",
    "wants_certifier",
    "is_blind",
    "shows_sheets_to_assessors",
    "applications_per_organisation",
)
DATES = ("opens_at", "closes_at", "results_on", "start_by", "complete_by", "report_by")
REVISABLE = (*COPIED, "title", *DATES)
CHANGED_MEANWHILE = _(
    "Somebody else changed this meanwhile. Open the page again, see what changed, then make yours."
)


@transaction.atomic
def create_call(
    *,
    programme_code: str,
    details: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    copy_of: str = "",
) -> Call:
    """A draft call that already holds criteria and questions: those of ``copy_of`` or the scheme's.

    ``details`` needs ``code`` and ``reference_prefix``; whatever else it leaves out is filled from
    the call copied, or by the scheme's defaults. Dates are never copied.
    """
    rules.check_create_call(actor, now=now)
    source = _source(copy_of, actor)
    copied = {name: getattr(source, name) for name in COPIED} if source else {}
    values = {**scheme.call_defaults(now), **copied, **details}
    call = _insert(programme_code, values, actor)
    record("call.create", actor=actor, subject=call, states=("", call.state), copy_of=copy_of)
    _write_criteria(call, queries.criteria_as_details(source) if source else None)
    _write_documents(call, queries.documents_as_details(source) if source else None)
    parts.fill(call=call, source=source, actor=actor, now=now)
    return call


def _source(code: str, actor: Actor) -> Call | None:
    if not code:
        return None
    try:
        return queries.call_for(actor, code)
    except Call.DoesNotExist:
        raise Denied(_("There is no call with this code to copy from.")) from None


def _insert(programme_code: str, values: Mapping[str, Any], actor: Actor) -> Call:
    _require_known(values, (*REVISABLE, "code", "reference_prefix"))
    programme = Programme.objects.get(code=programme_code)
    try:
        with transaction.atomic():
            return Call.objects.create(programme=programme, created_by=actor.user, **values)
    except IntegrityError as error:
        if "unique" not in str(error):
            raise
        raise Denied(
            _("A call with this code or this prefix of references exists already.")
        ) from error


@transaction.atomic
def revise_call(
    *, call_id: int, details: Mapping[str, Any], actor: Actor, now: datetime, seen: str = ""
) -> Call:
    """Change the fields named in ``details`` of a draft call.

    ``seen`` is the fingerprint of the same fields when the page was shown: where they have
    changed since, nothing is written, so that nobody's change is lost.
    """
    _require_known(details, REVISABLE)
    call = queries.for_update(call_id)
    rules.check_revise_call(actor, call, now=now)
    before = {name: getattr(call, name) for name in details}
    _require_unchanged(before, seen)
    changed = [name for name in details if before[name] != details[name]]
    if changed:
        for name in changed:
            setattr(call, name, details[name])
        call.save(update_fields=[*changed, *_dates_revised(call, changed, now)])
        record("call.revise", actor=actor, subject=call, changed=changed)
    return call


def extend(*, call: Call, until: datetime, now: datetime) -> None:
    """Let a call whose row the caller has locked close at ``until``; calendars take the new time.

    Whoever calls it has asked its rule and tells the log.
    """
    call.extended_to = until
    call.save(update_fields=["extended_to", *_dates_revised(call, ["closes_at"], now)])


def _dates_revised(call: Call, changed: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Count a change of dates, so that calendars take the new ones; the fields it wrote."""
    if not set(changed) & set(DATES):
        return ()
    call.dates_revision, call.dates_revised_at = call.dates_revision + 1, now
    return ("dates_revision", "dates_revised_at")


@transaction.atomic
def replace_criteria(
    *,
    call_id: int,
    criteria: Sequence[Mapping[str, Any]],
    actor: Actor,
    now: datetime,
    seen: str = "",
) -> list[Criterion]:
    """Let ``criteria``, in this order, be the criteria of a draft call.

    Each names code, name, guidance, weight, highest_mark and anchors. ``seen`` as in
    :func:`revise_call`.
    """
    call = queries.for_update(call_id)
    rules.check_revise_call(actor, call, now=now)
    before = queries.criteria_as_details(call)
    _require_unchanged(before, seen)
    call.criteria.all().delete()
    written = _write_criteria(call, criteria)
    record("call.replace_criteria", actor=actor, subject=call, criteria=[c.code for c in written])
    return written


def _write_criteria(call: Call, criteria: Sequence[Mapping[str, Any]] | None) -> list[Criterion]:
    chosen = scheme.default_criteria() if criteria is None else criteria
    codes = [details["code"] for details in chosen]
    if len(codes) != len(set(codes)):
        raise Denied(_("Two criteria have the same code."))
    return Criterion.objects.bulk_create(
        [
            Criterion(call=call, position=position, **details)
            for position, details in enumerate(chosen, start=1)
        ]
    )


@transaction.atomic
def replace_documents(
    *,
    call_id: int,
    documents: Sequence[Mapping[str, Any]],
    actor: Actor,
    now: datetime,
    seen: str = "",
) -> list[NeededDocument]:
    """Let ``documents``, in this order, be what applicants to a draft call must bring.

    Each names code, name, note and is_required. ``seen`` as in :func:`revise_call`.
    """
    call = queries.for_update(call_id)
    rules.check_revise_call(actor, call, now=now)
    _require_unchanged(queries.documents_as_details(call), seen)
    call.needed_documents.all().delete()
    written = _write_documents(call, documents)
    codes = [document.code for document in written]
    record("call.replace_documents", actor=actor, subject=call, documents=codes)
    return written


def _write_documents(
    call: Call, documents: Sequence[Mapping[str, Any]] | None
) -> list[NeededDocument]:
    chosen = scheme.default_documents() if documents is None else documents
    codes = [details["code"] for details in chosen]
    if len(codes) != len(set(codes)):
        raise Denied(_("Two documents have the same code."))
    return NeededDocument.objects.bulk_create(
        [
            NeededDocument(call=call, position=position, **details)
            for position, details in enumerate(chosen, start=1)
        ]
    )


@transaction.atomic
def publish(*, call_id: int, actor: Actor, now: datetime) -> Call:
    """Make a complete draft public and freeze it. Refused as ``rules.Incomplete`` with its gaps."""
    call = queries.for_update(call_id)
    gaps = queries.gaps_before("publish", call, now=now)
    rules.check_publish(actor, call, now=now, gaps=gaps)
    call.published_at = now
    call.save(update_fields=["published_at"])
    return advance(call=call, step="publish", actor=actor, now=now)


@transaction.atomic
def start_assessment(*, call_id: int, actor: Actor, now: datetime) -> Call:
    """After the closing time, with every application screened, let assignment begin."""
    call = queries.for_update(call_id)
    gaps = queries.gaps_before("start_assessment", call, now=now)
    rules.check_start_assessment(actor, call, now=now, gaps=gaps)
    return advance(call=call, step="start_assessment", actor=actor, now=now)


@transaction.atomic
def open_panel(*, call_id: int, actor: Actor, now: datetime) -> Call:
    """With every eligible application assessed, let the panel see the ranking."""
    call = queries.for_update(call_id)
    gaps = queries.gaps_before("open_panel", call, now=now)
    rules.check_open_panel(actor, call, now=now, gaps=gaps)
    return advance(call=call, step="open_panel", actor=actor, now=now)


@transaction.atomic
def advance(*, call: Call, step: str, actor: Actor, now: datetime, reason: str = "") -> Call:
    """Take ``step`` of the lifecycle with a call whose row the caller has locked.

    For the areas above, which have asked their own rule who may do it.
    """
    del now
    rules.check_advance(call, step)
    before = call.state
    call.state = lifecycle.CALL.after(step, before)
    call.save(update_fields=["state"])
    record(f"call.{step}", actor=actor, subject=call, states=(before, call.state), reason=reason)
    return call


@transaction.atomic
def add_term(
    *, taxonomy: str, code: str, details: Mapping[str, Any], actor: Actor, now: datetime
) -> Term:
    """A new term at the end of its taxonomy. ``details``: label, active_from, active_to."""
    rules.check_edit_terms(actor, now=now)
    _require_known(details, ("label", "active_from", "active_to"))
    position = queries.terms_of(taxonomy).count() + 1
    term, created = Term.objects.get_or_create(
        taxonomy=taxonomy, code=code, defaults={**details, "position": position}
    )
    if not created:
        raise Denied(_("A term with this code exists already."))
    record("term.add", actor=actor, subject=term)
    return term


@transaction.atomic
def revise_term(*, term_id: int, details: Mapping[str, Any], actor: Actor, now: datetime) -> Term:
    """Relabel a term or limit it to a time; what was submitted under it keeps its words."""
    rules.check_edit_terms(actor, now=now)
    _require_known(details, ("label", "active_from", "active_to"))
    term = Term.objects.select_for_update().get(pk=term_id)
    changed = [name for name in details if getattr(term, name) != details[name]]
    if changed:
        for name in changed:
            setattr(term, name, details[name])
        term.save(update_fields=changed)
        record("term.revise", actor=actor, subject=term, changed=changed)
    return term


def _require_known(details: Mapping[str, Any], names: Sequence[str]) -> None:
    unknown = set(details) - set(names)
    if unknown:
        raise ValueError(f"a call has no such details: {sorted(unknown)}")


def _require_unchanged(current: Any, seen: str) -> None:
    if seen and seen != fingerprint(current):
        raise Denied(CHANGED_MEANWHILE)
