"""Deeds on the form of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.programmes.operations import CHANGED_MEANWHILE
from grants.programmes.queries import for_update, managed_by
from grants.questionnaires import followers, queries, rules, scheme
from grants.questionnaires.completeness import gaps_in, named, sentence_of
from grants.questionnaires.conditions import faults
from grants.questionnaires.models import FormSection, FormVersion, Question, asked_of
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.i18n.texts import Text

Form = Sequence[Mapping[str, Any]]


@transaction.atomic
def replace_form(
    *, call_id: int, form: Form, actor: Actor, now: datetime, seen: str = ""
) -> FormVersion:
    """Let ``form``, sections in this order with their questions, be the form in work.

    It is the form of a draft call or the corrected version of an open one. ``seen`` is the
    fingerprint of the form when the page was shown: changed since, nothing is written.
    """
    call = for_update(call_id)
    version = queries.version_in_work(call)
    rules.check_revise_form(actor, call, in_work=version, now=now)
    _require_unchanged(version, seen)
    if version is None:
        version = _new_version(call, actor, in_force_at=now)
    _require_possible(form)
    _write(version, form)
    codes = [question["code"] for question in queries.details_in(form)]
    record(
        "call.replace_questions",
        actor=actor,
        subject=call,
        version=version.number,
        questions=codes,
    )
    return version


@transaction.atomic
def copy_form(*, call_id: int, source: str, actor: Actor, now: datetime, seen: str) -> FormVersion:
    """Put the form in force of the call ``source`` in the place of the form in work."""
    other = managed_by(actor).filter(code=source).first()
    if other is None:
        raise Denied(_("There is no call with this code to copy from."))
    form = queries.form_as_details(queries.version_in_force(other))
    version = replace_form(call_id=call_id, form=unfrozen(form), seen=seen, actor=actor, now=now)
    record("call.copy_questions", actor=actor, subject=version.call, source=other.code)
    return version


@transaction.atomic
def begin_version(*, call_id: int, actor: Actor, now: datetime) -> FormVersion:
    """Begin a corrected version of a published call's form, as a copy of the one in force."""
    call = for_update(call_id)
    rules.check_begin_version(actor, call, in_work=queries.version_in_work(call), now=now)
    form = queries.form_as_details(queries.version_in_force(call))
    version = _new_version(call, actor, in_force_at=None)
    _write(version, form)
    record("call.begin_form", actor=actor, subject=call, version=version.number)
    return version


@transaction.atomic
def discard_version(*, call_id: int, actor: Actor, now: datetime) -> None:
    """Throw the corrected version away; the one in force stays."""
    call = for_update(call_id)
    version = queries.version_in_work(call)
    rules.check_put_in_force(actor, call, in_work=version, gaps=(), now=now)
    if version is not None:
        _empty(version)
        record("call.discard_form", actor=actor, subject=call, version=version.number)
        version.delete()


@transaction.atomic
def put_in_force(
    *, call_id: int, note: Text, actor: Actor, now: datetime, seen: str = ""
) -> FormVersion:
    """Let the corrected version take the place of the one in force.

    ``note`` tells applicants what was corrected. Drafts follow in this transaction and keep their
    answers by code; what was submitted stays with the version it was written in.
    """
    call = for_update(call_id)
    version = queries.version_in_work(call)
    gaps = gaps_in(queries.form_as_details(version))
    rules.check_put_in_force(actor, call, in_work=version, gaps=gaps, now=now)
    _require_unchanged(version, seen)
    if version is None:
        raise ValueError("the rule lets no call without a version in work pass")
    version.in_force_at, version.note = now, note
    version.save(update_fields=["in_force_at", "note"])
    record("call.put_form_in_force", actor=actor, subject=call, version=version.number)
    followers.follow(version=version, actor=actor, now=now)
    return version


def fill(*, call: Call, source: Call | None, actor: Actor, now: datetime) -> None:
    """Give a new call the form of ``source``, or the scheme's; part of its creation."""
    copied = source and queries.form_as_details(queries.version_in_force(source))
    version = _new_version(call, actor, in_force_at=now)
    _write(version, unfrozen(copied) if copied else scheme.default_form())


def unfrozen(form: Form) -> list[dict[str, Any]]:
    """The same form without the instants and days of the call that it was made for."""
    dates = {"frozen_after": None, "earliest": None, "latest": None}
    return [
        {**section, "questions": [{**question, **dates} for question in section["questions"]]}
        for section in form
    ]


def _new_version(call: Call, actor: Actor, *, in_force_at: datetime | None) -> FormVersion:
    return FormVersion.objects.create(
        call=call,
        number=queries.next_number(call),
        in_force_at=in_force_at,
        created_by=actor.user,
    )


def _require_unchanged(version: FormVersion | None, seen: str) -> None:
    if seen and seen != fingerprint(queries.form_as_details(version)):
        raise Denied(CHANGED_MEANWHILE)


def _require_possible(form: Form) -> None:
    """Codes are unique, and conditions look back at questions that are there."""
    questions = queries.details_in(form)
    _require_different([section["code"] for section in form], _("Two sections have the same code."))
    codes = [question["code"] for question in questions]
    _require_different(codes, _("Two questions have the same code."))
    names = {question["code"]: named(question) for question in questions}
    wrong = faults([asked_of(question) for question in questions])
    if wrong:
        raise Denied(sentence_of(wrong[0], names))


def _require_different(codes: Sequence[str], sentence: Any) -> None:
    if len(codes) != len(set(codes)):
        raise Denied(sentence)


def _empty(version: FormVersion) -> None:
    Question.objects.filter(version=version).delete()
    FormSection.objects.filter(version=version).delete()


def _write(version: FormVersion, form: Form) -> None:
    _empty(version)
    for position, section in enumerate(form, start=1):
        words = {name: section[name] for name in queries.SECTION_DETAILS}
        row = FormSection.objects.create(version=version, position=position, **words)
        Question.objects.bulk_create(
            Question(version=version, section=row, position=place, **question)
            for place, question in enumerate(section["questions"], start=1)
        )
