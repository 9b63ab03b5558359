"""What officers type about a call."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.programmes.fingerprints import fingerprint
from grants.programmes.forms.trilingual import TrilingualForm, Wording
from grants.programmes.models import Call, RankedBy, TieRule
from portal.core.money import HARD_CAP
from portal.ui.fields import DateField, DateTimeField, MoneyField

NARROW = {"class": "govuk-input--width-10"}
TITLE = Wording(_("Title"), most=120, is_long=False, english_required=True)


def whole(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    """A whole number between two limits."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class NewCallForm(TrilingualForm):
    """What a call needs to exist; the rest is filled in and changed afterwards."""

    wordings: ClassVar[Mapping[str, Wording]] = {"title": TITLE}

    copy_of = forms.ChoiceField(label=_("Start from"), required=False)
    code = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label=_("Code"),
        max_length=20,
        help_text=_(
            "Stands in the address of the call: small letters, digits and hyphens, "
            "like 2025-1. It cannot be changed later."
        ),
        widget=forms.TextInput(attrs=NARROW),
        error_messages={"invalid": _("Use small letters, digits and hyphens, like 2025-1.")},
    )
    reference_prefix = forms.RegexField(
        r"^[A-Z][A-Z0-9]+$",
        label=_("Prefix of references"),
        max_length=10,
        help_text=_(
            "Begins every reference of the call: BDA25 gives BDA25-0042. "
            "It cannot be changed later."
        ),
        widget=forms.TextInput(attrs=NARROW),
        error_messages={"invalid": _("Use capital letters and digits, like BDA25.")},
    )

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        scheme = ("", _("The scheme's own criteria and questions"))
        chosen = self.fields["copy_of"]
        chosen.choices = [scheme, *sources]  # type: ignore[attr-defined]  # it is a choice field

    def clean_code(self) -> str:
        """Refuse the word that the page for a new call stands at."""
        code: str = self.cleaned_data["code"]
        if code == "new":
            raise ValidationError(_("Choose another code: this one is taken by the portal."))
        return code

    def details(self) -> dict[str, Any]:
        """The values for ``operations.create_call``."""
        names = ("code", "reference_prefix")
        return {"title": self.text("title"), **{name: self.cleaned_data[name] for name in names}}


class SectionForm(TrilingualForm):
    """One section of a call: its ``plain`` fields and its texts, with a sign of what was shown."""

    plain: ClassVar[tuple[str, ...]] = ()

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, call: Call, **keywords: Any) -> None:
        self.call = call
        texts = {name: getattr(call, name) for name in self.wordings}
        plain = {name: getattr(call, name) for name in self.plain}
        keywords["initial"] = {**self.shown(plain), "seen": fingerprint({**texts, **plain})}
        super().__init__(*args, texts=texts, **keywords)

    def shown(self, plain: dict[str, Any]) -> dict[str, Any]:
        """The values as the inputs hold them."""
        return plain

    def details(self) -> dict[str, Any]:
        """The values for ``operations.revise_call``."""
        texts = {name: self.text(name) for name in self.wordings}
        return {**texts, **{name: self.cleaned_data[name] for name in self.plain}}


