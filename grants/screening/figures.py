"""The numbers of a screening, each with the list it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.applications import lifecycle
from grants.programmes.models import Call


class Figure(NamedTuple):
    """One number, what it counts and where the things counted stand."""

    value: int
    label: Any
    href: str


def figures_of(call: Call, counted: Mapping[str, int]) -> list[Figure]:
    """The funnel of the call's screening, from what was submitted to the outcomes.

    What is reopened was submitted, so it counts, but is in no list until it comes back.
    """
    queue = reverse("screening-queue", args=[call.code])
    shown = (
        (lifecycle.SUBMITTED, _("To screen")),
        (lifecycle.CLARIFICATION, _("Clarification asked")),
        (lifecycle.ELIGIBLE, _("Eligible")),
        (lifecycle.INELIGIBLE, _("Not eligible")),
        (lifecycle.WITHDRAWN, _("Withdrawn")),
    )
    reopened = counted.get(lifecycle.REOPENED, 0)
    away = [Figure(reopened, _("Reopened by the applicant"), queue)] if reopened else []
    return [
        Figure(sum(counted.values()), _("Submitted in all"), queue),
        *(
            Figure(counted.get(state, 0), label, f"{queue}?{urlencode({'state': state})}")
            for state, label in shown
        ),
        *away,
    ]
