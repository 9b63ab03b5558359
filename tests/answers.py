"""Comparing two answers: what is left when each one's own address and form token are taken out."""

from __future__ import annotations

import re
from typing import Any

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def shown(response: Any) -> tuple[int, bytes]:
    """Status and body as they look to somebody who must not learn which of two things exists."""
    body = TOKEN.sub(b"token", response.content)
    return response.status_code, body.replace(response.request["PATH_INFO"].encode(), b"address")
