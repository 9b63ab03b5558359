"""What applicants learn for each criterion, and that it tells nothing of who marked."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.awards.contents import render
from grants.awards.models import Letter
from grants.programmes.models import Call
from portal.accounts.models import User
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.assignment.models import Assignment
from reviews.panels import queries
from reviews.scoring.models import Review
from tests.factories import decisions, people, reviews
from tests.factories.people import client_of

pytestmark = pytest.mark.django_db


def line_url(call: Call, application: Application) -> str:
    return reverse("panel-line", args=[call.code, application.reference])


def posted(**texts: str) -> dict[str, str]:
    words = {"outcome": "not_recommended", "amount": "", "reason": "Too thin.", "feedback": ""}
    return {
        **words,
        "conditions": "",
        **{f"criterion_{code}": text for code, text in texts.items()},
    }


def test_each_criterion_has_the_band_of_its_mean() -> None:
    call = reviews.call_before_the_panel((5, 4), (1, 2))

    best, worst = queries.ranking(call)

    assert {one.band for one in best.criteria} == {"strong"}
    assert {one.band for one in worst.criteria} == {"weak"}
    codes = [one.code for one in best.criteria]
    assert codes == list(call.criteria.order_by("position").values_list("code", flat=True))


def test_the_panel_writes_to_a_criterion_and_names_nobody() -> None:
    call = decisions.at("drafted")
    application = queries.ranking(call)[-1].application
    code = call.criteria.order_by("position")[0].code
    name = Assignment.objects.filter(application=application)[0].assessor.user.name
    client = client_of(people.petra())

    named = client.post(line_url(call, application), posted(**{code: f"{name} liked it."}))
    long = client.post(line_url(call, application), posted(**{code: "x" * 1_000_000}))
    client.post(line_url(call, application), posted(**{code: "The market is not described."}))

    assert "name no assessor" in named.content.decode()
    assert "too many" in long.content.decode()
    assert (
        "The market is not described." in client.get(line_url(call, application)).content.decode()
    )
    row = next(row for row in queries.ranking(call) if row.application == application)
    assert row.criteria[0].text == "The market is not described."
    assert queries.print_of(row) != queries.print_of(queries.ranking(call)[0])


def test_beginning_again_from_the_ranking_forgets_the_texts() -> None:
    call = decisions.at("drafted")
    application = queries.ranking(call)[-1].application
    code = call.criteria.order_by("position")[0].code
    client_of(people.petra()).post(line_url(call, application), posted(**{code: "Thin."}))

    decisions.drafted(call)

    assert all(one.text == "" for row in queries.ranking(call) for one in row.criteria)


def released_with_feedback() -> Application:
    call = decisions.at("drafted", sheets=((5, 4), (4, 3), (1, 2)))
    application = queries.ranking(call)[-1].application
    code = call.criteria.order_by("position")[0].code
    text = {code: "The market is not described."}
    client_of(people.petra()).post(line_url(call, application), posted(**text))
    decisions.put_forward(call)
    decisions.approved(call)
    decisions.released(call)
    decisions.work_off()
    return Application.objects.get(pk=application.pk)


def test_the_decision_tells_band_and_words_only_once_it_is_released() -> None:
    call = decisions.at("drafted")
    application = queries.ranking(call)[-1].application
    url = reverse("application-decision", args=[application.reference])
    owner = client_of(people.refreshed(application.created_by))
    assert owner.get(url).status_code == 404
    for state in ("put_forward", "approved"):
        getattr(decisions, state)(call)
        assert owner.get(url).status_code == 404
    decisions.released(call)

    page = owner.get(url).content.decode()

    assert "Feedback by criterion" in page
    assert "Weak" in page


def seen_by_the_applicant(application: Application) -> list[bytes]:
    """Pages without their tokens, the letter drawn anew, and every mail."""
    client = client_of(people.refreshed(application.created_by))
    pages = [
        client.get(reverse(name, args=[application.reference])).content
        for name in ("application-detail", "application-decision", "application-snapshot")
    ]
    pages.append(client.get(reverse("home")).content)
    bare = [re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", page) for page in pages]
    letter = Letter.objects.get(decision__application=application)
    mails = Message.objects.filter(recipient=application.created_by).order_by("pk")
    written = [f"{mail.subject}{mail.body}".encode() for mail in mails]
    return [*bare, render(letter, made_at=letter.decision.decided_at), *written]


def test_two_assessors_swapped_change_no_byte_that_applicants_get() -> None:
    """AZ-07: neither names nor order of the assessors reach an applicant by any channel."""
    application = released_with_feedback()
    before = seen_by_the_applicant(application)
    assert any("The market is not described." in page.decode("utf-8", "ignore") for page in before)
    first, second = Assignment.objects.filter(application=application).order_by("pk")
    one, two = first.assessor, second.assessor
    spare = "between@example.hk"
    names = {
        one.user_id: (two.user.name, two.user.email),
        two.user_id: (one.user.name, one.user.email),
    }

    User.objects.filter(pk=one.user_id).update(email=spare)
    for key, (name, email) in reversed(names.items()):
        User.objects.filter(pk=key).update(name=name, email=email)
    Review.objects.filter(assignment=first).update(submitted_at=F("submitted_at"))
    Review.objects.filter(assignment=second).update(submitted_at=timezone.now())

    assert seen_by_the_applicant(application) == before
    told = b"".join(before).decode("utf-8", "ignore")
    for name, email in names.values():
        assert name not in told
        assert email not in told


def test_the_ranking_costs_the_same_queries_whatever_the_rows() -> None:
    call = reviews.call_before_the_panel((5,), (4,))
    with CaptureQueriesContext(connection) as few:
        queries.ranking(call)
    reviews.bare_rows(call, 8)

    with CaptureQueriesContext(connection) as many:
        queries.ranking(call)

    assert len(few) == len(many) == 6


def test_a_name_in_a_text_is_refused_by_the_rule_itself() -> None:
    call = decisions.at("drafted")
    row = queries.ranking(call)[0]
    name = Assignment.objects.filter(application=row.application)[0].assessor.user.name

    with pytest.raises(Denied, match="name no assessor"):
        decisions.change(
            call,
            row.application.reference,
            criteria=(type(row.criteria[0])("x", text=f"Ask {name}."),),
        )
