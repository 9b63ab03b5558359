"""The chair's evening: a meeting, a draw, a what-if, a departure, minutes signed and printed."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grants.decisions.models import RecommendationList
from grants.programmes.models import Call
from reviews.draws.lots import drawn
from reviews.draws.models import Draw
from reviews.minutes.models import Paper
from tests.factories import panels, people, reviews
from tests.journeys.stack import until
from tests.journeys.visitor import Visitor
from tests.reading import text_of

pytestmark = pytest.mark.usefixtures("stack")

CODE = "2033-7"
PANEL = f"/panel/{CODE}/"
MEETING = f"{PANEL}meetings/1/"


@pytest.fixture(scope="module")
def call(stack: object) -> Call:
    """Three stand equal at 80, one has 20; the envelope holds two of them."""
    panels.polly()
    people.petra()
    people.charles()
    return reviews.call_before_the_panel(
        (4,),
        (4,),
        (4,),
        (1,),
        code=CODE,
        tie_rule="draw",
        panel_meets=True,
        panel_quorum=2,
        envelope=800_000,
    )


def looks(visitor: Visitor, name: str) -> None:
    """No barrier, and nothing beside the screen of a telephone."""
    visitor.finds_no_barrier()
    visitor.page.set_viewport_size({"width": 375, "height": 800})
    assert visitor.is_within_the_screen(), name
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


def plans_and_holds(paul: Visitor) -> None:
    """Paul plans a meeting, writes who came and what was said."""
    paul.opens(f"{PANEL}meetings/new/")
    looks(paul, "plan")
    begun = timezone.localtime() - timedelta(minutes=5)
    paul.writes("Begins at", begun.strftime("%Y-%m-%dT%H:%M"))
    paul.writes("Venue", "Harbour Road 25")
    paul.picks("Chair", "Charles Yip")
    paul.ticks("Petra Lam")
    paul.ticks("Polly Siu")
    paul.picks("Secretary", "Paul Ho")
    paul.sends("Save and tell everybody invited")
    paul.follows("Write the attendance")
    for name in ("Charles Yip (Chair)", "Petra Lam (Member)", "Paul Ho (Secretary)"):
        paul.ticks(name)
    paul.finds_no_barrier()
    paul.sends("Write the attendance")
    looks(paul, "meeting")
    paul.page.locator("table a.ref").first.click()
    paul.page.get_by_label("Notes").fill("Custody was asked about, and answered.")
    paul.sends("Save")
    looks(paul, "item")


def test_the_chair_leads_the_panel_through(visitor: Visitor, call: Call, tmp_path: Path) -> None:
    visitor.steps_into(people.paul())
    plans_and_holds(visitor)

    visitor.steps_into(people.charles())
    visitor.opens(f"/calls/{CODE}/draw/")
    visitor.sees("Secret until the panel meets")
    visitor.sends("Tell the seed")
    looks(visitor, "draw")
    equal = [one.reference for one in reviews.applications_of(call)][:3]
    first, second, third = drawn(Draw.objects.get(call=call).seed, equal)
    visitor.sees(Draw.objects.get(call=call).seed)

    visitor.opens(PANEL)
    visitor.sends("Begin the list from the ranking")
    looks(visitor, "list")
    visitor.sees("The envelope ends here")
    text = visitor.page.locator("main").inner_text()
    assert text.index(first) < text.index(second) < text.index(third)

    keeps_a_what_if(visitor)
    departs_with_a_reason(visitor, second, third)
    signs(visitor, tmp_path, second)

    visitor.opens(PANEL)
    visitor.sends("Put the list forward")
    visitor.sees("Waiting for approval")
    assert RecommendationList.objects.get(call=call).put_forward_by == people.charles().person


def keeps_a_what_if(charles: Visitor) -> None:
    charles.opens(f"{PANEL}what-if/")
    charles.writes("Envelope", "400,000")
    charles.sends("Work it out")
    looks(charles, "what-if")
    charles.writes("What it is called", "Half the envelope")
    charles.sends("Keep it")
    charles.sees("Kept: Half the envelope.")
    charles.finds_no_barrier()


def departs_with_a_reason(charles: Visitor, left_out: str, taken: str) -> None:
    """The list says what is due, and takes it."""
    for reference, outcome in ((left_out, "Reserve"), (taken, "Recommended")):
        charles.opens(f"{PANEL}lines/{reference}/")
        charles.ticks(outcome)
        charles.sends("Save")
    charles.sees("Reason missing")
    for reference in (left_out, taken):
        charles.opens(f"{PANEL}lines/{reference}/")
        charles.writes("Reason", "The panel values the sponsor’s reach.")
        charles.sends("Save")
    expect(charles.page.get_by_text("Reason missing")).to_have_count(0)


def signs(visitor: Visitor, folder: Path, departed: str) -> None:
    """Paul makes the minutes, Charles signs, the worker prints, and the PDF says it all."""
    visitor.steps_into(people.paul())
    visitor.opens(f"{MEETING}minutes/")
    visitor.finds_no_barrier()
    visitor.sends("Make a version of now")
    visitor.steps_into(people.charles())
    visitor.opens(f"{MEETING}minutes/1/")
    looks(visitor, "minutes")
    visitor.sends("Sign the minutes")
    visitor.sees("The minutes are signed.")
    papers = Paper.objects.filter(minutes__meeting__call__code=CODE)
    until(lambda: papers.count() == 3, seconds=120, what="three papers")
    visitor.page.reload()
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name="English").first.click()
    path = folder / "minutes.pdf"
    waiting.value.save_as(path)
    told = re.sub(r"\s+", " ", text_of(path.read_bytes()))
    for words in (
        "Signed off in the portal by Charles Yip",
        "Custody was asked about, and answered.",
        "The panel values the sponsor’s reach.",
        "Half the envelope",
        Draw.objects.get(call__code=CODE).commitment[:20],
        departed,
    ):
        assert words in told, words
