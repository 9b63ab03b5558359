"""The eighteen districts."""

from __future__ import annotations

from portal.organisations.places import DISTRICTS, district_choices, place_name, region_of


def test_there_are_eighteen_districts_and_each_has_its_region() -> None:
    assert sum(len(inside) for inside in DISTRICTS.values()) == 18
    assert region_of("kwun-tong") == "kowloon"
    assert region_of("Atlantis") == ""


def test_places_are_named_and_unknown_ones_stay_as_written() -> None:
    assert place_name("sha-tin") == "Sha Tin"
    assert place_name("kowloon") == "Kowloon"
    assert place_name("Aberdeen") == "Aberdeen"


def test_the_select_is_grouped_by_region() -> None:
    groups = district_choices()

    assert [str(name) for _value, name in groups[:1]] == ["Choose a district"]
    assert [str(region) for region, _inside in groups[1:]] == [
        "Hong Kong Island",
        "Kowloon",
        "New Territories",
    ]
