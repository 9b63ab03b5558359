"""The parts of a letter that need no database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grants.applications.models import Application
from grants.awards.contents import addressee, contents, lines_of, planned_instalments
from grants.decisions.models import Decision
from grants.programmes.models import Call
from portal.organisations.models import Organisation
from portal.pdf.letters import Letter

ADDRESS = {
    "name": "Dragon Ledger Limited",
    "name_zh": "龍帳有限公司",
    "address_unit": "Unit 3",
    "address_building": "Dragon Court",
    "address_street": "979 King’s Road",
    "address_district": "eastern",
}


def decision(amount: str, *shares: int) -> tuple[Call, Decision]:
    call = Call(instalment_shares=list(shares))
    return call, Decision(is_award=True, amount=Decimal(amount))


def test_one_condition_stands_on_each_line_that_holds_something() -> None:
    assert lines_of("First.\n\n  Second. \n \n") == ["First.", "Second."]
    assert lines_of("") == []


def test_an_address_leaves_out_what_is_empty() -> None:
    bare = Organisation(name="Dragon Ledger Limited")

    assert list(addressee("", bare)) == ["Dragon Ledger Limited"]
    assert list(addressee("Mira Chan", Organisation(**ADDRESS))) == [
        "Mira Chan",
        "Dragon Ledger Limited",
        "龍帳有限公司",
        "Unit 3, Dragon Court",
        "979 King’s Road",
        "Eastern",
    ]


def test_sixty_and_forty_per_cent_of_an_odd_sum_make_the_whole() -> None:
    planned = planned_instalments(*decision("333333.00", 60, 40))

    assert [(one.number, one.share, one.amount, one.is_last) for one in planned] == [
        (1, 60, Decimal("199999.00"), False),
        (2, 40, Decimal("133334.00"), True),
    ]


@given(
    st.integers(1, 500_000),
    st.sampled_from([(100,), (60, 40), (50, 30, 20), (33, 33, 34), (1, 99)]),
)
def test_instalments_sum_to_the_award_to_the_dollar(amount: int, shares: tuple[int, ...]) -> None:
    planned = planned_instalments(*decision(f"{amount}.00", *shares))

    assert sum(one.amount for one in planned) == amount
    assert [one.is_last for one in planned] == [False] * (len(shares) - 1) + [True]


def test_names_are_in_the_language_of_their_part_where_both_are_known() -> None:
    """LT-04."""
    application = Application(
        title="Ledger",
        title_zh="帳本",
        organisation=Organisation(name="Dragon", name_zh="龍"),
        call=Call(),
    )
    frame = Letter(
        number="L",
        application="A",
        dated_on=datetime(2025, 9, 1, tzinfo=UTC).date(),
        addressee=(),
        signatory_name="",
        signatory_title="",
    )

    told = contents(Decision(application=application), frame=frame, instalments=[])
    application.title_zh = ""
    half = contents(Decision(application=application), frame=frame, instalments=[])

    with translation.override("zh-hant"):
        assert (str(told["project"]), str(told["applicant"])) == ("帳本", "龍")
        assert str(half["project"]) == "Ledger"
    with translation.override("en"):
        assert (str(told["project"]), str(told["applicant"])) == ("Ledger", "Dragon")
