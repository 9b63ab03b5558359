"""What officers and applicants type about a clarification."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.applications.forms.facts import PdfField
from grants.clarifications.operations import Given
from grants.clarifications.parts import Part, grouped
from grants.clarifications.queries import Shown
from grants.programmes.forms.trilingual import TidyText
from portal.ui.fields import DateField

MOST_FILES = 3


class QuestionForm(forms.Form):
    """What is asked, about which parts, and until which day."""

    use_required_attribute = False

    parts = forms.MultipleChoiceField(
        label=_("What is the question about?"),
        help_text=_("The applicant can answer these parts and nothing else."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the question is about.")},
    )
    question = TidyText(
        label=_("Question to the applicant"),
        max_characters=2000,
        widget=forms.Textarea(),
        error_messages={"required": _("Write the question.")},
    )
    wants_files = forms.BooleanField(
        label=_("The applicant may attach PDF files to the answer"), required=False
    )
    due_on = DateField(
        label=_("Answer due on"), help_text=_("A working day; the day ends at 6:00 pm HKT.")
    )

    def __init__(self, *args: Any, parts: Sequence[Part], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        field: Any = self.fields["parts"]
        field.choices = grouped(list(parts))


class AnswerForm(forms.Form):
    """An answer to each named part, beside what was submitted, and a remark."""

    use_required_attribute = False

    def __init__(self, *args: Any, shown: Shown | None, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.shown = shown
        for number, part in enumerate(shown.parts if shown else [], start=1):
            self.fields[f"part_{number}"] = TidyText(
                label=_("Your answer: %(part)s") % {"part": part.label},
                max_characters=part.most_characters,
                widget=forms.Textarea(attrs={"rows": 5}),
                error_messages={"required": _("Write the answer.")},
            )
        if shown and shown.one.wants_files:
            for number in range(1, MOST_FILES + 1):
                label = _("File %(number)s") % {"number": number}
                self.fields[f"file_{number}"] = PdfField(label=label, required=False)
        self.fields["remark"] = TidyText(
            label=_("Anything else about this question (optional)"),
            max_characters=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def rows(self) -> list[tuple[Any, Any]]:
        """Each part with its input."""
        parts = self.shown.parts if self.shown else []
        return [(part, self[f"part_{number}"]) for number, part in enumerate(parts, start=1)]

    def others(self) -> list[Any]:
        """The inputs that belong to no part."""
        return [self[name] for name in self.fields if not name.startswith("part_")]

    def given(self) -> Given:
        """The answer as ``operations.answer`` takes it."""
        parts = self.shown.parts if self.shown else []
        cleaned = self.cleaned_data
        files = [cleaned.get(f"file_{number}") for number in range(1, MOST_FILES + 1)]
        return Given(
            answers={
                part.code: cleaned[f"part_{number}"] for number, part in enumerate(parts, start=1)
            },
            remark=cleaned["remark"],
            files=[file for file in files if file],
        )


class ExtendForm(forms.Form):
    """A later day, and why."""

    use_required_attribute = False

    due_on = DateField(
        label=_("New due date"), help_text=_("A working day; the day ends at 6:00 pm HKT.")
    )
    reason = TidyText(
        label=_("Why the date is moved"),
        help_text=_("The applicant reads it."),
        max_characters=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )


class CloseForm(forms.Form):
    """Why the question is closed without an answer."""

    use_required_attribute = False

    reason = TidyText(
        label=_("Why the question is closed"),
        help_text=_("The applicant reads it."),
        max_characters=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )
