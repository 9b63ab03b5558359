"""What is typed about a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.organisations.fields import ParagraphsField, check_printable, check_writable
from portal.ui.fields import DateTimeField
from reviews.meetings.models import Meeting, Part, Seat
from reviews.meetings.operations import Plan


class MeetingForm(forms.Form):
    """When, where, who, and the agenda."""

    starts_at = DateTimeField(label=_("Begins at"), help_text=_("Hong Kong time (HKT)"))
    place = forms.CharField(
        label=_("Venue"), max_length=200, validators=[check_writable, check_printable]
    )
    chair = forms.ModelChoiceField(label=_("Chair"), queryset=User.objects.none())
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    secretary = forms.ModelChoiceField(
        label=_("Secretary"),
        queryset=User.objects.none(),
        help_text=_("Keeps the notes, and takes no part in the recommendations."),
    )
    references = forms.CharField(
        label=_("Agenda"),
        max_length=200_000,
        validators=[check_writable],
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The references in their order, one on each line."),
    )

    def __init__(self, *args: Any, people: dict[str, Any], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for name, found in people.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]  # a choice field

    def plan(self) -> Plan:
        """The meeting as typed."""
        typed = self.cleaned_data
        return Plan(
            starts_at=typed["starts_at"],
            place=typed["place"],
            chair=typed["chair"],
            members=list(typed["members"]),
            secretary=typed["secretary"],
            references=typed["references"].replace(",", " ").split(),
        )


def initial(meeting: Meeting | None, references: Iterable[str]) -> dict[str, Any]:
    """What the form says of a planned meeting; of a new one the agenda alone."""
    if meeting is None:
        return {"references": "\n".join(references)}
    seats = list(meeting.seats.select_related("user"))
    items = meeting.items.order_by("position").values_list("application__reference", flat=True)
    return {
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "chair": next((seat.user_id for seat in seats if seat.part == Part.CHAIR), None),
        "members": [seat.user_id for seat in seats if seat.part == Part.MEMBER],
        "secretary": next((seat.user_id for seat in seats if seat.part == Part.SECRETARY), None),
        "references": "\n".join(items),
    }


def _named(seats: Sequence[Seat]) -> list[tuple[int, str]]:
    return [(seat.pk, f"{seat.user} ({seat.get_part_display()})") for seat in seats]


class AttendanceForm(forms.Form):
    """Who was there."""

    present = forms.TypedMultipleChoiceField(
        label=_("Present"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It is written once. Who has an interest in an item leaves for it."),
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["present"].choices = _named(seats)  # type: ignore[attr-defined]  # a choice


class NoteForm(forms.Form):
    """What was said about an item, and who left for another reason than an interest."""

    text = ParagraphsField(
        label=_("Notes"),
        required=False,
        max_characters=8000,
        validators=[check_printable],
        help_text=_("Each change is kept as a new version. They stand in the minutes."),
    )
    left = forms.TypedMultipleChoiceField(
        label=_("Also left for this item"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who left for an interest is written already."),
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["left"].choices = _named(seats)  # type: ignore[attr-defined]  # a choice
        if not seats:
            del self.fields["left"]
