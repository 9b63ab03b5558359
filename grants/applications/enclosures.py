"""Which documents a call asks for, and which of them are attached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants.applications import sections
from grants.applications.models import Attachment, AttachmentKind
from grants.programmes.models import Call


@dataclass(frozen=True)
class Paper:
    """One document: what it is, where it is attached, and whether it must be and is."""

    title: Any
    section: str
    is_required: bool
    is_attached: bool

    @property
    def words(self) -> tuple[Any, str]:
        """How it stands, in words and colour."""
        if self.is_attached:
            return _("Attached"), "green"
        return (_("Missing"), "amber") if self.is_required else (_("Optional"), "grey")


def wanted(call: Call, files: Sequence[Attachment]) -> list[Paper]:
    """The documents ``call`` asks for, the necessary ones first."""
    kinds = {file.kind for file in files}
    agreement = (
        _("Sponsorship agreement, or a letter of intent of the sponsor")
        if call.accepts_letter_of_intent
        else _("Sponsorship agreement, signed by you and the sponsor")
    )
    rows = (
        (AttachmentKind.SPONSOR_AGREEMENT, agreement, sections.SPONSOR, True),
        (AttachmentKind.REGISTRATION, None, sections.ATTACHMENTS, False),
        (AttachmentKind.SUPPORTING, None, sections.ATTACHMENTS, False),
    )
    return [
        Paper(title or kind.label, section, required, kind in kinds)
        for kind, title, section, required in rows
    ]