class TextsForm(SectionForm):
    """Title, summary and guidance."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "title": TITLE,
        "summary": Wording(
            _("Summary"), most=400, help=_("One or two sentences for the list of calls.")
        ),
        "guidance": Wording(
            _("Guidance"),
            most=8000,
            help=_("Who can apply, what is funded, what is not. An empty line starts a paragraph."),
        ),
    }


class DatesForm(SectionForm):
    """When the call opens and closes, and the dates of the projects."""

    plain = ("opens_at", "closes_at", "results_on", "start_by", "complete_by", "report_by")

    opens_at = DateTimeField(
        label=_("Opens at"), help_text=_("Hong Kong time (HKT), this very minute included")
    )
    closes_at = DateTimeField(
        label=_("Closes at"),
        help_text=_("Hong Kong time (HKT): a submission at this very minute is late"),
    )
    results_on = DateField(label=_("Results expected on"))
    start_by = DateField(label=_("Projects start before"))
    complete_by = DateField(label=_("Projects complete before"))
    report_by = DateField(label=_("Final reports due before"))

    def clean(self) -> dict[str, Any]:
        """Refuse a call that would close before it opens: it could not even be saved."""
        cleaned = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("The call must close after it opens."))
        return cleaned


class MoneyForm(SectionForm):
    """The envelope, and how much of a project's cost is funded."""

    plain = (
        "envelope",
        "cap",
        "rate",
        "instalment_shares",
        "applications_per_organisation",
        "accepts_letter_of_intent",
        "wants_certifier",
    )

    envelope = MoneyField(
        label=_("Envelope"),
        help_text=_("The most that all awards of this call can sum to."),
        min_value=1,
        max_value=Decimal("9999999999"),
    )
    cap = MoneyField(
        label=_("Most for one project"),
        help_text=_("HK$500,000 at most: the scheme allows no more."),
        min_value=1,
        max_value=HARD_CAP,
    )
    rate = whole(_("Funding rate (per cent)"), 1, 100, _("Of the eligible cost."))
    instalment_shares = forms.CharField(
        label=_("Instalments (per cent)"),
        max_length=40,
        help_text=_(
            "The share of each instalment, separated by commas, like 60, 40. Together they are 100."
        ),
        widget=forms.TextInput(attrs=NARROW),
    )
    applications_per_organisation = whole(
        _("Applications of one organisation"), 1, 20, _("That are not withdrawn.")
    )
    accepts_letter_of_intent = forms.BooleanField(
        label=_("A sponsor's letter of intent is accepted"),
        required=False,
        help_text=_("Otherwise the signed sponsorship agreement must be attached."),
    )
    wants_certifier = forms.BooleanField(
        label=_("Two people: a certifier confirms before submission"),
        required=False,
        help_text=_("Another member of the organisation reads the application and confirms it."),
    )

    def shown(self, plain: dict[str, Any]) -> dict[str, Any]:
        """The shares as one line."""
        shares = ", ".join(str(share) for share in plain["instalment_shares"])
        return {**plain, "instalment_shares": shares}

    def clean_instalment_shares(self) -> list[int]:
        """Whole shares that sum to 100."""
        written = self.cleaned_data["instalment_shares"].replace("，", ",").replace("、", ",")
        parts = [part.strip(" %％") for part in written.split(",") if part.strip(" %％")]
        if not all(part.isdecimal() and len(part) <= 3 for part in parts):
            raise ValidationError(_("Write whole numbers separated by commas, like 60, 40."))
        shares = [int(part) for part in parts]
        if 0 in shares:
            raise ValidationError(_("Each instalment must have a share of more than nothing."))
        if sum(shares) != 100:
            raise ValidationError(
                _("The shares of the instalments must sum to 100 per cent, not to %(total)d."),
                params={"total": sum(shares)},
            )
        return shares


class AssessmentForm(SectionForm):
    """How applications are assessed."""

    plain = (
        "assessors_per_application",
        "pass_mark",
        "assessor_load",
        "is_blind",
        "shows_sheets_to_assessors",
        "panel_quorum",
        "panel_meets",
        "ranked_by",
        "tie_rule",
    )

    assessors_per_application = whole(_("Assessors for each application"), 1, 10)
    pass_mark = whole(_("Pass mark (of 100)"), 0, 100)
    assessor_load = whole(_("Most applications for one assessor"), 1, 500)
    is_blind = forms.BooleanField(
        label=_("Assessors do not see who applies"),
        required=False,
        help_text=_(
            "They declare their interests with the names before them; from then on organisation, "
            "people, sponsor and everything that a question marks as identifying are left out."
        ),
    )
    shows_sheets_to_assessors = forms.BooleanField(
        label=_("Assessors read each other's score sheets once the panel has the call"),
        required=False,
        help_text=_("Only of applications whose own sheet they handed in, and without names."),
    )
    panel_quorum = whole(
        _("Quorum of the panel"), 1, 50, _("Members without a conflict of interest.")
    )
    panel_meets = forms.BooleanField(
        label=_("The panel decides at a meeting"),
        required=False,
        help_text=_(
            "Nothing is recommended then that was not on an agenda with the quorum present."
        ),
    )
    ranked_by = forms.ChoiceField(
        label=_("Order of the applications"),
        choices=RankedBy.choices,
        widget=forms.RadioSelect,
        help_text=_("The panel gives a reason for each departure from this order."),
    )
    tie_rule = forms.ChoiceField(
        label=_("Where applications stand equal"), choices=TieRule.choices, widget=forms.RadioSelect
    )


SECTIONS: Mapping[str, tuple[Any, type[SectionForm]]] = {
    "texts": (_("Title, summary and guidance"), TextsForm),
    "dates": (_("Dates"), DatesForm),
    "money": (_("Money"), MoneyForm),
    "assessment": (_("Assessment"), AssessmentForm),
}
