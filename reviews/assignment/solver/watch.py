"""Who waits for the answer: told how far the work has come, and willing to wait so long.

Without a limit the answer depends on the problem alone, and with one as well, as long as it is
enough. Where it is not, the best answer found so far is given, and says that it was cut short.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

Progress = Callable[[float, str], None]
"""Told how far the work has come (0 to 1) and which stage it is at."""

STEP = 0.2
"""Of what is left of its stage, the share that a step counts for: nobody knows how many come."""

SEARCHING = 0.8
"""Share of the time for prices and bounds; the rest is for making an answer of what they found."""


class Watch:
    """Progress that only rises, and the time that is left."""

    def __init__(self, tell: Progress, seconds: float = math.inf) -> None:
        self._tell, self._seconds, self._begun = tell, seconds, monotonic()
        self._stage, self._done, self._end = "", 0.0, 0.0
        self.ran_out = False

    def begin(self, stage: str, share: float) -> None:
        """A stage begins that is ``share`` of all that is still to do."""
        self._stage, self._end = stage, self._done + share * (1 - self._done)
        self._tell(self._done, stage)

    def step(self) -> None:
        """The stage has come further."""
        self._done += STEP * (self._end - self._done)
        self._tell(self._done, self._stage)

    def finish(self) -> None:
        """All is done."""
        self._tell(1.0, self._stage)

    def left(self, share: float = 1.0) -> float:
        """Seconds left of this share of the time, 0 at least."""
        left = share * self._seconds - (monotonic() - self._begun)
        self.ran_out = self.ran_out or left <= 0
        return max(0.0, left)


_current: ContextVar[Watch | None] = ContextVar("watch", default=None)


def watch() -> Watch:
    """Who waits at present; without anybody there is no limit."""
    return _current.get() or Watch(_silent)


@contextmanager
def watched(tell: Progress | None, seconds: float) -> Iterator[Watch]:
    """Within, ``watch`` tells this one."""
    one = Watch(tell or _silent, seconds)
    token = _current.set(one)
    try:
        yield one
    finally:
        _current.reset(token)


def _silent(fraction: float, stage: str) -> None:
    """Progress that nobody asked for."""
