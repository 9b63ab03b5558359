"""``manage.py verify_ranking <ranking>``: does its stored bundle give the stored bytes today?"""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews.calibration.lifecycle import RANKED
from reviews.calibration.models import Ranking
from reviews.calibration.queries import digest_of
from reviews.calibration.statistics import VERSION, Bundle, calibrate, canonical


class Command(BaseCommand):
    """Ranks the frozen bundle again and compares bit for bit; writes nothing."""

    help = "Work a stored ranking out again and say whether every byte is the same"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The ranking's number, as in the audit log."""
        parser.add_argument("ranking", type=int, help="number of the ranking")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """End with an error if a byte differs, so that scripts notice."""
        ranking = Ranking.objects.select_related("call").filter(pk=options["ranking"]).first()
        if ranking is None:
            raise CommandError("There is no such ranking.")
        if ranking.state != RANKED:
            raise CommandError("This ranking was not worked out.")
        bundle = Bundle.from_json(ranking.bundle or {})
        stored = hashlib.sha256(canonical(ranking.result)).hexdigest()
        if (stored, digest_of(bundle)) != (ranking.sha256, ranking.digest):
            raise CommandError("What is stored does not fit its own checksums.")
        again = hashlib.sha256(canonical(calibrate(bundle))).hexdigest()
        self.stdout.write(f"{ranking.audit_reference} seed {ranking.seed} marks {ranking.digest}")
        if again != ranking.sha256:
            raise CommandError(
                f"The ranking differs: stored {ranking.sha256} by {ranking.version}, "
                f"now {again} by {VERSION}."
            )
        self.stdout.write(f"The same bytes, {again}, by {VERSION}.")
