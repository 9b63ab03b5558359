"""Three scored applications before the panel: 100, 80 and 20; and one that was not eligible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from grants.programmes.models import Call
from tests.factories import decisions
from tests.factories.stage import built


@pytest.fixture(scope="module")
def before_the_panel(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """The call's id; see :mod:`tests.factories.stage`."""
    with built(django_db_blocker, lambda: decisions.at("panel", ineligible=1).pk) as call_id:
        yield call_id


@pytest.fixture
def call(before_the_panel: int, db: None) -> Call:
    """The call before the panel, without a list."""
    return Call.objects.get(pk=before_the_panel)
