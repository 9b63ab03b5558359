"""What areas above hold against a person's decision."""

from __future__ import annotations

import pytest

from grants.decisions import queries
from grants.programmes.models import Call
from portal.accounts.models import User


def scored(_call: Call, _person: User) -> str:
    return "You scored."


def test_a_bar_registered_twice_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_bars", [])

    for _time in range(2):
        queries.register_bar(scored)

    assert queries._bars == [scored]
