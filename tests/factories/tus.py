"""A client of the tus protocol, and what it left on the disk."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.test import Client

from tests.factories import pdfs

TUS = {"Tus-Resumable": "1.0.0"}
CONTENT = pdfs.plain(60)


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def begin(client: Client, size: int | str = len(CONTENT), name: str = "plan.pdf") -> Any:
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {encoded(name)}"}
    return client.post("/uploads/", headers=headers, content_type="application/octet-stream")


def send(client: Client, address: str, piece: bytes, offset: int = 0, checksum: str = "") -> Any:
    headers = {**TUS, "Upload-Offset": str(offset)}
    if checksum:
        headers["Upload-Checksum"] = checksum
    return client.patch(
        address, piece, headers=headers, content_type="application/offset+octet-stream"
    )


def offset_of(client: Client, address: str) -> int:
    return int(client.head(address, headers=TUS)["Upload-Offset"])


def arrived(client: Client, content: bytes = CONTENT, name: str = "plan.pdf") -> str:
    """The number of an upload that is complete."""
    address = begin(client, len(content), name)["Location"]
    assert send(client, address, content).status_code == 204
    return str(address).rstrip("/").rsplit("/", 1)[-1]


def on_disk() -> list[Path]:
    return [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()]
