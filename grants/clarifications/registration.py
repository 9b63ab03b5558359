"""What clarifications add to the timeline of an application and to the home of officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.applications import lifecycle, standing
from grants.applications.models import Application
from grants.clarifications import personal_copy, queries
from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.copies.registry import register_part
from portal.dashboard import registry
from portal.ui.formats import days_left, hkt

MOST_ENTRIES = 10


def register() -> None:
    """The sentence of the open question, its clock, and the officers' card of what is overdue."""
    register_part(40, "clarifications", gettext_lazy("Clarifications"), personal_copy.collect)
    standing.register_advice(lifecycle.CLARIFICATION, what_to_answer)
    registry.register(
        registry.Card(
            order=12,
            shown_to=holds(Role.OFFICER),
            load=overdue_answers,
            title=gettext_lazy("Answers that are overdue"),
        )
    )


def what_to_answer(application: Application, now: datetime) -> str:
    """When the answer to the open question is due, in the applicant's words."""
    one = queries.open_clarification(application)
    if one is None:
        return ""
    if one.due_at <= now:
        return _(
            "The programme office has a question. Its answer was due on %(at)s; you can still "
            "answer until the office closes the question."
        ) % {"at": hkt(one.due_at)}
    return _("The programme office has a question. Answer it by %(at)s (%(left)s).") % {
        "at": hkt(one.due_at),
        "left": days_left(one.due_at, now).lower(),
    }


def overdue_answers(actor: Actor, now: datetime) -> Sequence[registry.Entry]:
    """The applications whose answer is overdue, in the calls of the officer."""
    late = queries.overdue(actor, now).order_by("pk")
    return [
        registry.Entry(
            title=one.reference,
            text=_("The applicant's answer is overdue."),
            href=reverse("screening-application", args=[one.reference]),
            status=_("Overdue"),
            tone="red",
        )
        for one in late[:MOST_ENTRIES]
    ]
