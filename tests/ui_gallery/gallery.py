"""Every component on two pages, for tests and for the eye; no route of the portal leads here."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from portal.core.denial import Verdict
from portal.ui.charts import BarChart, Dot, DotPlot, Series
from portal.ui.fields import DateField, DateTimeField, LongTextField, MoneyField, UploadField

PAGES = Path(__file__).with_name("pages")
DEADLINE = datetime(2025, 8, 1, 10, 0, tzinfo=UTC)
NOW = datetime(2025, 7, 29, 1, 0, tzinfo=UTC)


class Somebody:
    """Who is signed in, as far as the layout asks."""

    is_authenticated = True

    def __str__(self) -> str:
        return "Mira Chan 陳美娜"


class GalleryForm(forms.Form):
    """One field of each kind."""

    marks_optional = True

    title = forms.CharField(label="Project title", help_text="In English, as on the letter.")
    title_zh = forms.CharField(label="計劃名稱", required=False)
    email = forms.EmailField(label="E-mail address")
    summary = LongTextField(label="Summary", max_characters=300, help_text="For the register.")
    grant = MoneyField(label="Grant requested", max_value=500_000)
    pillar = forms.ChoiceField(
        label="LEAP pillar",
        choices=[("L", "Legal and regulatory"), ("E", "Expanding products"), ("P", "People")],
        widget=forms.RadioSelect,
    )
    areas = forms.MultipleChoiceField(
        label="Technology areas",
        choices=[("a", "Stablecoins and payment"), ("b", "Decentralised identity")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that apply.",
    )
    sponsor = forms.ChoiceField(label="Sponsor type", choices=[("", "–"), ("b", "Bank")])
    starts_on = DateField(label="Start of the pilot")
    meets_at = DateTimeField(label="Panel meeting", required=False)
    agreement = UploadField(label="Sponsorship agreement", accept=(".pdf",), max_bytes=10_000_000)
    agreed = forms.BooleanField(label="I may speak for the organisation")


class FilterForm(forms.Form):
    """What a list is filtered by."""

    words = forms.CharField(label="Words", required=False)
    state = forms.ChoiceField(label="State", choices=[("", "All"), ("e", "Eligible")])


class LineForm(forms.Form):
    """One line of a budget."""

    item = forms.CharField(label="Item")
    category = forms.ChoiceField(label="Category", choices=[("s", "Staff"), ("e", "Equipment")])
    amount = MoneyField(label="Amount")


LineFormSet = forms.formset_factory(LineForm, extra=1, can_delete=True)
BAD_LINES = {
    "form-TOTAL_FORMS": "2",
    "form-INITIAL_FORMS": "0",
    "form-0-item": "Engineer",
    "form-0-category": "s",
    "form-0-amount": "HK$ 300,000",
    "form-1-item": "",
    "form-1-category": "e",
    "form-1-amount": "many",
}
BAD_ANSWERS = {
    "title": "",
    "email": "not an address",
    "summary": "字" * 320,
    "grant": "HK$600,000",
    "agreed": "",
}


def bar_chart() -> BarChart:
    """Two series over three categories."""
    return BarChart(
        title="Funding by pillar",
        summary="Requested and awarded, round 2025-1.",
        category_heading="Pillar",
        categories=(
            "Legal and regulatory streamlining",
            "Expanding the suite of products",
            "People",
        ),
        series=(
            Series("Requested", (Decimal(48_250_000), Decimal(31_900_000), Decimal(9_000_000))),
            Series("Awarded", (Decimal(1_500_000), Decimal(2_310_500), Decimal(0))),
        ),
        unit="hkd",
    )


def dot_plot() -> DotPlot:
    """Four scores around the pass mark."""
    return DotPlot(
        title="Ranking",
        summary="Weighted scores with the spread of the marks; the line is the pass mark of 60.",
        row_heading="Application",
        dots=(
            Dot("BDA25-0042", 86.5, 81, 92),
            Dot("BDA25-0117", 78, 64, 88.5),
            Dot("BDA25-0009", 61, 58, 66),
            Dot("BDA25-0151", 40, 40, 40),
        ),
        threshold=60,
    )


def request(path: str = "/gallery/?page=3") -> HttpRequest:
    """A request of somebody who is signed in and was just told three things."""
    made = RequestFactory().get(path)
    made.user = Somebody()  # type: ignore[assignment] # the layout needs no more of a user
    made._messages = [
        Message(constants.SUCCESS, "The draft was saved."),
        Message(constants.WARNING, "The sponsor's agreement is missing."),
        Message(constants.INFO, "The call closes on Friday."),
    ]
    return made


def context() -> dict[str, Any]:
    """What the two pages show."""
    paginator: Paginator[int] = Paginator(range(200), 20)
    return {
        "deadline": DEADLINE,
        "now": NOW,
        "amount": Decimal("300000.00"),
        "page": paginator.page(3),
        "first": paginator.page(1),
        "last": paginator.page(10),
        "only": Paginator(range(3), 20).page(1),
        "refused": Verdict(allowed=False, reason="The call closed on 1 August 2025."),
        "allowed": Verdict(allowed=True),
        "chart": bar_chart(),
        "empty_chart": BarChart("Nothing", "No round yet.", "Pillar", (), ()),
        "plot": dot_plot(),
        "empty_plot": DotPlot("No scores", "No marks yet.", "Application", ()),
        "filter_form": FilterForm(),
        "blank": GalleryForm(),
        "form": GalleryForm(BAD_ANSWERS),
        "formset": LineFormSet(BAD_LINES),
        "lines": LineFormSet(prefix="more"),
        "demo_mode": False,
    }


def render(page: str, language: str, **extra: Any) -> str:
    """``pages/<page>.html`` in ``language``, with the layout around it."""
    template = engines["django"].from_string((PAGES / f"{page}.html").read_text(encoding="utf-8"))
    with translation.override(language):
        return template.render({**context(), **extra}, request())
