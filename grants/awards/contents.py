"""What stands in a letter, and its PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Instalment, LetterKind
from grants.awards.models import Letter as LetterRow
from grants.decisions.feedback import to_tell
from grants.decisions.models import Decision
from grants.programmes.models import Call
from grants.screening.models import Finding, Rule
from portal.core.money import instalment_amounts
from portal.organisations.models import Organisation
from portal.organisations.places import place_name
from portal.pdf.letters import Letter, render_template_pdf
from portal.pdf.render import Attachment

TEMPLATES = {
    LetterKind.AWARD: "letters/award/award.html",
    LetterKind.REFUSAL: "letters/award/refusal.html",
}


def _by_language(english: str, chinese: str) -> str:
    is_chinese = (get_language() or "en").startswith("zh")
    return chinese if is_chinese and chinese else english


_named = lazy(_by_language, str)
"""A name in English and perhaps in Chinese, each in the part of the letter of its language."""

_place = lazy(place_name, str)
"""A district, named in the language of the part of the letter that shows it."""

SIGNATORY = _("for the approving authority of the programme")
PREVIEW = _("Preview, not sent")


def render(letter: LetterRow, *, made_at: datetime) -> bytes:
    """The bilingual PDF of a released ``letter``; the same arguments give the same bytes."""
    released_by = letter.decision.application.call.recommendations.released_by
    return _pdf(
        letter,
        number=letter.number,
        signatory=released_by.name if released_by else "",
        instalments=instalments_of(letter.decision),
        made_at=made_at,
    )


def render_preview(letter: LetterRow, *, signatory: str, made_at: datetime) -> bytes:
    """The PDF of a ``letter`` that is not stored: as it would leave, but marked as a preview."""
    decision = letter.decision
    planned = planned_instalments(decision.application.call, decision) if decision.is_award else []
    return _pdf(letter, number=PREVIEW, signatory=signatory, instalments=planned, made_at=made_at)


def _pdf(
    letter: LetterRow,
    *,
    number: str | Promise,
    signatory: str,
    instalments: Sequence[Instalment],
    made_at: datetime,
) -> bytes:
    frame = _frame(letter, number=number, signatory=signatory)
    return render_template_pdf(
        TEMPLATES[LetterKind(letter.kind)],
        contents(letter.decision, frame=frame, instalments=instalments),
        language="en",
        made_at=made_at,
        attachments=[_as_data(letter)],
    )


def instalments_of(decision: Decision) -> list[Instalment]:
    """The instalments of a released decision, in order; none for a refusal."""
    return list(decision.award.instalments.order_by("number")) if decision.is_award else []


def planned_instalments(call: Call, decision: Decision) -> list[Instalment]:
    """The instalments that the award of ``decision`` gets by the shares of ``call``; not stored."""
    amounts = instalment_amounts(decision.amount, call.instalment_shares)
    pairs = zip(call.instalment_shares, amounts, strict=True)
    return [
        Instalment(number=number, share=share, amount=amount, is_last=number == len(amounts))
        for number, (share, amount) in enumerate(pairs, start=1)
    ]


def contents(
    decision: Decision, *, frame: Letter, instalments: Sequence[Instalment]
) -> dict[str, Any]:
    """The context of the letter's template: every sum and name as the database holds it."""
    application = decision.application
    return {
        "letter": frame,
        "application": application,
        "project": _named(application.title, application.title_zh),
        "applicant": _named(application.organisation.name, application.organisation.name_zh),
        "call": application.call,
        "decision": decision,
        "conditions": lines_of(decision.conditions),
        "by_criterion": to_tell(decision.by_criterion),
        "instalments": instalments,
        **grounds_of(decision),
    }


def typed_in(decision: Decision) -> str:
    """Whatever people typed that the letter of ``decision`` shows, for a look at its characters."""
    application = decision.application
    grounds = grounds_of(decision)
    return "\n".join(
        [
            application.title,
            application.title_zh,
            *(
                str(line)
                for line in addressee(application.created_by.name, application.organisation)
            ),
            decision.conditions,
            decision.feedback,
            *(row.text for row in to_tell(decision.by_criterion)),
            grounds["screening"],
            *(reason for _rule, reason in grounds["unmet"]),
        ]
    )


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` that hold something: one condition each."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def grounds_of(decision: Decision) -> dict[str, Any]:
    """Why an application was not eligible: the officer's words, and each unmet rule with a reason.

    Both are empty for one that was assessed, so neither letter nor page tells of screening.
    """
    screening = getattr(decision.application, "screening", None)
    if screening is None or screening.is_eligible:
        return {"screening": "", "unmet": []}
    found = {check.rule: check for check in decision.application.checks.all()}
    unmet = [rule for rule in Rule if rule in found and found[rule].finding == Finding.NOT_MET]
    return {
        "screening": screening.reason,
        "unmet": [(rule.label, found[rule].reason) for rule in unmet],
    }


def _frame(letter: LetterRow, *, number: str | Promise, signatory: str) -> Letter:
    application = letter.decision.application
    return Letter(
        number=number,
        application=application.reference,
        dated_on=letter.issued_on,
        addressee=tuple(addressee(application.created_by.name, application.organisation)),
        signatory_name=signatory,
        signatory_title=SIGNATORY,
    )


def addressee(person: str, organisation: Organisation) -> Iterator[str]:
    """The lines of the address, empty ones left out; the district in the reader's language."""
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
