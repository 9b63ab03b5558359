"""A short sign of what a page showed, so that a later save can tell whether it has changed."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from portal.ui.formats import in_hong_kong


def fingerprint(value: Any) -> str:
    """The same for equal values: mappings in any order, an instant in any time zone."""
    text = json.dumps(value, sort_keys=True, default=_written)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _written(value: Any) -> str:
    return in_hong_kong(value).isoformat() if isinstance(value, datetime) else str(value)
