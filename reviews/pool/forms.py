"""Forms of assessors and pools."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Taxonomy, Term
from portal.accounts.models import User
from portal.core.denial import Denied
from portal.organisations.fields import ParagraphsField
from portal.ui.fields import LongTextField
from reviews.pool.models import Assessor, Discipline, PoolMember
from reviews.pool.rules import check_words
from reviews.pool.words import LONGEST_WORD, MOST_WORDS, Expertise, tidied

FIELDS = {
    "pillars": Taxonomy.PILLAR,
    "technologies": Taxonomy.TECHNOLOGY,
    "use_cases": Taxonomy.USE_CASE,
}


def _terms(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )


class WordsField(ParagraphsField):
    """Free words of expertise, as a list; one to a line, commas and semicolons part them too."""

    def __init__(self, **keywords: Any) -> None:
        room = 2 * MOST_WORDS * LONGEST_WORD
        super().__init__(max_characters=room, required=False, **keywords)

    def clean(self, value: Any) -> list[str]:
        """The tidied words."""
        words = tidied([super().clean(value) or ""])
        try:
            check_words(words)
        except Denied as denied:
            raise ValidationError(str(denied), code="words") from denied
        return words

    def prepare_value(self, value: Any) -> Any:
        """A list one to a line; what was typed as it was typed."""
        return "\n".join(value) if isinstance(value, list) else value


class OwnProfileForm(forms.Form):
    """What assessors keep themselves: expertise, languages, availability."""

    pillars = _terms(_("LEAP pillars"))
    technologies = _terms(_("Technology areas"))
    use_cases = _terms(_("Use cases"))
    words = WordsField(
        label=_("Words of expertise"),
        help_text=_(
            "What the lists above do not name, in English or Chinese: one word or short phrase to a"
            " line, at most 20. Each is looked for in the titles and public summaries of"
            " applications, letter for letter: Traditional and Simplified Chinese are two words,"
            " and so are singular and plural."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of applications"),
        help_text=_("Applications written in these languages can be judged."),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    is_available = forms.BooleanField(
        label=_("Available for new assignments"), required=False, initial=True
    )

    def __init__(self, *arguments: Any, terms: Iterable[Term], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        offered = list(terms)
        for name, taxonomy in FIELDS.items():
            choices = [(term.pk, str(term)) for term in offered if term.taxonomy == taxonomy]
            cast("forms.TypedMultipleChoiceField", self.fields[name]).choices = choices

    def profile(self) -> dict[str, Any]:
        """The clean values as the operations take them."""
        others = dict(self.cleaned_data)
        terms = [pk for name in FIELDS for pk in others.pop(name)]
        others["expertise"] = Expertise(terms, others.pop("words"))
        return others


class AssessorForm(OwnProfileForm):
    """The whole profile, as officers keep it."""

    disciplines = forms.MultipleChoiceField(
        label=_("Disciplines"), choices=Discipline.choices, widget=forms.CheckboxSelectMultiple
    )
    employer = forms.CharField(
        label=_("Bureau or employer"),
        help_text=_("Compared with applicants and sponsors to find conflicts of interest."),
        max_length=150,
    )
    field_order = ["person", "disciplines", "employer"]


class NewAssessorForm(AssessorForm):
    """A profile for somebody who holds the role and has none."""

    person = forms.ModelChoiceField[User](
        label=_("Person"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, *arguments: Any, people: QuerySet[User], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        cast("forms.ModelChoiceField[User]", self.fields["person"]).queryset = people
        del self.fields["is_available"]


def initial_profile(assessor: Assessor) -> dict[str, Any]:
    """What the forms of an existing profile begin with."""
    declared = list(assessor.expertise.all())
    terms = {
        name: [term.pk for term in declared if term.taxonomy == taxonomy]
        for name, taxonomy in FIELDS.items()
    }
    return {
        **terms,
        "words": assessor.words,
        "disciplines": assessor.disciplines,
        "employer": assessor.employer,
        "languages": assessor.languages,
        "is_available": assessor.is_available,
    }


class LoadsForm(forms.Form):
    """How many applications a member takes."""

    least_load = forms.IntegerField(
        label=_("Least applications"),
        min_value=0,
        max_value=999,
        initial=0,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    most_load = forms.IntegerField(
        label=_("Most applications"),
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a least above the most."""
        cleaned = super().clean() or {}
        least, most = cleaned.get("least_load"), cleaned.get("most_load")
        if least is not None and most is not None and least > most:
            self.add_error("least_load", _("The least must not be above the most."))
        return cleaned


class JoinForm(LoadsForm):
    """An assessor into the pool of a call."""

    assessor = forms.ModelChoiceField[Assessor](
        label=_("Assessor"), queryset=Assessor.objects.none(), empty_label=_("Choose an assessor")
    )
    field_order = ["assessor"]

    def __init__(self, *arguments: Any, candidates: QuerySet[Assessor], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        cast("forms.ModelChoiceField[Assessor]", self.fields["assessor"]).queryset = candidates


class LeaveForm(forms.Form):
    """Why a member is taken out of the pool."""

    reason = LongTextField(label=_("Reason"), max_characters=500)


def initial_loads(member: PoolMember) -> dict[str, int]:
    """The loads of a member as the form shows them."""
    return {"least_load": member.least_load, "most_load": member.most_load}
