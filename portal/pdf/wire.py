"""How the caller and the renderer talk: frames of JSON and bytes over a pipe."""

import json
import os
import select
import struct
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from portal.pdf.contract import Attachment, Limits

HEADER = struct.Struct(">IQ")
CHUNK = 1 << 16


class Silence(Exception):
    """The other side ended before it had sent a whole frame."""


class Late(Silence):
    """The other side still runs, and had not sent a whole frame by the deadline."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One document to render, whole: the renderer asks for nothing more."""

    html: str
    title: str
    language: str
    made_at: datetime
    attachments: tuple[Attachment, ...]
    limits: Limits

    def pack(self) -> bytes:
        """Return the frame that carries this order."""
        facts: dict[str, Any] = {
            "html": self.html,
            "title": self.title,
            "language": self.language,
            "made_at": self.made_at.isoformat(),
            "limits": asdict(self.limits),
            "attachments": [
                [a.name, a.description, a.relationship, len(a.content)] for a in self.attachments
            ],
        }
        return pack(facts, b"".join(a.content for a in self.attachments))


def unpack_order(facts: dict[str, Any], body: bytes) -> Order:
    """Return the order that ``Order.pack`` wrote."""
    attachments, start = [], 0
    for name, description, relationship, size in facts["attachments"]:
        content = body[start : start + size]
        start += size
        attachments.append(
            Attachment(
                name=name, content=content, description=description, relationship=relationship
            )
        )
    return Order(
        html=facts["html"],
        title=facts["title"],
        language=facts["language"],
        made_at=datetime.fromisoformat(facts["made_at"]),
        attachments=tuple(attachments),
        limits=Limits(**facts["limits"]),
    )


def pack(facts: dict[str, Any], body: bytes = b"") -> bytes:
    """Return one frame: both lengths, the facts as JSON, the body."""
    text = json.dumps(facts).encode("ascii")
    return HEADER.pack(len(text), len(body)) + text + body


def receive(pipe: int, *, deadline: float | None = None) -> tuple[dict[str, Any], bytes]:
    """Read one frame, waiting until ``deadline`` on the monotonic clock; raise ``Silence``."""
    text_length, body_length = HEADER.unpack(_exactly(pipe, HEADER.size, deadline))
    facts: dict[str, Any] = json.loads(_exactly(pipe, text_length, deadline))
    return facts, _exactly(pipe, body_length, deadline)


def send(pipe: int, frame: bytes) -> None:
    """Write the whole frame."""
    view = memoryview(frame)
    while view:
        view = view[os.write(pipe, view) :]


def _exactly(pipe: int, size: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    missing = size
    while missing:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not select.select([pipe], [], [], left)[0]:
            raise Late
        part = os.read(pipe, min(missing, CHUNK))
        if not part:
            raise Silence
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
