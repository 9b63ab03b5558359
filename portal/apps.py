"""The Django app ``portal``."""

from django.apps import AppConfig


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
        health.register(health.Part("database", parts.check_database))
        health.register(health.Part("disk", parts.check_disk))
        health.register(health.Part("files", check_files, on_trouble="warning"))
        health.register(health.Part("scanner", check_scanner, on_trouble="warning"))
        health.register(health.Part("jobs", check_backlog))
        health.register(health.Part("broker", check_broker, on_trouble="warning"))
