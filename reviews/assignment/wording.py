"""What stands in the way of full coverage, and its cure, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.ui import formats
from reviews.assignment.problem import Clash
from reviews.pool.models import Discipline

MOST_NAMED = 8

STAGES = {
    "conflicts": gettext_lazy("Looking for conflicts of interest"),
    "unfilled": gettext_lazy("Filling the seats"),
    "missing_roles": gettext_lazy("Seeing to the disciplines"),
    "least_loads": gettext_lazy("Seeing to the least loads"),
    "floor": gettext_lazy("Serving the worst served application best"),
    "kept": gettext_lazy("Keeping what was assigned"),
    "welfare": gettext_lazy("Finding the best fit for all"),
    "reasons": gettext_lazy("Writing the reasons down"),
}

CURES = {
    "capacity": gettext_lazy("Raising the most loads would fill %(number)s."),
    "bureau": gettext_lazy("Further assessors of other bureaus would fill %(number)s."),
    "conflict": gettext_lazy(
        "Assessors without a conflict who have not declined would fill %(number)s."
    ),
}


PLACES = {
    "nobody": ("pool", "conflict-list"),
    "pool": ("pool",),
    "capacity": ("pool",),
    "bureau": ("pool",),
    "conflict": ("pool", "conflict-list"),
    "role": ("pool", "pool-list"),
    "roles_together": ("pool", "pool-list"),
    "least_load": ("pool",),
}
"""Where loads and members, conflicts, and profiles with their disciplines are seen to."""


@dataclass(frozen=True)
class Obstacle:
    """One clash in words: what is the matter, and what can be done."""

    sentence: str
    cures: list[str]
    places: tuple[str, ...] = ()
    """Names of the addresses where the cures are done."""


def stage_words(stage: str) -> str:
    """What a run is doing; before it begins, that it waits."""
    return str(STAGES.get(stage, _("Waiting to begin")))


def obstacle(clash: Clash, names: Mapping[str, str]) -> Obstacle:
    """``names`` gives the person behind each account of the problem."""
    values = {
        "applications": listed(clash.proposals),
        "people": listed([names.get(account, account) for account in clash.assessors]),
        "needed": clash.seats_needed,
        "available": clash.seats_available,
        "number": clash.short,
        "roles": _(" or ").join(str(Discipline(role).label) for role in clash.roles),
    }
    tell = TOLD.get(clash.rule, _crowded)
    sentence, cure = tell(values)
    gains = [
        str(CURES[rule]) % {"number": _seats(gain)} for rule, gain in clash.cures if rule in CURES
    ]
    wanted = {place for rule in (clash.rule, *dict(clash.cures)) for place in PLACES[rule]}
    return Obstacle(sentence, [cure, *gains], tuple(sorted(wanted)))


def listed(names: Sequence[str]) -> str:
    """Names in a row; beyond eight only how many more."""
    shown = formats.listed(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    if more <= 0:
        return shown
    rest = ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", more)
    return rest % {"names": shown, "number": more}


def _seats(number: int) -> str:
    return ngettext("%(number)d seat", "%(number)d seats", number) % {"number": number}


Values = Mapping[str, object]
Told = tuple[str, str]


def _nobody(values: Values) -> Told:
    return (
        _("Nobody of the pool may take %(applications)s: conflicts and answers bar everybody.")
        % values,
        _("Add assessors to the pool who have no conflict with these applications."),
    )


def _crowded(values: Values) -> Told:
    return (
        _(
            "%(applications)s need %(needed)s seats. Only %(people)s may take them, and they can"
            " fill %(available)s."
        )
        % values,
        _("Add assessors to the pool with room for %(number)s more, or raise the most loads.")
        % values,
    )


def _role(values: Values) -> Told:
    return (
        _("Too few assessors of the discipline %(roles)s for %(applications)s.") % values,
        _("Add assessors of this discipline with room for %(number)s more.") % values,
    )


def _roles_together(values: Values) -> Told:
    return (
        _(
            "An assessor of the discipline %(roles)s could take each of %(applications)s, but not"
            " without leaving another seat or discipline open."
        )
        % values,
        _("Add assessors of this discipline with room for %(number)s more.") % values,
    )


def _least_load(values: Values) -> Told:
    return (
        _("There is too little that %(people)s may take to give each their least load.") % values,
        _("Lower their least loads by %(number)s together.") % values,
    )


TOLD = {
    "nobody": _nobody,
    "role": _role,
    "roles_together": _roles_together,
    "least_load": _least_load,
}
