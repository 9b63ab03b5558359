"""The parts of a copy that the kernel holds, the way to it, and its end with the account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts import closing
from portal.copies import account, operations, records
from portal.copies.registry import register_part
from portal.ui import navigation


def register() -> None:
    """Called once when Django starts."""
    register_part(10, "account", _("Your account"), account.collect)
    register_part(20, "organisations", _("Your organisations"), records.organisations)
    register_part(80, "messages", _("E-mails sent to you"), records.messages)
    register_part(
        90, "events", _("What you did, and what was done to your account"), records.events
    )
    closing.register_follower(operations.end_with_account)
    navigation.register(navigation.Item(_("Personal copy"), "personal-copy", 35, place="account"))
