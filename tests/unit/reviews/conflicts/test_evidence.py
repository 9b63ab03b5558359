"""What an assessor and an application have in common."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.conflicts.evidence import (
    ApplicationFacts,
    AssessorFacts,
    Match,
    Registered,
    domain_of,
    matches,
    normal_name,
    normal_phone,
)


def assessor(**changes: object) -> AssessorFacts:
    values = {"id": 1, "user_id": 10, "email": "ines@bureau.hk", "phone": "", "employer": ""}
    return AssessorFacts(**{**values, **changes})  # type: ignore[arg-type]  # names are fields


def application(**changes: object) -> ApplicationFacts:
    values = {
        "id": 2,
        "member_ids": frozenset({20}),
        "emails": frozenset({"mira@ledger.hk"}),
        "phones": frozenset({"2123 4567"}),
        "names": frozenset({"Harbour Ledger Limited", "Victoria Bank"}),
        "organisation": "Harbour Ledger Limited",
    }
    return ApplicationFacts(**{**values, **changes})  # type: ignore[arg-type]  # names are fields


def found(one: AssessorFacts, other: ApplicationFacts) -> list[Match]:
    return matches([one], [other], shared_domains=frozenset({"shared.hk"}))


def test_strangers_have_nothing_in_common() -> None:
    assert found(assessor(employer="Another Bank", phone="9123 4567"), application()) == []


def test_a_member_of_the_organisation_is_found() -> None:
    """AZ-12."""
    assert found(assessor(user_id=20), application()) == [
        Match(1, 2, "same_organisation", "Harbour Ledger Limited")
    ]


@pytest.mark.parametrize("employer", ["harbour ledger ltd.", "The Victoria Bank Company"])
def test_an_employer_who_applies_or_sponsors_is_found(employer: str) -> None:
    """AZ-12."""
    assert found(assessor(employer=employer), application()) == [
        Match(1, 2, "same_employer", employer)
    ]


def test_the_same_domain_of_mail_is_found_whatever_its_case() -> None:
    """AZ-12."""
    assert found(assessor(email="Ines@Ledger.HK"), application()) == [
        Match(1, 2, "same_domain", "ledger.hk")
    ]


@pytest.mark.parametrize("domain", ["gmail.com", "yahoo.com.hk", "shared.hk"])
def test_a_domain_that_strangers_share_says_nothing(domain: str) -> None:
    one, other = f"ines@{domain}", frozenset({f"mira@{domain}"})

    assert found(assessor(email=one), application(emails=other)) == []


def test_the_same_telephone_is_found_however_it_is_written() -> None:
    """AZ-12."""
    assert found(assessor(phone="+852 (2123) 4567"), application()) == [
        Match(1, 2, "same_telephone", "21234567")
    ]


def test_everything_in_common_is_told_at_once() -> None:
    one = assessor(user_id=20, employer="Victoria Bank", email="i@ledger.hk", phone="21234567")

    assert [match.source for match in found(one, application())] == [
        "same_organisation",
        "same_employer",
        "same_domain",
        "same_telephone",
    ]


def test_what_is_empty_on_both_sides_is_not_in_common() -> None:
    nothing = application(
        phones=frozenset({""}), names=frozenset({"", "Limited"}), emails=frozenset({""})
    )

    assert found(assessor(email="", phone="12", employer="Ltd"), nothing) == []


def test_names_lose_their_legal_form_width_and_punctuation() -> None:
    assert normal_name("ＨＡＲＢＯＵＲ  Ledger Co., Ltd.") == normal_name("Harbour Ledger")
    assert normal_name("海港賬本有限公司") == "海港賬本"
    assert normal_name("Wong & Lee Inc") == "wong and lee"


def test_telephones_abroad_keep_their_country() -> None:
    assert normal_phone("+44 20 7946 0000") == "442079460000"
    assert normal_phone("123") == ""


def test_an_address_without_a_domain_has_none() -> None:
    assert domain_of("nobody") == ""


def registered(kind: str, body: str, **more: object) -> AssessorFacts:
    return assessor(registered=(Registered(kind, body, **more),))  # type: ignore[arg-type]  # fields


SPONSORED = application(
    names=frozenset({"Harbour Ledger Limited"}),
    sponsors=frozenset({"Victoria Bank"}),
    sponsor_emails=frozenset({"wong@victoria.hk"}),
    people=frozenset({"Chan Mira", "陳美拉"}),
    addresses=frozenset({("18 Harbour Road", "Central Plaza", "Room 12"), ("灣仔港灣道18號",)}),
    costs=("Audit by Lotus Partners, two days", "雲端服務：蓮花科技"),
    title="Settlement in Eagle Coin",
    excluded=frozenset({"Ines Wong", "Rival Exchange"}),
    since_year=2023,
)


@pytest.mark.parametrize(
    ("one", "match"),
    [
        (assessor(employer="Victoria Bank Ltd"), ("sponsor", "Victoria Bank Ltd")),
        (assessor(email="i@victoria.hk"), ("sponsor", "victoria.hk")),
        (registered("employer", "Harbour Ledger"), ("same_employer", "Harbour Ledger")),
        (registered("directorship", "Victoria Bank"), ("directorship", "Victoria Bank")),
        (registered("shareholding", "HARBOUR LEDGER"), ("shareholding", "HARBOUR LEDGER")),
        (
            registered(
                "past_employment", "Victoria Bank", to_year=2023, words="Victoria Bank (–2023)"
            ),
            ("former_employer", "Victoria Bank (–2023)"),
        ),
        (registered("digital_assets", "eagle coin"), ("digital_assets", "eagle coin")),
        (registered("employer", "Lotus Partners Ltd"), ("supplier", "Lotus Partners Ltd")),
        (registered("shareholding", "蓮花科技有限公司"), ("supplier", "蓮花科技有限公司")),
        (
            registered("employer", "Z", address="Room 12, 30/F, Central Plaza, 18 Harbour Road"),
            ("same_address", "Room 12, 30/F, Central Plaza, 18 Harbour Road"),
        ),
        (
            registered("employer", "Z", address="香港灣仔港灣道18號"),
            ("same_address", "香港灣仔港灣道18號"),
        ),
        (assessor(names=frozenset({"Mira CHAN"})), ("same_person", "Mira CHAN")),
        (assessor(names=frozenset({"陳美拉"})), ("same_person", "陳美拉")),
        (assessor(names=frozenset({"WONG Ines"})), ("requested", "WONG Ines")),
        (assessor(employer="Rival Exchange Limited"), ("requested", "Rival Exchange Limited")),
    ],
)
def test_each_kind_of_evidence_is_found(one: AssessorFacts, match: tuple[str, str]) -> None:
    """AZ-12."""
    assert found(one, SPONSORED) == [Match(1, 2, *match)]


@pytest.mark.parametrize(
    "one",
    [
        registered("past_employment", "Victoria Bank", to_year=2022),
        registered("digital_assets", "Eagle Coins"),
        registered("employer", "Otus Partners"),
        registered("employer", "Audit"[:3]),
        registered("employer", "Z", address="Room 12, Central Plaza, 118 Harbour Road"),
        registered("employer", "Z", address="Room 13, Central Plaza, 18 Harbour Road"),
        assessor(names=frozenset({"Mira Chan Lee"})),
    ],
)
def test_what_is_only_like_it_or_too_long_ago_is_not(one: AssessorFacts) -> None:
    assert found(one, SPONSORED) == []


def test_several_things_of_one_kind_stand_in_one_match() -> None:
    one = assessor(
        registered=(
            Registered("directorship", "Victoria Bank"),
            Registered("directorship", "Harbour Ledger"),
        )
    )

    assert found(one, SPONSORED) == [Match(1, 2, "directorship", "Harbour Ledger; Victoria Bank")]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z0-9]{1,8}){0,3}", fullmatch=True),
    padding=st.sampled_from(["", " Limited", ", Ltd.", " Co. Ltd"]),
    is_upper=st.booleans(),
)
def test_a_name_in_another_dress_is_the_same_name(name: str, padding: str, is_upper: bool) -> None:
    """AZ-12: whatever the case and the legal form, the employer bars the pair."""
    dressed = (name.upper() if is_upper else name) + padding

    result = found(assessor(employer=dressed), application(names=frozenset({name})))

    assert bool(result) == bool(normal_name(name))
