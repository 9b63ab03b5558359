"""An assessor bids: what the page shows, what it refuses, and what it never tells."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes import lifecycle
from portal.accounts.models import Role
from reviews.bidding import personal_copy
from reviews.bidding.models import Bid, BiddingRound
from reviews.bidding.views import assessors as pages
from reviews.conflicts.models import Conflict, InterestDeclaration, Ruling
from reviews.pool.models import Assessor
from tests.factories import (
    applications,
    assessors,
    assignments,
    bids,
    calls,
    organisations,
    people,
    reviews,
)

pytestmark = pytest.mark.django_db


def browser(assessor: Assessor) -> Client:
    return people.client_of(assessors.actor(assessor))


def page_of(application: Application) -> str:
    return reverse("bid-list", args=[application.call.code])


def reads(assessor: Assessor, application: Application, query: str = "") -> str:
    answer = browser(assessor).get(page_of(application) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def sends(assessor: Assessor, application: Application, **wishes: str) -> str:
    fields = {f"wish-{name.replace('_', '-')}": value for name, value in wishes.items()}
    answer = browser(assessor).post(page_of(application), fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def field(application: Application) -> str:
    return f"wish-{application.reference}"


def chosen(body: str, application: Application) -> str:
    inputs = re.findall(rf'<input[^>]*name="{field(application)}"[^>]*>', body)
    [value] = [re.search(r'value="(\w+)"', one) for one in inputs if "checked" in one]
    assert value is not None
    return value[1]


def test_a_page_of_wishes_is_saved_at_once_and_again() -> None:
    [first, second, third], [lee, _other] = bids.scene()

    body = browser(lee).post(
        page_of(first),
        {field(first): "would_like", field(second): "rather_not", field(third): "could"},
        follow=True,
    )

    page = body.content.decode()
    assert "2 bids were saved." in page
    assert [chosen(page, one) for one in (first, second, third)] == [
        "would_like",
        "rather_not",
        "could",
    ]
    again = browser(lee).post(page_of(first), {field(first): "would_like"}, follow=True)
    assert "Your bids stand as they were." in again.content.decode()


def test_a_wrong_value_is_told_and_nothing_typed_is_lost() -> None:
    [first, second, _third], [lee, _other] = bids.scene()

    for wrong in ("a\x00b", "x" * 100_000, "\u202ewould_like", "WOULD_LIKE", ""):
        answer = browser(lee).post(
            page_of(first), {field(first): wrong, field(second): "rather_not"}
        )
        body = answer.content.decode()
        assert answer.status_code == 200
        assert f'href="#id_{field(first)}_0"' in body
        assert chosen(body, second) == "rather_not"
    assert not Bid.objects.exists()
    many = {f"field-{number}": "x" for number in range(20_000)}
    assert browser(lee).post(page_of(first), many).status_code == 400


def test_forged_names_reach_nothing_of_anybody_else() -> None:
    """AZ-03."""
    [first, *_rest], [lee, other] = bids.scene()
    bids.placed(other, first)
    elsewhere = assignments.rows(calls.in_assessment("2025-3"), 1)[0]
    bid = Bid.objects.get()

    forged = {
        field(elsewhere): "would_like",
        "wish-NO-SUCH": "would_like",
        f"wish-{bid.pk}": "rather_not",
        "assessor": str(other.pk),
        field(first): "rather_not",
    }
    browser(lee).post(page_of(first), forged, follow=True)

    kept = Bid.objects.order_by("pk").values_list("assessor", "application", "wish")
    assert list(kept) == [
        (other.pk, first.pk, "would_like"),
        (lee.pk, first.pk, "rather_not"),
    ]


def test_after_the_closing_the_page_is_read_only_and_a_late_save_keeps_its_choices() -> None:
    [first, second, _third], [lee, _other] = bids.scene()
    bids.placed(lee, first)
    bids.over(BiddingRound.objects.get())

    read = reads(lee, first)
    late = browser(lee).post(page_of(first), {field(second): "rather_not"}).content.decode()

    assert "Bidding is closed." in read
    assert '<input type="radio"' not in read
    assert "Save all bids" not in read
    assert "Would like to" in read
    assert "Nothing was changed." in late
    assert chosen(late, second) == "rather_not"
    assert "Save all bids" not in late
    assert Bid.objects.get().application == first


def test_nothing_but_reference_title_and_topics_is_shown() -> None:
    call = reviews.call_in_assessment(1)
    application = reviews.applications_of(call)[0]
    lee = assessors.pool(call, 1)[0]
    bids.opened(call)

    body = reads(lee, application)

    organisation, sponsor = application.organisation, application.sponsor
    team = [member.name for member in application.team.all()]
    assert application.title in body
    assert str(application.technology) in body
    assert [
        name
        for name in (organisation.name, organisation.name_zh, sponsor.name, *team)
        if name in body
    ] == []


def test_a_blind_call_leaves_names_out_of_titles() -> None:
    call = applications.open_call(is_blind=True)
    name = "Mira Chan"
    application = applications.at(
        "submitted",
        call=call,
        changes={"project": {"title": f"The ledger of {name}", "title_zh": ""}},
    )
    Application.objects.filter(pk=application.pk).update(state="eligible")
    lee = assessors.pool(call, 1)[0]
    bids.opened(call)
    names = application.snapshots.get().content["team"]
    hidden = names[0]["name"]
    Application.objects.filter(pk=application.pk).update(title=f"The ledger of {hidden}")

    body = reads(lee, application)
    interest = (
        browser(lee)
        .get(reverse("bid-interest", args=[call.code, application.reference]))
        .content.decode()
    )

    for page in (body, interest):
        assert "The ledger of […]" in page
        assert hidden not in page
        assert application.organisation.name not in page


def test_what_an_interest_keeps_apart_is_in_no_list_and_no_address() -> None:
    """AZ-06: recorded, suggested, of an employer not looked for yet, of one's own organisation."""
    [first, second, third, fourth], [lee, _other] = bids.scene(applications=4)
    reviews.conflict(first, lee)
    Conflict.objects.create(
        application=second,
        assessor=lee,
        source="same_domain",
        evidence="lee.hk",
        found_at=timezone.now(),
    )
    Assessor.objects.filter(pk=lee.pk).update(employer=third.organisation.name)

    organisations.join(fourth.organisation, assessors.actor(lee), "viewer")

    body = reads(lee, first)

    assert "No applications to bid on" in body
    for one in (first, second, third, fourth):
        assert one.reference not in body
        address = reverse("bid-interest", args=[one.call.code, one.reference])
        assert browser(lee).get(address).status_code == 404


