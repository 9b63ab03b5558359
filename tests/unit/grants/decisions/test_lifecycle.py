"""Every step of a recommendation list in every state."""

from __future__ import annotations

import pytest

from grants.decisions.lifecycle import RECOMMENDATION_LIST
from portal.core.lifecycle import StepRefused

TARGETS = {
    ("draft", "put_forward"): "put_forward",
    ("returned", "put_forward"): "put_forward",
    ("put_forward", "return"): "returned",
    ("put_forward", "approve"): "approved",
    ("approved", "release"): "released",
}


@pytest.mark.parametrize("step", ["put_forward", "return", "approve", "release"])
@pytest.mark.parametrize("state", RECOMMENDATION_LIST.states)
def test_each_step_leads_on_or_is_refused(state: str, step: str) -> None:
    target = TARGETS.get((state, step))

    assert RECOMMENDATION_LIST.allows(step, state) == (target is not None)
    if target is None:
        with pytest.raises(StepRefused):
            RECOMMENDATION_LIST.after(step, state)
    else:
        assert RECOMMENDATION_LIST.after(step, state) == target
