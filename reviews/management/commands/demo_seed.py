"""``manage.py demo_seed``: the demo's people, rounds and open call, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.demo import seed
from reviews.demo.work import OwnHands


class Command(BaseCommand):
    """Runs as often as one likes: a round that is there already is left as it is."""

    help = "Fill an empty portal with demo people, finished rounds and an open call."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Seed; what the worker can do when it starts is left to it."""
        if not settings.DEMO_MODE:
            raise CommandError("Demo data is for the demo alone (DEMO_MODE).")
        seed.sow(now=timezone.now(), work=OwnHands(), say=self.stdout.write)
        self.stdout.write("The demo data is in place.")
