"""The library ``ui``, built into every template (see ``docs/ui.md``)."""

from __future__ import annotations

from portal.ui import chart_tags, content_tags, form_tags, value_filters
from portal.ui.library import register

__all__ = ["chart_tags", "content_tags", "form_tags", "register", "value_filters"]
