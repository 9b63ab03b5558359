"""Names of people, in any script, without anything a mail could be abused with."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.names import tidied_name, validate_name


@pytest.mark.parametrize(
    "name",
    [
        "Mira Chan",
        "陳美華",
        "𠮷野 㗎",
        "St. John Smythe",
        "J. P. Wong",
        "O'Neil-Ng",
        "Ng K.C.",
        "李 & 陳",
    ],
)
def test_names_of_any_script_are_welcome(name: str) -> None:
    validate_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Win https://evil.example/now",
        "www.evil.example",
        "Visit evil.com today",
        "evil.example",
        "mira@example.hk",
        "<b>Mira</b>",
        "a/b",
        r"a\b",
    ],
)
def test_a_name_with_an_address_is_refused(name: str) -> None:
    """IN-08."""
    with pytest.raises(ValidationError, match="without web or e-mail addresses"):
        validate_name(name)


def test_a_million_letters_are_looked_through_once() -> None:
    """IN-01: a search that began anew at each letter would not end within the day."""
    validate_name("x" * 1_000_000)


@pytest.mark.parametrize("name", ["Mira\u202eChan", "Mira\u200bChan", "Mira\x07Chan"])
def test_a_name_with_what_nobody_sees_is_refused(name: str) -> None:
    """IN-02."""
    with pytest.raises(ValidationError, match="without invisible characters"):
        validate_name(name)


def test_a_name_is_tidied_into_one_form() -> None:
    """IN-02."""
    assert tidied_name("  Jose\u0301   Wong \t") == "José Wong"
