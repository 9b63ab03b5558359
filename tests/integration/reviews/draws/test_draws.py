"""The draw among equals: fixed before, told after, checked by page and command."""

from __future__ import annotations

import html
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.draws import lots, operations
from reviews.draws.models import Draw
from reviews.panels import operations as panels
from reviews.panels import queries
from tests.factories import applications, decisions, people, reviews

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
PAGE = reverse("call-draw", args=[CODE])
FIX = reverse("draw-fix", args=[CODE])
TELL = reverse("draw-tell", args=[CODE])


def with_equals(**options: Any) -> Call:
    """Before the panel: scores of 80, 80, 80 and 20."""
    return reviews.call_before_the_panel((4,), (4,), (4,), (1,), tie_rule="draw", **options)


def told(call: Call) -> Draw:
    return operations.tell_seed(call_id=call.pk, actor=people.charles(), now=timezone.now())


def text_for(client: Client, url: str = PAGE) -> str:
    return html.unescape(client.get(url).content.decode())


def ranks(call: Call) -> dict[str, int | None]:
    return {row.application.reference: row.rank for row in queries.ranking(call)}


def test_everybody_reads_the_commitment_and_nobody_the_seed() -> None:
    call = applications.open_call(tie_rule="draw")
    before = text_for(Client())
    draw = operations.fix_seed(call_id=call.pk, actor=people.paul(), now=timezone.now())

    after = text_for(Client())

    assert "The seed is not fixed yet." in before
    assert draw.commitment in after
    assert draw.seed not in after
    assert draw.seed not in text_for(people.client_of(people.charles()))
    assert AuditEvent.objects.get(action="draw.fix").details == {"commitment": draw.commitment}


def test_an_officer_fixes_the_seed_once() -> None:
    applications.open_call(tie_rule="draw")
    client = people.client_of(people.paul())

    first = client.post(FIX, follow=True).content.decode()
    kept = Draw.objects.get().seed
    second = client.post(FIX, follow=True).content.decode()

    assert "The seed is fixed. Its commitment is public." in first
    assert "The seed is fixed already" in second
    assert Draw.objects.get().seed == kept


def test_the_seed_is_fixed_at_the_latest_when_the_panel_opens() -> None:
    call = with_equals()

    assert Draw.objects.get(call=call).fixed_by == people.paul().person


@pytest.mark.parametrize("who", [people.petra, people.charles, people.mira, people.grace])
def test_others_fix_nothing(who: Any) -> None:
    applications.open_call(tie_rule="draw")

    assert people.client_of(who()).post(FIX).status_code == 404
    assert not Draw.objects.exists()


def test_rules_refuse_what_comes_too_early_or_too_late() -> None:
    call = with_equals()
    Draw.objects.get()
    now = timezone.now()

    with pytest.raises(Denied, match="Only a programme officer"):
        operations.fix_seed(call_id=call.pk, actor=people.charles(), now=now)
    with pytest.raises(Denied, match="Only the chair"):
        operations.tell_seed(call_id=call.pk, actor=people.petra(), now=now)
    told(call)
    with pytest.raises(Denied, match="told already"):
        told(call)


def test_a_call_without_a_draw_has_no_page_and_no_deed() -> None:
    call = applications.open_call()
    now = timezone.now()

    assert Client().get(PAGE).status_code == 404
    with pytest.raises(Denied, match="has no draw"):
        operations.fix_seed(call_id=call.pk, actor=people.paul(), now=now)
    with pytest.raises(Denied, match="has no draw"):
        operations.tell_seed(call_id=call.pk, actor=people.charles(), now=now)


def test_the_seed_is_not_told_before_or_after_the_panel_and_not_fixed_late() -> None:
    call = applications.open_call(tie_rule="draw")
    operations.fix_seed(call_id=call.pk, actor=people.paul(), now=timezone.now())
    other = applications.open_call("2031-1", tie_rule="draw")
    Call.objects.filter(pk=other.pk).update(state="panel")

    with pytest.raises(Denied, match="not before the panel"):
        told(call)
    with pytest.raises(Denied, match="before the panel sees"):
        operations.fix_seed(call_id=other.pk, actor=people.paul(), now=timezone.now())


def test_until_the_seed_is_told_equals_hold_the_list_up() -> None:
    call = with_equals()

    assert sorted(ranks(call).values(), key=str) == [1, 1, 1, 4]
    with pytest.raises(Denied, match="the draw is to part them: BDA30-0001, BDA30-0002"):
        panels.propose_from_ranking(call_id=call.pk, actor=people.petra(), now=timezone.now())


def test_lots_part_the_equal_and_the_list_follows() -> None:
    call = with_equals(envelope=800_000)
    client = people.client_of(people.charles())

    answer = client.post(TELL, follow=True).content.decode()

    draw = Draw.objects.get()
    order = lots.drawn(draw.seed, [f"BDA30-000{number}" for number in (1, 2, 3)])
    found = ranks(call)
    assert "The seed is told." in answer
    assert draw.seed in text_for(Client())
    assert [found[name] for name in order] == [1, 2, 3]
    decisions.drafted(call)
    outcomes = decisions.outcomes(call)
    assert [outcomes[name] for name in order] == ["recommended", "recommended", "reserve"]


def test_a_departure_from_the_lots_needs_a_reason() -> None:
    call = with_equals(envelope=800_000)
    told(call)
    decisions.drafted(call)
    order = lots.drawn(Draw.objects.get().seed, [f"BDA30-000{number}" for number in (1, 2, 3)])
    decisions.change(call, order[0], outcome="reserve", amount=0)
    decisions.change(call, order[2], outcome="recommended", amount=400_000)

    with pytest.raises(Denied, match="depart from the ranking"):
        decisions.put_forward(call)


def verified() -> str:
    out = StringIO()
    call_command("verify_draw", CODE, stdout=out)
    return out.getvalue()


def test_the_command_checks_seed_and_ranks() -> None:
    call = with_equals(envelope=800_000)
    early = verified()
    told(call)
    decisions.drafted(call)

    text = verified()

    assert "has not been told yet" in early
    assert "the ranks follow the lots" in text
    assert text.count("BDA30-000") == 3


def test_the_command_finds_what_was_tampered_with() -> None:
    call = with_equals(envelope=800_000)
    told(call)
    decisions.drafted(call)
    first = decisions.list_of(call).recommendations.get(rank=1)
    decisions.list_of(call).recommendations.filter(pk=first.pk).update(rank=3)

    with pytest.raises(CommandError, match="ranks these otherwise"):
        verified()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reviews_draw DISABLE TRIGGER USER")
        Draw.objects.update(seed="0" * 64)
        cursor.execute("ALTER TABLE reviews_draw ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="not the one that was committed to"):
        verified()
    with pytest.raises(CommandError, match="has no draw"):
        call_command("verify_draw", "1999-9")


def test_the_database_refuses_another_seed() -> None:
    with_equals()

    with pytest.raises(DatabaseError), transaction.atomic():
        Draw.objects.update(seed="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        Draw.objects.all().delete()
