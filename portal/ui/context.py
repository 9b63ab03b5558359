"""What the layout needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from portal.ui import navigation

HTML_LANGUAGES = {"zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans"}


def html_language() -> str:
    """The active language as a BCP 47 tag: with ``HK``, browsers choose Hong Kong's glyphs."""
    language = get_language() or settings.LANGUAGE_CODE
    return HTML_LANGUAGES.get(language, language)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Service name, language tag, and the navigation that fits who is asking."""
    actor = getattr(request, "actor", None)
    return {
        "service_name": settings.SERVICE_NAME,
        "html_language": html_language(),
        "navigation": navigation.links("header", actor=actor, path=request.path),
        "account_links": navigation.links("account", actor=actor, path=request.path),
        "footer_links": navigation.links("footer", actor=actor, path=request.path),
    }
