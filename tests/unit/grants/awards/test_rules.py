"""When an outcome is public, and when a letter can be opened."""

from __future__ import annotations

from uuid import uuid4

import pytest

from grants.applications.lifecycle import APPLICATION
from grants.applications.models import Application
from grants.awards import rules
from grants.awards.models import Letter
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.core.denial import Denied
from portal.documents.models import Document


@pytest.mark.parametrize("state", APPLICATION.states)
def test_a_member_reads_the_outcome_once_it_is_released(state: str) -> None:
    organisation = uuid4()
    application = Application(state=state, organisation_id=organisation)
    member = Actor(User(pk=1), memberships={str(organisation): "viewer"})

    if state in ("awarded", "refused"):
        rules.check_read_outcome(member, application)
    else:
        with pytest.raises(Denied, match="no decision on this application yet"):
            rules.check_read_outcome(member, application)


def test_nobody_else_reads_it() -> None:
    application = Application(state="awarded", organisation_id=uuid4())

    with pytest.raises(Denied, match="not an application of yours"):
        rules.check_read_outcome(Actor(User(pk=2)), application)


def test_a_letter_opens_when_it_is_made() -> None:
    rules.check_open(Letter(document=Document()), is_stopped=False)
    for missing in (None, Letter()):
        with pytest.raises(Denied, match="Come back in a minute"):
            rules.check_open(missing, is_stopped=False)
        with pytest.raises(Denied, match="could not be made yet"):
            rules.check_open(missing, is_stopped=True)
