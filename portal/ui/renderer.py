"""How forms become markup: label, hint, error and their wiring belong to the renderer.

A form written with Django's own fields and rendered with ``{{ form }}`` needs nothing more.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

AUTOCOMPLETE = {"email": "email", "tel": "tel"}
CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
    "radios": "govuk-radios__input",
    "checkboxes": "govuk-checkboxes__input",
    "date": "govuk-input govuk-input--width-10",
    "datetime-local": "govuk-input govuk-input--width-20",
    "number": "govuk-input govuk-input--width-5",
    "money": "govuk-input govuk-input--width-10",
}
ERROR_CLASSES = {
    "select": "govuk-select--error",
    "textarea": "govuk-textarea--error",
    "file": "govuk-file-upload--error",
}
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)
GROUPS = ("radios", "checkboxes")


class PortalBoundField(BoundField):
    """A field that knows its component: classes, hint, error and counter wired together."""

    @property
    def kind(self) -> str:
        """Which component shows the field; for text inputs the type of the input."""
        widget = self.field.widget
        for widget_class, kind in KINDS:
            if isinstance(widget, widget_class):
                return kind
        if widget.template_name == "components/widgets/money.html":
            return "money"
        return getattr(widget, "input_type", None) or "group"

    @property
    def is_group(self) -> bool:
        """Whether the field has several inputs, so that a fieldset and a legend name it."""
        return self.kind in GROUPS or self.use_fieldset

    @property
    def counter(self) -> str:
        """The limit of characters that stands beside the field; empty where there is none."""
        return str(self.field.widget.attrs.get("data-counter", ""))

    @property
    def first_id(self) -> str:
        """Where a link of the error summary leads: the input, or the first one of a group."""
        if self.kind in GROUPS and self.subwidgets:
            return self.subwidgets[0].id_for_label or f"{self.auto_id}_0"
        return f"{self.auto_id}_0" if self.is_group else self.auto_id

    @property
    def marked_optional(self) -> bool:
        """Whether the label says "optional": only in forms with ``marks_optional = True``."""
        return not self.field.required and getattr(self.form, "marks_optional", False)

    @property
    def aria_describedby(self) -> str | None:
        """Hint, error and counter, in the order in which they stand on the page."""
        described = super().aria_describedby
        if described is None or not (self.counter and self.auto_id):
            return described
        return f"{described} {self.auto_id}_counter".strip()

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Django's attributes with the component's classes; the widget's own classes are kept."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return built
        own = str(built.get("class") or widget.attrs.get("class", ""))
        built["class"] = f"{self._component_class(own)} {own}".strip()
        if self.kind in AUTOCOMPLETE:
            built.setdefault(
                "autocomplete", widget.attrs.get("autocomplete", AUTOCOMPLETE[self.kind])
            )
            built.setdefault("spellcheck", "false")
        return built

    def _component_class(self, own: str) -> str:
        """The component's classes; a width that the widget brings replaces the usual one."""
        usual = CLASSES.get(self.kind, "govuk-input")
        if "govuk-input--width" in own:
            usual = "govuk-input"
        if not self.errors or self.kind in (*GROUPS, "checkbox"):
            return usual
        return f"{usual} {ERROR_CLASSES.get(self.kind, 'govuk-input--error')}"


class PortalFormRenderer(TemplatesSetting):
    """Renders forms, formsets and fields by the templates of ``templates/components``."""

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"
    bound_field_class = PortalBoundField
