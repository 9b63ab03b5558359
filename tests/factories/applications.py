"""Applications in any state that their applicant can bring about, by the real operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from grants.applications import copying, operations, sections
from grants.applications.models import Application, Snapshot
from grants.programmes import operations as programmes
from grants.programmes import scheme
from grants.programmes.models import Call, Term
from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.queries import questions_of
from portal.accounts.actors import Actor
from portal.organisations.models import Organisation
from tests.factories import organisations, pdfs, people

ORDER = ("draft", "complete", "submitted", "withdrawn")
CALL_CODE = "2030-1"


def open_call(code: str = CALL_CODE, **changes: Any) -> Call:
    """The published call ``code``, made when first asked for: open since yesterday, for 30 days."""
    found = Call.objects.filter(code=code).first()
    if found is not None:
        return found
    scheme.seed()
    now, officer = timezone.now(), people.paul()
    closes_at = now + timedelta(days=30)
    day = closes_at.date()
    details = {
        **scheme.call_defaults(now),
        "code": code,
        "reference_prefix": f"BDA{code[2:4]}{'' if code == CALL_CODE else code[-1]}",
        "opens_at": now - timedelta(days=1),
        "closes_at": closes_at,
        "results_on": day + timedelta(days=30),
        "start_by": day + timedelta(days=60),
        "complete_by": day + timedelta(days=180),
        "report_by": day + timedelta(days=210),
        **changes,
    }
    call = programmes.create_call(programme_code="LEAP", details=details, actor=officer, now=now)
    return programmes.publish(call_id=call.pk, actor=officer, now=now)


def terms(taxonomy: str, *codes: str) -> list[Term]:
    """The named terms, or the first one of the taxonomy."""
    found = Term.objects.filter(taxonomy=taxonomy)
    return list(found.filter(code__in=codes)) if codes else list(found.order_by("position")[:1])


def values(call: Call) -> dict[str, dict[str, Any]]:
    """Complete and plausible values of every section that is saved, by section."""
    return {
        sections.PROJECT: {
            "title": "Tokenised trade receivables for small exporters",
            "title_zh": "中小企出口應收賬款代幣化",
            "summary": "Exporters sell receivables as tokens and are paid within a day.",
            "starts_on": call.start_by - timedelta(days=20),
            "completes_on": call.complete_by - timedelta(days=10),
        },
        sections.CLASSIFICATION: {
            "pillar": terms("pillar")[0],
            "technology": terms("technology")[0],
            "use_cases": terms("use_case"),
            "regulatory_statuses": terms("regulatory_status", "none-needed"),
            "regulatory_details": "",
            "sandboxes": [],
            "value_involved": Decimal("12000000.00"),
        },
        sections.SPONSOR: {
            "name": "Victoria Harbour Bank",
            "kind": terms("sponsor_type")[0],
            "contact_name": "Wong Mei-ling",
            "contact_email": "meiling.wong@bank.example.hk",
            "contribution": "Data of 40 clients, two analysts and a test account.",
            "agreed_on": timezone.now().date() - timedelta(days=12),
            "agreement": pdfs.upload(),
        },
        sections.TEAM: {
            "members": [
                {
                    "name": "Mira Chan",
                    "name_zh": "陳美拉",
                    "position": "Chief executive",
                    "experience": "Ten years in trade finance.",
                    "is_lead": True,
                },
                {
                    "name": "Leung Ka-ho",
                    "name_zh": "梁嘉豪",
                    "position": "Lead engineer",
                    "experience": "Built two ledgers that are in use.",
                    "is_lead": False,
                },
            ]
        },
        sections.BUDGET: {"lines": budget_lines()},
        **answers(call),
        sections.DECLARATION: {"declared": True},
    }


def answers(call: Call) -> dict[str, dict[str, Any]]:
    """An answer to every question of the form but optional files, by section; yes to all."""
    form: dict[str, dict[str, Any]] = {}
    for question in questions_of(call):
        section = sections.of_form(question.section.code)
        if question.kind != QuestionKind.FILE or question.is_required:
            form.setdefault(section, {})[question.code] = answer(question)
    return form


def answer(question: Question) -> Any:
    """A plausible answer of the question's kind."""
    words = f"Our answer on {question.code}: measured, costed and agreed."
    codes = list(question.labels)
    plausible = {
        QuestionKind.NUMBER: Decimal(max(question.least or 0, 40)),
        QuestionKind.MONEY: Decimal("250000.00"),
        QuestionKind.DATE: question.earliest or timezone.now().date() - timedelta(days=20),
        QuestionKind.CHOICE: codes[0] if codes else "",
        QuestionKind.SEVERAL: codes[: question.most_choices],
        QuestionKind.YES_NO: True,
        QuestionKind.TABLE: [_row(question, number) for number in (1, 2)],
    }
    if question.kind == QuestionKind.FILE:
        return pdfs.upload()
    return plausible.get(QuestionKind(question.kind), words)


def _row(question: Question, number: int) -> dict[str, str]:
    cells = {"line": f"Result {number}", "number": "3", "money": "1200.00", "date": "2030-09-20"}
    return {column["code"]: cells[column["kind"]] for column in question.columns}


def budget_lines(*costs: int) -> list[dict[str, Any]]:
    """Lines of the given eligible costs, or three usual ones: HKD 500,000, so HKD 400,000 asked."""
    usual = (300_000, 150_000, 50_000)
    kinds = ("staff", "equipment", "compliance")
    return [
        {
            "kind": kinds[number % len(kinds)],
            "description": f"Cost {number + 1}",
            "amount": Decimal(cost),
        }
        for number, cost in enumerate(costs or usual)
    ]


def at(
    state: str = "submitted",
    *,
    call: Call | None = None,
    by: Actor | None = None,
    organisation: Organisation | None = None,
    changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Application:
    """An application in ``state``: draft (empty), complete (a draft), submitted or withdrawn.

    Mira applies with a new organisation unless said otherwise. ``changes`` are values by section
    that differ: ``{"project": {"title": "…"}}``.
    """
    call = call or open_call()
    by = by or people.mira()
    organisation = organisation or organisations.of(by)
    actor, now = people.refreshed(by), timezone.now()
    application = operations.start(
        call_id=call.pk, organisation_id=organisation.pk, actor=actor, now=now
    )
    steps = ORDER.index(state)
    if steps >= ORDER.index("complete"):
        application = fill(application, by=actor, changes=changes)
    if steps >= ORDER.index("submitted"):
        application = submit(application, by=actor).application
    if steps >= ORDER.index("withdrawn"):
        application = operations.withdraw(
            application_id=application.pk, reason="The sponsor left.", actor=actor, now=now
        )
    return application


def fill(
    application: Application,
    *,
    by: Actor,
    changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Application:
    """Save every section with complete values, some of them changed."""
    for section, usual in values(application.call).items():
        application = operations.save_section(
            application_id=application.pk,
            section=section,
            values={**usual, **(changes or {}).get(section, {})},
            version=application.version,
            actor=by,
            now=timezone.now(),
        )
    return application


def submit(application: Application, *, by: Actor, key: str = "") -> Snapshot:
    """Submit now."""
    return operations.submit(
        application_id=application.pk, key=key or uuid4().hex, actor=by, now=timezone.now()
    )


def copied(source: Application, call: Call) -> Application:
    """``source`` copied into ``call`` by whoever wrote it."""
    return copying.copy_into(
        source_id=source.pk,
        call_id=call.pk,
        actor=people.refreshed(source.created_by),
        now=timezone.now(),
    )
