"""What an assessor and an application have in common."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.conflicts.evidence import (
    ApplicationFacts,
    AssessorFacts,
    Match,
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
