"""The score sheet as a form, made from the criteria of the call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.programmes.models import Criterion
from portal.i18n.texts import Text
from portal.organisations.fields import ParagraphsField
from reviews.scoring.operations import Correction
from reviews.scoring.rules import Marks

MOST_CHARACTERS = 2000


class ScoreSheetForm(forms.Form):
    """A mark and a comment for each criterion, and a remark on the whole.

    ``is_final`` makes marks and comments compulsory; a draft may leave them out.
    """

    comment = ParagraphsField(
        label=gettext_lazy("Remark on the application as a whole"),
        required=False,
        max_characters=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, criteria: Sequence[Criterion], is_final: bool, **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"mark_{criterion.code}"] = _mark_field(criterion, is_final=is_final)
            self.fields[f"comment_{criterion.code}"] = _comment_field(criterion, is_final=is_final)
        self.order_fields([name for name in self.fields if name != "comment"])

    def rows(self) -> list[tuple[Criterion, Any, Any]]:
        """Each criterion with its two fields, for the template."""
        return [
            (one, self[f"mark_{one.code}"], self[f"comment_{one.code}"]) for one in self.criteria
        ]

    def marks(self) -> Marks:
        """The cleaned marks by criterion's id."""
        data = self.cleaned_data
        return {
            one.pk: (_number(data.get(f"mark_{one.code}")), data.get(f"comment_{one.code}") or "")
            for one in self.criteria
        }


def _reason(label: Any, help_text: Any) -> ParagraphsField:
    return ParagraphsField(
        label=label,
        help_text=help_text,
        max_characters=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


class CorrectionForm(ScoreSheetForm):
    """A whole sheet anew, with the reason; ``seen`` is the version that it was made from."""

    seen = forms.IntegerField(min_value=0, max_value=32_767, widget=forms.HiddenInput)
    reason = _reason(
        gettext_lazy("Why do you correct it?"),
        gettext_lazy(
            "Kept with the correction. Read by the programme office once the panel meets."
        ),
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **keywords: Any) -> None:
        super().__init__(*args, criteria=criteria, is_final=True, **keywords)

    def correction(self) -> Correction:
        """The cleaned values for ``operations.correct``."""
        cleaned = self.cleaned_data
        return Correction(self.marks(), cleaned["comment"], cleaned["reason"], cleaned["seen"])


class AbstainForm(forms.Form):
    """Why somebody gives no marks."""

    reason = _reason(
        gettext_lazy("Why do you abstain?"),
        gettext_lazy("For example: the subject is outside of what you can judge."),
    )


class LeaveForm(forms.Form):
    """Why a sheet may be corrected although the panel is open."""

    reason = _reason(
        gettext_lazy("Why may this sheet be corrected now?"),
        gettext_lazy("Kept in the audit log."),
    )


def initial(criteria: Sequence[Criterion], marks: Marks, comment: str) -> dict[str, Any]:
    """What a sheet begun earlier shows."""
    values: dict[str, Any] = {"comment": comment}
    for criterion in criteria:
        mark, words = marks.get(criterion.pk, (None, ""))
        values[f"mark_{criterion.code}"] = "" if mark is None else str(mark)
        values[f"comment_{criterion.code}"] = words
    return values


def _number(value: str | None) -> int | None:
    return int(value) if value else None


def _mark_field(criterion: Criterion, *, is_final: bool) -> forms.ChoiceField:
    choices = [
        (str(mark), _anchored(criterion, mark)) for mark in range(criterion.highest_mark, -1, -1)
    ]
    return forms.ChoiceField(
        label=_("Mark for %(criterion)s") % {"criterion": criterion.name},
        choices=choices,
        required=is_final,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a mark for %(c)s.") % {"c": criterion.name}},
    )


def _anchored(criterion: Criterion, mark: int) -> str:
    anchor = Text(criterion.anchors.get(str(mark)) or {})
    return f"{mark} – {anchor}" if anchor else str(mark)


def _comment_field(criterion: Criterion, *, is_final: bool) -> ParagraphsField:
    return ParagraphsField(
        label=_("Comment on %(criterion)s") % {"criterion": criterion.name},
        required=is_final,
        max_characters=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a comment on %(c)s.") % {"c": criterion.name}},
    )
