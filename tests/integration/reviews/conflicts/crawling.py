"""Two competing applications at every stage of a call, and a reader who opens every page."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes import operations as programmes
from grants.programmes.models import Call
from grants.reporting.exports import KINDS
from grants.reporting.queries import GROUPS
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import verdict
from portal.exports.writers import write_csv, write_xlsx
from reviews.panels import operations as panels
from reviews.pool.models import Assessor
from reviews.scoring.exports import KIND
from tests.factories import (
    applications,
    assessors,
    assignments,
    calls,
    clarifications,
    decisions,
    organisations,
    people,
    reviews,
    screening,
    stage,
)
from tests.factories import panels as meetings
from tests.reading import text_of

TITLE, COMPANY = "Zephyr quay register", "Quicksilver Custody Limited"
ELSEWHERE = (
    "account",
    "application-",
    "call-calculator",
    "call-calendar",
    "call-section",
    "call-step",
    "criterion",
    "eligibility",
    "mfa_",
    "needed-document",
    "question",
    "term-",
    "upload",
)
"""Beginnings of routes of accounts, of the making of a call, and of one application alone."""

ROLES = (
    Role.OFFICER,
    Role.PANEL_MEMBER,
    Role.CHAIR,
    Role.APPROVER,
    Role.FINANCE,
    Role.AUDITOR,
)


@dataclass
class Stage:
    """Three calls; ``hidden`` are the applications of the company that some will conflict with."""

    calls: list[Call] = field(default_factory=list)
    hidden: list[Application] = field(default_factory=list)
    shown: list[Application] = field(default_factory=list)

    @property
    def secrets(self) -> list[str]:
        """What would tell of one of the hidden applications."""
        return [TITLE, COMPANY, *(one.reference for one in self.hidden)]


def built() -> Stage:
    """A call that is open, one in assessment with a proposal, one whose letters have left."""
    made = Stage()
    wing = assessors.profile("Winnie Fok", disciplines=("technical", "finance"))
    _opened(made)
    _assessed(made, wing)
    _decided(made, wing)
    return made


def _apply(made: Stage, call: Call) -> list[Application]:
    """One that everybody sees and one of the company."""
    mira, hilda = people.mira(), people.person("Hilda Quan")
    shown = applications.at("submitted", call=call, by=mira)
    company = organisations.of(hilda, name=COMPANY, name_zh="")
    changes = {"project": {"title": TITLE, "title_zh": ""}}
    secret = applications.at(
        "submitted", call=call, by=hilda, organisation=company, changes=changes
    )
    made.calls.append(call)
    made.shown.append(shown)
    made.hidden.append(secret)
    return [shown, secret]


def _opened(made: Stage) -> None:
    for one in _apply(made, applications.open_call("2041-1")):
        clarifications.answered(one)
        clarifications.asked(one)


def _assessed(made: Stage, wing: Assessor) -> None:
    call = applications.open_call("2041-2", assessors_per_application=2)
    found = _apply(made, call)
    _start(call, found)
    for one in found:
        reviews.saved(assignments.accepted(assignments.reloaded(one), wing), 4)
    xena = assessors.profile("Xena Poon")
    assessors.in_pool(call, xena)
    for one in found[1:]:
        reviews.conflict(assignments.reloaded(one), xena)
    assignments.proposed(call)


def _decided(made: Stage, wing: Assessor) -> None:
    call = applications.open_call("2041-3", assessors_per_application=1)
    found = _apply(made, call)
    _start(call, found)
    for one in found:
        reviews.scored(assignments.reloaded(one), wing, 4)
    opened = panels.open_panel(call_id=call.pk, reason="", actor=people.paul(), now=timezone.now())
    decisions.work_off("reviews.calibration.rank")
    meetings.what_if(opened)
    held = meetings.held(meetings.meeting(opened))
    meetings.signed(meetings.minutes(held))
    decisions.bring(opened, "released")


def _start(call: Call, found: list[Application]) -> None:
    for one in found:
        screening.eligible(one)
    programmes.start_assessment(
        call_id=calls.close(call).pk, actor=people.paul(), now=timezone.now()
    )


def reader(name: str, *roles: Role) -> Actor:
    """Somebody with the roles and the profile that a conflict is written to."""
    people.person(name, *roles)
    return people.refreshed(assessors.profile(name).user)


def pages(made: Stage) -> Iterator[tuple[str, str]]:
    """Every address that can be made of the calls and the visible applications, with its name.

    Not the big PDF files, which are made of one application or of the call's words alone.
    """
    yield from _asked(made)
    for name, names in sorted(_routes(get_resolver().url_patterns)):
        is_elsewhere = name.startswith(ELSEWHERE) and name != "application-list"
        if ":" in name or name.endswith("-pdf") or is_elsewhere:
            continue
        for known in _arguments(made):
            if names <= set(known):
                wanted = {one: known[one] for one in names}
                yield (
                    f"{name} {known['code'] if names else ''}".strip(),
                    reverse(name, kwargs=wanted),
                )
                if not names:
                    break


def _asked(made: Stage) -> Iterator[tuple[str, str]]:
    """Lists that are searched and filtered."""
    for words in made.secrets:
        yield "found", f"{reverse('application-list')}?q={words}"
        yield "log", f"{reverse('audit-log')}?subject={words}"
    for by in GROUPS:
        yield "report-funding by", f"{reverse('report-funding')}?by={by}"
    yield "board open", f"{reverse('call-assignment', args=['2041-2'])}?open_only=on"


def _routes(
    patterns: list[Any], above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    for one in patterns:
        names = above.union(one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, names)
        elif isinstance(one, URLPattern):
            yield str(one.name), names


def _arguments(made: Stage) -> Iterator[dict[str, Any]]:
    wing = Assessor.objects.get(user__name="Winnie Fok")
    for call, shown in zip(made.calls, made.shown, strict=True):
        yield {
            "code": call.code,
            "call_code": call.code,
            "reference": shown.reference,
            "section": "project",
            "number": 1,
            "version": 1,
            "language": "en",
            "assessor": wing.reference,
            "organisation_id": shown.organisation_id,
        }


def read(client: Client, path: str) -> str:
    """The words of one answer; what the request did is undone."""
    with stage.undone():
        answer = client.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code < 500, path
    if content.startswith(b"%PDF"):
        return text_of(content)
    words = unescape(content.decode(errors="replace"))
    for typed in re.findall(r"\?(?:q|subject)=(.*)$", path):
        words = _without_typed(words, typed)
    return words


def _without_typed(words: str, typed: str) -> str:
    """A search form repeats what was typed: in a field, in links, in a sentence in quotes."""
    words = re.sub(r'value="[^"]*"', "", words)
    words = re.sub(r'href="[^"]*"', "", words)
    return words.replace(f"“{typed}”", "")


def exported(actor: Actor) -> Iterator[tuple[str, str]]:
    """Every export that the person may have, as CSV and as XLSX, in words."""
    asked_for = [({"call": ""}, kind) for kind in KINDS]
    asked_for += [({"call": f"2041-{number}"}, KIND) for number in (1, 2, 3)]
    for asked, kind in asked_for:
        if verdict(kind.check, actor, asked):
            for write in (write_csv, write_xlsx):
                target = io.BytesIO()
                write(kind.table(actor, asked), target, lambda _row: None)
                yield f"{kind.code} {write.__name__}", _words_of(target.getvalue())


def _words_of(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return " ".join(book.read(name).decode() for name in book.namelist())
