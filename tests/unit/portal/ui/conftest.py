"""Pages of the gallery without the other areas' addresses and navigation."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template import engines

from portal.ui import navigation


@pytest.fixture(autouse=True)
def _own_addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.ui_gallery.urls"


@pytest.fixture(autouse=True)
def _own_navigation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})


def show(source: str, **values: Any) -> str:
    """``source`` rendered as a template, with runs of white space as one space."""
    written = engines["django"].from_string(source).render(values)
    return re.sub(r"\s+", " ", written).strip()
