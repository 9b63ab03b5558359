"""Operations and rules keep the shape that the rest of the code relies on."""

from __future__ import annotations

import ast

from tests.architecture.sources import APPS, code_files, named, public_functions

MOST_PARAMETERS = 8
"""Six of the deed's own, and ``actor`` and ``now``."""


def parameters(function: ast.FunctionDef) -> list[str]:
    spec = function.args
    return [argument.arg for argument in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]


def rooms(name: str) -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{named(path)}:{function.name}", function)
        for path in code_files(*APPS)
        if path.name == f"{name}.py" or path.parent.name == name
        for function in public_functions(path)
    ]


def test_every_operation_rule_and_query_says_what_it_does() -> None:
    silent = [
        place
        for room in ("operations", "rules", "queries")
        for place, function in rooms(room)
        if not ast.get_docstring(function)
    ]

    assert silent == []


def test_no_operation_takes_more_parameters_than_a_reader_can_hold() -> None:
    wide = [
        place
        for place, function in rooms("operations")
        if len(parameters(function)) > MOST_PARAMETERS
    ]

    assert wide == []


def test_rules_neither_read_the_clock_nor_the_database() -> None:
    forbidden = ("timezone.now", ".objects.", ".save(", "datetime.now", ".filter(", ".exists(")
    guilty = [
        f"{place}: {words}"
        for place, function in rooms("rules")
        for words in forbidden
        if words in ast.unparse(function)
    ]

    assert guilty == []


def test_only_views_and_tasks_read_the_clock() -> None:
    guilty = [
        place
        for room in ("operations", "queries", "models")
        for place, function in rooms(room)
        if "timezone.now()" in ast.unparse(function)
        and not place.startswith("portal/jobs/")
        and not place.startswith("portal/notifications/")
    ]

    assert guilty == []
