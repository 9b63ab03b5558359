"""Tags for forms: one field, all errors, rows of a formset, the frame of filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.ui.library import component, register
from portal.ui.renderer import PortalBoundField


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; ``target`` is empty where no single field is at fault."""

    sentence: str
    target: str = ""


@register.simple_tag
def field(bound: PortalBoundField, size: str = "", *, heading: bool = False) -> str:
    """One field with label, hint and error; with ``heading`` its label is the page's ``h1``."""
    return component("field", field=bound, size=size, heading=heading)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None) -> dict[str, Any]:
    """Every problem of the forms and formsets, each with a link to its field.

    A form that the page's context lacks is passed over.
    """
    return {"problems": [problem for form in forms if form for problem in _of(form)]}


def _of(form: BaseForm | BaseFormSet[Any]) -> Iterator[Problem]:
    if not form.is_bound:
        return
    if isinstance(form, BaseFormSet):
        yield from (Problem(str(sentence)) for sentence in form.non_form_errors())
        for number, row in enumerate(form.forms, start=1):
            yield from _in_row(row, number)
        return
    yield from _in_form(form)


def _in_form(form: BaseForm) -> Iterator[Problem]:
    """General problems first, then those of the fields in their order on the page."""
    form.problems_are_told = True  # type: ignore[attr-defined] # read by components/form.html
    yield from (Problem(str(sentence)) for sentence in form.non_field_errors())
    for bound in form:
        target = "" if bound.is_hidden else bound.first_id  # type: ignore[attr-defined] # ours
        for sentence in bound.errors:
            named = _("%(label)s: %(problem)s") % {"label": bound.label, "problem": sentence}
            yield Problem(named, target)


def _in_row(form: BaseForm, number: int) -> Iterator[Problem]:
    for problem in _in_form(form):
        sentence = _("Row %(number)d: %(problem)s") % {
            "number": number,
            "problem": problem.sentence,
        }
        yield Problem(sentence, problem.target)


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Error: " for the page's title when a form in the context has errors."""
    candidates = [context.get("form"), context.get("formset"), *(context.get("forms") or ())]
    bound = [
        form for form in candidates if isinstance(form, BaseForm | BaseFormSet) and form.is_bound
    ]
    return f"{_('Error')}: " if any(not form.is_valid() for form in bound) else ""


@register.inclusion_tag("components/formset_table.html")
def formset_table(formset: BaseFormSet[Any], caption: str) -> dict[str, Any]:
    """One table row for each form; on narrow screens each row becomes a block."""
    return {
        "formset": formset,
        "caption": caption,
        "columns": (formset.forms or [formset.empty_form])[0].visible_fields(),
    }


@register.simple_block_tag(takes_context=True)
def filters(context: Context, content: str, form: BaseForm | None = None) -> SafeString:
    """The frame of a filter form; its values live in the address."""
    path = context["request"].path
    return SafeString(component("filters", content=content, form=form, path=path))
