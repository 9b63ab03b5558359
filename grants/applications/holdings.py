"""Applications as what an organisation holds: evidence for an officer, moved when two are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.applications import extending, lifecycle, queries, sections
from grants.applications.lifecycle import APPLICATION
from grants.applications.models import Application, AttachmentKind
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.organisations.holdings import Holding
from portal.organisations.models import Organisation

OUT_OF_THE_RUNNING = (
    lifecycle.WITHDRAWN,
    lifecycle.INELIGIBLE,
    lifecycle.REJECTED,
    lifecycle.REFUSED,
)


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

    def hold(self, one: Organisation, other: Organisation) -> None:
        """The calls of both: nothing is started or extended in them meanwhile."""
        queries.hold_calls_of(one, other)

    def obstacles(self, one: Organisation, other: Organisation) -> Sequence[str]:
        """A call in which both together would have more applications than one may have.

        Those that nobody can take back any more, decided ones, stand in nobody's way.
        """
        found = queries.of_organisations(one, other).exclude(state__in=OUT_OF_THE_RUNNING)
        running = [each for each in found if _may_go_on(each)]
        return list(_crowded(running))

    def move(
        self, source: Organisation, target: Organisation, *, actor: Actor, now: datetime
    ) -> Mapping[str, Any]:
        """Every application changes hands; snapshots keep the words they were submitted with.

        A page of a draft's organisation that is open now is stale: its section counts as saved.
        More time that the source was given and did not use goes with its drafts.
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
        moved = extending.move_open(source, target, actor=actor)
        return {
            "applications": [application.reference for application in held],
            "extensions": moved,
        }

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


def _may_go_on(application: Application) -> bool:
    """Whether it is more than a draft that was never submitted to a call that is over."""
    return application.state != lifecycle.DRAFT or application.call.state == calls.PUBLISHED


def _may_be_given_up(application: Application) -> bool:
    """Whether its applicant can delete or withdraw it."""
    return application.state == lifecycle.DRAFT or APPLICATION.allows("withdraw", application.state)


def _crowded(running: Sequence[Application]) -> Iterator[str]:
    for call, grouped in groupby(running, key=lambda one: one.call):
        together = list(grouped)
        too_many = len(together) > call.applications_per_organisation
        of_both = len({one.organisation_id for one in together}) == 2
        loose = [one for one in together if _may_be_given_up(one)]
        if too_many and of_both and loose:
            yield _too_many(call, together, loose)


def _too_many(call: Call, together: Sequence[Application], loose: Sequence[Application]) -> str:
    named = "; ".join(
        f"{one.reference} ({one.organisation.name}, {one.get_state_display()})" for one in loose
    )
    return gettext(
        "Together they have %(number)s applications to “%(call)s”, which takes %(limit)s from one "
        "organisation. Before they are brought together, the members withdraw what shall not go "
        "on, or delete it if it is a draft. It can be: %(applications)s."
    ) % {
        "number": len(together),
        "call": call.title,
        "limit": call.applications_per_organisation,
        "applications": named,
    }


APPLICATIONS = Applications()
