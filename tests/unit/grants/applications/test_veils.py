"""Veils that areas above register."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from grants.applications import veils
from grants.applications.models import Application
from portal.accounts.actors import Actor


def test_a_veil_registered_twice_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def veil(_actor: Actor) -> QuerySet[Application]:
        return Application.objects.none()

    monkeypatch.setattr(veils, "_veils", [])

    for _time in range(2):
        veils.register_veil(veil)

    assert veils._veils == [veil]
