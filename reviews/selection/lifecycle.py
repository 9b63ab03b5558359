"""Life of a what-if that is worked out in the background: promised, then answered or given up."""

from portal.core.lifecycle import Lifecycle, step

REQUESTED = "requested"
ANSWERED = "answered"
UNSETTLED = "unsettled"

RUN = Lifecycle(
    name="What-if in the background",
    states=(REQUESTED, ANSWERED, UNSETTLED),
    steps=(
        step("answer", [REQUESTED], ANSWERED),
        step("give_up", [REQUESTED], UNSETTLED),
    ),
)