def test_a_dismissed_suspicion_hides_nothing() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    Assessor.objects.filter(pk=lee.pk).update(employer=first.organisation.name)
    assert first.reference not in reads(lee, first)

    Conflict.objects.create(
        application=first,
        assessor=lee,
        source="same_employer",
        evidence=first.organisation.name,
        ruling=Ruling.DISMISSED,
        ruling_reason="Another company of this name.",
        found_at=timezone.now(),
    )

    assert first.reference in reads(lee, first)


def test_an_interest_is_declared_from_the_list_and_the_application_is_gone() -> None:
    [first, second, _third], [lee, _other] = bids.scene()
    bids.placed(lee, first)
    address = reverse("bid-interest", args=[first.call.code, first.reference])

    empty = browser(lee).post(address, {"statement": " \x00"}).content.decode()
    done = browser(lee).post(address, {"statement": "I advise them."}, follow=True)

    assert "error-summary" in empty
    body = done.content.decode()
    assert "You will not be asked about this application again." in body
    assert first.reference not in body
    assert second.reference in body
    assert InterestDeclaration.objects.get().statement == "I advise them."
    assert browser(lee).post(address, {"statement": "Again."}).status_code == 404


def test_who_cannot_be_given_work_sees_no_application_and_what_is_missing() -> None:
    [first, *_rest], _pool = bids.scene()
    person = people.person("Amy Leung", Role.ASSESSOR).person
    amy = assessors.without_register(person, ["technical"], "Bureau")
    assessors.in_pool(first.call, amy)

    body = reads(amy, first)

    assert first.reference not in body
    assert "You can bid once you can be given applications." in body
    assert reverse("register") in body


def test_nobody_else_has_the_page() -> None:
    [first, *_rest], _pool = bids.scene()
    outside = assessors.profile("Amy Leung")
    addresses = (page_of(first), reverse("bid-interest", args=[first.call.code, first.reference]))

    for actor in (
        assessors.actor(outside),
        people.paul(),
        people.alan(),
        people.charles(),
        people.mira(),
        people.otto(),
    ):
        for address in addresses:
            assert people.client_of(actor).get(address).status_code == 404
            assert people.client_of(actor).post(address).status_code == 404


