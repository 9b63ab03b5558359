"""Charts as data with their geometry. Lengths run in per cent, so the text keeps its size on
every screen; heights are in pixels. Each chart has a table twin with the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from zlib import crc32

from portal.ui.formats import hkd

WIDEST_BAR = Decimal(72)
LABEL_HEIGHT, BAR_HEIGHT, BAR_GAP, CATEGORY_GAP = 24, 20, 4, 18
DOT_ROW_HEIGHT, AXIS_HEIGHT = 30, 28
SCALE_START, SCALE_END = Decimal(27), Decimal(88)
GRID = (0, 20, 40, 60, 80, 100)


def _identifier(*parts: Any) -> str:
    """An element id that stays the same for the same chart and differs between charts."""
    return f"chart-{crc32('|'.join(str(part) for part in parts).encode()):08x}"


def per_cent(share: Decimal | float) -> str:
    """A length for SVG, the same in every language."""
    return f"{share:.2f}%"


@dataclass(frozen=True)
class Series:
    """One measure over all categories, in their order."""

    name: Any
    values: tuple[Decimal | int, ...]


@dataclass(frozen=True)
class Bar:
    """One bar as drawn: ``number`` picks the series' colour, from 1."""

    number: int
    y: int
    width: str
    text: str

    @property
    def text_y(self) -> int:
        """Baseline of the value beside the bar."""
        return self.y + BAR_HEIGHT - 5


@dataclass(frozen=True)
class Group:
    """One category as drawn: its name above its bars."""

    label: Any
    y: int
    bars: tuple[Bar, ...]

    @property
    def values(self) -> list[str]:
        """The figures of the category for the table twin."""
        return [bar.text for bar in self.bars]


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars for each category, one for each series.

    ``unit`` is ``hkd`` for money, ``count`` for numbers. Values are not negative.
    """

    title: Any
    summary: Any
    category_heading: Any
    categories: tuple[Any, ...]
    series: tuple[Series, ...]
    unit: Literal["hkd", "count"] = "count"

    def __post_init__(self) -> None:
        """Refuse series that do not fit the categories: the picture would lie."""
        if any(len(series.values) != len(self.categories) for series in self.series):
            raise ValueError("each series needs one value for each category")

    @property
    def identifier(self) -> str:
        """Prefix of the chart's element ids."""
        return _identifier(self.title, self.summary)

    @property
    def group_height(self) -> int:
        """Pixels from one category to the next."""
        return LABEL_HEIGHT + len(self.series) * (BAR_HEIGHT + BAR_GAP) + CATEGORY_GAP

    @property
    def height(self) -> int:
        """Pixels of the whole drawing."""
        return self.group_height * len(self.categories)

    def written(self, value: Decimal | int) -> str:
        """A value with its unit."""
        return hkd(value) if self.unit == "hkd" else f"{value:,}"

    def groups(self) -> list[Group]:
        """The categories from top to bottom; the largest value of all has the widest bar."""
        largest = max((Decimal(v) for series in self.series for v in series.values), default=0)
        return [
            Group(label, index * self.group_height + LABEL_HEIGHT - 8, self._bars(index, largest))
            for index, label in enumerate(self.categories)
        ]

    def _bars(self, index: int, largest: Decimal | int) -> tuple[Bar, ...]:
        top = index * self.group_height + LABEL_HEIGHT
        return tuple(
            Bar(
                number=number,
                y=top + (number - 1) * (BAR_HEIGHT + BAR_GAP),
                width=per_cent(WIDEST_BAR * series.values[index] / (largest or 1)),
                text=self.written(series.values[index]),
            )
            for number, series in enumerate(self.series, start=1)
        )


@dataclass(frozen=True)
class Dot:
    """A score between ``low`` and ``high``, all on 0–100."""

    label: str
    score: Decimal | float
    low: Decimal | float
    high: Decimal | float


@dataclass(frozen=True)
class PlacedDot:
    """A dot as drawn, with its figures in words for the table twin."""

    label: str
    y: int
    x: str
    start: str
    end: str
    score: str
    spread: str

    @property
    def text_y(self) -> int:
        """Baseline of label and value."""
        return self.y + 5


def place_dot(
    dot: Dot,
    *,
    y: int,
    start: Decimal = SCALE_START,
    end: Decimal = SCALE_END,
) -> PlacedDot:
    """``dot`` on a scale that runs from ``start`` to ``end`` per cent of the width."""

    def at(mark: Decimal | float) -> str:
        return per_cent(start + (end - start) * Decimal(mark) / 100)

    return PlacedDot(
        label=dot.label,
        y=y,
        x=at(dot.score),
        start=at(dot.low),
        end=at(dot.high),
        score=f"{dot.score:.1f}",
        spread=f"{dot.low:.1f}–{dot.high:.1f}",
    )


@dataclass(frozen=True)
class DotPlot:
    """Ranked scores on 0–100, each with its interval; ``threshold`` draws a line."""

    title: Any
    summary: Any
    row_heading: Any
    dots: tuple[Dot, ...]
    threshold: Decimal | float | None = None

    @property
    def identifier(self) -> str:
        """Prefix of the plot's element ids."""
        return _identifier(self.title, self.summary)

    @property
    def bottom(self) -> int:
        """Where the rows end and the axis begins."""
        return DOT_ROW_HEIGHT * len(self.dots)

    @property
    def height(self) -> int:
        """Pixels of the whole drawing."""
        return self.bottom + AXIS_HEIGHT

    @property
    def axis_y(self) -> int:
        """Baseline of the numbers of the scale."""
        return self.bottom + 20

    def placed(self) -> list[PlacedDot]:
        """The dots from top to bottom, in the order given."""
        return [
            place_dot(dot, y=index * DOT_ROW_HEIGHT + DOT_ROW_HEIGHT // 2)
            for index, dot in enumerate(self.dots)
        ]

    def grid(self) -> list[tuple[str, int]]:
        """Where the lines of the scale stand, and their numbers."""
        return [(self._at(mark), mark) for mark in GRID]

    @property
    def threshold_x(self) -> str:
        """Where the threshold stands; empty without one."""
        return "" if self.threshold is None else self._at(self.threshold)

    def _at(self, mark: Decimal | float) -> str:
        return per_cent(SCALE_START + (SCALE_END - SCALE_START) * Decimal(mark) / 100)


@dataclass(frozen=True)
class RankInterval:
    """An expected rank with its middle and wide interval among ``size`` ranks; rank 1 is left.

    ``line`` is where the funding line stands, None without one.
    """

    expected: float
    middle: tuple[int, int]
    wide: tuple[int, int]
    size: int
    line: float | None = None

    def at(self, rank: float) -> str:
        """Where a rank stands, in per cent of the width."""
        share = Decimal(str(rank - 1)) / Decimal(max(self.size - 1, 1))
        return per_cent(4 + 92 * share)

    @property
    def x(self) -> str:
        """Where the expected rank stands."""
        return self.at(self.expected)

    @property
    def middle_ends(self) -> tuple[str, str]:
        """Where the middle interval begins and ends."""
        return self.at(self.middle[0]), self.at(self.middle[1])

    @property
    def wide_ends(self) -> tuple[str, str]:
        """Where the wide interval begins and ends."""
        return self.at(self.wide[0]), self.at(self.wide[1])

    @property
    def line_x(self) -> str:
        """Where the line stands; empty without one."""
        return "" if self.line is None else self.at(self.line)
