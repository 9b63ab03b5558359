"""Who gets which answer where: every address, every role, against one committed table.

``ACCESS_TABLE=write pytest tests/architecture/test_access.py`` writes docs/access.tsv anew; read
its diff before committing it. A cell is the status of GET and of an empty POST.
"""

from __future__ import annotations

import copy
import csv
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.sources import ROOT
from tests.architecture.world import World, world

TABLE = ROOT / "docs" / "access.tsv"
HEADER = "# Made by tests/architecture/test_access.py: the status of GET and of an empty POST.\n"


def routes() -> dict[str, set[str]]:
    """Every named route with the names of its arguments."""
    return dict(sorted(_walk(get_resolver().url_patterns)))


def _walk(
    patterns: list[Any], above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, set[str]]]:
    for one in patterns:
        names = above.union(one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, names)
        elif isinstance(one, URLPattern):
            assert one.name, f"{one.pattern} has no name"
            yield one.name, set(names)


def answer(client: Client, method: str, path: str) -> int:
    """The status of one request, whose effects are undone, in the database and in the browser."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(path)
        for close in response._resource_closers:
            close()
        transaction.set_rollback(True)
    client.cookies = cookies
    return int(response.status_code)


def seen(there: World) -> list[dict[str, str]]:
    rows = []
    for route, names in routes().items():
        path = reverse(route, kwargs=there.arguments(route, names) if names else {})
        row = {"route": route}
        for role, client in there.clients.items():
            row[role] = f"{answer(client, 'get', path)} {answer(client, 'post', path)}"
        rows.append(row)
    return rows


def committed() -> list[dict[str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if line[0] != "#"), delimiter="\t"))


@pytest.mark.django_db
def test_every_role_gets_the_committed_answer_at_every_address() -> None:
    """AZ-01, AZ-02."""
    rows = seen(world())
    if os.environ.get("ACCESS_TABLE") == "write":
        lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
        TABLE.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")

    assert [row["route"] for row in rows] == [row["route"] for row in committed()]
    wrong = [
        f"{row['route']} {role}: {row[role]}, not {due[role]}"
        for row, due in zip(rows, committed(), strict=True)
        for role in row
        if row[role] != due[role]
    ]
    assert wrong == []


def test_no_cell_of_the_table_is_an_error_of_the_server() -> None:
    """IN-01."""
    broken = [
        row["route"] for row in committed() if any(" 5" in f" {cell}" for cell in row.values())
    ]

    assert broken == []
