"""Forms of conflicts and declarations."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from portal.ui.fields import LongTextField
from reviews.conflicts.models import Ruling
from reviews.pool.models import Assessor


class FilterForm(forms.Form):
    """Which conflicts a list shows; the values live in the address."""

    ruling = forms.ChoiceField(
        label=_("Ruling"), choices=[("", _("All")), *Ruling.choices], required=False
    )

    def ruling_asked(self) -> str:
        """The ruling to show; empty for all, also where the address holds nonsense."""
        return str(self.cleaned_data["ruling"]) if self.is_valid() else ""


RULINGS = [
    (Ruling.CONFIRMED.value, _("Confirm: the conflict stands")),
    (Ruling.DISMISSED.value, _("Dismiss: there is no conflict")),
]
REFERRAL = (Ruling.REFERRED.value, _("In doubt: refer it to the chair of the panel"))


class RulingForm(forms.Form):
    """An officer's ruling on one conflict of a pair; ``source`` says on which."""

    source = forms.CharField(widget=forms.HiddenInput)
    ruling = forms.ChoiceField(
        label=_("Ruling"),
        choices=[*RULINGS, REFERRAL],
        widget=forms.RadioSelect,
    )
    reason = LongTextField(label=_("Reason"), max_characters=1000)

    def without_referral(self) -> None:
        """For the chair, who decides."""
        field = cast("forms.ChoiceField", self.fields["ruling"])
        field.choices = RULINGS


class _ApplicationChoice(forms.ModelChoiceField[Application]):
    def label_from_instance(self, application: Application) -> str:
        return f"{application.reference} · {application.title}"


class RecordForm(forms.Form):
    """A conflict that an officer knows of."""

    application = _ApplicationChoice(
        label=_("Application"),
        queryset=Application.objects.none(),
        empty_label=_("Choose an application"),
    )
    assessor = forms.ModelChoiceField[Assessor](
        label=_("Assessor"), queryset=Assessor.objects.none(), empty_label=_("Choose an assessor")
    )
    evidence = LongTextField(label=_("What the conflict is"), max_characters=1000)

    def __init__(
        self,
        *arguments: Any,
        applications: QuerySet[Application],
        assessors: QuerySet[Assessor],
        **keywords: Any,
    ) -> None:
        super().__init__(*arguments, **keywords)
        cast("_ApplicationChoice", self.fields["application"]).queryset = applications
        cast("forms.ModelChoiceField[Assessor]", self.fields["assessor"]).queryset = assessors


class DeclarationForm(forms.Form):
    """What an assessor declares before any content is shown."""

    has_interest = forms.TypedChoiceField(
        label=_("Do you have an interest in this application?"),
        help_text=_(
            "For example: you, your family or your employer work with, own, advise or compete with"
            " the organisation, its sponsor or a person of the team."
        ),
        choices=[("no", _("No, I have no interest")), ("yes", _("Yes, I have an interest"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    statement = LongTextField(
        label=_("Describe your interest"),
        help_text=_("Needed only if you have one. Programme officers read it."),
        max_characters=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """An interest has to be described."""
        cleaned = super().clean() or {}
        described = "statement" in self.errors or cleaned.get("statement", "").strip()
        if cleaned.get("has_interest") and not described:
            self.add_error("statement", _("Describe your interest."))
        return cleaned
