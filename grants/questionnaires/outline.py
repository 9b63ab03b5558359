"""The page on which a condition is built: what stands at which place, and how that changes.

What is typed is a flat mapping of the names of the page's fields: ``how`` and ``how_2`` of groups,
``line_1`` and ``line_2-1`` of comparisons, ``value_2-1`` beside them. A group stands where
anything stands inside it. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from grants.questionnaires.conditions import MOST_COMPARISONS
from grants.questionnaires.groups import ANY, DEEPEST_GROUPS
from portal.core.denial import Denied

Typed = Mapping[str, str]

NUMBER = "[1-9][0-9]?"
NAME = re.compile(rf"(how|line|value)(?:_({NUMBER}(?:-{NUMBER}){{0,5}}))?", re.ASCII)
MOST_NAMES = 200

LINE, GROUP, REMOVE = "line", "group", "remove"

TOO_DEEP = _("Groups stand at most three deep. Take this group out of the one around it.")
TOO_MANY = _("A condition has at most %(most)d lines.") % {"most": MOST_COMPARISONS}


def named(what: str, place: str) -> str:
    """The name of a field: ``how`` of the outermost group, ``line_2-1``."""
    return f"{what}_{place}" if place else what


def typed_of(posted: Mapping[str, str]) -> dict[str, str]:
    """What a page sent of a condition, in the order it was sent; all else is left out."""
    known = [name for name in posted if NAME.fullmatch(name)]
    return {name: str(posted[name]) for name in known[:MOST_NAMES]}


class Outline:
    """Groups and lines by their places."""

    def __init__(self, names: Iterable[str]) -> None:
        found = [match.groups(default="") for name in names if (match := NAME.fullmatch(name))]
        inner = [place for what, place in found if what == LINE and place]
        self.groups = {""} | {place for what, place in found if what == "how"}
        for place in [*self.groups, *inner]:
            self.groups |= set(_around(place))
        self.lines = set(inner) - self.groups

    def parts(self, place: str) -> list[str]:
        """The places right inside the group at ``place``, in their order."""
        inside = {one for one in self.groups | self.lines if one and parent(one) == place}
        return sorted(inside, key=number)

    def next(self, place: str) -> str:
        """A place after the others in the group at ``place``."""
        inside = self.parts(place)
        following = 1 + (number(inside[-1]) if inside else 0)
        return f"{place}-{following}" if place else str(following)


def _around(place: str) -> list[str]:
    """The places of the groups around ``place``."""
    steps = place.split("-")
    return ["-".join(steps[:length]) for length in range(1, len(steps))]


def parent(place: str) -> str:
    """The place of the group right around ``place``."""
    return place.rpartition("-")[0]


def number(place: str) -> int:
    """Which of its group's parts stands at ``place``."""
    return int(place.rpartition("-")[2])


def level(place: str) -> int:
    """How deep the group at ``place`` stands: 1 for the outermost."""
    return 1 if not place else 2 + place.count("-")


def changed(typed: Typed, deed: str) -> tuple[dict[str, str], str]:
    """What is typed after ``deed``, such as ``line 2``, and the field that one goes on with.

    Refused where a condition would become too long or too deep; an unknown deed changes nothing.
    """
    what, _space, place = deed.partition(" ")
    outline = Outline(typed)
    if what == REMOVE and place in outline.groups | outline.lines and place:
        return _removed(typed, place), named("how", parent(place))
    if what not in (LINE, GROUP) or place not in outline.groups:
        return dict(typed), ""
    if len(outline.lines) >= MOST_COMPARISONS or len(outline.parts(place)) >= MOST_COMPARISONS:
        raise Denied(TOO_MANY)
    inner = outline.next(place)
    if what == LINE:
        return {**typed, named(LINE, inner): ""}, named(LINE, inner)
    if level(inner) > DEEPEST_GROUPS:
        raise Denied(TOO_DEEP)
    return {**typed, named("how", inner): ANY, named(LINE, f"{inner}-1"): ""}, named("how", inner)


def _removed(typed: Typed, place: str) -> dict[str, str]:
    """What stays when the part at ``place`` goes, with everything in it."""

    def goes(name: str) -> bool:
        at = name.partition("_")[2]
        return at == place or at.startswith(f"{place}-")

    return {name: value for name, value in typed.items() if not goes(name)}
