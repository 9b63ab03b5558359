"""Asking the confined process to look into a file."""

from __future__ import annotations

import atexit
import os
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.pdf.contract import Limits
from portal.pdf.press import Press, Renderer, environment, launch
from portal.pdf.wire import pack

MEBIBYTE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One file to look into, and what looking may cost in seconds and mebibytes."""

    path: str
    limits: Limits = field(default_factory=lambda: Limits(seconds=15, mebibytes=768))

    def pack(self) -> bytes:
        """The frame that carries this order."""
        return pack({"path": self.path, "limits": asdict(self.limits)})

    @classmethod
    def unpack(cls, facts: dict[str, Any]) -> Sight:
        """The order that ``pack`` wrote."""
        return cls(path=facts["path"], limits=Limits(**facts["limits"]))


def start() -> Renderer:
    """Start the process; it is ready when it answers."""
    return launch([sys.executable, "-P", "-m", "portal.documents.inspector"], environment())


glass = Press(start)
"""The process of this one; threads take turns, and it starts with the first file."""
atexit.register(glass.stop)
os.register_at_fork(after_in_child=glass.abandon)
