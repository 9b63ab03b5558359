"""Names inside a copy: every computer can unpack them."""

from __future__ import annotations

import pytest

from portal.copies.names import MOST_BYTES, archived


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("a\r\nb.pdf", "a b.pdf"),
        ('who:"me"?.pdf', "who--me--.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"),
        ("..", "document"),
        ("", "document"),
        ("fdp\u202e.exe.pdf", "fdp.exe.pdf"),
        ("nul\x00.pdf", "_nul.pdf"),
        ("half\ud800.pdf", "half.pdf"),
        ("計劃書.pdf", "計劃書.pdf"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(written: str, name: str) -> None:
    """FI-04, IN-02."""
    assert archived(written) == name


def test_a_long_name_is_cut_between_characters_and_keeps_its_ending() -> None:
    name = archived("計" * 200 + ".pdf")

    assert len(name.encode()) <= MOST_BYTES
    assert name.endswith("計.pdf")
