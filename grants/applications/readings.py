"""What of a snapshot a reader may know. Pure: snapshots are plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Content = Mapping[str, Any]


def for_assessors(content: Content) -> dict[str, Any]:
    """``content`` without the answers, and their files, that are hidden from assessors."""
    hidden = {one["code"] for one in content["answers"] if one.get("is_hidden_from_assessors")}
    return {
        **content,
        "answers": [one for one in content["answers"] if one["code"] not in hidden],
        "attachments": [one for one in content["attachments"] if one.get("question") not in hidden],
    }


def files_for_assessors(content: Content) -> set[str]:
    """Identifiers of the files that assessors may open."""
    return {one["id"] for one in for_assessors(content)["attachments"]}
