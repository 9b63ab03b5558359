"""What organisations offer to a person, as cards of the home page: a place, or the ownership.

Organisations lie below the dashboard and cannot register a card themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor, holds
from portal.accounts.models import Role
from portal.dashboard.registry import Card, Entry
from portal.organisations import queries
from portal.ui.formats import hkt


def load(actor: Actor, now: datetime) -> Sequence[Entry]:
    """Open invitations to one's confirmed addresses, then open offers of ownership."""
    return [*_invitations(actor, now), *_ownership(actor, now)]


def _invitations(actor: Actor, now: datetime) -> list[Entry]:
    return [
        Entry(
            title=_("Join %(organisation)s") % {"organisation": one.organisation.name},
            text=_("%(person)s invites you. Open until %(until)s.")
            % {"person": one.invited_by, "until": hkt(one.expires_at)},
            href=reverse("invitation", args=[one.pk]),
            action=_("See the invitation"),
            tone="amber",
            status=_("Invitation"),
        )
        for one in queries.invitations_for(actor, now)
    ]


def _ownership(actor: Actor, now: datetime) -> list[Entry]:
    return [
        Entry(
            title=offer.organisation.name,
            text=_("%(person)s offers you the ownership. Open until %(until)s.")
            % {"person": offer.giver, "until": hkt(offer.expires_at)},
            href=reverse("ownership", args=[offer.pk]),
            action=_("Answer the offer"),
            tone="amber",
            status=_("Ownership"),
        )
        for offer in queries.offers_to(actor).filter(settled_at__isnull=True, expires_at__gt=now)
    ]


def load_cases(actor: Actor, _now: datetime) -> Sequence[Entry]:
    """For officers of all calls: how many numbers registered twice wait for them."""
    waiting = queries.cases_visible_to(actor).filter(settled_at__isnull=True).count()
    if not waiting:
        return []
    return [
        Entry(
            title=_("Numbers registered twice"),
            text=_("Two organisations are registered under one number. Compare both and decide."),
            href=reverse("number-cases"),
            action=_("See the cases"),
            tone="amber",
            count=waiting,
        )
    ]


CASES = Card(order=60, shown_to=holds(Role.OFFICER), load=load_cases)
CARD = Card(order=5, shown_to=lambda actor: actor.is_known, load=load)
