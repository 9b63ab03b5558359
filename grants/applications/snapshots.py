"""What an application says, as data: read by its rules, frozen on submission, shown to reviewers.

Amounts are strings with two decimals, days and instants are ISO 8601, so that the canonical JSON,
and with it the checksum, is the same on every machine.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from grants.applications import answers
from grants.applications.budget import reckon
from grants.applications.models import Application, Attachment, Sponsor
from grants.programmes.models import Call, Term
from grants.questionnaires.models import CHOICES, TEXTS, Question, QuestionKind
from grants.questionnaires.queries import sections_in
from grants.questionnaires.tables import USUAL_ROWS
from portal.documents.models import ScanState
from portal.organisations.models import Organisation

FORMAT = 2
"""1 had one list of questions, answered in text; since 2 there is a form with kinds."""

ORGANISATION_FIELDS = (
    "registration_number",
    "name",
    "name_zh",
    "type",
    "incorporated_on",
    "address_region",
    "address_district",
    "address_street",
    "address_building",
    "address_unit",
    "address_zh",
    "phone",
    "website",
    "employees",
)


def content(application: Application) -> dict[str, Any]:
    """Everything ``application`` says now.

    Load it through ``queries.with_parts`` where there are several: then nothing is queried here.
    """
    return {
        "format": FORMAT,
        "reference": application.reference,
        "submitted_at": _written(application.submitted_at),
        "call": _call(application.call),
        "organisation": _fields(application.organisation, ORGANISATION_FIELDS),
        "project": _fields(
            application, ("title", "title_zh", "summary", "starts_on", "completes_on")
        ),
        "classification": _classification(application),
        "sponsor": _sponsor(application),
        "team": _team(application),
        "budget": _budget(application),
        **_answered(application),
        "declaration": {
            "declared_at": _written(application.declared_at),
            "declared_by": str(application.declared_by or ""),
        },
    }


def canonical(value: dict[str, Any]) -> bytes:
    """``value`` as JSON with sorted keys and no spaces, in UTF-8: the bytes that are hashed."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def checksum(value: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of ``value``, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date | datetime) else value


def _fields(thing: Application | Organisation | Sponsor, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _written(getattr(thing, name)) for name in names}


def _call(call: Call) -> dict[str, Any]:
    return {
        "code": call.code,
        "title": dict(call.title),
        "start_by": _written(call.start_by),
        "complete_by": _written(call.complete_by),
        "cap": _written(call.cap),
        "rate": call.rate,
        "accepts_letter_of_intent": call.accepts_letter_of_intent,
    }


def _term(term: Term | None) -> dict[str, Any] | None:
    return None if term is None else {"code": term.code, "label": dict(term.label)}


def _terms(chosen: Any) -> list[dict[str, Any] | None]:
    return [_term(term) for term in sorted(chosen.all(), key=lambda one: (one.position, one.pk))]


def _classification(application: Application) -> dict[str, Any]:
    return {
        "pillar": _term(application.pillar),
        "technology": _term(application.technology),
        "use_cases": _terms(application.use_cases),
        "regulatory_statuses": _terms(application.regulatory_statuses),
        "regulatory_details": application.regulatory_details,
        "sandboxes": _terms(application.sandboxes),
        "value_involved": _written(application.value_involved),
    }


def _sponsor(application: Application) -> dict[str, Any]:
    try:
        sponsor = application.sponsor
    except ObjectDoesNotExist:
        sponsor = Sponsor(kind=None)
    names = ("name", "contact_name", "contact_email", "contribution", "agreed_on")
    return {**_fields(sponsor, names), "kind": _term(sponsor.kind)}


def _team(application: Application) -> list[dict[str, Any]]:
    names = ("name", "name_zh", "position", "experience", "is_lead")
    return [
        {name: getattr(member, name) for name in names}
        for member in sorted(application.team.all(), key=lambda one: one.pk)
    ]


