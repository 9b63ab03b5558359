"""The Django app ``portal``."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The shared kernel."""

    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"
