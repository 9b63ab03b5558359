"""Applications as what an organisation holds: evidence for an officer, moved when two are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.applications import lifecycle, queries, sections
from grants.applications.models import Application, AttachmentKind
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.organisations.holdings import Holding
from portal.organisations.models import Organisation


class Applications:
    """The applications of an organisation, drafts and submitted ones alike."""

    def holdings(self, organisation: Organisation, actor: Actor) -> Sequence[Holding]:
        """Submitted applications and certificates that ``actor`` may read, and a count of drafts.

        What a draft says stays its organisation's own.
        """
        return [
            *self._submitted(organisation, actor),
            *self._certificates(organisation, actor),
            *self._drafts(organisation),
        ]

    def move(
        self, source: Organisation, target: Organisation, *, actor: Actor, now: datetime
    ) -> Mapping[str, Any]:
        """Every application changes hands; snapshots keep the words they were submitted with.

        A page of a draft's organisation that is open now is stale: its section counts as saved.
        """
        held = list(
            Application.objects.select_for_update(of=("self",))
            .filter(organisation=source)
            .select_related("call")
            .order_by("pk")
        )
        for application in held:
            application.organisation = target
            application.version += 1
            application.section_versions = {
                **application.section_versions,
                sections.ORGANISATION: application.version,
            }
            application.save(update_fields=["organisation", "version", "section_versions"])
            record("application.move", actor=actor, subject=application, moved_at=now.isoformat())
        return {"applications": [application.reference for application in held]}

    def _submitted(self, organisation: Organisation, actor: Actor) -> list[Holding]:
        found = queries.visible_to(actor).filter(
            organisation=organisation, submitted_at__isnull=False
        )
        return [
            Holding(
                label=one.call.title,
                text=f"{one.reference} – {one.title}",
                href=reverse("application-detail", args=[one.reference]),
            )
            for one in found.order_by("submitted_at", "pk")
        ]

    def _certificates(self, organisation: Organisation, actor: Actor) -> list[Holding]:
        files = queries.files_visible_to(actor).filter(
            application__organisation=organisation,
            application__submitted_at__isnull=False,
            kind=AttachmentKind.REGISTRATION,
        )
        return [
            Holding(
                label=AttachmentKind.REGISTRATION.label,
                text=file.document.name,
                href=reverse("attachment-download", args=[file.application.reference, file.pk]),
            )
            for file in files.select_related("application").order_by("added_at", "pk")
        ]

    def _drafts(self, organisation: Organisation) -> list[Holding]:
        drafts = Application.objects.filter(organisation=organisation, state=lifecycle.DRAFT)
        number = drafts.count()
        if not number:
            return []
        return [Holding(_("Drafts"), str(number))]


APPLICATIONS = Applications()
