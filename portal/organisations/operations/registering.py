"""Registering and changing organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.organisations import rules
from portal.organisations.models import MemberRole, Membership, Organisation
from portal.organisations.queries import organisations_of

REVISABLE = (
    "registration_number",
    "name",
    "name_zh",
    "type",
    "incorporated_on",
    "address_region",
    "address_district",
    "address_street",
    "address_building",
    "address_unit",
    "address_zh",
    "phone",
    "website",
    "employees",
)


@transaction.atomic
def register(*, details: Mapping[str, Any], actor: Actor, now: datetime) -> Organisation:
    """A new organisation; its creator becomes its owner. ``details`` are fields by name.

    The actor that came with the request does not know the membership yet: the next one will.
    """
    own = [organisation.registration_number for organisation in organisations_of(actor)]
    rules.check_register(actor, details["registration_number"], own=own, now=now)
    known = {name: details[name] for name in REVISABLE if name in details}
    organisation = Organisation.objects.create(created_by=actor.person, **known)
    Membership.objects.create(organisation=organisation, user=actor.person, role=MemberRole.OWNER)
    record("organisation.register", actor=actor, subject=organisation)
    return organisation


@transaction.atomic
def revise(
    *, organisation_id: UUID, details: Mapping[str, Any], actor: Actor, now: datetime
) -> Organisation:
    """Change what ``details`` names; what is not named stays. The log says which fields changed.

    Applications that were submitted keep what they said: their snapshot is frozen.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    rules.check_revise(actor, organisation, now=now)
    changed = [
        name
        for name in REVISABLE
        if name in details and details[name] != getattr(organisation, name)
    ]
    if changed:
        for name in changed:
            setattr(organisation, name, details[name])
        organisation.save(update_fields=changed)
        record("organisation.revise", actor=actor, subject=organisation, fields=changed)
    return organisation
