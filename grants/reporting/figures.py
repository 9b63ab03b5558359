"""What a funding report says of one group of applications, and of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Figures:
    """Numbers and sums (HKD) of one group; ``code`` never changes with the language."""

    code: str
    label: str
    applications: int
    requested: Decimal
    recommended: int
    recommended_hkd: Decimal
    awarded: int
    awarded_hkd: Decimal
    refused: int

    @property
    def success_rate(self) -> Decimal | None:
        """Awards per hundred decisions, to one decimal; None before the first decision."""
        decided = self.awarded + self.refused
        if not decided:
            return None
        return (Decimal(100) * self.awarded / decided).quantize(Decimal("0.1"))


MEASURES = tuple(field.name for field in fields(Figures) if field.name not in ("code", "label"))


def total(rows: Iterable[Figures], *, label: str) -> Figures:
    """The sum of all groups. Groups do not overlap, so nothing is counted twice."""
    every = list(rows)
    sums: dict[str, Any] = {
        name: sum((getattr(row, name) for row in every), start=_zero(name)) for name in MEASURES
    }
    return Figures(code="total", label=label, **sums)


def _zero(name: str) -> Decimal | int:
    return Decimal("0.00") if name == "requested" or name.endswith("_hkd") else 0
