"""Sections of single facts: organisation, project, classification, sponsor, declaration."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from grants.applications.forms.drafts import DraftForm, choices_of, choosable
from grants.applications.models import Application, Sponsor
from grants.programmes.models import Taxonomy, Term
from portal.core.denial import Denied
from portal.documents import checks
from portal.organisations.fields import NameField, ParagraphsField
from portal.organisations.forms import OrganisationForm
from portal.ui.fields import DateField, MoneyField, UploadField
from portal.ui.formats import hkdate

HIGHEST_VALUE = 99_999_999_999


class OrganisationSection(DraftForm, OrganisationForm):
    """The organisation itself: what is saved here is saved for all its drafts."""

    kept_required = frozenset({"registration_number", "name", "type"})

    def __init__(self, *args: Any, application: Application, **keywords: Any) -> None:
        super().__init__(
            *args, application=application, organisation=application.organisation, **keywords
        )

    def values(self) -> dict[str, Any]:
        """The organisation's fields."""
        return self.details()


class ProjectForm(DraftForm):
    """Titles, summary and dates; the dates must lie within those of the call."""

    title = NameField(label=_("Title of the project"), max_length=150)
    title_zh = NameField(label=_("Title in Chinese"), max_length=80, required=False)
    summary = ParagraphsField(
        label=_("Summary for the public"),
        help_text=_("It is published if the project is funded. Leave out what is confidential."),
        max_characters=1000,
    )
    starts_on = DateField(label=_("Project starts on"))
    completes_on = DateField(label=_("Project completes on"))

    def __init__(self, *args: Any, application: Application, **keywords: Any) -> None:
        names = ("title", "title_zh", "summary", "starts_on", "completes_on")
        keywords["initial"] = {name: getattr(application, name) for name in names}
        super().__init__(*args, application=application, **keywords)
        call = application.call
        before = _("Before %(day)s.")
        self.fields["starts_on"].help_text = before % {"day": hkdate(call.start_by)}
        self.fields["completes_on"].help_text = before % {"day": hkdate(call.complete_by)}

    def clean_starts_on(self) -> date | None:
        """A start that the call allows."""
        return self._before("starts_on", self.application.call.start_by)

    def clean_completes_on(self) -> date | None:
        """A completion that the call allows, not before the start."""
        completes = self._before("completes_on", self.application.call.complete_by)
        starts: date | None = self.cleaned_data.get("starts_on")
        if completes and starts and completes < starts:
            raise ValidationError(_("The project cannot complete before it starts."))
        return completes

    def _before(self, name: str, limit: date) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day >= limit:
            raise ValidationError(
                _("Enter a day before %(limit)s, as the call asks."),
                params={"limit": hkdate(limit)},
            )
        return day


