"""What a row of a table must say, beyond what each of its cells must."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.core.denial import Denied
from reviews.pool.importing.columns import in_column
from reviews.pool.models import Assessor
from reviews.pool.rules import check_loads

OF_A_PANEL_MEMBER = ("name", "role")


def check_account(actor: Actor, assessor: Assessor, *, changes: bool) -> None:
    """An open account that is somebody else's; ``changes`` says whether the row changes a thing."""
    if not changes:
        return
    if not assessor.user.is_active:
        raise Denied(in_column("email", _("The account with this address is closed.")))
    if assessor.user_id == actor.person.pk:
        raise Denied(in_column("email", _("This is you. Somebody else changes what you have.")))


def check_loads_of_row(least: int, most: int) -> None:
    """The same limits as on the page, told with the column."""
    try:
        check_loads(least, most)
    except Denied as denied:
        raise Denied(in_column("most_load", str(denied))) from denied


def check_newcomer(wanted: Mapping[str, Any], *, is_panel: bool) -> None:
    """Who is invited needs a role; a panel member has no profile that could begin with more."""
    if "role" not in wanted:
        raise Denied(in_column("role", _("It is empty. Somebody who is new needs a role.")))
    if not wanted.get("available", True):
        raise Denied(in_column("available", _("Somebody who is invited is available.")))
    more = [key for key in wanted if key not in OF_A_PANEL_MEMBER]
    if is_panel and more:
        raise Denied(in_column(more[0], _("A panel member has no profile. Leave it empty.")))


def check_open_invitation(differing: Collection[str]) -> None:
    """An invitation that is on its way does not change; ``differing`` are headings."""
    if differing:
        told = _(
            "Column “%(heading)s”: the open invitation says something else. Withdraw it first, then"
            " import the row again."
        )
        raise Denied(told % {"heading": next(iter(differing))})


def check_unchanged(seen: str, now_is: str) -> None:
    """What is confirmed is exactly what was shown."""
    if seen != now_is:
        raise Denied(_("The pool has changed in the meantime. Look at the rows again."))


def check_something_to_do(number: int) -> None:
    """There must be a row that does something."""
    if not number:
        raise Denied(_("No row would change anything."))
