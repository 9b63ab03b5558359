"""How the portal says no to a person, and how a page learns the answer before asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class Denied(Exception):
    """A person's obstacle, told in one translated sentence for that person."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True)
class Verdict:
    """Whether a deed is allowed now; ``reason`` is the sentence that stands against it."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def verdict(check: Callable[..., None], *args: Any, **keywords: Any) -> Verdict:
    """Ask ``check`` without acting: a page and the server use the same rule, so cannot disagree."""
    try:
        check(*args, **keywords)
    except Denied as denied:
        return Verdict(allowed=False, reason=str(denied))
    return Verdict(allowed=True)
