"""Why this one, why not another, and at what cost: the solver's codes in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviews.assignment.weighing import Cost
from reviews.pool.models import Discipline

if TYPE_CHECKING:
    from reviews.assignment.solver.explain import Reason

FORBIDDEN = gettext_lazy("A conflict of interest keeps them apart, or they had it before.")

PLAIN = {
    "locked": gettext_lazy("Fixed beforehand: assigned already, or locked by an officer."),
    "kept": gettext_lazy("Was there before, and could stay."),
    "declined": gettext_lazy("Has declined this application."),
    "forbidden": FORBIDDEN,
    "no_affinity": gettext_lazy("Was not in the pool or not available when this was worked out."),
    "near_tie": gettext_lazy(
        "As good as those on the panel, or nearly: the sum over all applications decided."
    ),
}

TOLD = {
    "rank": gettext_lazy("Number %(number)d by fit among those who may take it."),
    "affinity": gettext_lazy("Fit %(fit)s of 100."),
    "better_elsewhere": gettext_lazy(
        "Fits better elsewhere: by %(fit)s on %(other)s, where the fit is lowest."
    ),
    "needed_elsewhere": gettext_lazy(
        "Fits better here by %(fit)s than on %(other)s, but would be missed more there."
    ),
    "lower_affinity": gettext_lazy(
        "Fits less by %(fit)s than %(other)s, whose fit is the lowest on the panel."
    ),
    "same_bureau": gettext_lazy("Is of the same bureau or employer as %(other)s."),
    "seat_locked": gettext_lazy("The seat of %(other)s was fixed beforehand."),
    "seat_kept": gettext_lazy("%(other)s had the seat before, and keeps it."),
    "role_needed": gettext_lazy("%(other)s is the only one there of: %(roles)s."),
    "only_role": gettext_lazy("The only one on this panel of: %(roles)s."),
    "least_load": gettext_lazy("%(other)s would fall below their least load of %(number)d."),
}


def reason_words(reason: Reason, names: Mapping[str, str]) -> str:
    """One reason in a sentence; ``names`` gives the person behind each account."""
    if reason.code in PLAIN:
        return str(PLAIN[reason.code])
    return _sentence(reason) % {
        "number": reason.number,
        "fit": _points(reason.number),
        "other": names.get(reason.other, reason.other),
        "roles": _(" or ").join(str(Discipline(role).label) for role in reason.roles),
    }


def _sentence(reason: Reason) -> str:
    if reason.code == "full":
        return ngettext(
            "Has %(number)d application in this proposal, and takes no more.",
            "Has %(number)d applications in this proposal, and takes no more.",
            reason.number,
        )
    if reason.code == "lower_affinity" and not reason.number:
        return _("Fits no better than %(other)s, whose fit is the lowest on the panel.")
    return str(TOLD[reason.code])


def _points(affinity: float) -> str:
    """Affinity of 10,000 as fit of 100."""
    return str(number_format(affinity / 100, decimal_pos=0 if affinity % 100 == 0 else 1))


NO_WAY = {
    "forbidden": FORBIDDEN,
    "declined": PLAIN["declined"],
    "no_affinity": PLAIN["no_affinity"],
    "locked": gettext_lazy("The seats that were fixed beforehand leave no room."),
    "": gettext_lazy("Nothing: every aim is met as well as before."),
}


def cost_words(cost: Cost, seats: int) -> str:
    """What is lost, in a sentence; ``seats`` of an application make fit of a sum of affinities."""
    if cost.stage in NO_WAY:
        return str(NO_WAY[cost.stage])
    number = round(abs(cost.after - cost.before))
    values = {
        "number": number,
        "before": _points(cost.before / max(1, seats)),
        "after": _points(cost.after / max(1, seats)),
        "share": number_format(cost.share * 100, decimal_pos=2),
    }
    return _sentence_of(cost.stage, number) % values


def _sentence_of(stage: str, number: int) -> str:
    if stage == "unfilled":
        return ngettext(
            "%(number)d more seat stays empty.", "%(number)d more seats stay empty.", number
        )
    if stage == "missing_roles":
        return ngettext(
            "%(number)d more discipline is missing on a panel.",
            "%(number)d more disciplines are missing on panels.",
            number,
        )
    if stage == "least_loads":
        return ngettext(
            "Assessors fall below their least loads by %(number)d more application.",
            "Assessors fall below their least loads by %(number)d more applications.",
            number,
        )
    if stage == "kept":
        return ngettext(
            "%(number)d more pair has to change.",
            "%(number)d more pairs have to change.",
            number,
        )
    if stage == "floor":
        return _("The fit of the worst served application falls from %(before)s to %(after)s.")
    return _("Applications are served less well: the typical fit falls by %(share)s%%.")
