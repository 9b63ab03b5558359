"""Life of a call: drafted and published by officers, closed by the clock, then worked through."""

from portal.core.lifecycle import Lifecycle, step

DRAFT = "draft"
PUBLISHED = "published"
ASSESSMENT = "assessment"
PANEL = "panel"
APPROVAL = "approval"
APPROVED = "approved"
RELEASED = "released"

CALL = Lifecycle(
    name="Call",
    states=(DRAFT, PUBLISHED, ASSESSMENT, PANEL, APPROVAL, APPROVED, RELEASED),
    steps=(
        step("publish", [DRAFT], PUBLISHED),
        step("start_assessment", [PUBLISHED], ASSESSMENT),
        step("open_panel", [ASSESSMENT], PANEL),
        step("recommend", [PANEL], APPROVAL),
        step("return", [APPROVAL], PANEL),
        step("approve", [APPROVAL], APPROVED),
        step("release", [APPROVED], RELEASED),
    ),
)
