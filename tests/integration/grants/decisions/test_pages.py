"""The recommendation list in the browser: who reads it, who decides, and what a click does."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.decisions import operations
from grants.decisions.registration import on_call_page, to_decide
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from reviews.panels import operations as panels
from tests.factories import applications, assessors, decisions, organisations, people, reviews

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
DETAIL = reverse("decision-detail", args=[CODE])
APPROVE = reverse("decision-approve", args=[CODE])
RETURN = reverse("decision-return", args=[CODE])
READERS = (people.paul, people.charles, people.petra, people.grace, people.fiona, people.alan)


def shown(actor: Actor, url: str = DETAIL) -> str:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    return response.content.decode()


def version(call: Call) -> str:
    return str(decisions.list_of(call).version)


def test_the_lists_are_there_for_staff_of_the_call_alone(call: Call) -> None:
    """AZ-01, AZ-02, AZ-04."""
    decisions.bring(call, "put_forward")
    elsewhere = people.person("Gordon Au", Role.APPROVER, scope="1999-1")

    for reader in READERS:
        assert DETAIL in shown(reader(), reverse("decision-list"))
        assert "Recommendation list" in shown(reader())
    for stranger in (people.mira(), people.otto(), people.ines(), people.ada(), elsewhere):
        client = people.client_of(stranger)
        assert DETAIL not in client.get(reverse("decision-list")).content.decode()
        assert client.get(DETAIL).status_code == 404
        for url in (APPROVE, RETURN):
            assert client.get(url).status_code == 404
            assert client.post(url, {"confirmed": "on", "version": "1"}).status_code == 404
    assert Client().get(DETAIL).status_code == 302


def test_without_a_list_the_page_says_when_there_will_be_one() -> None:
    assert "No list yet" in shown(people.grace(), reverse("decision-list"))


def test_the_page_groups_the_lines_and_shows_the_envelope(call: Call) -> None:
    decisions.bring(call, "drafted")
    decisions.change(call, "BDA30-0002", outcome="reserve", amount=Decimal(0), reason="Next round.")
    decisions.change(call, "BDA30-0001", conditions="Report monthly.", feedback="Well done.")

    page = shown(people.grace())

    assert page.index(">Recommended</caption>") < page.index(">Reserve</caption>")
    assert page.index(">Reserve</caption>") < page.index(">Not recommended</caption>")
    assert page.index("BDA30-0001") < page.index("BDA30-0002") < page.index("BDA30-0003")
    for words in (
        "HK$400,000",
        "Next round.",
        "Report monthly.",
        "Well done.",
        "100.00",
        "Not yet",
    ):
        assert words in page
    assert "Departs from the ranking" not in page
    assert "Being prepared" in page


def test_a_departure_is_marked_beside_its_reason(call: Call) -> None:
    decisions.bring(call, "drafted")
    decisions.change(
        call, "BDA30-0001", outcome="not_recommended", amount=0, reason="Sponsor left."
    )

    page = shown(people.grace())

    assert page.count("Departs from the ranking") == 2
    assert "Sponsor left." in page


def test_a_list_whose_applications_all_withdrew_says_so(call: Call) -> None:
    decisions.bring(call, "drafted")
    call.applications.update(state="withdrawn")

    assert "Every application on it was withdrawn." in shown(people.grace())


@pytest.mark.parametrize(
    ("state", "words", "missing"),
    [
        ("put_forward", "Go to the decision below the list", "See the letters"),
        ("approved", "Go to the release", "Return the list"),
        ("released", "See the letters", "Go to the release"),
    ],
)
def test_each_state_offers_its_deed(call: Call, state: str, words: str, missing: str) -> None:
    decisions.bring(call, state)

    page = shown(people.grace())

    assert words in page
    assert missing not in page
    assert "Charles Yip" in page


def test_the_approver_approves_with_a_tick(call: Call) -> None:
    decisions.bring(call, "put_forward")
    client = people.client_of(people.grace())

    answer = client.post(APPROVE, {"confirmed": "on", "version": version(call)}, follow=True)

    assert "Nothing leaves until you release it." in answer.content.decode()
    assert decisions.list_of(call).state == "approved"


def test_without_the_tick_nothing_is_approved(call: Call) -> None:
    decisions.bring(call, "put_forward")
    client = people.client_of(people.grace())

    answer = client.post(APPROVE, {"version": version(call)})

    page = answer.content.decode()
    assert "Tick the box to approve the list." in page
    assert "<title>Error:" in page
    assert decisions.list_of(call).state == "put_forward"


def test_the_second_of_two_clicks_finds_it_approved(call: Call) -> None:
    decisions.bring(call, "put_forward")
    client = people.client_of(people.grace())
    posted = {"confirmed": "on", "version": version(call)}

    client.post(APPROVE, posted)
    second = client.post(APPROVE, posted)

    assert (second.status_code, second.url) == (302, DETAIL)
    assert decisions.list_of(call).state == "approved"


def test_a_refusal_to_approve_stands_on_the_page(call: Call) -> None:
    decisions.bring(call, "put_forward")
    people.person("Petra Lam", Role.APPROVER)

    answer = people.client_of(people.petra()).post(
        APPROVE, {"confirmed": "on", "version": version(call)}
    )

    sentence = "A list is approved by another person than those who wrote it."
    assert answer.content.decode().count(sentence) == 2
    assert decisions.list_of(call).state == "put_forward"


@pytest.mark.parametrize("seen", [None, "", "x", "0", "9" * 5000])
def test_a_post_that_names_no_version_is_none_of_ours(call: Call, seen: str | None) -> None:
    decisions.bring(call, "put_forward")
    posted = {"confirmed": "on"} if seen is None else {"confirmed": "on", "version": seen}

    answer = people.client_of(people.grace()).post(APPROVE, posted)

    assert answer.status_code == 400
    assert decisions.list_of(call).state == "put_forward"


def test_an_old_page_cannot_approve_a_new_list(call: Call) -> None:
    """DE-02: the new list is shown, and the next click means it."""
    decisions.bring(call, "put_forward")
    old, grace = version(call), people.grace()
    operations.return_list(
        list_id=decisions.list_of(call).pk, reason="Again.", actor=grace, now=timezone.now()
    )
    decisions.drafted(call)
    decisions.put_forward(call)
    client = people.client_of(grace)

    answer = client.post(APPROVE, {"confirmed": "on", "version": old})

    assert "changed the list since you opened it" in answer.content.decode()
    assert f'name="version" value="{version(call)}"' in answer.content.decode()


def test_the_approver_returns_the_list_with_remarks(call: Call) -> None:
    decisions.bring(call, "put_forward")
    client = people.client_of(people.grace())

    answer = client.post(RETURN, {"reason": "Look at 0002\r\nagain."}, follow=True)

    page = answer.content.decode()
    assert "The list went back to the panel." in page
    assert "Look at 0002<br>again." in page
    assert "Look at 0002<br>again." in shown(people.petra(), reverse("panel-detail", args=[CODE]))


def test_remarks_are_needed_and_what_was_typed_stays(call: Call) -> None:
    decisions.bring(call, "put_forward")
    client = people.client_of(people.grace())

    empty = client.post(RETURN, {"reason": " "})
    long = client.post(RETURN, {"reason": "x" * 2001})
    decisions.approved(call)
    late = client.post(RETURN, {"reason": "Too late."})

    assert "This field is required." in empty.content.decode()
    assert "1 too many" in long.content.decode()
    assert "x" * 2001 in long.content.decode()
    assert "This list is not waiting for approval." in late.content.decode()


def test_the_forms_open_on_the_page_itself(call: Call) -> None:
    decisions.bring(call, "put_forward")

    for url in (APPROVE, RETURN):
        page = shown(people.grace(), url)
        assert "There is a problem" not in page
        assert "<title>Recommendation list" in page


def test_a_reader_with_an_interest_sees_nothing_of_it(call: Call) -> None:
    """AZ-06: the page is the same before and after their own application is scored higher."""
    decisions.bring(call, "drafted")
    own = reviews.applications_of(call)[1]
    organisations.join(own.organisation, people.alan(), "viewer")
    alan = people.refreshed(people.alan())

    before = shown(alan)
    decisions.change(call, own.reference, amount=Decimal(1000), feedback="Cheaper.")
    after = shown(alan)
    own.recommendation.refresh_from_db()
    decisions.list_of(call).recommendations.filter(application=own).update(rank=1)
    decisions.list_of(call).recommendations.exclude(application=own).update(rank=2)
    ranked = shown(alan)

    assert own.reference not in before
    assert "1 application is left out of this page" in before
    assert "HK$400,000" in before
    assert before.replace(token(before), "") == after.replace(token(after), "")
    assert set(re.findall(r'data-label="Rank">([^<]*)<', ranked)) == {"1"}


def token(page: str) -> str:
    marker = 'name="csrfmiddlewaretoken" value="'
    return page.split(marker)[1].split('"', maxsplit=1)[0]


def test_a_conflicted_approver_reads_why_another_must_decide(call: Call) -> None:
    """AZ-06, AZ-13."""
    decisions.bring(call, "put_forward")
    first = reviews.applications_of(call)[0]
    profile = assessors.profile("Grace Ng")
    reviews.conflict(first, profile)

    page = shown(people.refreshed(people.grace()))

    assert first.reference not in page
    assert page.count("another person decides.") == 2


def test_one_line_and_thirty_take_the_same_queries(call: Call) -> None:
    decisions.bring(call, "drafted")
    client = people.client_of(people.grace())
    client.get(DETAIL)

    with CaptureQueriesContext(connection) as few:
        client.get(DETAIL)
    reviews.bare_rows(call, 30)
    panels.propose_from_ranking(call_id=call.pk, actor=people.petra(), now=timezone.now())
    with CaptureQueriesContext(connection) as many:
        page = client.get(DETAIL)

    assert page.content.decode().count("<tr>") > 33
    assert len(many) == len(few) <= 20


def test_the_home_page_of_the_approver_counts_the_lists_that_wait(call: Call) -> None:
    grace = people.grace()

    def waiting() -> list[str]:
        return [str(entry.text) for entry in to_decide(grace, timezone.now())]

    decisions.bring(call, "drafted")
    nothing = waiting()
    decisions.put_forward(call)
    to_approve = waiting()
    decisions.approved(call)
    to_release = waiting()

    assert nothing == []
    assert to_approve == ["The panel has put its list forward. Read it, then approve or return it."]
    assert to_release == ["The list is approved. Its letters wait to be released."]
    assert "Lists to decide" in shown(grace, reverse("home"))


def test_the_officers_page_of_a_call_leads_to_its_list_and_letters(call: Call) -> None:
    paul, now = people.paul(), timezone.now()

    def leads() -> list[str]:
        return [entry.href for entry in on_call_page(paul, call, now)]

    without = leads()
    decisions.bring(call, "drafted")
    drafted = leads()
    call.refresh_from_db()
    decisions.put_forward(call)
    decisions.approved(call)
    decisions.released(call)

    assert without == []
    assert drafted == [DETAIL]
    assert leads() == [DETAIL, reverse("letter-list", args=[CODE])]
    assert on_call_page(people.mira(), call, now) == []
