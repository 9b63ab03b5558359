"""Filters that write sums, dates and sizes the way the place writes them."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.ui import formats
from portal.ui.library import register

register.filter("hkd", formats.hkd)
register.filter("hkt", formats.hkt)
register.filter("hkdate", formats.hkdate)
register.filter("days_left", formats.days_left)
register.filter("file_size", formats.file_size)
register.filter("listed", formats.listed)


@register.simple_tag
def hkt_time(at: datetime | None) -> SafeString:
    """The instant in words inside a ``time`` element that programs can read."""
    if not at:
        return SafeString("")
    return format_html(
        '<time datetime="{}">{}</time>',
        formats.in_hong_kong(at).isoformat(timespec="seconds"),
        formats.hkt(at),
    )
