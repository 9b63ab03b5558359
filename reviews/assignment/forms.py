"""Forms of assignment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from portal.ui.fields import DateField, LongTextField, UploadField
from reviews.assignment.bulk import typed_pairs
from reviews.assignment.candidates import Candidate
from reviews.pool.models import Assessor

MOST_SEED = 2**31 - 1
MOST_TYPED = 200_000
MOST_ROWS = 2_000


class RunForm(forms.Form):
    """A run; the seed is drawn unless an earlier one is to be repeated."""

    may_move = forms.ChoiceField(
        label=_("What stands already"),
        choices=[
            ("", _("Nobody's assignments change")),
            ("yes", _("Offers that nobody has answered may move, as few as can be")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("Leave it empty to draw one. It decides between equally good answers."),
        min_value=0,
        max_value=MOST_SEED,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
    )


class ConfirmForm(forms.Form):
    """Which proposal is confirmed, and until when the score sheets are due."""

    run = forms.IntegerField(widget=forms.HiddenInput)
    due_on = DateField(label=_("Score sheets due on"))


class FilterForm(forms.Form):
    """Which applications of the board are shown."""

    open_only = forms.BooleanField(label=_("Only applications with open seats"), required=False)


class AssignForm(forms.Form):
    """One assessor given by hand."""

    assessor = forms.ChoiceField(label=_("Assessor"))
    due_on = DateField(label=_("Score sheets due on"))
    reason = LongTextField(label=_("Reason"), max_characters=500)

    def __init__(self, *arguments: Any, possible: Iterable[Candidate], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        choices = [(str(one.assessor.reference), _choice(one)) for one in possible]
        field = cast("forms.ChoiceField", self.fields["assessor"])
        field.choices = [("", _("Choose an assessor")), *choices]
        field.help_text = _("Name, fit of 100, and load.")


class PanelForm(forms.Form):
    """Who comes to one panel of the board and who goes; anybody of the pool can be asked about."""

    comer = forms.ChoiceField(label=_("Put on the panel"), required=False)
    leaver = forms.ChoiceField(label=_("Take off the panel"), required=False)
    reason = LongTextField(label=_("Reason"), max_characters=500, required=False)

    def __init__(
        self, *arguments: Any, pool: Iterable[Candidate], panel: Iterable[Assessor], **keywords: Any
    ) -> None:
        super().__init__(*arguments, **keywords)
        sitting = {one.pk: one for one in panel}
        nobody = [("", _("Nobody"))]
        coming = [one for one in pool if one.assessor.pk not in sitting]
        self._offer(
            "comer", nobody + [(str(one.assessor.reference), _choice(one)) for one in coming]
        )
        self._offer("leaver", nobody + [(str(one.reference), str(one)) for one in sitting.values()])
        self.fields["comer"].help_text = _("Name, fit of 100, and load.")
        self.people = {str(one.reference): one for one in sitting.values()}
        self.people |= {str(one.assessor.reference): one.assessor for one in coming}

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def person(self, name: str) -> Assessor | None:
        """Who was chosen in the field, of a form that is valid."""
        return self.people.get(self.cleaned_data[name])


def _choice(one: Candidate) -> str:
    facts = f"{one.assessor} · {one.fit} · {one.load}/{one.most_load}"
    return gettext("%(facts)s · not possible") % {"facts": facts} if one.obstacle else facts


class ManyForm(forms.Form):
    """Pairs typed, uploaded, or every chosen application with every chosen assessor."""

    text = LongTextField(
        label=_("Pairs"),
        help_text=_(
            "One in each line: reference of the application, comma, e-mail address or name of"
            " the assessor."
        ),
        max_characters=MOST_TYPED,
        required=False,
    )
    file = UploadField(
        label=_("Or a CSV file of pairs"),
        accept=(".csv", ".txt"),
        max_bytes=MOST_TYPED,
        required=False,
    )
    applications = forms.MultipleChoiceField(
        label=_("Or these applications"), widget=forms.CheckboxSelectMultiple, required=False
    )
    assessors = forms.MultipleChoiceField(
        label=_("each to all of these assessors"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    due_on = DateField(label=_("Score sheets due on"))
    reason = LongTextField(label=_("Reason"), max_characters=500, required=False)
    extent = forms.ChoiceField(
        label=_("If some rows cannot be done"),
        choices=[
            ("all", _("Write nothing: all rows or none")),
            ("possible", _("Write the rows that can be done, and leave out the others")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )

    def __init__(
        self,
        *arguments: Any,
        open_to: Iterable[Application],
        serving: Iterable[Assessor],
        **keywords: Any,
    ) -> None:
        super().__init__(*arguments, **keywords)
        self.emails = {str(one.reference): one.user.email for one in serving}
        cast("forms.ChoiceField", self.fields["applications"]).choices = [
            (one.reference, f"{one.reference} {one.title}") for one in open_to
        ]
        cast("forms.ChoiceField", self.fields["assessors"]).choices = [
            (str(one.reference), str(one)) for one in serving
        ]

    def clean_file(self) -> str:
        """The text of the file, whatever marks its beginning."""
        given = self.cleaned_data["file"]
        if not given:
            return ""
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(gettext("This file is not text in UTF-8.")) from error

    def clean(self) -> dict[str, Any]:
        """All rows of the three ways together, in ``typed``."""
        cleaned = super().clean() or {}
        typed = [
            *typed_pairs(cleaned.get("text", "")),
            *typed_pairs(cleaned.get("file", "")),
            *(
                (reference, self.emails[assessor])
                for reference in cleaned.get("applications", [])
                for assessor in cleaned.get("assessors", [])
            ),
        ]
        if len(typed) > MOST_ROWS:
            sentence = gettext("These are %(number)d rows. At most %(most)d can be done at once.")
            raise forms.ValidationError(sentence % {"number": len(typed), "most": MOST_ROWS})
        if not typed and not self.errors:
            raise forms.ValidationError(gettext("Name at least one application and one assessor."))
        cleaned["typed"] = typed
        return cleaned


class ReasonForm(forms.Form):
    """Why an assignment is taken back or declined."""

    reason = LongTextField(label=_("Reason"), max_characters=500)
