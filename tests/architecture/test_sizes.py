"""Files, functions and templates stay small enough to read at once."""

from __future__ import annotations

from tests.architecture.sources import APPS, code_files, functions, named, templates


def test_no_python_file_is_over_400_lines() -> None:
    long = {
        named(path): lines
        for path in code_files(*APPS, "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_no_function_is_over_40_lines() -> None:
    long = {
        f"{named(path)}:{function.name}": lines
        for path in code_files(*APPS)
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > 40
    }

    assert long == {}


def test_no_template_is_over_120_lines() -> None:
    long = {
        named(path): lines
        for path in templates()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 120
    }

    assert long == {}
