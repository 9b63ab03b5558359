"""Lifecycles as tables of steps: what may follow what, and a drawing of it for the docs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class StepRefused(ValueError):
    """A step was asked for in a state that does not allow it."""

    def __init__(self, lifecycle: str, step: str, state: str) -> None:
        super().__init__(f"{lifecycle}: step {step!r} is not possible in state {state!r}")
        self.step = step
        self.state = state


@dataclass(frozen=True)
class Step:
    """One named step from any of ``sources`` to ``target``."""

    name: str
    sources: frozenset[str]
    target: str


def step(name: str, sources: Iterable[str], target: str) -> Step:
    """Shorthand for the tables in each area's ``lifecycle.py``."""
    return Step(name, frozenset(sources), target)


@dataclass(frozen=True)
class Lifecycle:
    """All states of a thing in their natural order, and every step between them."""

    name: str
    states: tuple[str, ...]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        known = set(self.states)
        for one in self.steps:
            unknown = (one.sources | {one.target}) - known
            if unknown:
                names = sorted(unknown)
                raise ValueError(f"{self.name}: step {one.name} names unknown states {names}")

    def allows(self, name: str, state: str) -> bool:
        """Whether step ``name`` may be taken in ``state``."""
        return any(one.name == name and state in one.sources for one in self.steps)

    def after(self, name: str, state: str) -> str:
        """The state that step ``name`` leads to from ``state``; raises :class:`StepRefused`."""
        for one in self.steps:
            if one.name == name and state in one.sources:
                return one.target
        raise StepRefused(self.name, name, state)

    def steps_from(self, state: str) -> tuple[str, ...]:
        """Names of the steps that may be taken in ``state``."""
        return tuple(one.name for one in self.steps if state in one.sources)

    def mermaid(self) -> str:
        """The diagram for docs/lifecycles.md, in the order of the table."""
        order = {state: index for index, state in enumerate(self.states)}
        lines = ["stateDiagram-v2", f"    [*] --> {self.states[0]}"]
        for one in self.steps:
            lines += [
                f"    {source} --> {one.target}: {one.name}"
                for source in sorted(one.sources, key=order.__getitem__)
            ]
        ends = [state for state in self.states if not self.steps_from(state)]
        return "\n".join(lines + [f"    {state} --> [*]" for state in ends])
