"""Copying an application into another call: what people wrote, never what they declared.

Answers go to the question of the same code and kind, column by column, so a new kind of question
is copied without a change here. What could not be copied is written down for the page that lists
it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from grants.applications import operations, queries
from grants.applications.models import Answer, Application, Attachment, AttachmentKind
from grants.applications.queries import SAFE_TO_READ
from grants.applications.writing import WRITERS
from grants.programmes.models import Term
from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.queries import questions_of
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.documents import operations as documents
from portal.ui.formats import in_hong_kong

LeftOut = list[dict[str, Any]]
"""What was not copied: ``why`` as a code, ``label`` in three languages or as it is."""

SPONSOR_WORDS = ("name", "contact_name", "contact_email", "contribution", "agreed_on")
MEMBER_WORDS = ("name", "name_zh", "position", "experience", "is_lead")
LINE_WORDS = ("kind", "description", "amount")
TERM_SETS = ("use_cases", "regulatory_statuses", "sandboxes")


@transaction.atomic
def copy_into(*, source_id: int, call_id: int, actor: Actor, now: datetime) -> Application:
    """A new draft in the call with what ``source`` says; its rule is that of starting one.

    Dates of the project and the declaration are never copied. Files are stored anew, so that
    removing one from the draft leaves the other application whole.
    """
    source = queries.with_parts(Application.objects.all()).get(pk=source_id)
    application = operations.start(
        call_id=call_id, organisation_id=source.organisation_id, actor=actor, now=now
    )
    left_out: LeftOut = [{"why": "dates"}, {"why": "declaration"}]
    _copy_facts(source, application, left_out, actor=actor, now=now)
    left_out += _copy_answers(source, application)
    left_out += _copy_files(source, application, actor)
    application.version += 1
    application.save()
    record(
        "application.copy",
        actor=actor,
        subject=application,
        source=source.reference,
        left_out=left_out,
        done_at=now.isoformat(),
    )
    return application


def _copy_facts(
    source: Application,
    application: Application,
    left_out: LeftOut,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    offered = _Offered(application, left_out)
    sponsor = getattr(source, "sponsor", None)
    values: dict[str, dict[str, Any]] = {
        "project": _words(source, ("title", "title_zh", "summary")),
        "classification": {
            "pillar": offered.one(source.pillar),
            "technology": offered.one(source.technology),
            **_words(source, ("regulatory_details", "value_involved")),
            **{name: offered.several(getattr(source, name).all()) for name in TERM_SETS},
        },
        "team": {"members": [_words(one, MEMBER_WORDS) for one in source.team.all()]},
        "budget": {"lines": [_words(one, LINE_WORDS) for one in source.budget_lines.all()]},
    }
    if sponsor is not None:
        kind = offered.one(sponsor.kind)
        values["sponsor"] = {**_words(sponsor, SPONSOR_WORDS), "kind": kind}
    for section, written in values.items():
        WRITERS[section](application, written, actor, now)


def _words(thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


class _Offered:
    """Terms that the new call still offers; the others are written down."""

    def __init__(self, application: Application, left_out: LeftOut) -> None:
        self.opening = in_hong_kong(application.call.opens_at).date()
        self.left_out = left_out

    def one(self, term: Term | None) -> Term | None:
        """The term, or None if it is not offered any more."""
        if term is None or term.is_offered_on(self.opening):
            return term
        self.left_out.append({"why": "term", "label": dict(term.label)})
        return None

    def several(self, terms: Any) -> list[Term]:
        """Those that are offered."""
        return [term for term in terms if self.one(term) is not None]


def _copy_answers(source: Application, application: Application) -> LeftOut:
    asked = {question.code: question for question in questions_of(application.call)}
    left_out: LeftOut = []
    rows = []
    for answer in source.answers.select_related("question"):
        why = _obstacle(answer, asked.get(answer.question.code))
        if why:
            left_out.append({"why": why, "label": dict(answer.question.label)})
        else:
            rows.append(_twin(answer, application, asked[answer.question.code]))
    Answer.objects.bulk_create(rows)
    return left_out


def _obstacle(answer: Answer, question: Question | None) -> str:
    """Why an answer cannot be copied; "" if it can."""
    if question is None:
        return "question_gone"
    if question.kind != answer.question.kind:
        return "question_changed"
    if len(answer.text) > (question.most_characters or len(answer.text)):
        return "answer_too_long"
    return ""


def _twin(answer: Answer, application: Application, question: Question) -> Answer:
    """The same answer to another question: every column that holds what was said."""
    told = {
        field.attname: getattr(answer, field.attname)
        for field in Answer._meta.concrete_fields
        if field.name not in ("id", "application", "question")
    }
    return Answer(application=application, question=question, **told)


def _copy_files(source: Application, application: Application, actor: Actor) -> LeftOut:
    left_out: LeftOut = []
    files = {
        one.code: one for one in questions_of(application.call) if one.kind == QuestionKind.FILE
    }
    for attachment in source.attachments.select_related("document", "question").order_by(
        "added_at"
    ):
        document = attachment.document
        if document.scan_state not in SAFE_TO_READ:
            left_out.append({"why": "file", "label": {"en": document.name}})
            continue
        with document.file.open("rb") as file:
            stored = documents.store(
                file=File(file, name=document.name),
                name=document.name,
                content_type=document.content_type,
                actor=actor,
            )
        question = attachment.question and files.get(attachment.question.code)
        lost = attachment.question is not None and question is None
        Attachment.objects.create(
            application=application,
            kind=AttachmentKind.SUPPORTING if lost else attachment.kind,
            document=stored,
            question=question,
        )
    return left_out
