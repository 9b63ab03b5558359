"""A form as texts by field: what it shows, what was typed into it, and a token for each.

A **token** is a fingerprint of the text that a field shows while nobody is typing. It needs no
column and no counter, and it notices a change whichever page or deed made it. The rows of a
formset are one field, named :data:`ROWS`; a table that answers a question is one field as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.forms.boundfield import BoundField
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.utils.datastructures import MultiValueDict

from grants.questionnaires.tables import TableInput
from portal.ui.counting import normalise_newlines

ROWS = "*"
REMOVED = "DELETE"

Posted = dict[str, list[str]]


def texts_of(form: Any) -> dict[str, Any]:
    """By field the texts it holds, the same for what is saved and for the same text typed.

    A field for a file is not among them: it is taken or left with a whole page.
    """
    if isinstance(form, BaseFormSet):
        return {ROWS: [row for row in map(_row, form.forms) if row]}
    return {bound.name: _texts(bound) for bound in _of_text(form)}


def _texts(bound: BoundField) -> Any:
    widget = bound.field.widget
    return widget.lines_of(bound.value()) if isinstance(widget, TableInput) else written(bound)


def _of_text(form: Any) -> list[BoundField]:
    return [bound for bound in form if not isinstance(bound.field, forms.FileField)]


def tokens_of(form: Any) -> dict[str, str]:
    """By field the fingerprint of those texts."""
    return {name: token(texts) for name, texts in texts_of(form).items()}


def state_of(form: Any, *, known: Mapping[str, str]) -> dict[str, Any]:
    """The tokens of what ``form`` shows, and the inputs of the fields of which a page knew others.

    In the words of ``static/js/autosave.js``.
    """
    tokens, posted = tokens_of(form), posted_of(form)
    other = {name: posted[name] for name, one in tokens.items() if known.get(name) != one}
    return {"tokens": tokens, "values": other}


def token(texts: Any) -> str:
    """The fingerprint of one field's texts."""
    plain = json.dumps(texts, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


def written(bound: BoundField) -> list[str]:
    """What a browser would send for the field; several choices sorted, nothing where empty."""
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(value)
    several = isinstance(shown, list | tuple)
    parts = [normalise_newlines(str(one)).strip() for one in (shown if several else [shown]) if one]
    return sorted(part for part in parts if part)


def _row(form: Any) -> dict[str, list[str]]:
    if REMOVED in form.fields and written(form[REMOVED]):
        return {}
    row = {bound.name: written(bound) for bound in form if bound.name != REMOVED}
    return {name: texts for name, texts in row.items() if texts}


def posted_of(form: Any) -> dict[str, Posted]:
    """By field what a browser would post if nobody typed: input names and their values."""
    if not isinstance(form, BaseFormSet):
        return {bound.name: _inputs(bound) for bound in _of_text(form)}
    inputs: Posted = {
        form.add_prefix(TOTAL_FORM_COUNT): [str(len(form.forms))],
        form.add_prefix(INITIAL_FORM_COUNT): [str(form.initial_form_count())],
    }
    for row in form.forms:
        inputs |= {bound.html_name: written(bound) for bound in row if bound.name != REMOVED}
    return {ROWS: inputs}


def _inputs(bound: BoundField) -> Posted:
    widget = bound.field.widget
    if not isinstance(widget, TableInput):
        return {bound.html_name: written(bound)}
    cells = widget.inputs_of(bound.html_name, bound.value())
    return {name: [text] for name, text in cells.items()}


def owner_of(input_name: str, fields: Iterable[str]) -> str:
    """The field an input belongs to: its own name, or the longest that it begins with; else ""."""
    names = set(fields)
    if ROWS in names:
        return ROWS
    if input_name in names:
        return input_name
    longer = (name for name in names if input_name.startswith((f"{name}-", f"{name}_")))
    return max(longer, key=len, default="")


def overlaid(
    form: Any, sent: Any, chosen: Iterable[str], *, is_whole: bool
) -> MultiValueDict[str, str]:
    """A whole posting: the ``chosen`` fields as they were sent, all others as they are saved.

    Of a page that was sent as a whole comes also what belongs to no text, like the number of a
    file that was uploaded ahead.
    """
    saved = posted_of(form)
    chosen = {*chosen, ""} if is_whole else set(chosen)
    inputs: Posted = {}
    for name, values in saved.items():
        if name not in chosen:
            inputs |= values
    names = {ROWS} if isinstance(form, BaseFormSet) else set(form.fields)
    for input_name in sent:
        owner = owner_of(input_name, names)
        if (owner if owner in saved else "") in chosen:
            inputs[input_name] = sent.getlist(input_name)
    return MultiValueDict(inputs)


def problems_of(form: Any) -> dict[str, dict[str, list[str]]]:
    """By field the sentences by input name; what belongs to no field stands under ""."""
    if isinstance(form, BaseFormSet):
        inputs = _messages("", form.non_form_errors())
        for row in form.forms:
            for name, sentences in row.errors.items():
                inputs |= _messages("" if name == "__all__" else row[name].html_name, sentences)
        return {ROWS: inputs} if inputs else {}
    return {
        "" if name == "__all__" else name: _messages(
            "" if name == "__all__" else form[name].html_name, sentences
        )
        for name, sentences in form.errors.items()
    }


def _messages(input_name: str, sentences: Iterable[Any]) -> dict[str, list[str]]:
    told = [str(sentence) for sentence in sentences]
    return {input_name: told} if told else {}


def label_of(form: Any, name: str) -> str:
    """What the page calls the field; rows have no label of their own."""
    return "" if name == ROWS else str(form[name].label)


def shown_text(form: Any, name: str) -> str:
    """The field's texts as a person reads them: labels of choices, a line for each row."""
    if name != ROWS:
        return _shown(form[name])
    rows = [row for row in form.forms if _row(row)]
    return "\n".join(
        " · ".join(text for bound in row if bound.name != REMOVED and (text := _shown(bound)))
        for row in rows
    )


def _shown(bound: BoundField) -> str:
    if isinstance(bound.field.widget, TableInput):
        lines = bound.field.widget.lines_of(bound.value())
        return "\n".join(" · ".join(line.values()) for line in lines)
    texts = written(bound)
    choices: Mapping[str, str] = {}
    if isinstance(bound.field, forms.ChoiceField):
        choices = _flat(bound.field.choices)
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return str(bound.label) if texts else ""
    return "\n".join(str(choices.get(text, text)) for text in texts)


def _flat(choices: Any) -> dict[str, str]:
    flat: dict[str, str] = {}
    for value, label in choices:
        flat |= _flat(label) if isinstance(label, list | tuple) else {str(value): str(label)}
    return flat
