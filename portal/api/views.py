"""Health for whoever watches the machines."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.api import health


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers; asks nothing and nobody."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Whether requests can be served: 200, or 503 with the name of the part that fails."""
    found = health.report(timezone.now())
    status = "ready" if found.is_ready else "failing"
    content = {"status": status, "parts": found.parts}
    return JsonResponse(content, status=200 if found.is_ready else 503)
