"""``manage.py demo_round``: a whole round through the real operations and workers (`make demo`)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.demo import rounds
from reviews.demo.proof import Mismatch
from reviews.demo.work import Stuck, workers

MOST_APPLICATIONS = 400
SEEDED = "demo-seeded"
"""The mark that keeps ``make run`` on the same folder from adding the other demo data."""


class Command(BaseCommand):
    """Plays a round of 200 applications; letters, reports and the summary go to ``VAR``."""

    help = "Play a whole round; needs a running worker, as make demo starts one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The stage to stop after, and the size."""
        parser.add_argument("--stage", choices=rounds.STAGES, default="released")
        parser.add_argument("--applications", type=int, default=200)
        parser.add_argument("--seed", type=int, default=2025)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Play, prove, print; a sum that is wrong or a job that is stuck is a failure."""
        if not settings.DEMO_MODE:
            raise CommandError("Rounds are played in the demo alone (DEMO_MODE).")
        if not 1 <= options["applications"] <= MOST_APPLICATIONS:
            raise CommandError(f"A round has 1 to {MOST_APPLICATIONS} applications.")
        script = rounds.Script(
            until=options["stage"],
            size=rounds.Size.of(options["applications"]),
            seed=options["seed"],
            folder=Path(settings.VAR),
            now=timezone.now(),
        )
        try:
            summary = rounds.play(script, workers(), self.stdout.write)
        except (Mismatch, Stuck) as trouble:
            raise CommandError(str(trouble)) from trouble
        (script.folder / SEEDED).touch()
        self.stdout.write("\n".join(["", *rounds.table_of(summary)]))
        self.stdout.write(f"Written to {script.folder / 'summary.json'}")
