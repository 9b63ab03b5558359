"""The relay, called by beat."""

from celery import shared_task
from django.utils import timezone

from portal.jobs import operations


@shared_task(name="portal.jobs.relay")
def relay() -> None:
    """Hand over again what is not done."""
    operations.relay(now=timezone.now())
