"""Asks axe-core about a page in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on the page as it stands now.

    One line for each rule that is broken, with the elements that break it; best-practice rules
    are left out. ``assert violations(page) == []`` therefore shows what to mend.
    """
    page.evaluate(SOURCE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "levels => axe.run(document, {runOnly: {type: 'tag', values: levels}})", LEVELS
    )
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(node["html"] for node in rule["nodes"])
        for rule in found["violations"]
    ]
