"""The draw is plain SHA-256: known values, no order of rows, fair among equals."""

from __future__ import annotations

import random
import subprocess
from collections import Counter

from reviews.draws import lots

SEED = "00" * 32


def test_the_shell_gives_the_same_lot_and_commitment() -> None:
    """What the page tells people to type."""
    typed = f"printf '%s' '{SEED}:BDA30-0001' | sha256sum; printf '%s' '{SEED}' | sha256sum"

    told = subprocess.run(["sh", "-c", typed], capture_output=True, text=True, check=True).stdout

    lot, commitment = (line.split()[0] for line in told.splitlines())
    assert lots.lot_of(SEED, "BDA30-0001") == lot
    assert lots.commitment_to(SEED) == commitment


def test_the_order_given_changes_nothing() -> None:
    references = [f"BDA30-{number:04}" for number in range(1, 30)]
    shuffled = random.Random(3).sample(references, len(references))

    assert lots.drawn(SEED, shuffled) == lots.drawn(SEED, references)


def test_each_of_two_comes_first_about_half_of_the_time() -> None:
    first = Counter(lots.drawn(f"{seed:064x}", ["A", "B"])[0] for seed in range(2_000))

    assert 900 < first["A"] < 1_100


def test_seeds_are_long_and_never_the_same() -> None:
    seeds = {lots.new_seed() for _time in range(100)}

    assert len(seeds) == 100
    assert {len(seed) for seed in seeds} == {64}
