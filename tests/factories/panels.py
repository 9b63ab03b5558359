"""What a panel keeps beside its list: what-ifs, meetings, minutes and draws."""

from __future__ import annotations

from django.utils import timezone

from grants.programmes.models import Call
from reviews.selection import operations as selection
from reviews.selection.models import WhatIf
from reviews.selection.problem import Terms
from tests.factories import people


def what_if(call: Call, title: str = "One for each organisation") -> WhatIf:
    """The call's own terms, kept by Charles."""
    terms = Terms(int(call.envelope - call.committed), 100 * call.pass_mark)
    return selection.keep(
        call_id=call.pk, terms=terms, title=title, actor=people.charles(), now=timezone.now()
    )
