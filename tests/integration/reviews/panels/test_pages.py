"""The panel in the browser: the ranked list, its lines, and the end of the assessment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.decisions import operations as deciding
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from tests.answers import TOKEN
from tests.answers import shown as bare
from tests.factories import (
    applications,
    assessors,
    decisions,
    organisations,
    people,
    reviews,
)

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
DETAIL = reverse("panel-detail", args=[CODE])
PROPOSE = reverse("panel-propose", args=[CODE])
FORWARD = reverse("panel-put-forward", args=[CODE])
OPEN = reverse("panel-open", args=[CODE])
READERS = (people.charles, people.petra, people.paul, people.alan)


def line_of(number: int) -> str:
    return reverse("panel-line", args=[CODE, f"BDA30-000{number}"])


def page(actor: Actor, url: str = DETAIL) -> str:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    return response.content.decode()


def posted(outcome: str, **changes: str) -> dict[str, str]:
    blank = {"amount": "", "reason": "", "conditions": "", "feedback": ""}
    return {"outcome": outcome, **blank, **changes}


def test_the_ranking_is_for_the_panel_officers_and_auditors(call: Call) -> None:
    """AZ-01, AZ-02, AZ-04: neither approvers nor assessors nor applicants see a score here."""
    elsewhere = people.person("Cecil Ma", Role.CHAIR, scope="1999-1")

    for reader in READERS:
        assert DETAIL in page(reader(), reverse("panel-list"))
        assert "BDA30-0001" in page(reader())
        assert "Read score sheet 1" in page(reader(), line_of(1))
    for stranger in (people.grace(), people.mira(), people.otto(), people.ines(), elsewhere):
        client = people.client_of(people.refreshed(stranger))
        assert DETAIL not in client.get(reverse("panel-list")).content.decode()
        for url in (DETAIL, line_of(1), OPEN):
            assert client.get(url).status_code == 404
        for url in (PROPOSE, FORWARD, line_of(1)):
            assert client.post(url, {"version": "1"}).status_code == 404
    assert Client().get(DETAIL).status_code == 302


def test_the_page_shows_scores_spread_and_envelope(call: Call) -> None:
    text = page(people.petra())

    for words in ("100.00", "80.00 to 80.00", "HK$400,000", "Begin the list from the ranking"):
        assert words in text
    assert "See the scores as a chart" in text
    assert text.index("BDA30-0001") < text.index("BDA30-0002") < text.index("BDA30-0003")
    assert "Put the list forward" not in text


def test_a_call_in_which_nothing_was_assessed_says_so(call: Call) -> None:
    call.applications.update(state="withdrawn")

    assert "No assessed application" in page(people.petra())


def test_a_member_begins_the_list_and_begins_again(call: Call) -> None:
    client = people.client_of(people.petra())

    first = client.post(PROPOSE, follow=True).content.decode()
    again = client.post(PROPOSE, follow=True).content.decode()

    assert "The list follows the ranking now." in first
    assert "Begin again from the ranking" in again
    assert again.count(">Recommended<") >= 2
    assert "HK$800,000" in again


def test_an_officer_reads_why_the_buttons_are_grey(call: Call) -> None:
    decisions.bring(call, "drafted")

    answer = people.client_of(people.paul()).post(PROPOSE)

    text = answer.content.decode()
    assert "There is a problem" in text
    assert text.count("Only the panel writes the recommendation list.") == 3


def test_a_line_is_read_with_its_sheets_and_changed(call: Call) -> None:
    decisions.bring(call, "drafted")
    client = people.client_of(people.petra())

    before = client.get(line_of(1)).content.decode()
    answer = client.post(
        line_of(1),
        posted("reserve", amount="HK$ 1,000", reason="Next time.", seen=seen_in(before)),
        follow=True,
    )

    for words in ("5 of 5", reviews.COMMENT, "100.00, from 100.00 to 100.00, 1 sheet", "400,000"):
        assert words in before
    assert "Assessor0" not in before
    assert "Saved: BDA30-0001." in answer.content.decode()
    assert decisions.outcomes(call)["BDA30-0001"] == "reserve"


def seen_in(text: str) -> str:
    return text.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def test_a_recommended_line_keeps_its_amount_conditions_and_feedback(call: Call) -> None:
    decisions.bring(call, "drafted")
    client = people.client_of(people.petra())
    words = {"conditions": "Report monthly.", "feedback": "龍: well argued."}

    client.post(line_of(1), posted("recommended", amount="350,000", **words))

    text = client.get(line_of(1)).content.decode()
    assert "350,000" in text
    assert "Report monthly." in text
    assert "龍: well argued." in text
    assert "HK$350,000" in page(people.petra())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outcome": "", "reason": "Kept."}, "This field is required."),
        ({"outcome": "no", "reason": "Kept."}, "no is not one of the available choices"),
        ({"amount": "a lot", "reason": "Kept."}, "Enter an amount in Hong Kong dollars"),
        ({"amount": "-1", "reason": "Kept."}, "Enter HK$0 or more."),
        ({"amount": "400,001", "reason": "Kept."}, "more than the HK$400,000 requested"),
        ({"amount": "", "reason": "Kept."}, "is recommended without an amount"),
        ({"feedback": "Go 🚀", "reason": "Kept."}, "Letters cannot show these characters: 🚀."),
        ({"conditions": "🙂", "reason": "Kept."}, "Letters cannot show these characters: 🙂."),
        ({"feedback": "x" * 2001, "reason": "Kept."}, "1 too many"),
        ({"reason": "Kept. " + "x" * 2000}, "too many"),
        ({"feedback": "Assessor0 Lee", "reason": "Kept."}, "name no assessor"),
    ],
)
def test_a_wrong_line_is_told_and_nothing_typed_is_lost(
    call: Call, typed: dict[str, str], sentence: str
) -> None:
    decisions.bring(call, "drafted")
    client = people.client_of(people.petra())

    text = client.post(line_of(1), {**posted("recommended", amount="1,000"), **typed})

    assert sentence in text.content.decode()
    assert "Kept." in text.content.decode()
    assert "<title>Error:" in text.content.decode()
    line = decisions.list_of(call).recommendations.get(application__reference="BDA30-0001")
    assert (line.amount, line.reason) == (Decimal("400000.00"), "")


def test_a_line_before_the_list_cannot_be_saved(call: Call) -> None:
    client = people.client_of(people.petra())

    text = client.post(line_of(1), posted("reserve")).content.decode()

    assert "Begin the list from the ranking first." in text


def test_an_old_page_shows_what_is_saved_now_and_saves_the_second_time(call: Call) -> None:
    """DE-02."""
    decisions.bring(call, "drafted")
    client = people.client_of(people.petra())
    old = seen_in(client.get(line_of(1)).content.decode())
    decisions.change(call, "BDA30-0001", reason="R.", conditions="C.", feedback="By Charles.")

    text = client.post(line_of(1), posted("reserve", reason="By Petra.", seen=old)).content.decode()
    kept = decisions.outcomes(call)["BDA30-0001"]
    client.post(line_of(1), posted("reserve", reason="By Petra.", seen=seen_in(text)))

    for words in ("What is saved now", "By Charles.", "By Petra.", "Recommended, HK$400,000"):
        assert words in text
    assert kept == "recommended"
    assert decisions.outcomes(call)["BDA30-0001"] == "reserve"


def test_readers_read_a_line_without_a_form(call: Call) -> None:
    decisions.bring(call, "drafted")
    decisions.change(call, "BDA30-0003", reason="Weak plan.", feedback="Cost it.")

    text = page(people.alan(), line_of(3))

    assert "Only the panel writes the recommendation list." in text
    assert "Weak plan." in text
    assert "<textarea" not in text


def test_a_line_without_score_or_list_is_plain(call: Call) -> None:
    reviews.conflict(reviews.applications_of(call)[0], assessors.profile("Assessor0 Lee"))

    text = page(people.alan(), line_of(1))

    assert "Nobody scored this application." in text
    assert people.client_of(people.alan()).get(line_of(9)).status_code == 404
    assert page(people.alan()).count("–") >= 2


def test_a_conflicted_member_finds_nothing_of_theirs(call: Call) -> None:
    """AZ-06: list, line, sums and drawing leave it out, and a new score changes nothing."""
    decisions.bring(call, "drafted")
    own = reviews.applications_of(call)[0]
    organisations.join(own.organisation, people.petra(), "viewer")
    client = people.client_of(people.refreshed(people.petra()))

    before = TOKEN.sub(b"", client.get(DETAIL).content)
    decisions_of_others = decisions.list_of(call).recommendations.get(application=own)
    decisions_of_others.amount = Decimal(1)
    decisions_of_others.save(update_fields=["amount"])
    reviews.conflict(own, assessors.profile("Assessor0 Lee"))
    after = TOKEN.sub(b"", client.get(DETAIL).content)

    assert before == after
    assert own.reference not in before.decode()
    assert "1 application is left out of this page" in before.decode()
    assert bare(client.get(line_of(1))) == bare(client.get(line_of(9)))
    assert client.post(line_of(1), posted("reserve")).status_code == 404


def forward(actor: Actor, version: Any) -> Any:
    return people.client_of(actor).post(FORWARD, {"version": str(version)}, follow=True)


def test_the_chair_puts_the_list_forward_and_a_second_click_finds_it_done(call: Call) -> None:
    decisions.bring(call, "drafted")
    version = decisions.list_of(call).version

    first = forward(people.charles(), version).content.decode()
    second = forward(people.charles(), version)

    assert "The list is put forward. The approver decides now." in first
    assert "Waiting for approval" in first
    assert second.redirect_chain == [(DETAIL, 302)]
    assert "There is a problem" not in second.content.decode()


def test_a_refusal_to_put_forward_stands_on_the_page(call: Call) -> None:
    decisions.bring(call, "drafted")

    old = forward(people.charles(), 1).content.decode()
    member = forward(people.petra(), decisions.list_of(call).version).content.decode()

    assert "changed the list since you opened it" in old
    assert member.count("Only the chair of the panel puts the list forward.") == 2
    assert decisions.list_of(call).state == "draft"


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_a_post_that_names_no_version_is_none_of_ours(call: Call, version: str) -> None:
    decisions.bring(call, "drafted")

    answer = people.client_of(people.charles()).post(FORWARD, {"version": version})

    assert answer.status_code == 400


def test_without_a_list_there_is_nothing_to_put_forward(call: Call) -> None:
    assert people.client_of(people.charles()).post(FORWARD, {"version": "1"}).status_code == 404


def test_the_button_says_what_stands_against_it(call: Call) -> None:
    decisions.bring(call, "drafted")
    decisions.change(call, "BDA30-0001", outcome="reserve", amount=0)
    departing = page(people.charles())
    decisions.drafted(call)
    Call.objects.filter(pk=call.pk).update(envelope=Decimal(1))
    beyond = page(people.charles())
    Call.objects.filter(pk=call.pk).update(envelope=Decimal(5_000_000))
    reviews.conflict(reviews.applications_of(call)[2], assessors.profile("Assessor0 Lee"))
    stale = page(people.charles())

    assert "These depart from the ranking and need a reason: BDA30-0001, BDA30-0002." in departing
    assert departing.count("Reason missing") == 2
    assert "The list sums to HK$800,000, but the envelope has HK$1 left." in beyond
    assert "Scores changed since the list was written." in stale


def test_a_returned_list_shows_the_remarks(call: Call) -> None:
    decisions.bring(call, "put_forward")
    deciding.return_list(
        list_id=decisions.list_of(call).pk,
        reason="Look again.",
        actor=people.grace(),
        now=timezone.now(),
    )

    text = page(people.charles())

    assert "Returned with these remarks" in text
    assert "Look again." in text
    assert "Put the list forward" in text


def test_one_row_and_thirty_take_the_same_queries(call: Call) -> None:
    decisions.bring(call, "drafted")
    client = people.client_of(people.charles())
    client.get(DETAIL)

    with CaptureQueriesContext(connection) as few:
        client.get(DETAIL)
    reviews.bare_rows(call, 30)
    decisions.drafted(call)
    with CaptureQueriesContext(connection) as many:
        text = client.get(DETAIL).content.decode()

    assert text.count("panel/2030-1/lines/") == 33
    assert len(many) == len(few) <= 22
