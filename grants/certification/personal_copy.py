"""What a personal copy says of confirmations: those of the person's applications, and their own."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from grants.applications import queries as applications
from grants.certification.models import Certification
from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact


def collect(actor: Actor) -> Iterator[Entry]:
    """Who confirmed which content, as the check page names them; one query."""
    seen = Q(application__in=applications.own(actor).values("pk")) | Q(certified_by=actor.person)
    found = Certification.objects.filter(seen).select_related("application", "certified_by")
    for one in found.order_by("certified_at", "pk"):
        yield Entry(
            one.application.reference,
            facts=[
                Fact("certified_at", _("Confirmed on"), one.certified_at),
                Fact("certified_by", _("Confirmed by"), str(one.certified_by)),
                Fact("sha256", _("Checksum (SHA-256)"), one.content_sha256),
            ],
        )
