"""What everybody may read about calls, before and without signing up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from grants.programmes import queries
from grants.programmes.examples import examples
from grants.programmes.models import Call
from grants.programmes.progress import public_status
from portal.accounts.actors import actor_of

CALLS_ON_A_PAGE = 20


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Open, upcoming and closed calls."""
    now = timezone.now()
    paginator = Paginator(queries.public_calls(now), CALLS_ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    rows = [(call, public_status(call, now)) for call in page]
    context = {"page": page, "rows": rows, "now": now}
    return render(request, "grants/programmes/call_list.html", context)


@require_safe
def call_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one call; a draft is not there for the public."""
    now = timezone.now()
    call = get_object_or_404(queries.visible_to(actor_of(request)), code=code)
    context = {**page_of(call, now), "is_preview": not call.is_frozen}
    return render(request, "grants/programmes/call_detail.html", context)


def page_of(call: Call, now: datetime) -> dict[str, Any]:
    """What the page of a call shows."""
    return {
        "call": call,
        "now": now,
        "status": public_status(call, now),
        "is_open": call.is_open(now),
        "paragraphs": [one.strip() for one in str(call.guidance).split("\n\n") if one.strip()],
        "criteria": [(criterion, criterion.meanings()) for criterion in queries.criteria_of(call)],
        "documents": queries.documents_of(call),
        "rules": call.eligibility_rules.order_by("position", "pk"),
        "quotas": call.quotas.in_order(),
        "examples": examples(call),
        "languages": settings.LANGUAGES,
        "language": get_language(),
    }
