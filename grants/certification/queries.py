"""Reads of confirmations: which content is confirmed, by whom, and who could confirm it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.applications.models import Application
from grants.applications.snapshots import checksum
from grants.certification.models import Certification
from portal.accounts.models import User
from portal.organisations.models import Membership


@dataclass(frozen=True)
class Standing:
    """How the content of a draft stands: confirmed as it is, confirmed before a change, or never.

    ``current`` holds for exactly this content; ``earlier`` is the newest one of another.
    """

    content_sha256: str
    current: Certification | None
    earlier: Certification | None

    @property
    def is_void(self) -> bool:
        """Whether a confirmation was there and a later change has undone it."""
        return self.current is None and self.earlier is not None


def content_checksum(content: Mapping[str, Any]) -> str:
    """The checksum of what a draft says; the time of submission is no part of it."""
    return checksum({**content, "submitted_at": None})


def standing(application: Application, content: Mapping[str, Any]) -> Standing:
    """The confirmations of ``application`` by people who are certifiers of it today."""
    sha256 = content_checksum(content)
    certifiers = {one.user_id for one in certifiers_of(application)}
    rows = Certification.objects.filter(application=application).select_related("certified_by")
    given = list(rows.order_by("-certified_at", "-pk"))
    counting = [
        one for one in given if one.content_sha256 == sha256 and one.certified_by_id in certifiers
    ]
    others = [one for one in given if one.content_sha256 != sha256]
    return Standing(
        content_sha256=sha256,
        current=counting[0] if counting else None,
        earlier=others[0] if others else None,
    )


def certifiers_of(application: Application) -> list[Membership]:
    """The certifiers of the applying organisation whose account is open."""
    running = Membership.objects.filter(
        organisation=application.organisation_id,
        certifies=True,
        ended_at__isnull=True,
        user__is_active=True,
    )
    return list(running.select_related("user").order_by("pk"))


def certifies(application: Application, person: User | None) -> bool:
    """Whether ``person`` is one of them."""
    return any(one.user == person for one in certifiers_of(application))
