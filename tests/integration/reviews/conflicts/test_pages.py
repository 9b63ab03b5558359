"""Officers' pages on conflicts, and their card."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from grants.exclusions.models import ExclusionRequest
from portal.accounts.models import Role
from reviews.conflicts.models import Conflict
from reviews.conflicts.registration import conflicts_for_the_chair, conflicts_to_rule
from tests.factories import assessors, assignments, calls, organisations, people

pytestmark = pytest.mark.django_db

LIST_QUERIES = 10
NOTHING = {"csrfmiddlewaretoken": "x"}


def suspects(number: int = 1) -> Conflict:
    """Suggested conflicts of one assessor with ``number`` applications; the first of them."""
    call = assignments.closed_call()
    assessor = assessors.profile()
    assessors.in_pool(call, assessor)
    for application in assignments.rows(call, number):
        organisations.join(application.organisation, assessor.user, "viewer")
    client = people.client_of(people.paul())
    response = client.post(reverse("conflict-look", args=[call.code]))
    assert response.status_code == 302
    return Conflict.objects.order_by("pk").select_related("application__call", "assessor")[0]


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_list_says_what_is_compared() -> None:
    call = calls.in_assessment()

    shown = page(people.client_of(people.paul()), reverse("conflict-list", args=[call.code]))

    assert "No conflicts to show" in shown


def test_looking_says_how_many_were_found() -> None:
    conflict = suspects(2)
    url = reverse("conflict-look", args=[conflict.application.call.code])

    again = people.client_of(people.paul()).post(url, follow=True).content.decode()

    assert "0 new conflicts were found." in again


def test_the_list_shows_evidence_and_filters_by_ruling() -> None:
    conflict = suspects()
    client = people.client_of(people.paul())
    url = reverse("conflict-list", args=[conflict.application.call.code])

    everything = page(client, url)

    assert conflict.application.reference in everything
    assert "Is or was a member of" in everything
    assert "Rule on it" in everything
    assert conflict.application.reference in page(client, url + "?ruling=suggested")
    assert conflict.application.reference not in page(client, url + "?ruling=dismissed")
    assert conflict.application.reference in page(client, url + "?ruling=nonsense")


def test_a_pair_is_ruled_on_in_the_browser() -> None:
    conflict = suspects()
    client = people.client_of(people.paul())
    url = reverse(
        "conflict-pair", args=[conflict.application.reference, conflict.assessor.reference]
    )
    ruling = {"source": conflict.source, "ruling": "dismissed", "reason": "Left in 2019."}

    assert "Confirm: the conflict stands" in page(client, url)
    unreasoned = client.post(url, {**ruling, "reason": ""})
    assert "There is a problem" in unreasoned.content.decode()
    assert client.post(url, {**ruling, "source": "officer"}).status_code == 404
    assert client.post(url, ruling).status_code == 302
    repeated = client.post(url, ruling).content.decode()

    assert "ruled in this way already" in repeated
    assert "Ruled by Paul Ho" in page(client, url)
    listed = page(client, reverse("conflict-list", args=[conflict.application.call.code]))
    assert "Dismissed" in listed
    assert client.get(reverse("conflict-pair", args=["X-1", uuid4()])).status_code == 404


def test_a_conflict_is_recorded_in_the_browser() -> None:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    assessor = assessors.profile()
    assessors.in_pool(call, assessor)
    client = people.client_of(people.paul())
    url = reverse("conflict-record", args=[call.code])
    values = {"application": application.pk, "assessor": assessor.pk, "evidence": "Cousins."}

    assert application.reference in page(client, url)
    assert "There is a problem" in client.post(url, NOTHING).content.decode()
    assert client.post(url, values).status_code == 302
    assert "recorded a conflict" in client.post(url, values).content.decode()
    assert "Confirmed" in page(client, reverse("conflict-list", args=[call.code]))


def test_an_auditor_reads_and_changes_nothing() -> None:
    conflict = suspects()
    code = conflict.application.call.code
    client = people.client_of(people.alan())
    pair = reverse(
        "conflict-pair", args=[conflict.application.reference, conflict.assessor.reference]
    )
    sentence = "Only a programme officer of this call can do this."

    assert sentence in page(client, reverse("conflict-list", args=[code]))
    assert "Save the ruling" not in page(client, pair)
    refused = [
        client.post(reverse("conflict-look", args=[code]), follow=True),
        client.post(pair, {"source": conflict.source, "ruling": "dismissed", "reason": "Left."}),
        client.post(
            reverse("conflict-record", args=[code]),
            {
                "application": conflict.application_id,
                "assessor": conflict.assessor_id,
                "evidence": "x",
            },
        ),
    ]
    assert all(sentence in response.content.decode() for response in refused)
    assert list(Conflict.objects.values_list("ruling", flat=True)) == ["suggested"]


def test_strangers_and_assessors_find_nothing() -> None:
    """AZ-03."""
    conflict = suspects()
    code = conflict.application.call.code
    pair = reverse(
        "conflict-pair", args=[conflict.application.reference, conflict.assessor.reference]
    )

    for actor in (people.otto(), people.mira(), assessors.actor(conflict.assessor)):
        client = people.client_of(actor)
        for url in (reverse("conflict-list", args=[code]), pair):
            assert client.get(url).status_code == 404
        assert client.post(reverse("conflict-look", args=[code])).status_code == 404


def test_the_card_counts_what_waits_in_the_officers_own_calls() -> None:
    conflict = suspects(2)
    other = people.person("Oscar Poon", Role.OFFICER, scope="another")

    [entry] = conflicts_to_rule(people.paul(), timezone.now())

    assert entry.count == 2
    assert conflict.application.call.code in entry.href
    assert conflicts_to_rule(other, timezone.now()) == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_as_often_for_thirty_as_for_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conflict = suspects(number)
    client = people.client_of(people.paul())
    url = reverse("conflict-list", args=[conflict.application.call.code])
    client.get(url)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(url)


def test_the_chair_sees_and_rules_on_what_was_referred_alone() -> None:
    suspects(2)
    doubtful, other = Conflict.objects.order_by("pk").select_related("application", "assessor")
    officer, chair = people.client_of(people.paul()), people.client_of(people.charles())
    pairs = [
        reverse("conflict-pair", args=[one.application.reference, one.assessor.reference])
        for one in (doubtful, other)
    ]
    referred, reason = reverse("conflict-referred"), "Is a viewer a member?"
    asked = {"source": doubtful.source, "ruling": "referred", "reason": reason}

    assert "Nothing waits for your ruling" in page(chair, referred)
    assert chair.get(pairs[0]).status_code == 404
    assert officer.post(pairs[0], asked).status_code == 302
    assert reason in page(officer, pairs[0])
    assert "Confirm: the conflict stands" not in page(officer, pairs[0])
    assert doubtful.application.reference in page(chair, referred)
    assert reason in page(chair, pairs[0])
    assert "refer it to the chair" not in page(chair, pairs[0])
    assert chair.get(pairs[1]).status_code == 404
    assert [entry.count for entry in conflicts_for_the_chair(people.charles(), timezone.now())] == [
        1
    ]
    ruled = chair.post(pairs[0], {**asked, "ruling": "dismissed", "reason": "No."}, follow=True)
    assert "Nothing waits for your ruling" in ruled.content.decode()
    assert "as chair on" in page(officer, pairs[0])
    assert list(conflicts_for_the_chair(people.charles(), timezone.now())) == []
    assert officer.get(referred).status_code == 404


def test_officers_read_whom_applicants_ask_to_exclude() -> None:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    ExclusionRequest.objects.create(
        application=application,
        kind="body",
        name="Rival Exchange",
        reason="A competitor.",
        requested_by=application.created_by,
        requested_at=timezone.now(),
    )

    shown = page(people.client_of(people.paul()), reverse("conflict-list", args=[call.code]))

    assert "Rival Exchange" in shown
    assert "A competitor." in shown
