"""The limits of decisions that the database holds by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.applications.models import Application
from grants.decisions.models import Decision, Recommendation, RecommendationList
from grants.programmes.models import Call
from tests.factories import decisions, people

pytestmark = pytest.mark.django_db


def broken(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_the_database_holds_the_limits_by_itself(call: Call) -> None:
    """DE-01: constraints are the last line, whatever the code does."""
    decisions.bring(call, "approved")
    lines, prepared = Recommendation.objects, RecommendationList.objects.filter(call=call)
    line = lines.filter(outcome="recommended")
    decision = Decision.objects.filter(is_award=True)
    grace = people.grace().user

    assert broken(lambda: line.update(amount=Decimal("500000.01")))
    assert broken(lambda: line.update(amount=0))
    assert broken(lambda: line.update(outcome="reserve"))
    assert broken(lambda: decision.update(amount=Decimal("500000.01")))
    assert broken(lambda: decision.update(is_award=False))
    assert broken(lambda: prepared.update(put_forward_by=grace))
    assert broken(lambda: Call.objects.update(committed=Decimal("999999999.00")))
    assert Application.objects.filter(recommendation__isnull=False).count() == 3
