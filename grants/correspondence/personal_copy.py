"""What a personal copy says of correspondence, as the applicant's page shows it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from grants.applications import queries as applications
from grants.correspondence.models import Line, Side
from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact


def collect(actor: Actor) -> Iterator[Entry]:
    """Messages on one's own applications, thread by thread; the office is the office.

    Three queries.
    """
    own = applications.own(actor).filter(submitted_at__isnull=False).values("pk")
    found = Line.objects.filter(application__in=own).select_related("application", "written_by")
    found = found.prefetch_related("enclosures__document")
    for line in found.order_by("application__reference", "pk"):
        writer = str(Side.OFFICE.label) if line.is_from_office else str(line.written_by)
        yield Entry(
            line.application.reference,
            facts=[
                Fact("written_at", _("Written on"), line.written_at),
                Fact("side", _("Written by"), line.side, writer),
                Fact("text", _("Text"), line.text),
            ],
            files=[one.document for one in line.enclosures.all()],
        )
