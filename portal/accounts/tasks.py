"""What beat asks of accounts."""

from celery import shared_task
from django.utils import timezone

from portal.accounts import operations


@shared_task(name="portal.accounts.end_lapsed_roles")
def end_lapsed_roles() -> None:
    """Write down and announce roles whose time has come."""
    operations.end_lapsed_roles(now=timezone.now())
