"""Deeds on the questions of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grants.programmes import rules
from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.programmes.operations import CHANGED_MEANWHILE
from grants.programmes.queries import for_update
from grants.questionnaires import queries, scheme
from grants.questionnaires.models import Question
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.core.denial import Denied


@transaction.atomic
def replace_questions(
    *,
    call_id: int,
    questions: Sequence[Mapping[str, Any]],
    actor: Actor,
    now: datetime,
    seen: str = "",
) -> list[Question]:
    """Let ``questions``, in this order, be the questions of a draft call.

    Each names code, kind, label, help, most_characters and is_required. ``seen`` is the
    fingerprint of the questions when the page was shown: changed since, nothing is written.
    """
    call = for_update(call_id)
    rules.check_revise_call(actor, call, now=now)
    if seen and seen != fingerprint(queries.questions_as_details(call)):
        raise Denied(CHANGED_MEANWHILE)
    call.questions.all().delete()
    written = _write(call, questions)
    codes = [question.code for question in written]
    record("call.replace_questions", actor=actor, subject=call, questions=codes)
    return written


def fill(*, call: Call, source: Call | None, actor: Actor, now: datetime) -> None:
    """Give a new call the questions of ``source``, or the scheme's; part of its creation."""
    del actor, now
    copied = queries.questions_as_details(source) if source else scheme.default_questions()
    _write(call, copied)


def _write(call: Call, questions: Sequence[Mapping[str, Any]]) -> list[Question]:
    codes = [details["code"] for details in questions]
    if len(codes) != len(set(codes)):
        raise Denied(_("Two questions have the same code."))
    return Question.objects.bulk_create(
        [
            Question(call=call, position=position, **details)
            for position, details in enumerate(questions, start=1)
        ]
    )
