"""Every state against every step."""

from __future__ import annotations

import pytest

from grants.applications.lifecycle import APPLICATION
from portal.core.lifecycle import StepRefused

ROAD = {
    "draft": {"submit": "submitted", "withdraw": "withdrawn"},
    "submitted": {
        "ask": "clarification",
        "find_eligible": "eligible",
        "find_ineligible": "ineligible",
        "reopen": "reopened",
        "withdraw": "withdrawn",
    },
    "reopened": {"submit": "submitted", "keep": "submitted", "withdraw": "withdrawn"},
    "clarification": {
        "answer": "submitted",
        "close_question": "submitted",
        "withdraw": "withdrawn",
    },
    "eligible": {"assign": "assessment", "withdraw": "withdrawn"},
    "ineligible": {"reject": "rejected", "withdraw": "withdrawn"},
    "assessment": {"complete_assessment": "assessed", "withdraw": "withdrawn"},
    **{
        state: {
            "recommend": "recommended",
            "reserve": "reserve",
            "not_recommend": "not_recommended",
            "withdraw": "withdrawn",
            **more,
        }
        for state, more in {
            "assessed": {},
            "recommended": {"approve": "approved"},
            "reserve": {"reject": "rejected"},
            "not_recommended": {"reject": "rejected"},
        }.items()
    },
    "approved": {"release_award": "awarded"},
    "rejected": {"release_refusal": "refused"},
}
STEPS = {step.name for step in APPLICATION.steps}


@pytest.mark.parametrize("state", APPLICATION.states)
@pytest.mark.parametrize("step", sorted(STEPS))
def test_each_step_leads_where_the_scheme_says_or_nowhere(state: str, step: str) -> None:
    target = ROAD.get(state, {}).get(step)

    if target is None:
        with pytest.raises(StepRefused):
            APPLICATION.after(step, state)
    else:
        assert APPLICATION.after(step, state) == target
