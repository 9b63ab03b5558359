"""What a selection changes against the plain cut, and the reason of each change."""

from __future__ import annotations

from reviews.selection.comparison import (
    FITS,
    GAINED,
    LEAST,
    LOST,
    MOST,
    ORGANISATION,
    ROOM,
    SKIPPED,
    Change,
    compare,
)
from reviews.selection.problem import Candidate, Quota, Terms
from reviews.selection.solver import select


def row(name: str, place: int, asked: int, organisation: str = "", pillar: str = "L") -> Candidate:
    groups = frozenset({f"pillar/{pillar}"})
    return Candidate(name, place, 9000 - 100 * place, asked, organisation or name, groups)


def changes(rows: list[Candidate], terms: Terms) -> tuple[Change, ...]:
    return compare(rows, terms, select(rows, terms).chosen or ())


def test_nothing_changes_where_the_cut_is_best() -> None:
    rows = [row("a", 1, 300_000), row("b", 2, 300_000), row("c", 3, 300_000)]

    assert changes(rows, Terms(600_000, 6000)) == ()


def test_a_smaller_one_behind_the_cut_fits_and_the_larger_is_passed_over() -> None:
    rows = [row("a", 1, 300_000), row("b", 2, 400_000), row("c", 3, 200_000)]

    assert changes(rows, Terms(550_000, 6000)) == (
        Change("b", SKIPPED, ROOM, money=50_000),
        Change("c", GAINED, FITS),
    )


def test_one_of_an_organisation_makes_room() -> None:
    rows = [row("a", 1, 300_000, "X"), row("b", 2, 300_000, "X"), row("c", 3, 300_000)]

    assert changes(rows, Terms(600_000, 6000)) == (
        Change("b", LOST, ORGANISATION, "a"),
        Change("c", GAINED, FITS),
    )


def test_quotas_are_named_on_both_sides() -> None:
    rows = [row("a", 1, 300_000), row("b", 2, 300_000), row("c", 3, 300_000, pillar="E")]
    most = Terms(600_000, 6000, True, (Quota("pillar/L", 0, 1),))
    least = Terms(600_000, 6000, True, (Quota("pillar/E", 1),))

    assert changes(rows, most)[0] == Change("b", LOST, MOST, "pillar/L")
    assert changes(rows, least) == (
        Change("b", LOST, ROOM, money=0),
        Change("c", GAINED, LEAST, "pillar/E"),
    )
