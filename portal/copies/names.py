"""Names of files inside a copy that every computer can unpack, and none can be led astray by."""

from __future__ import annotations

from portal.documents.checks import safe_text

FORBIDDEN = dict.fromkeys(map(ord, '<>:"/\\|?*'), "-")
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10))]
)
MOST_BYTES = 120


def archived(written: str) -> str:
    """``written`` as a name: one folder deep, nothing hidden, at most 120 bytes, ending kept."""
    name = safe_text(written).translate(FORBIDDEN).strip(". ") or "document"
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 8:
        stem, dot, ending = name, "", ""
    if stem.split(".")[0].strip().lower() in RESERVED:
        stem = f"_{stem}"
    tail = f"{dot}{ending}"
    room = MOST_BYTES - len(tail.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + tail
