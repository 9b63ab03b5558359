"""WeasyPrint is reached through one door, and its version closes the known holes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import weasyprint

ROOT = Path(__file__).parents[4]
FOLDERS = ("portal", "grants", "reviews")
OPENERS = ("HTML", "CSS", "Attachment")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            yield path.relative_to(ROOT), ast.parse(path.read_text())


def imports_weasyprint(tree: ast.Module) -> bool:
    return any(
        (isinstance(node, ast.Import) and any(a.name.startswith("weasyprint") for a in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("weasyprint"))
        for node in ast.walk(tree)
    )


def opening_calls(tree: ast.Module) -> Iterator[tuple[str, set[str | None]]]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "weasyprint"
        ):
            yield node.func.attr, {keyword.arg for keyword in node.keywords}


def test_the_version_is_at_least_70() -> None:
    """LT-02: below it the default fetcher follows redirects past any check."""
    pinned = (ROOT / "requirements.in").read_text()

    assert int(weasyprint.__version__.split(".")[0]) >= 70
    assert "weasyprint>=70.0" in pinned


def test_nothing_outside_the_area_imports_weasyprint() -> None:
    """LT-02: every PDF is made by ``portal.pdf.render.render_pdf``."""
    users = {str(path) for path, tree in sources() if imports_weasyprint(tree)}

    assert users == {
        "portal/pdf/fetcher.py",
        "portal/pdf/metadata.py",
        "portal/pdf/typeset.py",
    }


def test_whatever_weasyprint_opens_goes_through_the_fetcher() -> None:
    """LT-02: no HTML, style sheet or attachment without ``url_fetcher``."""
    calls = [call for _, tree in sources() for call in opening_calls(tree) if call[0] in OPENERS]

    assert sorted(name for name, _ in calls) == ["Attachment", "CSS", "HTML"]
    assert all("url_fetcher" in keywords for _, keywords in calls)
