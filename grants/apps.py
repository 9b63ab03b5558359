"""The Django app ``grants``."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Registers what grants adds to the kernel: menu items, cards, exports, messages."""

    name = "grants"
    default_auto_field = "django.db.models.BigAutoField"
