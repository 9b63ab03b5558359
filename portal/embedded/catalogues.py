"""Translation catalogues compiled with Babel, so that a machine needs no gettext to run the portal.

Compiled files are not kept in the repository: ``make run`` and ``make test`` write those that are
missing or older than their source. Entries marked fuzzy are left out, as ``msgfmt`` leaves them. A
faulty entry shows in English rather than keep the portal from starting; ``make check`` refuses it.
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_stale(locale_folder: Path) -> list[Path]:
    """Compile every catalogue whose compiled file is missing or older; the files written."""
    return [
        _compile(source)
        for source in sorted(locale_folder.glob("*/LC_MESSAGES/*.po"))
        if _is_stale(source)
    ]


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> Path:
    """Write beside the place and move there: a process that starts meanwhile reads no half file."""
    target = source.with_suffix(".mo")
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name)
    unfinished = target.with_suffix(f".{os.getpid()}.unfinished")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.chmod(0o644)
    unfinished.replace(target)
    return target
