"""After the submission: a question and its answer, messages, a copy, and leaving, in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from grants.applications.models import Application
from portal.accounts.actors import Actor
from tests.factories import applications, people
from tests.journeys.visitor import Visitor, mail_to

pytestmark = pytest.mark.usefixtures("stack")

CODE = "2031-4"


def submitted(by: Actor) -> Application:
    call = applications.open_call(CODE, reference_prefix="BDA31D")
    return applications.at("submitted", call=call, by=by)


def test_a_question_is_answered_beside_what_was_submitted(visitor: Visitor) -> None:
    nora = people.person("Nora Yu")
    application = submitted(nora)
    own = f"/applications/{application.reference}/"
    visitor.steps_into(people.paul())
    visitor.opens(f"/screening/{application.reference}/clarification/")
    visitor.finds_no_barrier()
    visitor.ticks("Contact person")
    visitor.writes("Question to the applicant", "Who signs for the sponsor?")
    visitor.presses("Send the question")
    visitor.sees("Give more time")
    assert "Who signs" in mail_to("nora@example.hk", subject="Question on your application").body

    visitor.steps_into(nora)
    visitor.opens(own)
    visitor.sees("Answer it by")
    visitor.follows("Answer the question")
    visitor.finds_no_barrier()
    visitor.sees("Wong Mei-ling")
    field = visitor.page.get_by_label(re.compile("Your answer"))
    field.focus()
    visitor.page.keyboard.type("The head of treasury.")
    visitor.page.get_by_role("button", name="Send the answer").focus()
    visitor.page.keyboard.press("Enter")
    visitor.sees("Your answer was received.")
    visitor.finds_no_barrier()

    visitor.steps_into(people.paul())
    visitor.opens(f"/screening/{application.reference}/")
    visitor.sees("As answered")
    visitor.sees("The head of treasury.")
    visitor.finds_no_barrier()


def test_messages_travel_both_ways_and_name_no_officer(visitor: Visitor) -> None:
    olga = people.person("Olga Mok")
    application = submitted(olga)
    thread = f"/applications/{application.reference}/correspondence/"
    visitor.steps_into(olga)
    visitor.opens(thread)
    visitor.writes("Your message", "May we answer a few days later?")
    visitor.presses("Send the message")
    visitor.sees("Your message is sent.")
    visitor.finds_no_barrier()

    visitor.steps_into(people.paul())
    visitor.opens("/correspondence/")
    visitor.sees("To answer")
    visitor.finds_no_barrier()
    visitor.follows(application.reference)
    visitor.writes("Your message", "Yes, until Friday.")
    visitor.presses("Send the message")
    assert thread in mail_to("olga@example.hk", subject="New message").body

    visitor.steps_into(olga)
    visitor.sees("There is a new message on this application.")
    visitor.opens(thread)
    visitor.sees("Yes, until Friday.")
    expect(visitor.page.locator("main")).not_to_contain_text("Paul Ho")
    visitor.opens(f"/applications/{application.reference}/")
    visitor.sees("The programme office wrote to you")
    visitor.finds_no_barrier()


def test_an_application_is_copied_and_what_was_left_is_listed(visitor: Visitor) -> None:
    pia = people.person("Priya Nair")
    application = submitted(pia)
    call = applications.open_call("2031-5", reference_prefix="BDA31E")
    visitor.steps_into(pia)
    visitor.opens(f"/applications/{application.reference}/")
    visitor.follows("Copy this application into another call")
    visitor.finds_no_barrier()
    visitor.page.locator(f"input[name=call][value='{call.code}']").check()
    visitor.presses("Make the copy")
    visitor.sees("What was not copied")
    visitor.finds_no_barrier()
    visitor.follows("Go to the draft")
    visitor.sees("Filled with a copy of an earlier application")
