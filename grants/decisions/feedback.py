"""Feedback per criterion: a band and a text for each, never a figure of one assessor.

A band stands for the mean of everybody who marked, so neither who marked nor how many nor in which
order can be read from it. It is stored with the words of the criterion: a later change of the
criterion changes no letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.i18n.texts import Text

BANDS: tuple[tuple[str, Decimal, Any], ...] = (
    ("strong", Decimal(80), _("Strong")),
    ("good", Decimal(60), _("Good")),
    ("fair", Decimal(40), _("Fair")),
    ("weak", Decimal(0), _("Weak")),
)
"""Code, the least mean (0-100) and the words of each band, the best first."""

LABELS = {code: label for code, _least, label in BANDS}


@dataclass(frozen=True)
class CriterionFeedback:
    """One criterion: its code and name, the band of its mean ("" if unmarked), and a text."""

    code: str
    name: Mapping[str, str] = field(default_factory=dict)
    band: str = ""
    text: str = ""

    @property
    def label(self) -> Any:
        """The band in words."""
        return LABELS.get(self.band, "")

    @property
    def title(self) -> Text:
        """The criterion's name, in the language of the page or of the part of the letter."""
        return Text(self.name)


def band_of(mean: Decimal | None) -> str:
    """The band of a mean on 0-100; "" for none."""
    if mean is None:
        return ""
    return next(code for code, least, _label in BANDS if mean >= least)


def as_stored(rows: Sequence[CriterionFeedback]) -> list[dict[str, Any]]:
    """The rows as a JSON column holds them."""
    return [{**asdict(row), "name": dict(row.name)} for row in rows]


def from_stored(stored: Sequence[Mapping[str, Any]]) -> tuple[CriterionFeedback, ...]:
    """The rows of a JSON column."""
    return tuple(CriterionFeedback(**row) for row in stored)


def to_tell(stored: Sequence[Mapping[str, Any]]) -> list[CriterionFeedback]:
    """Those that say something to the applicant."""
    return [row for row in from_stored(stored) if row.band or row.text]
