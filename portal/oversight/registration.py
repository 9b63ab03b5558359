"""What oversight adds to the menus and to the home page of auditors and administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.dashboard import registry
from portal.notifications.queries import stuck
from portal.oversight.queries import stopped_jobs, troubled_files, visible_to
from portal.ui import navigation


def register() -> None:
    """Menu items and cards."""
    auditors, administrators = holds(Role.AUDITOR), holds(Role.ADMINISTRATOR)
    for label, url_name, order, shown_to in (
        (gettext_lazy("Audit log"), "audit-log", 70, auditors),
        (gettext_lazy("Stopped jobs"), "stopped-jobs", 82, administrators),
        (gettext_lazy("Files"), "stored-files", 83, administrators),
        (gettext_lazy("Stuck messages"), "stuck-messages", 84, administrators),
    ):
        navigation.register(navigation.Item(label, url_name, order, shown_to=shown_to))
    registry.register(registry.Card(70, auditors, _log_entries))
    registry.register(
        registry.Card(80, administrators, _operation_entries, gettext_lazy("Running the portal"))
    )


def _log_entries(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    today = visible_to(actor).filter(at__date=now.date()).count()
    return [
        registry.Entry(
            _("Audit log"),
            _("Events written today. Search by action, reference, person and day."),
            reverse("audit-log"),
            count=today,
        )
    ]


def _operation_entries(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    del now
    jobs, messages = stopped_jobs(actor).count(), stuck(actor).count()
    files = troubled_files(actor).count()
    return [
        registry.Entry(
            _("People and roles"),
            _("Give and end roles, close accounts."),
            reverse("people"),
        ),
        registry.Entry(
            _("Stopped jobs"),
            _("Work that failed three times and waits for you."),
            reverse("stopped-jobs"),
            tone="red" if jobs else "green",
            count=jobs,
        ),
        registry.Entry(
            _("Files"),
            _("Files with a virus, missing or changed, and how the scanner is."),
            reverse("stored-files"),
            tone="red" if files else "green",
            count=files,
        ),
        registry.Entry(
            _("Stuck messages"),
            _("E-mails that the mail server refused or may not have taken."),
            reverse("stuck-messages"),
            tone="red" if messages else "green",
            count=messages,
        ),
    ]
