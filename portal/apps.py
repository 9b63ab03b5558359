"""The Django app ``portal``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The shared kernel."""

    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the areas add what they have to menus, cards and health."""
        from portal.accounts import announcements, closing
        from portal.accounts.registration import register as register_accounts
        from portal.api import health, parts
        from portal.copies.registration import register as register_copies
        from portal.dashboard.registration import register as register_dashboard
        from portal.documents.health import check_files, check_scanner
        from portal.jobs.health import check_backlog, check_broker
        from portal.notifications.operations import notify
        from portal.organisations.departures import end_memberships, ownership_to_pass_on
        from portal.organisations.menus import register as register_organisations
        from portal.oversight.registration import register as register_oversight
        from portal.workdays.registration import register as register_workdays

        register_accounts()
        register_copies()
        register_dashboard()
        register_organisations()
        register_oversight()
        register_workdays()
        announcements.deliver_through(notify)
        closing.register_obstacle(ownership_to_pass_on)
        closing.register_follower(end_memberships)
        for part in (
            health.Part("database", parts.check_database, label=_("Database")),
            health.Part("disk", parts.check_disk, label=_("Room for files")),
            health.Part("files", check_files, "warning", _("Stored files")),
            health.Part("scanner", check_scanner, "warning", _("Virus scanner")),
            health.Part("jobs", check_backlog, label=_("Work in the background")),
            health.Part("broker", check_broker, "warning", _("Hand-over of work")),
        ):
            health.register(part)
