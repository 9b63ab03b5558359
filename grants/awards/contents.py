"""What stands in a letter, and its PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Letter as LetterRow
from grants.awards.models import LetterKind
from grants.decisions.models import Decision
from grants.screening.models import Finding, Rule
from portal.organisations.models import Organisation
from portal.organisations.places import place_name
from portal.pdf.letters import Letter, render_template_pdf
from portal.pdf.render import Attachment

TEMPLATES = {
    LetterKind.AWARD: "letters/award/award.html",
    LetterKind.REFUSAL: "letters/award/refusal.html",
}
_place = lazy(place_name, str)
"""A district, named in the language of the part of the letter that shows it."""

SIGNATORY = _("for the approving authority of the programme")


def render(letter: LetterRow, *, made_at: datetime) -> bytes:
    """The bilingual PDF of ``letter``; the same arguments give the same bytes."""
    return render_template_pdf(
        TEMPLATES[LetterKind(letter.kind)],
        contents(letter),
        language="en",
        made_at=made_at,
        attachments=[_as_data(letter)],
    )


def contents(letter: LetterRow) -> dict[str, Any]:
    """The context of the letter's template: every sum and name as the database holds it."""
    decision = letter.decision
    application = decision.application
    lines = decision.conditions.splitlines()
    return {
        "letter": _frame(letter),
        "application": application,
        "organisation": application.organisation,
        "call": application.call,
        "decision": decision,
        "conditions": [line.strip() for line in lines if line.strip()],
        "instalments": list(decision.award.instalments.order_by("number"))
        if decision.is_award
        else [],
        "screening": _screening(decision),
        "unmet": _unmet(decision),
    }


def _frame(letter: LetterRow) -> Letter:
    application = letter.decision.application
    released_by = application.call.recommendations.released_by
    return Letter(
        number=letter.number,
        application=application.reference,
        dated_on=letter.issued_on,
        addressee=tuple(_addressee(application.created_by.name, application.organisation)),
        signatory_name=released_by.name if released_by else "",
        signatory_title=SIGNATORY,  # type: ignore[arg-type]  # lazy: each part in its language
    )


def _addressee(person: str, organisation: Organisation) -> Iterator[str]:
    building = ", ".join(
        part for part in (organisation.address_unit, organisation.address_building) if part
    )
    lines = [
        person,
        organisation.name,
        organisation.name_zh,
        building,
        organisation.address_street,
        _place(organisation.address_district) if organisation.address_district else "",
    ]
    return (line for line in lines if line)


def _screening(decision: Decision) -> str:
    screening = getattr(decision.application, "screening", None)
    return screening.reason if screening and not screening.is_eligible else ""


def _unmet(decision: Decision) -> list[Any]:
    """The rules of eligibility that were not met, as (rule, reason)."""
    checks = decision.application.checks.filter(finding=Finding.NOT_MET).order_by("rule")
    return [(Rule(check.rule).label, check.reason) for check in checks]


def _as_data(letter: LetterRow) -> Attachment:
    """The letter for machines: an attached JSON file."""
    decision = letter.decision
    application = decision.application
    told = {
        "letter": letter.number,
        "issued": letter.issued_on.isoformat(),
        "application": application.reference,
        "organisation": application.organisation.name,
        "registration_number": application.organisation.registration_number,
        "call": application.call.code,
        "award": decision.is_award,
        "amount": str(decision.amount),
        "currency": "HKD",
    }
    return Attachment(
        name="letter.json",
        content=json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode(),
        description="The letter as data",
    )
