"""The Django app ``reviews``."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Registers what reviews adds to the kernel: menu items, cards, exports, messages."""

    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each area register; imported here because models must be loaded first."""
        from reviews.panels import registration as panels

        for area in (panels,):
            area.register()
