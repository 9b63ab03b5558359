"""The letters themselves: what stands in them, and that each is made and sent once."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone, translation

from grants.awards import operations, queries
from grants.awards.contents import PREVIEW
from grants.awards.models import Letter
from grants.programmes.models import Call
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.documents.models import Document
from portal.jobs.execution import execute
from portal.jobs.models import Job
from portal.notifications.models import Message
from portal.ui.formats import hkd, hkdate
from tests.factories import decisions, organisations, people
from tests.integration.grants.awards.conftest import FEEDBACK, MARKUP, RARE
from tests.reading import attachments_of, text_of, unspaced_text_of

pytestmark = pytest.mark.django_db

LETTERS = ("award_letter", "outcome_letter")


@pytest.fixture
def released(call: Call) -> Call:
    """The call with its letters promised."""
    decisions.released(call)
    call.refresh_from_db()
    return call


def letter(number: int) -> Letter:
    return Letter.objects.get(number=f"BDA30-L-{number:04d}")


def make(number: int) -> bytes:
    """Let a worker make the letter; returns its PDF as it is stored."""
    decisions.load_jobs()
    execute(Job.objects.get(key=f"letter:{letter(number).number}").pk)
    return stored(letter(number).document)


def stored(document: Document | None) -> bytes:
    assert document is not None
    with document.file.open("rb") as file:
        content: bytes = file.read()
    return content


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_an_award_letter_says_what_the_database_holds(released: Call) -> None:
    """LT-04: sum, instalments, conditions, names and numbers, in both languages."""
    pdf = make(1)

    words, both = text_of(pdf), unspaced_text_of(pdf)
    decision = letter(1).decision
    assert decision.amount == Decimal("333333.00")
    for said in (
        letter(1).number,
        decision.application.reference,
        hkdate(letter(1).issued_on),
        f"Grant awarded {hkd(decision.amount)}",
        f"of {hkd(decision.application.requested)} requested",
        "1 the funding agreement is signed 60% HK$199,999",
        "2 the completion and the final report are accepted 40% HK$133,334",
        f"Total 100% {hkd(decision.amount)}",
        f"The project starts before {hkdate(released.start_by)} and is completed",
        "The lead engineer stays.",
        "Reports are monthly.",
        "Well argued.",
        "Grace Ng",
        "Mira Chan",
    ):
        assert said in words
    with translation.override("zh-hant"):
        for said in (hkdate(letter(1).issued_on), hkdate(released.report_by)):
            assert squeezed(said) in both
    assert both.count("HK$333,333") == 4
    assert words.count("Reports are monthly.") == 2


def test_a_name_that_is_markup_stands_in_the_letter_as_text(released: Call) -> None:
    """LT-04, LT-01."""
    pdf = make(1)

    assert squeezed(MARKUP) in unspaced_text_of(pdf)


def test_a_letter_on_full_funding_explains_the_sum(released: Call) -> None:
    pdf = make(2)

    assert "80% of eligible cost, up to the cap of HK$500,000" in text_of(pdf)
    assert "requested" not in text_of(pdf)


def test_a_refusal_says_how_it_was_decided_and_what_the_panel_wants_said(released: Call) -> None:
    pdf = make(3)

    words, both = text_of(pdf), unspaced_text_of(pdf)
    for line in FEEDBACK.splitlines():
        assert line in words
    assert f"the money of the call, {hkd(released.envelope)}" in words
    assert squeezed(RARE) in both
    assert "跨境支付試點" in both
    assert "HK$400,000" not in words
    assert "Why it was not eligible" not in words


def test_an_ineligible_application_gets_the_officers_reasons(released: Call) -> None:
    pdf = make(4)

    words = text_of(pdf)
    assert "Why it was not eligible The certificate names another company." in words
    assert "Rule not met: The applicant is registered in Hong Kong." in words
    assert "How it was decided" not in words


def test_the_letter_carries_itself_as_data(released: Call) -> None:
    pdf = make(1)

    told = json.loads(attachments_of(pdf)["letter.json"])
    organisation = letter(1).decision.application.organisation
    assert told == {
        "letter": "BDA30-L-0001",
        "issued": letter(1).issued_on.isoformat(),
        "application": "BDA30-0001",
        "organisation": MARKUP,
        "registration_number": organisation.registration_number,
        "call": released.code,
        "award": True,
        "amount": "333333.00",
        "currency": "HKD",
    }


def test_the_same_letter_at_the_same_moment_has_the_same_bytes(released: Call) -> None:
    now = timezone.now()

    once = operations.render_letter(letter=letter(2), now=now)

    assert operations.render_letter(letter=letter(2), now=now) == once


def test_every_member_gets_the_letter_once_and_in_their_language(released: Call) -> None:
    """LT-05: five runs of the job, one document, one mail for each member."""
    organisation = letter(1).decision.application.organisation
    organisations.join(organisation, people.person("Ming Ho", language="zh-hant"), "viewer")
    make(1)
    first = letter(1).document_id

    for _run in range(4):
        make(1)
    decisions.work_off("portal.notifications.deliver")

    sent = [mailed for mailed in mail.outbox if mailed.attachments]
    assert sorted(mailed.to for mailed in sent) == [["ming@example.hk"], ["mira@example.hk"]]
    assert letter(1).document_id == first
    assert Document.objects.filter(name="BDA30-L-0001.pdf").count() == 1
    for mailed in sent:
        ((name, content, kind),) = mailed.attachments
        assert (name, kind) == ("BDA30-L-0001.pdf", "application/pdf")
        assert content == stored(letter(1).document)
        assert "/applications/BDA30-0001/decision/" in mailed.body
    languages = dict(Message.objects.filter(kind="award_letter").values_list("address", "language"))
    assert languages == {"ming@example.hk": "zh-hant", "mira@example.hk": "en"}


def test_a_refusal_is_mailed_with_other_words(released: Call) -> None:
    make(3)
    decisions.work_off("portal.notifications.deliver")

    (mailed,) = [one for one in mail.outbox if one.subject.startswith("Outcome")]
    assert mailed.subject == "Outcome of your application BDA30-0003"
    assert "approved" not in mailed.body


def test_making_a_letter_is_logged_with_its_checksum(released: Call) -> None:
    make(2)

    (event,) = AuditEvent.objects.filter(action="letter.make")
    document = letter(2).document
    assert document is not None
    assert (event.actor, event.subject_reference) == (None, "BDA30-L-0002")
    assert event.details == {"sha256": document.sha256}


def test_a_letter_to_an_organisation_without_members_is_made_all_the_same(released: Call) -> None:
    letter(2).decision.application.organisation.memberships.update(ended_at=timezone.now())

    make(2)

    assert letter(2).document is not None
    assert not Message.objects.filter(kind__in=LETTERS).exists()
    words = {str(row.word) for row in queries.letters_of(people.grace(), released)}
    assert words == {"Being made", "Made, nobody to send it to"}


def test_a_letter_that_cannot_be_printed_stops_and_the_others_go_on(released: Call) -> None:
    organisation = letter(2).decision.application.organisation
    organisation.name = "Moon 🚀 Limited"
    organisation.save(update_fields=["name"])

    done = decisions.work_off("grants.awards.render_letter")

    assert done == 6
    assert [one.document is None for one in Letter.objects.order_by("number")] == [
        False,
        True,
        False,
        False,
    ]
    row = queries.letters_of(people.grace(), released)[1]
    assert (str(row.word), row.is_stopped, row.missing) == ("Stopped", True, "🚀")
    assert Job.objects.get(key="letter:BDA30-L-0002").error == (
        "MissingGlyph: missing glyph: U+1F680"
    )


def test_the_delivery_of_each_letter_is_followed(released: Call) -> None:
    make(1)
    (message,) = Message.objects.filter(kind="award_letter")

    def word(state: str) -> str:
        Message.objects.filter(pk=message.pk).update(state=state)
        return str(queries.letters_of(people.grace(), released)[0].word)

    assert {
        state: word(state) for state in ("queued", "sending", "sent", "failed", "uncertain")
    } == {
        "queued": "Made, being sent",
        "sending": "Made, being sent",
        "sent": "Sent",
        "failed": "Not delivered to everybody",
        "uncertain": "Not delivered to everybody",
    }


def test_a_preview_is_the_letter_but_for_its_number(call: Call) -> None:
    grace, now = people.grace(), timezone.now()
    prepared = decisions.list_of(call)
    decision = queries.decision_to_preview(grace, prepared, "BDA30-0001")
    assert decision is not None

    preview = unspaced_text_of(operations.preview(decision=decision, actor=grace, now=now))
    decisions.released(call)
    real = unspaced_text_of(operations.render_letter(letter=letter(1), now=now))

    assert "LetternumberPreview,notsent" in preview
    for language in ("en", "zh-hant"):
        with translation.override(language):
            preview = preview.replace(squeezed(str(PREVIEW)), "BDA30-L-0001")
    assert preview == real
    assert Letter.objects.count() == 4


def test_a_preview_before_the_approval_shows_what_the_list_would_do() -> None:
    call = decisions.at("put_forward", ineligible=1, code="2031-1")
    grace, prepared = people.grace(), decisions.list_of(call)

    found: list[Any] = [
        queries.decision_to_preview(grace, prepared, f"BDA311-000{n}") for n in range(1, 6)
    ]

    assert [one and (one.is_award, one.amount) for one in found] == [
        (True, Decimal("400000.00")),
        (True, Decimal("400000.00")),
        (False, Decimal("0.00")),
        (False, Decimal(0)),
        None,
    ]
    pdf = operations.preview(decision=found[3], actor=grace, now=timezone.now())
    assert "Rule not met:" in text_of(pdf)


def test_a_preview_of_what_was_withdrawn_or_conflicts_is_not_there() -> None:
    """AZ-06."""
    call = decisions.at("put_forward", code="2031-1")
    prepared = decisions.list_of(call)
    call.applications.filter(reference="BDA311-0001").update(state="withdrawn")
    second = call.applications.get(reference="BDA311-0002")
    organisations.join(second.organisation, people.person("Olga Fu", Role.OFFICER), "viewer")
    olga = people.refreshed(people.person("Olga Fu"))

    assert queries.decision_to_preview(olga, prepared, "BDA311-0001") is None
    assert queries.decision_to_preview(olga, prepared, "BDA311-0002") is None
    assert queries.decision_to_preview(olga, prepared, "BDA311-0003") is not None
