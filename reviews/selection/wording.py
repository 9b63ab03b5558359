"""What a selection changes, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.formats import hkd
from reviews.selection.comparison import GAINED, LEAST, LOST, MOST, ORGANISATION, ROOM, SKIPPED

KINDS = {
    GAINED: (gettext_lazy("Comes in"), "green"),
    LOST: (gettext_lazy("Goes out"), "red"),
    SKIPPED: (gettext_lazy("Passed over"), "amber"),
}


def why(change: Mapping[str, Any], groups: Mapping[str, Any]) -> str:
    """The reason of one change; ``groups`` are the labels of the terms by their key."""
    about, code = change["about"], change["why"]
    if code == ORGANISATION:
        return _("Its organisation has an award already: %(reference)s.") % {"reference": about}
    if code == MOST:
        return _("“%(group)s” has as many awards as the terms allow.") % {
            "group": groups.get(about, about)
        }
    if code == LEAST:
        return _("“%(group)s” needs it to reach its least number of awards.") % {
            "group": groups.get(about, about)
        }
    if code == ROOM:
        return _(
            "%(left)s is left, less than it asks for; to make room for it would leave out "
            "applications that are together worth more."
        ) % {"left": hkd(change["money"])}
    return _("It fits, and no set of applications is together worth more.")
