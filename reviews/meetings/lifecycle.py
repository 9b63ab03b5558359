"""Life of a meeting: planned, held with its attendance written down, its minutes signed."""

from portal.core.lifecycle import Lifecycle, step

PLANNED = "planned"
HELD = "held"
SIGNED = "signed"
TOOK_PLACE = (HELD, SIGNED)

MEETING = Lifecycle(
    name="Panel meeting",
    states=(PLANNED, HELD, SIGNED),
    steps=(step("hold", [PLANNED], HELD), step("sign", [HELD], SIGNED)),
)
