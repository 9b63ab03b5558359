"""The eighteen districts of Hong Kong by region: from an address's district follows its region."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REGIONS = {
    "hong-kong-island": _("Hong Kong Island"),
    "kowloon": _("Kowloon"),
    "new-territories": _("New Territories"),
}

DISTRICTS = {
    "hong-kong-island": {
        "central-and-western": _("Central and Western"),
        "eastern": _("Eastern"),
        "southern": _("Southern"),
        "wan-chai": _("Wan Chai"),
    },
    "kowloon": {
        "kowloon-city": _("Kowloon City"),
        "kwun-tong": _("Kwun Tong"),
        "sham-shui-po": _("Sham Shui Po"),
        "wong-tai-sin": _("Wong Tai Sin"),
        "yau-tsim-mong": _("Yau Tsim Mong"),
    },
    "new-territories": {
        "islands": _("Islands"),
        "kwai-tsing": _("Kwai Tsing"),
        "north": _("North"),
        "sai-kung": _("Sai Kung"),
        "sha-tin": _("Sha Tin"),
        "tai-po": _("Tai Po"),
        "tsuen-wan": _("Tsuen Wan"),
        "tuen-mun": _("Tuen Mun"),
        "yuen-long": _("Yuen Long"),
    },
}


def region_of(district: str) -> str:
    """The region that ``district`` lies in; empty for one that is not in the list."""
    return next((region for region, inside in DISTRICTS.items() if district in inside), "")


def place_name(code: str) -> str:
    """The name of a region or district; what is not in the list is shown as it was written."""
    names = {
        **REGIONS,
        **{key: name for inside in DISTRICTS.values() for key, name in inside.items()},
    }
    return str(names.get(code, code))


def district_choices() -> list[tuple[object, object]]:
    """Choices for a select, grouped by region."""
    grouped = [(REGIONS[region], list(inside.items())) for region, inside in DISTRICTS.items()]
    return [("", _("Choose a district")), *grouped]
