"""The Django app ``reviews``."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Registers what reviews adds to the kernel: menu items, cards, exports, messages."""

    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each area register; imported here because models must be loaded first."""
        from reviews.assignment import registration as assignment
        from reviews.bidding import registration as bidding
        from reviews.conflicts import registration as conflicts
        from reviews.meetings import registration as meetings
        from reviews.panels import registration as panels
        from reviews.pool import registration as pool
        from reviews.scoring import registration as scoring

        for area in (pool, conflicts, bidding, assignment, scoring, panels, meetings):
            area.register()
