"""What an application asks for before the last person of its organisation may go."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.applications import lifecycle
from grants.applications.models import Application
from portal.accounts.models import User
from portal.organisations.departures import left_without_owner

ENDED = (lifecycle.WITHDRAWN, lifecycle.REFUSED)


def applications_to_settle(person: User) -> list[str]:
    """A sentence for each running application nobody else could answer for.

    Funded projects count as running: somebody has to report and to return money.
    """
    organisations = [one.organisation_id for one in left_without_owner(person)]
    running = Application.objects.filter(organisation__in=organisations).exclude(state__in=ENDED)
    return [
        _("%(reference)s is still running and you are its organisation's only owner.")
        % {"reference": one.reference}
        for one in running.order_by("reference")
    ]
