"""The table of conditions, run by the very script that applicants get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
RUN = """({holds, shown}) => [
  holds.map((one) => portalConditions.holds(one.condition, one.answers)),
  shown.map((one) => portalConditions.shown(one.questions, one.answers)),
]"""


def test_the_browser_decides_as_the_server_does(browser: Browser) -> None:
    table: dict[str, Any] = json.loads((ROOT / "tests" / "conditions.json").read_text("utf-8"))
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "static" / "js" / "conditions.js")

    holds, shown = page.evaluate(RUN, table)

    assert len(table["holds"]) > 30
    for case, found in zip(table["holds"], holds, strict=True):
        assert found is case["expected"], case["why"]
    for case, codes in zip(table["shown"], shown, strict=True):
        assert codes == case["expected"], case["why"]
