"""A number drawn for an assessor and an application, from which each gets an order of their own.

Whoever comes first in a list is read by a fresh eye, whoever comes last by a tired one. So no
order is everybody's: the digest of the assessor's random reference and the application's reference
decides, the same on every day and every machine, and in no relation to when anybody applied.
"""

from __future__ import annotations

import hashlib

from reviews.pool.models import Assessor


def drawn(assessor: Assessor, reference: str) -> str:
    """The number drawn for the assessor and the application's ``reference``, in hexadecimal."""
    return hashlib.sha256(f"{assessor.reference}|{reference}".encode()).hexdigest()
