"""The arithmetic of a draw: SHA-256 of plain text, so that one line in a shell repeats it.

The commitment is the SHA-256 of the seed, the lot of an application that of seed, colon and
reference; the lowest lot goes first. Both are of the characters as they stand, in UTF-8, without a
line end.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

SEED_BYTES = 32


def new_seed() -> str:
    """256 random bits as 64 hexadecimal digits; nobody chooses them."""
    return secrets.token_hex(SEED_BYTES)


def commitment_to(seed: str) -> str:
    """What is published before: it fixes the seed and does not tell it."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot_of(seed: str, reference: str) -> str:
    """The lot that ``reference`` draws."""
    return hashlib.sha256(f"{seed}:{reference}".encode()).hexdigest()


def drawn(seed: str, references: Iterable[str]) -> list[str]:
    """The references in the order of their lots, whatever order they are given in."""
    return sorted(references, key=lambda reference: (lot_of(seed, reference), reference))
