"""What reporting adds to the menu and to the exports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.programmes.models import Call
from grants.reporting import queries
from grants.reporting.exports import KINDS
from grants.reporting.figures import total
from grants.reporting.rules import READERS
from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.dashboard import registry
from portal.dashboard.registry import Card, Entry
from portal.exports import registry as exports
from portal.ui import navigation
from portal.ui.formats import hkd

CALLS_AT_HOME = 4


def to_report(actor: Actor, _now: datetime) -> Sequence[Entry]:
    """The newest calls with a report: what was asked for and what was awarded."""
    return [_report_of(actor, call) for call in queries.readable_calls(actor)[:CALLS_AT_HOME]]


def _report_of(actor: Actor, call: Call) -> Entry:
    sums = total(queries.figures(actor, call=call.code, by="call"), label="")
    told = {
        "applications": sums.applications,
        "requested": hkd(sums.requested),
        "awarded": hkd(sums.awarded_hkd),
    }
    return Entry(
        title=str(call.title),
        text=_("%(applications)d applications for %(requested)s; %(awarded)s awarded.") % told,
        href=f"{reverse('report-funding')}?{urlencode({'call': call.code})}",
        action=_("See the funding report"),
        status=call.get_state_display(),
    )


def register() -> None:
    """Called once when Django starts."""
    for kind in KINDS:
        exports.register(kind)
    navigation.register(
        navigation.Item(
            label=gettext_lazy("Reports"),
            url_name="report-funding",
            order=60,
            shown_to=holds(*READERS),
        )
    )
    registry.register(
        Card(
            order=10,
            shown_to=holds(Role.FINANCE),
            load=to_report,
            title=gettext_lazy("Funding reports"),
        )
    )
