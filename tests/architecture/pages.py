"""The forms that stand on a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

WRITTEN = frozenset({"text", "email", "tel", "url", "password", "textarea"})
MEASURED = frozenset({"number", "decimal", "date", "datetime-local"})
CHOSEN = frozenset({"radio", "choice"})


@dataclass
class Field:
    """One name of a form: of which kind, and what stands in it."""

    kind: str
    value: str = ""


@dataclass
class Form:
    """A form that posts to ``action``, empty where it is the page itself."""

    action: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def filled(self) -> dict[str, str]:
        """What a press of the button would send."""
        return {name: one.value for name, one in self.fields.items() if one.kind != "file"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_post = has.get("method", "").lower() == "post"
            self._form = Form(has.get("action", "")) if is_post else None
            if self._form is not None:
                self.forms.append(self._form)
        elif self._form is not None and tag == "option":
            if "selected" in has and self._list:
                self._form.fields[self._list].value = has.get("value", "")
        elif self._form is not None and has.get("name"):
            self._add(tag, has)

    def _add(self, tag: str, has: dict[str, str]) -> None:
        assert self._form is not None
        name = has["name"]
        kinds = {"select": "choice", "textarea": "textarea", "button": "submit"}
        kind = kinds.get(tag, has.get("type", "text"))
        kind = "decimal" if has.get("inputmode") in ("decimal", "numeric") else kind
        self._list = name if tag == "select" else self._list
        kept = self._form.fields.setdefault(name, Field(kind))
        is_chosen = kind not in ("radio", "checkbox") or "checked" in has
        if is_chosen and not kept.value:
            kept.value = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def forms_in(page: str) -> list[Form]:
    """Every form of ``page`` that posts."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
