"""Removes stored files that no row speaks of, and uploads whose time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.documents import upkeep


class Command(BaseCommand):
    """``manage.py sweep_files``: beat does the same every hour."""

    help = "Removes stored files without a row, older than a day, and uploads that have expired."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--trial`` names the files and removes nothing."""
        parser.add_argument("--trial", action="store_true", help="name the files, remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what."""
        del args
        names = upkeep.sweep(now=timezone.now(), is_trial=options["trial"])
        for name in names:
            self.stdout.write(name)
        verb = "would be removed" if options["trial"] else "were removed"
        self.stdout.write(f"{len(names)} files without a row {verb}.")
