"""The board in the browser: panels, both sides, reasons and prices."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.celery import app
from portal.jobs.execution import execute
from portal.jobs.models import Job, JobState
from reviews.assignment import operations
from reviews.assignment.models import Adjustment, AssignmentRun
from reviews.conflicts.models import Conflict
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, people, reviews
from tests.integration.reviews.assignment.boards import (
    browser,
    confirm,
    first_of,
    scene,
    sides,
)

pytestmark = pytest.mark.django_db


def test_the_panel_page_shows_reasons_looks_ahead_changes_and_undoes() -> None:
    call, run = scene()
    application = first_of(call)
    [leaver, _stays], [comer, *_rest] = sides(run, application)
    client = browser()
    url = reverse("assignment-panel", args=[call.code, application.reference])
    values = {"leaver": str(leaver.reference), "comer": str(comer.reference), "reason": ""}

    shown = client.get(url, {"comer": str(comer.reference)}).content.decode()
    looked = client.post(url, {**values, "deed": "look"}).content.decode()
    barred = client.post(url, {**values, "leaver": "", "deed": "look"}).content.decode()
    refused = client.post(url, {**values, "deed": "change"}).content.decode()
    strange = client.post(url, {**values, "comer": "\x00", "deed": "change"}).content.decode()
    long = client.post(url, {**values, "reason": "x" * 501}).content.decode()
    assert not Adjustment.objects.exists()
    done = client.post(url, {**values, "reason": "Knows it."}, follow=True).content.decode()
    board = client.get(reverse("assignment-proposal", args=[call.code])).content.decode()
    undone = client.post(
        reverse("assignment-panel-restore", args=[call.code, application.reference]), follow=True
    ).content.decode()

    assert "Number 1 by fit" in shown
    assert f'value="{comer.reference}" selected' in shown
    assert "This can be done" in looked
    assert "Nothing: every aim is met as well as before." in looked
    assert "This cannot be done" in barred
    assert "Every seat is taken" in barred
    assert "Give a reason." in refused
    assert "There is a problem" in strange
    assert "There is a problem" in long
    assert "The panel was changed." in done
    assert "Added by hand" in done
    assert "Knows it." in board
    assert "2 changes by hand." in board
    assert "The panel is as it was proposed." in undone


def test_locking_other_sides_and_another_run_in_the_browser() -> None:
    call, run = scene()
    application = first_of(call)
    [one, _two], _others = sides(run, application)
    client = browser()
    lock = reverse("assignment-panel-lock", args=[call.code, application.reference, one.reference])

    locked = client.post(lock, {"deed": "lock"}, follow=True).content.decode()
    by_assessor = client.get(reverse("assignment-proposal-assessors", args=[call.code]))
    unlocked = client.post(lock, {"deed": "unlock"}, follow=True).content.decode()
    client.post(lock, {"deed": "lock"})
    reviews.conflict(application, one)
    board = client.get(reverse("assignment-proposal", args=[call.code])).content.decode()
    client.post(reverse("assignment-proposal-rework", args=[call.code]))

    assert "Unlock" in locked
    assert "Unlock" not in unlocked
    assert str(one) in by_assessor.content.decode()
    assert "1 pair is no longer possible" in board
    assert "A conflict of interest keeps them apart." in board
    assert AssignmentRun.objects.get(state="requested").follows == run


def test_the_board_costs_what_the_optimum_has_more() -> None:
    call, run = scene(applications=1, in_pool=3)
    application = first_of(call)
    [leaver, _stays], _others = sides(run, application)
    client = browser()
    url = reverse("assignment-panel", args=[call.code, application.reference])

    looked = client.post(url, {"leaver": str(leaver.reference), "deed": "look"}).content.decode()

    assert "1 more seat stays empty." in looked


def test_why_not_her_is_told_and_priced() -> None:
    app.loader.import_default_modules()
    call, run = scene()
    application = first_of(call)
    [on_it, _two], [off_it, barred, *_rest] = sides(run, application)
    reviews.conflict(application, barred)
    client = browser()

    def url(name: str, assessor: Assessor) -> str:
        return reverse(name, args=[call.code, application.reference, assessor.reference])

    why = client.get(url("assignment-why", on_it)).content.decode()
    why_not = client.get(url("assignment-why", off_it)).content.decode()
    forbidden = client.get(url("assignment-why", barred)).content.decode()
    asked = client.post(url("assignment-why", off_it), follow=True).content.decode()
    client.post(url("assignment-why", off_it))
    [job] = Job.objects.filter(name="reviews.assignment.price")
    execute(job.pk)
    priced = client.get(url("assignment-price", off_it)).content.decode()

    assert f"Why {on_it}?" in why
    assert "What it would cost" not in why
    assert f"Why not {off_it}?" in why_not
    assert "Fits no better than" in why_not
    assert "A conflict of interest keeps them apart." in forbidden
    assert "Working out what it would cost" in asked
    assert "Nothing: every aim is met as well as before." in priced


def test_a_price_that_could_not_be_worked_out_says_so_and_an_auditor_asks_for_none() -> None:
    call, run = scene()
    application = first_of(call)
    _on, [off_it, *_rest] = sides(run, application)
    url = reverse("assignment-why", args=[call.code, application.reference, off_it.reference])
    auditor = people.client_of(people.alan())

    told = auditor.post(url, follow=True).content.decode()
    assert "Only a programme officer of this call can do this." in told
    assert not Job.objects.filter(name="reviews.assignment.price").exists()
    browser().post(url)
    Job.objects.filter(name="reviews.assignment.price").update(state=JobState.DEAD)

    assert "This could not be worked out." in browser().get(url).content.decode()


def test_why_answers_without_any_proposal_and_after_the_confirmation() -> None:
    call, run = scene()
    application = first_of(call)
    _on_it, [off_it, *_rest] = sides(run, application)
    url = reverse("assignment-why", args=[call.code, application.reference, off_it.reference])
    confirm(run)

    after = browser().get(url).content.decode()
    AssignmentRun.objects.filter(pk=run.pk).update(state="discarded")
    without = browser().get(url).content.decode()
    posted = browser().post(url, follow=True).content.decode()

    assert "When the proposal was worked out" in after
    assert "Put on the panel by hand" not in after
    assert "No proposal has been worked out" in without
    assert "No proposal has been worked out" in posted


def test_the_board_is_there_only_while_a_proposal_waits_and_for_its_officers() -> None:
    """AZ-03."""
    call, run = scene()
    application = first_of(call)
    [one, _two], _others = sides(run, application)
    pair = [call.code, application.reference, one.reference]
    pages = [
        ("assignment-panel", pair[:2]),
        ("assignment-proposal-assessors", pair[:1]),
        ("assignment-why", pair),
        ("assignment-price", pair),
    ]

    for actor in (people.otto(), people.mira(), assessors.actor(one)):
        client = people.client_of(actor)
        for name, arguments in pages:
            assert client.get(reverse(name, args=arguments)).status_code == 404
    operations.discard(run_id=run.pk, actor=people.paul(), now=timezone.now())
    for name, arguments in pages[:2]:
        assert browser().get(reverse(name, args=arguments)).status_code == 404
    missing = reverse("assignment-panel", args=[call.code, "NONE-1"])
    assignments.proposed(call)
    assert browser().get(missing).status_code == 404
    assert not Conflict.objects.exists()
