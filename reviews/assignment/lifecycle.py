"""Lives of a proposal of assignments and of one assignment."""

from portal.core.lifecycle import Lifecycle, step

REQUESTED = "requested"
PROPOSED = "proposed"
CONFIRMED = "confirmed"
DISCARDED = "discarded"

RUN = Lifecycle(
    name="Assignment run",
    states=(REQUESTED, PROPOSED, CONFIRMED, DISCARDED),
    steps=(
        step("propose", [REQUESTED], PROPOSED),
        step("confirm", [PROPOSED], CONFIRMED),
        step("discard", [REQUESTED, PROPOSED], DISCARDED),
    ),
)

OFFERED = "offered"
ACCEPTED = "accepted"
DECLINED = "declined"
ABSTAINED = "abstained"
SUBMITTED = "submitted"
RELEASED = "released"

LIVE = (OFFERED, ACCEPTED, SUBMITTED)
"""States that take one of the application's seats and count in the assessor's load."""

ASSIGNMENT = Lifecycle(
    name="Assignment",
    states=(OFFERED, ACCEPTED, DECLINED, ABSTAINED, SUBMITTED, RELEASED),
    steps=(
        step("accept", [OFFERED], ACCEPTED),
        step("decline", [OFFERED, ACCEPTED], DECLINED),
        step("abstain", [ACCEPTED], ABSTAINED),
        step("submit", [ACCEPTED], SUBMITTED),
        step("release", [OFFERED, ACCEPTED, SUBMITTED], RELEASED),
    ),
)
