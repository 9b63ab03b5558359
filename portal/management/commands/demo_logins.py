"""``manage.py demo_logins``: who can be signed in as in the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts import demo


class Command(BaseCommand):
    """Prints the demo's people, what they are, and their common password."""

    help = "Print the log-ins of the demo."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One line a person; refuses outside of the demo."""
        if not settings.DEMO_MODE:
            raise CommandError("There are demo log-ins in the demo alone (DEMO_MODE).")
        found = demo.parts(timezone.now())
        width = max((len(part.user.email) for part in found), default=0)
        for part in found:
            self.stdout.write(f"{part.user.email:{width}}  {part.title}, {part.user.name}")
        if found:
            self.stdout.write(f"Password of all of them: {demo.PASSWORD}")
        else:
            self.stdout.write("There are no demo people yet: run manage.py demo_seed.")