def _budget(application: Application) -> dict[str, Any]:
    lines = sorted(application.budget_lines.all(), key=lambda line: line.pk)
    budget = reckon(lines, application.call)
    return {
        "lines": [
            {
                "kind": line.kind,
                "description": line.description,
                "amount": _written(line.amount),
                "is_eligible": line.is_eligible,
            }
            for line in lines
        ],
        "project_cost": _written(budget.project_cost),
        "eligible_total": _written(budget.eligible_total),
        "requested": _written(budget.grant),
        "own_share": _written(budget.own_share),
        "instalments": [
            {"share": share, "amount": _written(amount)} for share, amount in budget.instalments
        ],
    }


def _answered(application: Application) -> dict[str, Any]:
    """The form, the answers to what is asked of it, and the files.

    A question that a condition hides is left out, and its file with it: the draft keeps both.
    """
    questions, values = answers.asked_in(application), answers.values_of(application)
    asked = answers.shown_codes(questions, values)
    hidden = {one.pk for one in questions if one.code not in asked}
    sections = sections_in(application.form_version)
    files = [one for one in _by_age(application) if one.question_id not in hidden]
    codes = {one.pk: one.code for one in questions}
    return {
        "form": {
            "version": application.form_version.number,
            "sections": [{"code": one.code, "title": dict(one.title)} for one in sections],
        },
        "answers": [_answer(one, values.get(one.code)) for one in questions if one.code in asked],
        "attachments": [_attachment(one, codes) for one in files],
    }


def _answer(question: Question, value: Any) -> dict[str, Any]:
    return {
        "code": question.code,
        "section": question.section.code,
        "kind": question.kind,
        "label": dict(question.label),
        "is_required": question.is_required,
        "is_hidden_from_assessors": question.is_hidden_from_assessors,
        "identifies_applicant": question.identifies_applicant,
        "is_personal": question.is_personal,
        "limits": _limits(question),
        "columns": [{**one, "label": dict(one["label"])} for one in question.columns],
        "value": _said(question, value),
    }


def _limits(question: Question) -> dict[str, Any]:
    if question.kind in TEXTS:
        return {"most_characters": question.most_characters}
    if question.kind == QuestionKind.DATE:
        return {"least": _written(question.earliest), "most": _written(question.latest)}
    if question.kind == QuestionKind.SEVERAL:
        return {"most": question.most_choices}
    if question.kind == QuestionKind.TABLE:
        return {"most": question.most_rows or USUAL_ROWS}
    bounds = {"least": question.least, "most": question.most}
    return {name: answers.as_json(question, one) for name, one in bounds.items()}


def _said(question: Question, value: Any) -> Any:
    """The answer with the words of its options, so that it can be read without the form."""
    if question.kind == QuestionKind.FILE:
        return value and _file(value)
    if question.kind in CHOICES:
        codes = value if isinstance(value, list) else [value] if value else []
        words = [
            {"code": code, "label": dict(label)}
            for code, label in question.labels.items()
            if code in codes
        ]
        return words if question.kind == QuestionKind.SEVERAL else next(iter(words), None)
    return answers.as_json(question, value)


def _by_age(application: Application) -> list[Attachment]:
    return sorted(application.attachments.all(), key=lambda one: (one.added_at, str(one.pk)))


def _attachment(attachment: Attachment, codes: dict[int, str]) -> dict[str, Any]:
    return {
        **_file(attachment),
        "kind": attachment.kind,
        "question": codes.get(attachment.question_id or 0, ""),
    }


def _file(attachment: Attachment) -> dict[str, Any]:
    """A file with its checksum; of one with a virus that too, though no such file is submitted."""
    document = attachment.document
    told = {
        "id": str(attachment.pk),
        "name": document.name,
        "size": document.size,
        "sha256": document.sha256,
    }
    is_infected = document.scan_state == ScanState.INFECTED
    return {**told, "is_infected": True} if is_infected else told
