"""What officers type about the rules of eligibility."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from grants.eligibility.models import NO, UNSURE, YES, RuleKind
from grants.eligibility.scheme import yes_or_no
from grants.programmes.completeness import LANGUAGE_NAMES
from grants.programmes.forms.criteria import CodeField, RowForm
from grants.programmes.forms.trilingual import HTML_LANGUAGES, TidyText, TrilingualForm, Wording
from grants.programmes.models import Taxonomy
from portal.i18n.texts import LANGUAGE_CODES, Text

MOST_RULES = 30
MOST_OPTIONS = 12
BLANK_OPTIONS = 2
CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class RuleRowForm(RowForm):
    """Order of one rule."""

    field_order = ("position", "remove", "code")


RuleFormSet = forms.formset_factory(
    RuleRowForm, extra=0, max_num=MOST_RULES, absolute_max=MOST_RULES
)


class RuleForm(TrilingualForm):
    """A rule in words, its answers and which of them pass."""

    wordings: ClassVar[Mapping[str, Wording]] = {
        "question": Wording(_("Question"), most=200, is_long=False, english_required=True),
        "help": Wording(_("Help"), most=400, help=_("Stands below the question; may be empty.")),
        "sentence": Wording(
            _("Sentence"),
            most=400,
            help=_("The rule itself. It is told to whom it stands against."),
            english_required=True,
        ),
        "remedy": Wording(
            _("What one could do"), most=400, help=_("Stands below the sentence; may be empty.")
        ),
        "unsure": Wording(
            _("Advice to whom is not sure"),
            most=400,
            help=_("With this text one may also answer “I am not sure”."),
        ),
    }

    code = CodeField()
    kind = forms.ChoiceField(
        label=_("Answered by"), choices=RuleKind.choices, widget=forms.RadioSelect
    )
    passing = forms.ChoiceField(
        label=_("Which answer passes, of yes and no?"),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=forms.RadioSelect,
    )
    fills = forms.ChoiceField(
        label=_("Fills in the draft"),
        choices=[("", _("Nothing")), *Taxonomy.choices],
        required=False,
        help_text=_("An answer whose code is a term of this list is chosen in the draft."),
    )

    def __init__(
        self, *args: Any, details: Mapping[str, Any] | None = None, **keywords: Any
    ) -> None:
        shown = details or {"kind": RuleKind.YES_NO, "options": yes_or_no(passing=YES), "fills": ""}
        passing = [one["code"] for one in shown["options"] if one["passes"]]
        keywords["initial"] = {
            "kind": shown["kind"],
            "fills": shown["fills"],
            "passing": NO if passing == [NO] else YES,
        }
        super().__init__(*args, texts=shown, **keywords)
        if details is not None:
            del self.fields["code"]
        written = shown["options"] if shown["kind"] == RuleKind.CHOICE else []
        rows = min(MOST_OPTIONS, max(4, len(written) + BLANK_OPTIONS))
        self.option_numbers = range(rows)
        for number in self.option_numbers:
            self._add_option(number, written[number] if number < len(written) else {})

    def _add_option(self, number: int, option: Mapping[str, Any]) -> None:
        row = {"number": number + 1}
        fields: dict[str, forms.Field] = {
            "code": forms.RegexField(
                CODE,
                label=_("Code, answer %(number)d") % row,
                max_length=30,
                required=False,
                error_messages={"invalid": _("Use small letters, digits and hyphens.")},
            ),
            **{code: _label(code, number + 1) for code in LANGUAGE_CODES},
            "passes": forms.BooleanField(
                label=_("Passes, answer %(number)d") % row, required=False
            ),
        }
        values = {**option.get("label", {}), **option}
        for name, field in fields.items():
            self.fields[f"option_{number}_{name}"] = field
            self.initial[f"option_{number}_{name}"] = values.get(name, "")

    def plain_fields(self) -> list[BoundField]:
        """Without the answers, which stand in a table of their own."""
        return [one for one in super().plain_fields() if not one.name.startswith("option_")]

    def option_rows(self) -> list[list[BoundField]]:
        """The inputs of each answer: code, three languages, whether it passes."""
        names = ("code", *LANGUAGE_CODES, "passes")
        return [[self[f"option_{n}_{name}"] for name in names] for n in self.option_numbers]

    def clean(self) -> dict[str, Any]:
        """Refuse answers that have words but no code, or the same code twice."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == RuleKind.CHOICE:
            self._check_options(cleaned)
        return cleaned

    def _check_options(self, cleaned: dict[str, Any]) -> None:
        seen: set[str] = set()
        for number in self.option_numbers:
            key = f"option_{number}_code"
            code = cleaned.get(key, "")
            has_words = any(cleaned.get(f"option_{number}_{one}") for one in LANGUAGE_CODES)
            if has_words and not code and key not in self.errors:
                self.add_error(key, _("Give this answer a code."))
            elif code == UNSURE:
                self.add_error(key, _("“I am not sure” is offered by its advice: write that."))
            elif code and code in seen:
                self.add_error(key, _("Two answers have the same code."))
            seen.add(code)
        if not seen - {""} and not self.errors:
            self.add_error("kind", _("Write the answers one can choose from."))

    def details(self) -> dict[str, Any]:
        """The values as ``operations.replace_rules`` takes them, but for the code."""
        chosen = self.cleaned_data["kind"] == RuleKind.CHOICE
        return {
            **{name: self.text(name) for name in self.wordings},
            "kind": self.cleaned_data["kind"],
            "fills": self.cleaned_data["fills"],
            "options": (
                self._options() if chosen else yes_or_no(passing=self.cleaned_data["passing"])
            ),
        }

    def _options(self) -> list[dict[str, Any]]:
        found = []
        for number in self.option_numbers:
            value = {
                name: self.cleaned_data[f"option_{number}_{name}"]
                for name in ("code", *LANGUAGE_CODES, "passes")
            }
            if value["code"]:
                label = Text({code: value[code] for code in LANGUAGE_CODES if value[code]})
                passes = value["passes"]
                found.append({"code": value["code"], "label": label, "passes": passes})
        return found


def _label(code: str, number: int) -> forms.Field:
    label = _("Answer %(number)d, %(language)s")
    widget = forms.TextInput(attrs={"lang": HTML_LANGUAGES[code]})
    return TidyText(
        label=label % {"number": number, "language": LANGUAGE_NAMES[code]},
        max_characters=150,
        required=False,
        widget=widget,
    )
