"""Minutes as PDF, by the confined printer; the same version gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from grants.applications.papers import printable
from grants.decisions.models import Outcome
from grants.programmes.models import RankedBy, TieRule
from grants.quotas.models import bounds_in_words
from portal.i18n.texts import Text
from portal.pdf.letters import TAGS, render_template_pdf
from portal.pdf.render import Limits
from reviews.meetings.models import Part
from reviews.minutes.contents import without
from reviews.minutes.models import Minutes

LIMITS = Limits(pages=400, seconds=60, mebibytes=1024)
LANGUAGES = tuple(TAGS)
later = lazy(bounds_in_words, str)


def words_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with its codes as labels, lazily in the language that is active."""
    outcomes = dict(Outcome.choices)
    return {
        **content,
        "title": Text(content["call"]["title"]),
        "starts_at": datetime.fromisoformat(content["starts_at"]),
        "envelope": Decimal(content["envelope"]),
        "ranked_by": RankedBy(content["ranked_by"]).label,
        "tie_rule": TieRule(content["tie_rule"]).label,
        "quotas": [
            {
                **one,
                "group": Text(one["group"]),
                "words": later(one["least"], one["most"]),
            }
            for one in content.get("quotas", ())
        ],
        "seats": [{**seat, "part": Part(seat["part"]).label} for seat in content["seats"]],
        "what_ifs": [{**one, "spent": Decimal(one["spent"])} for one in content["what_ifs"]],
        "items": [
            {
                **item,
                "outcome": outcomes.get(item["outcome"], _("None yet")),
                "amount": Decimal(item["amount"]) if item["amount"] else None,
            }
            for item in content["items"]
        ],
    }


def minutes_pdf(minutes: Minutes, *, language: str, hidden: set[str]) -> bytes:
    """One version in one language, without the ``hidden`` references; raises ``RenderFailed``."""
    content = words_of(printable(without(minutes.content, hidden)))
    return render_template_pdf(
        "letters/minutes/minutes.html",
        {
            "minutes": minutes,
            "content": content,
            "hidden": len(hidden),
            "signed_by": printable(minutes.signed_by.name) if minutes.signed_by else "",
        },
        language=language,
        made_at=minutes.signed_at or minutes.made_at,
        limits=LIMITS,
    )
