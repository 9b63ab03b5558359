"""Forms become markup in which label, hint, error and counter are wired to the input."""

from __future__ import annotations

import re

from django import forms

from portal.ui.fields import LongTextField
from portal.ui.renderer import PortalBoundField
from tests.ui_gallery.gallery import BAD_ANSWERS, GalleryForm
from tests.unit.portal.ui.conftest import show


def field(name: str, *, bad: bool = False, **options: str) -> str:
    """One field of the gallery's form as markup."""
    form = GalleryForm(BAD_ANSWERS) if bad else GalleryForm()
    written = " ".join(f"{key}={value}" for key, value in options.items())
    return show(f"{{% field form.{name} {written} %}}", form=form)


def test_the_label_hint_and_error_are_wired_to_the_input() -> None:
    shown = field("title", bad=True)

    assert '<label class="govuk-label" for="id_title">Project title</label>' in shown
    assert (
        '<div id="id_title_helptext" class="govuk-hint">In English, as on the letter.</div>'
        in shown
    )
    assert '<div id="id_title_error" class="govuk-error-message">' in shown
    assert '<span class="govuk-visually-hidden">Error:</span> This field is required.' in shown
    assert 'aria-describedby="id_title_helptext id_title_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'class="govuk-input govuk-input--error"' in shown


def test_a_field_without_hint_and_error_describes_nothing() -> None:
    assert "aria-describedby" not in field("email")


def test_an_e_mail_address_is_offered_by_the_browser_and_not_spell_checked() -> None:
    shown = field("email")

    assert 'autocomplete="email"' in shown
    assert 'spellcheck="false"' in shown


def test_a_forms_own_autocomplete_is_kept() -> None:
    class Form(forms.Form):
        email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    shown = show("{{ form }}", form=Form())

    assert re.findall(r'autocomplete="\w+"', shown) == ['autocomplete="off"']


def test_the_limit_stands_beside_the_field_from_the_start() -> None:
    shown = field("summary")

    assert 'aria-describedby="id_summary_helptext id_summary_counter"' in shown
    assert "You can write up to 300 characters." in shown
    assert 'data-counter="300"' in shown


def test_a_counter_alone_describes_the_field() -> None:
    class Form(forms.Form):
        note = LongTextField(max_characters=20)

    assert 'aria-describedby="id_note_counter"' in show("{{ form }}", form=Form())


def test_a_description_of_the_widgets_own_is_kept() -> None:
    class Form(forms.Form):
        note = LongTextField(
            max_characters=20, widget=forms.Textarea(attrs={"aria-describedby": "elsewhere"})
        )

    assert 'aria-describedby="elsewhere"' in show("{{ form }}", form=Form())


def test_radios_are_named_by_a_legend_and_described_as_a_group() -> None:
    shown = field("pillar", bad=True, size='"m"')

    assert '<fieldset class="govuk-fieldset" aria-describedby="id_pillar_error">' in shown
    assert '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">LEAP pillar' in shown
    assert '<label class="govuk-label govuk-radios__label" for="id_pillar_0">' in shown
    assert shown.count('class="govuk-radios__input"') == 3


def test_check_boxes_are_a_group_too() -> None:
    shown = field("areas")

    assert 'aria-describedby="id_areas_helptext"' in shown
    assert shown.count('class="govuk-checkboxes__input"') == 2


def test_grouped_choices_show_their_groups() -> None:
    class Form(forms.Form):
        area = forms.ChoiceField(choices=[("Money", [("a", "A")])], widget=forms.RadioSelect)

    assert '<p class="govuk-radios__divider option-group">Money</p>' in show(
        "{{ form }}", form=Form()
    )


def test_a_single_check_box_has_its_label_after_it() -> None:
    shown = field("agreed", bad=True)

    assert shown.index("<input") < shown.index("<label")
    assert shown.index("govuk-error-message") < shown.index("<input")


def test_a_single_check_box_shows_its_hint() -> None:
    class Form(forms.Form):
        agreed = forms.BooleanField(help_text="For all of them.")

    assert 'class="govuk-hint govuk-checkboxes__hint">For all of them.' in show(
        "{{ form }}", form=Form()
    )


def test_money_has_its_currency_before_it() -> None:
    shown = field("grant")

    assert (
        '<div class="govuk-input__prefix" aria-hidden="true">HK$</div><input type="text"' in shown
    )
    assert 'inputmode="decimal"' in shown


def test_the_label_can_be_the_heading_of_the_page() -> None:
    assert '<h1 class="govuk-label-wrapper"><label' in field("title", heading="True")
    assert '<h1 class="govuk-fieldset__heading">' in field("pillar", heading="True")


def test_optional_fields_are_marked_in_forms_that_ask_for_it() -> None:
    class Quiet(forms.Form):
        title = forms.CharField(required=False)

    assert '<span class="field__optional">(optional)</span>' in field("title_zh")
    assert "(optional)" not in field("title")
    assert "(optional)" not in show("{{ form }}", form=Quiet())


def test_each_kind_of_input_has_its_class() -> None:
    form = GalleryForm()

    assert {bound.name: bound.kind for bound in form if isinstance(bound, PortalBoundField)} == {
        "title": "text",
        "title_zh": "text",
        "email": "email",
        "summary": "textarea",
        "grant": "money",
        "pillar": "radios",
        "areas": "checkboxes",
        "sponsor": "select",
        "starts_on": "date",
        "meets_at": "datetime-local",
        "agreement": "file",
        "agreed": "checkbox",
    }


def test_inputs_of_several_parts_are_a_group() -> None:
    class Form(forms.Form):
        when = forms.SplitDateTimeField(help_text="Two parts.")

    assert '<fieldset class="govuk-fieldset" aria-describedby="id_when_helptext">' in show(
        "{{ form }}", form=Form()
    )


def test_a_width_of_the_widgets_own_replaces_the_usual_one() -> None:
    class Form(forms.Form):
        year = forms.IntegerField(widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}))

    assert 'class="govuk-input govuk-input--width-4"' in show("{{ form }}", form=Form())


def test_hidden_fields_are_inputs_and_nothing_else() -> None:
    class Form(forms.Form):
        version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    expected = '<input type="hidden" name="version" value="3" id="id_version">'

    assert show("{{ form }}", form=Form()) == expected
    assert show("{% field form.version %}", form=Form()) == expected


def test_stored_text_is_inert_in_label_hint_and_value() -> None:
    """IN-05"""

    class Form(forms.Form):
        name = forms.CharField(label="<b>L</b>", help_text="<i>H</i>", initial="<u>V</u>")

    shown = show("{{ form }}", form=Form())

    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "<u>" not in shown


def test_general_problems_stand_above_the_form_unless_the_summary_tells_them() -> None:
    class Form(forms.Form):
        def clean(self) -> None:
            raise forms.ValidationError("The two amounts differ.")

    alone = show("{{ form }}", form=Form({}))
    summed_up = show("{% error_summary form %}{{ form }}", form=Form({}))

    assert alone.count("The two amounts differ.") == 1
    assert summed_up.count("The two amounts differ.") == 1


def test_a_formset_brings_its_management_form() -> None:
    shown = show("{{ formset }}", formset=forms.formset_factory(GalleryForm, extra=2)())

    assert 'name="form-TOTAL_FORMS" value="2"' in shown
    assert shown.count("Project title") == 2
