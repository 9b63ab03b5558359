"""What single columns of a pool's table say: words of expertise, the panel, a person's name."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from portal.accounts.models import Role
from reviews.pool.importing.columns import LABELS, column_named
from reviews.pool.inviting.models import PoolInvitation
from reviews.pool.inviting.operations import accept
from reviews.pool.models import Assessor
from tests.factories import assessors, calls, people
from tests.integration.reviews.pool.tables import do, exported, looked

pytestmark = pytest.mark.django_db


def test_a_cell_of_words_is_shown_before_it_is_written_and_an_empty_one_changes_nothing() -> None:
    call = calls.in_assessment()
    assessors.in_pool(call, assessors.profile("Ines Wong", words=["DeFi", "穩定幣"]))
    text = "email,words\nines@example.hk,DeFi; trade finance\n"

    [line] = looked(call, text)
    [reordered] = looked(call, "email,words\nines@example.hk,穩定幣; DeFi\n")
    [empty] = looked(call, "email,words\nines@example.hk,\n")
    do(call, text)

    assert [(c.key, c.before, c.after) for c in line.changes] == [
        ("words", "DeFi; 穩定幣", "DeFi; trade finance")
    ]
    assert (reordered.effect, empty.effect) == ("same", "same")
    assert Assessor.objects.get().words == ["DeFi", "trade finance"]


def test_the_panel_that_accepted_is_exported_and_comes_back_as_no_change() -> None:
    call = calls.in_assessment()
    petra = people.person("Petra Mak", Role.PANEL_MEMBER, scope=call.code)
    people.person("Paloma Sze", Role.PANEL_MEMBER, scope="2020-1")
    assessors.profile("Pearl Mok")
    pearl = people.person("Pearl Mok", Role.PANEL_MEMBER, scope=call.code)
    do(call, "email,name,role\nomar@example.hk,Omar Din,panel\n")
    omar = people.person("Omar Din")
    accept(invitation_id=PoolInvitation.objects.get().pk, actor=omar, now=timezone.now())

    text = exported(call)

    told = [line.split(",")[:3] for line in text.splitlines()[1:]]
    assert told == [[one.person.email, one.person.name, "panel"] for one in (omar, pearl, petra)]
    lines = looked(call, text)
    assert {(line.effect, line.sentence) for line in lines} == {
        ("same", "Is a panel member of this call.")
    }
    changed = looked(call, "email,role,employer\npetra@example.hk,panel,A Bank\n")
    assert [line.effect for line in changed] == ["same"]


def test_a_persons_name_is_one_in_chinese() -> None:
    with translation.override("zh-hant"):
        assert str(LABELS["name"]) == "姓名"
    assert column_named("姓名") is column_named("Name")
