"""``manage.py verify_draw <call>``: is the seed the committed one, and who comes before whom?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grants.decisions.models import Recommendation
from reviews.draws import lots
from reviews.draws.models import Draw
from reviews.panels.queries import ranking


class Command(BaseCommand):
    """Reckons the draw of a call again and compares it with the ranks; writes nothing."""

    help = "Check the draw of a call: seed against commitment, lots against ranks"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The call's code."""
        parser.add_argument("call", help="code of the call")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """End with an error if anything differs, so that scripts notice."""
        draw = Draw.objects.select_related("call").filter(call__code=options["call"]).first()
        if draw is None:
            raise CommandError("This call has no draw.")
        self.stdout.write(f"commitment {draw.commitment}")
        if lots.commitment_to(draw.seed) != draw.commitment:
            raise CommandError("The seed is not the one that was committed to.")
        if draw.told_at is None:
            self.stdout.write("The stored seed fits the commitment. It has not been told yet.")
            return
        self.stdout.write(f"seed {draw.seed}")
        self._compare(draw)
        self.stdout.write("The seed is the committed one, and the ranks follow the lots.")

    def _compare(self, draw: Draw) -> None:
        lines = Recommendation.objects.filter(list__call=draw.call)
        listed = dict(lines.values_list("application__reference", "rank"))
        equal: dict[object, list[str]] = {}
        for row in ranking(draw.call):
            if row.key is not None:
                equal.setdefault(row.key[0], []).append(row.application.reference)
        for references in equal.values():
            if len(references) < 2:
                continue
            expected = lots.drawn(draw.seed, references)
            for reference in expected:
                self.stdout.write(f"{reference} {lots.lot_of(draw.seed, reference)}")
            ranks = [rank for name in expected if (rank := listed.get(name)) is not None]
            if ranks != sorted(ranks) or len(set(ranks)) < len(ranks):
                raise CommandError(f"The list ranks these otherwise: {', '.join(expected)}.")
