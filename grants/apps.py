"""The Django app ``grants``."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Registers what grants adds to the kernel: menu items, cards, exports, messages."""

    name = "grants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each area register; imported here because models must be loaded first."""
        from grants.applications import registration as applications
        from grants.awards import registration as awards
        from grants.certification import registration as certification
        from grants.clarifications import registration as clarifications
        from grants.correspondence import registration as correspondence
        from grants.decisions import registration as decisions
        from grants.eligibility import registration as eligibility
        from grants.exclusions import registration as exclusions
        from grants.programmes import registration as programmes
        from grants.questionnaires import registration as questionnaires
        from grants.quotas import registration as quotas
        from grants.reporting import registration as reporting
        from grants.screening import registration as screening

        for area in (
            programmes,
            questionnaires,
            eligibility,
            quotas,
            applications,
            certification,
            exclusions,
            correspondence,
            clarifications,
            screening,
            decisions,
            awards,
            reporting,
        ):
            area.register()
