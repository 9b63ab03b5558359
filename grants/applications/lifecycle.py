"""Life of an application, from the first draft to the letter."""

from portal.core.lifecycle import Lifecycle, step

DRAFT = "draft"
SUBMITTED = "submitted"
REOPENED = "reopened"
CLARIFICATION = "clarification"
ELIGIBLE = "eligible"
INELIGIBLE = "ineligible"
ASSESSMENT = "assessment"
ASSESSED = "assessed"
RECOMMENDED = "recommended"
RESERVE = "reserve"
NOT_RECOMMENDED = "not_recommended"
APPROVED = "approved"
REJECTED = "rejected"
AWARDED = "awarded"
REFUSED = "refused"
WITHDRAWN = "withdrawn"

UNDECIDED = (DRAFT, SUBMITTED, REOPENED, CLARIFICATION, ELIGIBLE, ASSESSMENT, ASSESSED)
"""Before the panel, and not found ineligible. ``approved`` and ``rejected`` are sealed until the
letters are released; applicants see ``awarded`` and ``refused`` only. Withdrawal is possible from
every state before the decision, the ineligible one too: a refusal would tell what is sealed."""

WRITABLE = (DRAFT, REOPENED)
"""States in which the applicant writes. What a reopened application said when it was last
submitted stands until something newer is submitted."""

PANEL_STATES = (ASSESSED, RECOMMENDED, RESERVE, NOT_RECOMMENDED)

APPLICATION = Lifecycle(
    name="Application",
    states=(
        DRAFT,
        SUBMITTED,
        REOPENED,
        CLARIFICATION,
        ELIGIBLE,
        INELIGIBLE,
        ASSESSMENT,
        ASSESSED,
        RECOMMENDED,
        RESERVE,
        NOT_RECOMMENDED,
        APPROVED,
        REJECTED,
        AWARDED,
        REFUSED,
        WITHDRAWN,
    ),
    steps=(
        step("submit", WRITABLE, SUBMITTED),
        step("reopen", [SUBMITTED], REOPENED),
        step("keep", [REOPENED], SUBMITTED),
        step("ask", [SUBMITTED], CLARIFICATION),
        step("answer", [CLARIFICATION], SUBMITTED),
        step("close_question", [CLARIFICATION], SUBMITTED),
        step("find_eligible", [SUBMITTED], ELIGIBLE),
        step("find_ineligible", [SUBMITTED], INELIGIBLE),
        step("assign", [ELIGIBLE], ASSESSMENT),
        step("complete_assessment", [ASSESSMENT], ASSESSED),
        step("recommend", PANEL_STATES, RECOMMENDED),
        step("reserve", PANEL_STATES, RESERVE),
        step("not_recommend", PANEL_STATES, NOT_RECOMMENDED),
        step("approve", [RECOMMENDED], APPROVED),
        step("reject", [RESERVE, NOT_RECOMMENDED, INELIGIBLE], REJECTED),
        step("release_award", [APPROVED], AWARDED),
        step("release_refusal", [REJECTED], REFUSED),
        step("withdraw", [*UNDECIDED, INELIGIBLE, *PANEL_STATES[1:]], WITHDRAWN),
    ),
)
