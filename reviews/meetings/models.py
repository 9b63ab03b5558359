"""Meetings, their seats, agenda items, who left for which item, and the notes taken."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from grants.programmes.models import Call
from reviews.meetings import lifecycle

STATE_LABELS = {
    lifecycle.PLANNED: _("Planned"),
    lifecycle.HELD: _("Held"),
    lifecycle.SIGNED: _("Minutes signed"),
}


class Part(models.TextChoices):
    """What somebody does at a meeting; the secretary does not count for the quorum."""

    CHAIR = "chair", _("Chair")
    MEMBER = "member", _("Member")
    SECRETARY = "secretary", _("Secretary")


class Meeting(models.Model):
    """One meeting of a call's panel. ``revision`` counts changes that the invited are told of."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=list(STATE_LABELS.items()), default=lifecycle.PLANNED
    )
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=0)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField()
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "number"], name="meeting_number_is_unique_in_its_call"
            )
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "meeting"

    @property
    def audit_reference(self) -> str:
        """The call and the number."""
        return f"{self.call.code}:meeting-{self.number}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code


class Seat(models.Model):
    """A person invited to a meeting; ``is_present`` is None until the attendance is written."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    is_present = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "user"], name="one_seat_per_person_and_meeting"
            )
        ]


class AgendaItem(models.Model):
    """One application on the agenda, in the order of ``position``."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="agenda_items"
    )
    position = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "application"], name="application_is_once_on_an_agenda"
            )
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "agenda item"

    @property
    def audit_reference(self) -> str:
        """The meeting and the application."""
        return f"{self.meeting.audit_reference}:{self.application.reference}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.meeting.call.code


class Leave(models.Model):
    """Somebody who was present left for one item: for an interest, or otherwise."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="leaves")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="leaves")
    for_interest = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "seat"], name="one_leaves_an_item_once")
        ]


class Note(models.Model):
    """What was said about an item; each change is a new version, and none is ever changed."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "number"], name="note_number_is_unique_in_its_item"
            )
        ]
