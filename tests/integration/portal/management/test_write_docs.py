"""The pages of docs/ that are made from the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


@pytest.fixture
def docs(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """An empty docs folder."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


def test_pages_are_written_and_then_up_to_date(docs: Path) -> None:
    call_command("write_docs")
    call_command("write_docs", check=True)

    assert "stateDiagram-v2" in (docs / "lifecycles.md").read_text()


def test_a_page_that_is_missing_or_old_is_named(docs: Path) -> None:
    with pytest.raises(CommandError, match=r"lifecycles\.md"):
        call_command("write_docs", check=True)
    call_command("write_docs")
    with (docs / "lifecycles.md").open("a") as page:
        page.write("changed by hand")

    with pytest.raises(CommandError, match=r"lifecycles\.md"):
        call_command("write_docs", check=True)
