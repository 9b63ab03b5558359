"""What is costly to make, made once for a module: the demo data, and a released round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from grants.programmes.models import Call
from reviews.demo import seed
from reviews.demo.work import OwnHands
from tests.factories import decisions
from tests.factories.stage import built


def sow() -> list[str]:
    """The demo data as ``manage.py demo_seed`` makes it; what it said."""
    said: list[str] = []
    seed.sow(now=timezone.now(), work=OwnHands(), say=said.append)
    return said


@pytest.fixture(scope="module")
def sown_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """See :mod:`tests.factories.stage`."""
    with built(django_db_blocker, sow) as said:
        yield said


@pytest.fixture
def sown(sown_once: list[str], db: None) -> list[str]:
    """The demo data in place; what was said while it was made."""
    return sown_once


@pytest.fixture(scope="module")
def released_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """See :mod:`tests.factories.stage`."""
    with built(django_db_blocker, lambda: decisions.at("released").pk) as call_id:
        yield call_id


@pytest.fixture
def released(released_once: int, db: None) -> Call:
    """A small call whose letters are promised: two awards, one refusal."""
    return Call.objects.get(pk=released_once)
