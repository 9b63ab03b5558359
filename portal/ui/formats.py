"""How sums, dates and sizes are written, the same on every page, in each of the three languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ZONE_IN_CHINESE = {"zh-hant": "香港時間", "zh-hans": "香港时间"}


def hkd(amount: Decimal | int | None) -> str:
    """``HK$300,000``, with cents only where there are any; nothing for ``None``."""
    if amount is None:
        return ""
    written = f"HK${abs(Decimal(amount)):,.2f}".removesuffix(".00")
    return f"\u2212{written}" if amount < 0 else written


def in_hong_kong(at: datetime) -> datetime:
    """The instant on Hong Kong's clock. A datetime without a zone is a programmer's mistake."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at.astimezone(HONG_KONG)


def hkdate(on: date | None) -> str:
    """``1 August 2025`` or ``2025年8月1日``; an instant is read on Hong Kong's calendar."""
    if not on:
        return ""
    day = in_hong_kong(on).date() if isinstance(on, datetime) else on
    if get_language() in ZONE_IN_CHINESE:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def hkt(at: datetime | None) -> str:
    """``1 August 2025, 6:00 pm HKT`` or ``2025年8月1日 下午6:00（香港時間）``."""
    if not at:
        return ""
    parting = " " if get_language() in ZONE_IN_CHINESE else ", "
    return f"{hkdate(at)}{parting}{hkt_clock(at)}"


def hkt_clock(at: datetime | None) -> str:
    """``6:00 pm HKT`` or ``下午6:00（香港時間）``: for what happened a moment ago."""
    if not at:
        return ""
    local = in_hong_kong(at)
    clock = f"{local.hour % 12 or 12}:{local.minute:02d}"
    zone = ZONE_IN_CHINESE.get(get_language() or "")
    if zone:
        return f"{'上午' if local.hour < 12 else '下午'}{clock}（{zone}）"
    return f"{clock} {'am' if local.hour < 12 else 'pm'} HKT"


def days_left(deadline: datetime | None, now: datetime) -> str:
    """How long until ``deadline`` in Hong Kong days: "3 days left", "Last day" or "Closed"."""
    if not deadline:
        return ""
    if now >= deadline:
        return _("Closed")
    days = (in_hong_kong(deadline).date() - in_hong_kong(now).date()).days
    if not days:
        return _("Last day")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def file_size(size: int | None) -> str:
    """``2.4 MB``: decimal units, as operating systems show them; nothing for ``None``."""
    if size is None:
        return ""
    if size < 1000:
        return ngettext("%(size)d byte", "%(size)d bytes", size) % {"size": size}
    scaled, unit = size / 1000, "kB"
    if scaled >= 999.95:
        scaled, unit = scaled / 1000, "MB"
    if scaled >= 999.95:
        scaled, unit = scaled / 1000, "GB"
    return f"{scaled:.1f}".removesuffix(".0") + f" {unit}"


def listed(parts: Iterable[object]) -> str:
    """The parts in a row, with what stands between them in the language of the page."""
    return _(", ").join(str(part) for part in parts)
