"""Every problem is told in the summary and reached from it."""

from __future__ import annotations

from django import forms
from django.test import RequestFactory

from tests.ui_gallery.gallery import BAD_ANSWERS, BAD_LINES, GalleryForm, LineForm, LineFormSet
from tests.unit.portal.ui.conftest import show


def test_the_summary_names_each_field_and_leads_to_it() -> None:
    shown = show("{% error_summary form %}", form=GalleryForm(BAD_ANSWERS))

    assert '<h2 class="govuk-error-summary__title">There is a problem</h2>' in shown
    assert '<li><a href="#id_title">Project title: This field is required.</a></li>' in shown
    assert '<li><a href="#id_pillar_0">LEAP pillar: This field is required.</a></li>' in shown


def test_no_problem_no_summary() -> None:
    assert show("{% error_summary form missing %}", form=GalleryForm()) == ""


def test_the_summary_tells_the_row_of_a_formset() -> None:
    shown = show("{% error_summary formset %}", formset=LineFormSet(BAD_LINES))

    assert '<a href="#id_form-1-item">Row 2: Item: This field is required.</a>' in shown


def test_problems_of_a_whole_formset_have_no_link() -> None:
    formset = forms.formset_factory(LineForm, min_num=3, validate_min=True)(BAD_LINES)

    shown = show("{% error_summary formset %}", formset=formset)

    assert "<li>Please submit at least 3 forms.</li>" in shown


def test_a_hidden_fields_problem_is_told_without_a_link() -> None:
    class Form(forms.Form):
        version = forms.IntegerField(widget=forms.HiddenInput)

    assert "<li>Version: This field is required.</li>" in show(
        "{% error_summary form %}", form=Form({})
    )


def test_the_title_of_a_page_says_that_there_is_an_error() -> None:
    bad, blank = GalleryForm(BAD_ANSWERS), GalleryForm()

    assert show("{% error_prefix %}", form=bad) == "Error:"
    assert show("{% error_prefix %}", formset=LineFormSet(BAD_LINES)) == "Error:"
    assert show("{% error_prefix %}", forms=[blank, bad]) == "Error:"
    assert show("{% error_prefix %}", form=blank) == ""
    assert show("{% error_prefix %}") == ""


def test_a_formset_is_a_table_with_a_label_in_each_cell() -> None:
    shown = show('{% formset_table formset "Budget lines" %}', formset=LineFormSet(BAD_LINES))

    assert 'name="form-TOTAL_FORMS" value="2"' in shown
    assert '<th scope="col">Amount</th>' in shown
    assert (
        'for="id_form-1-amount">Amount<span class="govuk-visually-hidden">, row 2</span>' in shown
    )
    assert 'id="id_form-1-amount_error"' in shown
    assert 'name="form-1-DELETE"' in shown


def test_a_formset_without_rows_still_has_its_columns() -> None:
    formset = forms.formset_factory(LineForm, extra=0)()

    assert '<th scope="col">Item</th>' in show('{% formset_table f "Lines" %}', f=formset)


def test_a_problem_of_a_whole_row_stands_below_it() -> None:
    class Row(forms.Form):
        item = forms.CharField()
        version = forms.CharField(widget=forms.HiddenInput, required=False)

        def clean(self) -> None:
            raise forms.ValidationError("Item and amount disagree.")

    formset = forms.formset_factory(Row)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-item": "x"}
    )

    shown = show('{% formset_table formset "Lines" %}', formset=formset)

    assert '<td colspan="1"><p class="govuk-error-message">' in shown
    assert 'type="hidden" name="form-0-version"' in shown


def test_filters_are_a_get_form_that_can_be_cleared() -> None:
    request = RequestFactory().get("/list/?words=x")

    shown = show("{% filters form %}<p>More</p>{% endfilters %}", request=request, form=LineForm())

    assert '<form method="get" action="/list/"' in shown
    assert '<a class="govuk-link" href="/list/">Clear filters</a>' in shown
    assert shown.index('name="item"') < shown.index("<p>More</p>")
