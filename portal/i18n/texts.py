"""Texts that officers write in three languages, stored together in one JSON column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import get_language

LANGUAGE_CODES = ("en", "zh-hant", "zh-hans")


class Text(dict[str, str]):
    """One text in up to three languages; as a string it is the one of the active language."""

    def __str__(self) -> str:
        return self.in_language(get_language() or "en")

    def in_language(self, code: str) -> str:
        """The text in ``code``; the other Chinese, then English, stand in for a missing one."""
        chinese = ("zh-hant", "zh-hans") if code.startswith("zh") else ()
        for candidate in (code, *chinese, "en", *LANGUAGE_CODES):
            if self.get(candidate):
                return self[candidate]
        return ""

    def is_complete(self) -> bool:
        """Whether all three languages are written."""
        return all(self.get(code) for code in LANGUAGE_CODES)


def text(en: str, zh_hant: str = "", zh_hans: str = "") -> Text:
    """A :class:`Text` from its three languages in the order of the scheme."""
    values = {"en": en, "zh-hant": zh_hant, "zh-hans": zh_hans}
    return Text({code: value for code, value in values.items() if value})


class TextField(models.JSONField):
    """A model field of :class:`Text`; empty is ``{}``, never null."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        keywords.setdefault("default", Text)
        keywords.setdefault("blank", True)
        super().__init__(*args, **keywords)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Text:
        """Wrap what the database holds."""
        loaded = super().from_db_value(value, expression, connection)
        return Text(loaded) if isinstance(loaded, Mapping) else Text()

    def to_python(self, value: Any) -> Text:
        """Accept any mapping of language codes."""
        return Text(value) if isinstance(value, Mapping) else Text()
