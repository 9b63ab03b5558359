"""Registering and changing organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.organisations import queries, rules
from portal.organisations.models import MemberRole, Membership, Organisation, Standing
from portal.organisations.operations.numbers import open_case, renumber

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

    Where its number is registered already it waits: it can do everything, and an officer gets the
    case. The actor that came with the request does not know the membership yet: the next one will.
    """
    number = details["registration_number"]
    own = [organisation.registration_number for organisation in queries.organisations_of(actor)]
    rules.check_register(actor, number, own=own, now=now)
    queries.hold_numbers(number)
    standing = Standing.WAITING if queries.is_taken(number) else Standing.ACTIVE
    known = {name: details[name] for name in REVISABLE if name in details}
    organisation = Organisation.objects.create(created_by=actor.person, standing=standing, **known)
    Membership.objects.create(organisation=organisation, user=actor.person, role=MemberRole.OWNER)
    record("organisation.register", actor=actor, subject=organisation, states=("", standing))
    if standing == Standing.WAITING:
        open_case(organisation, actor=actor, now=now)
    return organisation


@transaction.atomic
def revise(
    *, organisation_id: UUID, details: Mapping[str, Any], actor: Actor, now: datetime
) -> Organisation:
    """Change what ``details`` names; what is not named stays. The log says which fields changed.

    Applications that were submitted keep what they said: their snapshot is frozen. Another number
    may be somebody else's already: then the organisation waits, as after registering.
    """
    before = queries.number_of(organisation_id)
    number = details.get("registration_number", before)
    if number != before:
        queries.hold_numbers(before, number)
    organisation = queries.for_update(organisation_id)
    rules.check_revise(actor, organisation, now=now)
    changed = [
        name
        for name in REVISABLE
        if name in details and details[name] != getattr(organisation, name)
    ]
    if not changed:
        return organisation
    for name in changed:
        setattr(organisation, name, details[name])
    if number != before:
        taken = queries.is_taken(number)
        organisation.standing = Standing.WAITING if taken else Standing.ACTIVE
    organisation.save(update_fields=[*changed, "standing"])
    record("organisation.revise", actor=actor, subject=organisation, fields=changed)
    if number != before:
        renumber(organisation, before, actor=actor, now=now)
    return organisation
