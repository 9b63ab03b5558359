"""Texts of messages: plain, and with links to the portal alone."""

from __future__ import annotations

from typing import Any

import pytest

from portal.notifications.rendering import without_foreign_links


@pytest.fixture(autouse=True)
def _own_address(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example.hk"
    settings.ALLOWED_HOSTS = ["portal.example.hk", "[::1]", "*"]


@pytest.mark.parametrize(
    "text",
    [
        "Read it here: https://portal.example.hk/letters/BDA25-0042/.",
        "http://[::1]:8000/home/",
        "A.B. Smith owes HK$3.50",
        "mira@example.hk",
    ],
)
def test_links_to_the_portal_and_plain_words_stay(text: str) -> None:
    assert without_foreign_links(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://evil.example/x", "https[:]//evil[.]example/x"),
        ("HTTPS://Evil.Example", "HTTPS[:]//Evil[.]Example"),
        ("go to www.evil.example now", "go to www[.]evil[.]example now"),
        ("javascript://evil.example/%0Aalert(1)", "javascript[:]//evil[.]example/%0Aalert(1)"),
        ("mailto:mira@evil.example", "mailto:mira@evil[.]example"),
        (
            "https://portal.example.hk@evil.example/",
            "https[:]//portal[.]example[.]hk@evil[.]example/",
        ),
        (
            "https://portal.example.hk.evil.example",
            "https[:]//portal[.]example[.]hk[.]evil[.]example",
        ),
        ("[win](https://evil.example)", "[win](https[:]//evil[.]example)"),
        ('<a href="https://evil.example">', '<a href="https[:]//evil[.]example">'),
        ("http://[evil", "http[:]//[evil"),
    ],
)
def test_any_other_address_cannot_be_clicked(text: str, expected: str) -> None:
    """IN-08."""
    assert without_foreign_links(text) == expected
