"""Life of a calibrated ranking: promised, then worked out, and never changed."""

from portal.core.lifecycle import Lifecycle, step

REQUESTED = "requested"
RANKED = "ranked"

RANKING = Lifecycle(
    name="Calibrated ranking",
    states=(REQUESTED, RANKED),
    steps=(step("rank", [REQUESTED], RANKED),),
)
