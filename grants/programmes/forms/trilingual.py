"""Forms for texts in three languages: one input for each language, shown together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from grants.programmes.completeness import LANGUAGE_NAMES
from portal.core.text import tidy_text
from portal.i18n.texts import LANGUAGE_CODES, Text
from portal.ui.fields import LongTextField

HTML_LANGUAGES = {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans"}


@dataclass(frozen=True)
class Wording:
    """What is asked for in three languages, and its limit in characters for each of them."""

    label: Any
    most: int
    help: Any = ""
    is_long: bool = True
    english_required: bool = False


class Group(NamedTuple):
    """The three inputs of one wording, for the page."""

    wording: Wording
    fields: list[BoundField]


class TidyText(LongTextField):
    """A text without characters that hide or turn it."""

    def to_python(self, value: Any) -> str | None:
        """The text as people mean it."""
        text = super().to_python(value)
        return tidy_text(text) if text else text


class TrilingualForm(forms.Form):
    """A form that has three inputs for each of its ``wordings``.

    Languages may stay empty: a draft is saved as far as it is written.
    """

    wordings: ClassVar[Mapping[str, Wording]] = {}

    def __init__(self, *args: Any, texts: Mapping[str, Any] | None = None, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for name, wording in self.wordings.items():
            words = (texts or {}).get(name, {})
            for code in LANGUAGE_CODES:
                key = f"{name}_{code}"
                self.fields[key] = _input(wording, code)
                self.initial.setdefault(key, words.get(code, ""))

    def groups(self) -> Iterator[Group]:
        """The wordings in order, each with its inputs."""
        for name, wording in self.wordings.items():
            yield Group(wording, [self[f"{name}_{code}"] for code in LANGUAGE_CODES])

    def plain_fields(self) -> list[BoundField]:
        """The visible fields that belong to no wording."""
        ours = {f"{name}_{code}" for name in self.wordings for code in LANGUAGE_CODES}
        return [bound for bound in self.visible_fields() if bound.name not in ours]

    def text(self, name: str) -> Text:
        """What was written for ``name``, without the languages left empty."""
        written = {code: self.cleaned_data[f"{name}_{code}"] for code in LANGUAGE_CODES}
        return Text({code: words for code, words in written.items() if words})


def _input(wording: Wording, code: str) -> forms.Field:
    widget: type[forms.Widget] = forms.Textarea if wording.is_long else forms.TextInput
    return TidyText(
        label=LANGUAGE_NAMES[code],
        max_characters=wording.most,
        required=wording.english_required and code == "en",
        widget=widget(attrs={"lang": HTML_LANGUAGES[code]}),
        error_messages={
            "required": _("Write this text in English at least."),
        },
    )
