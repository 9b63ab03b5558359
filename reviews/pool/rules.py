"""Who may keep the profiles of assessors and the pool of a call."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from grants.programmes import lifecycle
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.core.text import is_writable
from reviews.pool.words import LONGEST_WORD, MOST_WORDS

POOL_CHANGES_IN = (lifecycle.DRAFT, lifecycle.PUBLISHED, lifecycle.ASSESSMENT)


def check_keep_assessors(actor: Actor) -> None:
    """Profiles belong to no call: any programme officer keeps them."""
    if not actor.has(Role.OFFICER):
        raise Denied(_("Only a programme officer can do this."))


def check_add_assessor(actor: Actor, *, holds_role: bool, has_profile: bool) -> None:
    """A profile is for a person who holds the role of assessor, and there is one for each."""
    check_keep_assessors(actor)
    if not holds_role:
        raise Denied(_("This person does not hold the role of assessor."))
    if has_profile:
        raise Denied(_("This person has a profile already."))


def check_revise_own(actor: Actor) -> None:
    """Assessors keep their own expertise and availability."""
    if not actor.has(Role.ASSESSOR):
        raise Denied(_("Only an assessor can do this."))


def check_words(words: Sequence[str]) -> None:
    """Tidied words: twenty at most, sixty characters each, something in each that can be met."""
    if len(words) > MOST_WORDS:
        told = _("These are %(number)d words or phrases. Write at most %(most)d.")
        raise Denied(told % {"number": len(words), "most": MOST_WORDS})
    for word in words:
        if not is_writable(word):
            raise Denied(_("This text holds characters that cannot be shown. Type it again."))
        if len(word) > LONGEST_WORD:
            told = _("“%(word)s…” is too long. A word or phrase has at most %(most)d characters.")
            raise Denied(told % {"word": word[:20], "most": LONGEST_WORD})
        if not any(character.isalnum() for character in word):
            raise Denied(_("“%(word)s” has neither a letter nor a digit.") % {"word": word})


def check_keep_pool(actor: Actor, call: Call) -> None:
    """Officers of the call change its pool until the panel meets."""
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of this call can do this."))
    if call.state not in POOL_CHANGES_IN:
        raise Denied(_("The assessment of this call is over."))


def check_loads(least_load: int, most_load: int) -> None:
    """Between none and 999, the least not above the most, the most at least one."""
    if not 0 <= least_load <= most_load <= 999 or most_load < 1:
        raise Denied(_("The least load must not be above the most, and the most is 1 to 999."))
