"""What follows when an assessor files a register of interests.

The pool knows nothing of conflicts and bids: the area above registers what it does when Django
starts. It runs in the transaction of the filing.
"""

from __future__ import annotations

from collections.abc import Callable

from reviews.pool.register.models import RegisterFiling

Follower = Callable[[RegisterFiling], None]

_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Tell ``follower`` of each filing from now on; twice is once."""
    if follower not in _followers:
        _followers.append(follower)


def tell(filing: RegisterFiling) -> None:
    """Tell all of them."""
    for follower in _followers:
        follower(filing)
