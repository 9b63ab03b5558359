"""For which calls a role can be given."""

from __future__ import annotations

import pytest

from portal.accounts import scopes


def test_every_source_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "_loaders", [])

    def calls() -> list[tuple[str, str]]:
        return [("2025-1", "Round one")]

    scopes.register(calls)
    scopes.register(calls)
    scopes.register(lambda: [("2026-1", "Round two")])

    assert scopes.available() == [("2025-1", "Round one"), ("2026-1", "Round two")]
