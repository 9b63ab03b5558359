"""Every form that an applicant can send, with wrong values in every field of it (IN-01).

The forms are those that stand on the pages of the access table's routes and on every section of a
draft. What a field must refuse is told beside it; nothing brings a page down.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from grants.applications import sections
from tests.architecture.pages import CHOSEN, MEASURED, WRITTEN, Form, forms_in
from tests.architecture.test_access import committed, routes
from tests.architecture.world import World, world

ROLES = ("applicant", "stranger", "visitor")
SECTIONS = (*sections.SECTIONS, "form-solution", "form-users", "form-plan", "form-rules")

MILLION = 1_000_000
REFUSED = {
    "a NUL": (WRITTEN | MEASURED | CHOSEN, "a\x00b"),
    "a million characters": ((WRITTEN | MEASURED | CHOSEN) - {"password"}, "x"),
    "no number": (MEASURED, "NaN"),
    "less than nothing": (MEASURED, "-1"),
    "5,000 digits": (MEASURED, "9" * 5000),
    "an exponent": (MEASURED, "1E1000000"),
}
"""What fields of these kinds refuse, each with a sentence of its own; the million is shared."""

ODD = (
    "\u202etxt.exe\u202c\r\nBcc: all@example.hk\r\n../../etc/passwd",
    "\ufffd\u200b\U00020000<script>{{7*7}}' OR 1=1 --",
)
"""What some fields take and others refuse."""

MANY = urlencode({f"field-{number}": "x" for number in range(20_000)})

NOT_ASKED = {"without-chain", "retail-protection"}
"""Questions that the other answers of the draft hide: what is sent for them is not looked at."""

FILES = {
    "a program": ("plan.exe", b"MZ\x90\x00"),
    "a page called a PDF": ("plan.pdf", b"<html><script>alert(1)</script>"),
    "a name that climbs": ("../../plan\r\nX: y.pdf", b"%PDF-1.4 nothing more"),
    "nothing": ("plan.pdf", b""),
}

SILENT = {"account_login", "account_reset_password"}
"""Pages that do not say which field was wrong, so that nobody learns who has an account."""


class Sent(NamedTuple):
    """A form with the browser that it stands in."""

    route: str
    client: Client
    path: str
    form: Form


def pages(there: World) -> Iterator[tuple[str, str, str]]:
    """Role, route and address of each page that applicants and visitors get."""
    rows, names = committed(), routes()
    for role in ROLES:
        for row in rows:
            if row[role].startswith("200"):
                route = row["route"]
                given = there.arguments(route, names[route]) if names[route] else {}
                yield role, route, reverse(route, kwargs=given)
    reference = there.samples["application"]["reference"]
    for section in SECTIONS:
        yield "applicant", "application-section", f"/applications/{reference}/{section}/"


def forms(there: World) -> list[Sent]:
    """Each form once, in the hands of the first who sees it."""
    found: dict[tuple[str, ...], Sent] = {}
    for role, route, path in pages(there):
        client = there.clients[role]
        page = client.get(path)
        if "html" in page["Content-Type"] and not page.streaming:
            for form in forms_in(page.content.decode()):
                action = form.action or path
                key = (action, *sorted(form.fields))
                found.setdefault(key, Sent(route, client, action, form))
        for close in page._resource_closers:
            close()
    return list(found.values())


def answer(sent: Sent, typed: dict[str, Any]) -> tuple[int, str]:
    """The status and the words of the answer, whose effects are undone."""
    cookies = copy.deepcopy(sent.client.cookies)
    with transaction.atomic():
        page = sent.client.post(sent.path, {**sent.form.filled, **typed})
        transaction.set_rollback(True)
    sent.client.cookies = cookies
    return page.status_code, "" if page.streaming else page.content.decode()


def names(sent: Sent, kinds: frozenset[str]) -> list[str]:
    fields = sent.form.fields.items()
    return [name for name, one in fields if one.kind in kinds and name not in NOT_ASKED]


def is_told(page: str, name: str) -> bool:
    """Whether the list of problems on top leads to this field, to a part of it or to its table."""
    table = re.sub(r"_\d+_[a-z]+$", "", name)
    part = r"(_\d+)?(_[a-z]+)?"
    return re.search(rf'href="#(id_)?{re.escape(table)}{part}"', page) is not None


def untold(sent: Sent, wrong: list[str], typed: dict[str, Any]) -> list[str]:
    """The fields whose wrong value was taken, or refused without a word about them."""
    status, page = answer(sent, typed)
    if status != 200:
        return [f"{status} for {', '.join(wrong)}"]
    if sent.route in SILENT:
        return [] if "error-summary" in page else wrong
    return [name for name in wrong if not is_told(page, name)]


def refusals(sent: Sent) -> Iterator[str]:
    for what, (kinds, value) in REFUSED.items():
        wrong = names(sent, frozenset(kinds))
        if wrong:
            long = value * (MILLION // len(wrong)) if value == "x" else value
            for name in untold(sent, wrong, dict.fromkeys(wrong, long)):
                yield f"{sent.route} {sent.path}: {what} is not refused: {name}"
    wrong = names(sent, frozenset({"file"}))
    for what, (name, content) in FILES.items() if wrong else ():
        files = {one: SimpleUploadedFile(name, content) for one in wrong}
        for one in untold(sent, wrong, files):
            yield f"{sent.route} {sent.path}: {what} is not refused: {one}"


def falls(sent: Sent) -> Iterator[str]:
    for value in ODD:
        status, _page = answer(sent, dict.fromkeys(sent.form.fields, value))
        if status >= 500:
            yield f"{sent.route} {sent.path}: {status} for {value!r}"
    page = sent.client.post(sent.path, MANY, content_type="application/x-www-form-urlencoded")
    if page.status_code != 400 or "Nothing was changed" not in page.content.decode():
        yield f"{sent.route} {sent.path}: {page.status_code} for 20,000 fields"


@pytest.mark.django_db
def test_no_form_of_an_applicant_takes_a_wrong_value_or_falls_over_one() -> None:
    """IN-01."""
    sendable = forms(world())

    wrong = [line for sent in sendable for check in (refusals, falls) for line in check(sent)]

    assert len(sendable) > 50
    assert wrong == []
