"""``manage.py seed_scheme``: the programme and its terms, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from grants.programmes import scheme


class Command(BaseCommand):
    """Runs as often as one likes: what is there already is left as it is."""

    help = "Write the programme and the terms of its taxonomies in three languages."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Seed and say so."""
        programme = scheme.seed()
        self.stdout.write(f"{programme.code}: programme and terms are in place.")