def test_a_call_without_bidding_and_a_pool_that_was_left_have_no_page() -> None:
    call = assignments.closed_call()
    [row] = assignments.rows(call, 1)
    [lee] = assessors.pool(call, 1)
    assert browser(lee).get(page_of(row)).status_code == 404

    bids.opened(call)
    assert browser(lee).get(page_of(row)).status_code == 200
    call.pool.update(left_at=timezone.now())

    assert browser(lee).get(page_of(row)).status_code == 404


def test_long_lists_have_pages_in_an_order_of_ones_own() -> None:
    rows, [lee, other] = bids.scene(applications=30)

    def order(assessor: Assessor, query: str = "") -> list[str]:
        return re.findall(r'name="wish-([\w-]+)" value="could"', reads(assessor, rows[0], query))

    mine = [*order(lee), *order(lee, "?page=2")]
    assert len(order(lee)) == pages.PAGE
    assert sorted(mine) == [row.reference for row in rows]
    assert mine != [*order(other), *order(other, "?page=2")]
    answer = browser(lee).post(page_of(rows[0]), {"next": "yes", f"wish-{mine[0]}": "would_like"})
    assert answer.headers["Location"].endswith("?page=2")
    last = browser(lee).post(page_of(rows[0]) + "?page=2", {"next": "yes"})
    assert last.headers["Location"].endswith("?page=2")


def test_a_row_that_moved_to_another_page_meanwhile_is_saved_all_the_same() -> None:
    rows, [lee, _other] = bids.scene(applications=30)
    second = re.findall(r'name="wish-([\w-]+)" value="could"', reads(lee, rows[0], "?page=2"))

    browser(lee).post(page_of(rows[0]), {f"wish-{second[0]}": "would_like"})

    assert Bid.objects.get().application.reference == second[0]


def test_one_row_and_thirty_take_the_same_number_of_queries() -> None:
    rows, [lee, _other] = bids.scene(applications=30)
    client = browser(lee)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(page_of(rows[0]))
        return len(captured)

    queries()
    many = queries()
    Application.objects.exclude(pk=rows[0].pk).update(state="withdrawn")

    assert queries() == many


def test_the_home_page_tells_of_bidding_while_it_is_open() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    title = f"Applications to bid on in {first.call.code}"
    assert title in browser(lee).get(reverse("home")).content.decode()

    bids.over(BiddingRound.objects.get())

    assert title not in browser(lee).get(reverse("home")).content.decode()


def test_a_personal_copy_tells_ones_own_bids_by_reference_alone() -> None:
    [first, second, _third], [lee, other] = bids.scene()
    bids.placed(lee, first)
    bids.placed(other, second)

    [entry] = personal_copy.collect(assessors.actor(lee))

    assert entry.title == first.reference
    assert next(fact.value for fact in entry.facts) == "would_like"
    assert list(personal_copy.collect(people.person("Amy Leung", Role.ASSESSOR))) == []


def test_what_was_given_already_is_not_bid_on() -> None:
    [first, second, _third], [lee, other] = bids.scene()
    assignments.offered(first, lee)

    assert first.reference not in reads(lee, first)
    assert second.reference in reads(lee, first)
    assert first.reference in reads(other, first)

    assert "Your bids stand as they were." in sends(lee, first, **{first.reference: "would_like"})
    assert not Bid.objects.exists()


def test_after_the_closing_nobody_is_sent_to_file_a_register_for_it() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    bids.over(BiddingRound.objects.select_related("call").get())
    Assessor.objects.filter(pk=lee.pk).update(is_available=False)

    body = reads(lee, first)

    assert "Bidding is closed" in body
    assert "That needs three things" not in body


def test_an_assessment_that_ends_ends_the_bidding_and_no_date_ahead_is_called_past() -> None:
    [first, *_rest], [lee, _other] = bids.scene()
    first.call.state = lifecycle.PANEL
    first.call.save(update_fields=["state"])

    late = browser(lee).post(page_of(first), {field(first): "would_like"}).content.decode()

    assert "The assessment of this call is over." in late
    assert "With the assessment, before its time" in late
    assert not Bid.objects.exists()
