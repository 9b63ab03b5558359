"""What the portal notices by itself about an application: evidence for the officer, no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.applications.models import Application, AttachmentKind
from portal.organisations.registration import has_odd_check_digit
from portal.ui.formats import hkd

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Signal:
    """One thing noticed: ``fine`` needs nothing, ``look`` wants an officer's eye.

    ``references`` name other applications that are the evidence.
    """

    title: str
    text: str
    level: Literal["fine", "look"] = "fine"
    references: tuple[str, ...] = ()


def signals(
    content: Content, *, same: Sequence[Application], twins: Sequence[Application]
) -> list[Signal]:
    """Everything noticed in ``content`` of the snapshot and among other applications.

    ``same`` are others of the organisation; ``twins`` those of another organisation that is
    registered under the same number.
    """
    return [
        _registration_number(content["organisation"]["registration_number"]),
        *_others(same, twins),
        _agreement(content),
        _request(content),
    ]


def _registration_number(number: str) -> Signal:
    title = _("Business registration number")
    if not number.isdigit():
        return Signal(title, _("%(number)s has no check digit.") % {"number": number})
    if has_odd_check_digit(number):
        sentence = _(
            "The check digit of %(number)s does not fit. Compare it with the certificate: "
            "this is a warning, no proof."
        )
        return Signal(title, sentence % {"number": number}, "look")
    return Signal(title, _("The check digit of %(number)s fits.") % {"number": number})


def _others(same: Sequence[Application], twins: Sequence[Application]) -> Iterator[Signal]:
    title = _("Other applications of this organisation")
    if not same:
        yield Signal(title, _("None in the calls you can see."))
    else:
        sentence = ngettext("There is %(number)d other.", "There are %(number)d others.", len(same))
        yield Signal(title, sentence % {"number": len(same)}, "look", _references(same))
    if twins:
        yield Signal(
            _("Same registration number, other organisation"),
            _("Another organisation in the portal is registered under the same number."),
            "look",
            _references(twins),
        )


def _references(applications: Sequence[Application]) -> tuple[str, ...]:
    return tuple(one.reference for one in applications)


def _agreement(content: Content) -> Signal:
    title = _("Sponsorship agreement")
    kinds = {attachment["kind"] for attachment in content["attachments"]}
    if AttachmentKind.SPONSOR_AGREEMENT not in kinds:
        return Signal(title, _("No agreement is attached."), "look")
    if not content["sponsor"]["agreed_on"]:
        sentence = _("A file is attached without a date of signing: it may be a letter of intent.")
        return Signal(title, sentence, "look")
    return Signal(title, _("It is attached."))


def _request(content: Content) -> Signal:
    requested, cap = Decimal(content["budget"]["requested"]), Decimal(content["call"]["cap"])
    written = {"requested": hkd(requested), "cap": hkd(cap)}
    title = _("Grant requested")
    if requested == cap:
        return Signal(title, _("%(requested)s: exactly the most for one project.") % written)
    return Signal(title, _("%(requested)s of at most %(cap)s.") % written)
