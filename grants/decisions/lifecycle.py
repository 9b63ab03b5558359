"""Life of a recommendation list: written by one person, decided by another."""

from portal.core.lifecycle import Lifecycle, step

DRAFT = "draft"
PUT_FORWARD = "put_forward"
RETURNED = "returned"
APPROVED = "approved"
RELEASED = "released"

RECOMMENDATION_LIST = Lifecycle(
    name="Recommendation list",
    states=(DRAFT, PUT_FORWARD, RETURNED, APPROVED, RELEASED),
    steps=(
        step("put_forward", [DRAFT, RETURNED], PUT_FORWARD),
        step("return", [PUT_FORWARD], RETURNED),
        step("approve", [PUT_FORWARD], APPROVED),
        step("release", [APPROVED], RELEASED),
    ),
)