class ClassificationForm(DraftForm):
    """Where the project belongs, and how the organisation is regulated."""

    pillar = forms.ChoiceField(label=_("LEAP pillar"), widget=forms.RadioSelect)
    technology = forms.ChoiceField(label=_("Technology area"), widget=forms.RadioSelect)
    use_cases = forms.MultipleChoiceField(label=_("Use cases"), widget=forms.CheckboxSelectMultiple)
    regulatory_statuses = forms.MultipleChoiceField(
        label=_("Regulatory status of the organisation"),
        help_text=_("Choose all that apply."),
        widget=forms.CheckboxSelectMultiple,
    )
    regulatory_details = ParagraphsField(
        label=_("Regulator, licence number and date"),
        help_text=_("For each status you have chosen."),
        max_characters=1000,
        required=False,
    )
    sandboxes = forms.MultipleChoiceField(
        label=_("Sandboxes"),
        help_text=_("Those that the project takes part in, if any."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    value_involved = MoneyField(
        label=_("Value of the assets involved (HKD)"),
        help_text=_("Enter 0 if no assets are involved."),
        max_digits=16,
        max_value=HIGHEST_VALUE,
    )

    taxonomies: ClassVar = {
        "pillar": Taxonomy.PILLAR,
        "technology": Taxonomy.TECHNOLOGY,
        "use_cases": Taxonomy.USE_CASE,
        "regulatory_statuses": Taxonomy.REGULATORY_STATUS,
        "sandboxes": Taxonomy.SANDBOX,
    }
    several: ClassVar = ("use_cases", "regulatory_statuses", "sandboxes")

    def __init__(self, *args: Any, application: Application, **keywords: Any) -> None:
        chosen = {name: self._chosen(application, name) for name in self.taxonomies}
        keywords["initial"] = {
            "regulatory_details": application.regulatory_details,
            "value_involved": application.value_involved,
            **{name: self._codes(name, terms) for name, terms in chosen.items()},
        }
        super().__init__(*args, application=application, **keywords)
        self.terms: dict[str, dict[str, Term]] = {}
        for name, taxonomy in self.taxonomies.items():
            self.terms[name] = choosable(taxonomy, application, chosen[name])
            self.fields[name].choices = choices_of(self.terms[name])  # type: ignore[attr-defined]  # all are choice fields

    def _chosen(self, application: Application, name: str) -> list[Term]:
        if name in self.several:
            return list(getattr(application, name).all())
        term = getattr(application, name)
        return [term] if term else []

    def _codes(self, name: str, terms: list[Term]) -> list[str] | str:
        codes = [term.code for term in terms]
        return codes if name in self.several else "".join(codes)

    def values(self) -> dict[str, Any]:
        """The chosen codes as terms."""
        values = super().values()
        for name, terms in self.terms.items():
            chosen = values[name]
            values[name] = (
                [terms[code] for code in chosen] if name in self.several else terms.get(chosen)
            )
        return values


class PdfField(UploadField):
    """A PDF whose content is looked at before anything is saved."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(accept=(".pdf",), max_bytes=checks.LARGEST_FILE, **keywords)

    def to_python(self, data: Any) -> File[Any] | None:
        """The file, once its content is in order."""
        upload = super().to_python(data)
        if upload is not None:
            try:
                checks.check_pdf(upload)
            except Denied as denied:
                raise ValidationError(str(denied), code="content") from denied
        return upload


class SponsorForm(DraftForm):
    """The sponsor and the signed agreement."""

    name = NameField(label=_("Name of the sponsor"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of sponsor"), widget=forms.RadioSelect)
    contact_name = NameField(label=_("Contact person"), max_length=150)
    contact_email = forms.EmailField(label=_("Contact's e-mail address"), max_length=254)
    contribution = ParagraphsField(
        label=_("What the sponsor contributes"),
        help_text=_("Money, people, access to customers, data or systems."),
        max_characters=1000,
    )
    agreed_on = DateField(label=_("Agreement signed on"))
    agreement = PdfField(label=_("Signed sponsorship agreement"))

    def __init__(self, *args: Any, application: Application, **keywords: Any) -> None:
        sponsor = Sponsor.objects.filter(application=application).select_related("kind").first()
        if sponsor is not None:
            names = ("name", "contact_name", "contact_email", "contribution", "agreed_on")
            keywords["initial"] = {name: getattr(sponsor, name) for name in names}
            keywords["initial"]["kind"] = sponsor.kind.code if sponsor.kind else ""
        super().__init__(*args, application=application, **keywords)
        chosen = [sponsor.kind] if sponsor and sponsor.kind else []
        self.terms = choosable(Taxonomy.SPONSOR_TYPE, application, chosen)
        self.fields["kind"].choices = choices_of(self.terms)  # type: ignore[attr-defined]  # a choice field
        if application.call.accepts_letter_of_intent:
            self.fields["agreement"].help_text = _(
                "PDF, at most 20 MB. This call also accepts a letter of intent."
            )
            self.fields["agreed_on"].required = False

    def values(self) -> dict[str, Any]:
        """The chosen kind as a term; without a new file the attached agreement stays."""
        values = super().values()
        return {**values, "kind": self.terms.get(values["kind"])}


DECLARATIONS = {
    "is_true": _("What this application says is true and complete."),
    "is_authorised": _("I am authorised to apply for the organisation."),
    "is_read": _("We have read the guidance of the call and accept its conditions."),
    "is_own_cost": _("None of the costs is paid by another public fund or was spent before."),
    "may_be_used": _(
        "The programme office, assessors and the panel may use what is written here to judge "
        "the application. Personal data is kept as long as the scheme's privacy notice says."
    ),
}


class DeclarationForm(DraftForm):
    """The declarations; they are made together or not at all."""

    marks_optional = False

    def __init__(self, *args: Any, application: Application, **keywords: Any) -> None:
        is_declared = application.declared_at is not None
        keywords["initial"] = dict.fromkeys(DECLARATIONS, is_declared)
        super().__init__(*args, application=application, **keywords)
        for name, words in DECLARATIONS.items():
            self.fields[name] = forms.BooleanField(label=words, required=False)

    def clean(self) -> dict[str, Any]:
        """All boxes or none."""
        cleaned = super().clean() or {}
        if any(cleaned.values()):
            for name in [name for name in DECLARATIONS if not cleaned.get(name)]:
                self.add_error(name, _("Tick this box too, or none of them."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Whether the declaration is made."""
        return {"declared": all(self.cleaned_data.get(name) for name in DECLARATIONS)}
