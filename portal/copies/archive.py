"""A personal copy as ZIP: a page and a data file for each part, and the files, as one tree.

Files go through in pieces and are stored as they are; a document that stands in two places is there
once. The same rows and the same request give the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.copies import registry, rules
from portal.copies.models import PersonalCopy
from portal.copies.names import archived
from portal.copies.registry import Entry, Fact, Part
from portal.documents.models import Document, ScanState
from portal.ui.formats import hkd, hkdate, hkt, in_hong_kong

STYLE = Path(__file__).with_name("style.css")
FORMAT = 1


@dataclass(frozen=True)
class Kept:
    """A file of the copy: where it stands, or why it does not."""

    document: Document
    path: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """A fact in words."""

    label: Any
    words: str


@dataclass(frozen=True)
class Shown:
    """An entry as a page of the copy shows it."""

    title: Any
    lines: list[Line]
    files: list[Kept]
    entries: list[Shown]


@dataclass(frozen=True)
class Listed:
    """A part in the index: how much it holds, and its page."""

    part: Part
    number: int

    @property
    def page(self) -> str:
        """The file for people."""
        return f"{self.part.code}.html"

    @property
    def program_file(self) -> str:
        """The file for programs."""
        return f"{self.part.code}.json"


@dataclass(frozen=True)
class Written:
    """What came of it: how many files are inside, and how many are named and left out."""

    files: int
    left_out: int


@dataclass
class Archive:
    """The ZIP being written, what it holds of files so far, and how much room is left."""

    zip: ZipFile
    at: datetime
    room: int
    kept: dict[UUID, Kept] = field(default_factory=dict)

    def member(self, name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
        """A member whose time is that of the request: the same rows give the same bytes."""
        found = ZipInfo(name, in_hong_kong(self.at).timetuple()[:6])
        found.compress_type = compression
        found.external_attr = 0o600 << 16
        return found

    def text(self, name: str, words: str) -> None:
        """Write a page or a data file."""
        self.zip.writestr(self.member(name), words.encode("utf-8", "replace"))

    def file(self, document: Document) -> Kept:
        """Write a document once; what must not or cannot be inside is told with its reason."""
        if document.pk not in self.kept:
            reason = self._obstacle(document)
            self.kept[document.pk] = (
                Kept(document, reason=reason) if reason else self._taken_in(document)
            )
        return self.kept[document.pk]

    def _obstacle(self, document: Document) -> str:
        if document.scan_state == ScanState.PENDING:
            return _("Left out: it waits for the virus scanner.")
        if document.scan_state == ScanState.INFECTED:
            return _("Left out: a virus was found in it.")
        if document.size > self.room:
            return _("Left out: the copy is full. Download this file from its page.")
        return ""

    def _taken_in(self, document: Document) -> Kept:
        number = 1 + sum(bool(one.path) for one in self.kept.values())
        path = f"files/{number:04d}-{archived(document.name)}"
        try:
            source = document.file.open("rb")
        except OSError:
            return Kept(document, reason=_("Left out: it could not be read."))
        with source, self.zip.open(self.member(path, ZIP_STORED), "w") as target:
            shutil.copyfileobj(source, target, 1 << 16)
        self.room -= document.size
        return Kept(document, path=path)


def write_archive(
    copy: PersonalCopy, actor: Actor, target: BinaryIO, progress: Callable[[float], None]
) -> Written:
    """Write every part for ``actor`` into ``target``; the language is the one in force."""
    parts = registry.parts()
    with ZipFile(target, "w") as opened:
        archive = Archive(opened, copy.requested_at, rules.MOST_BYTES)
        archive.text("style.css", STYLE.read_text(encoding="utf-8"))
        listed = []
        for number, part in enumerate(parts):
            progress(99 * number / len(parts))
            listed.append(Listed(part, _write_part(archive, part, actor)))
        left_out = [one for one in archive.kept.values() if one.reason]
        context = {
            "copy": copy,
            "person": actor.person,
            "listed": listed,
            "left_out": left_out,
            "language": get_language(),
        }
        archive.text("index.html", render_to_string("portal/copies/file/index.html", context))
    return Written(len(archive.kept) - len(left_out), len(left_out))


def _write_part(archive: Archive, part: Part, actor: Actor) -> int:
    """The page and the data of one part; returns how many entries it has."""
    entries = list(part.collect(actor))
    shown = [_shown(archive, entry) for entry in entries]
    told = {
        "format": FORMAT,
        "part": part.code,
        "entries": [_told(archive, entry) for entry in entries],
    }
    context = {"part": part, "entries": shown, "language": get_language()}
    page = render_to_string("portal/copies/file/part.html", context)
    archive.text(f"{part.code}.json", json.dumps(told, ensure_ascii=False, indent=2, default=plain))
    archive.text(f"{part.code}.html", page)
    return len(entries)


def _shown(archive: Archive, entry: Entry) -> Shown:
    return Shown(
        title=entry.title,
        lines=[Line(fact.label, in_words(fact)) for fact in entry.facts],
        files=[archive.file(document) for document in entry.files],
        entries=[_shown(archive, inner) for inner in entry.entries],
    )


def _told(archive: Archive, entry: Entry) -> dict[str, Any]:
    """An entry for machines."""
    told: dict[str, Any] = {"title": str(entry.title)}
    if entry.content is not None:
        told["content"] = entry.content
    else:
        told |= {fact.key: fact.value for fact in entry.facts}
        told |= {"entries": [_told(archive, inner) for inner in entry.entries]}
    told["files"] = list(_files(archive, entry))
    return {key: value for key, value in told.items() if value != []}


def _files(archive: Archive, entry: Entry) -> Iterator[dict[str, Any]]:
    for document in entry.files:
        kept = archive.kept[document.pk]
        yield {
            "name": document.name,
            "size": document.size,
            "sha256": document.sha256,
            "path": kept.path or None,
            "left_out": kept.reason or None,
        }


WORDS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (bool, lambda value: _("Yes") if value else _("No")),
    (datetime, hkt),
    (date, hkdate),
    (Decimal, hkd),
    ((list, tuple), lambda value: ", ".join(str(one) for one in value)),
)


def in_words(fact: Fact) -> str:
    """A fact for people: codes by their words, amounts and times as every page writes them."""
    value = fact.value if fact.words is None else fact.words
    for kind, words in WORDS:
        if isinstance(value, kind):
            return words(value) or _("None")
    return _("Not given") if value is None else str(value) or _("Not given")


def plain(value: Any) -> Any:
    """A value for machines where JSON has none: instants of Hong Kong in ISO 8601, exact sums."""
    if isinstance(value, datetime):
        return in_hong_kong(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
