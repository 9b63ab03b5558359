"""What a copy says of an applicant's applications, and that it tells nobody else's."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from grants.applications import lifecycle, personal_copy
from grants.applications.models import Application, KeptVersion, PreliminaryAnswer
from grants.awards import personal_copy as letters
from grants.certification import personal_copy as confirmations
from grants.certification.models import Certification
from grants.clarifications import personal_copy as clarified
from grants.correspondence import personal_copy as correspondence
from portal.accounts.actors import Actor
from portal.copies import operations, rules
from portal.copies.models import PersonalCopy
from portal.documents.models import Document, ScanState
from portal.jobs.execution import execute
from reviews.assignment.models import Assignment
from tests.factories import (
    applications,
    assessors,
    clarifications,
    copies,
    decisions,
    organisations,
    pdfs,
    people,
)
from tests.factories import correspondence as written
from tests.factories.people import mira, otto, paul, refreshed

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def test_draft_versions_and_files_are_told_word_for_word() -> None:
    application = applications.at("submitted")
    snapshot = application.snapshots.get()

    copy = copies.made(mira())

    (told,) = copies.part(copy, "applications")
    (version,) = [one for one in told["entries"] if "content" in one]
    assert version["content"]["said"] == snapshot.content
    assert version["content"]["sha256"] == snapshot.sha256
    (file,) = told["files"]
    assert copies.opened(copy).read(file["path"]) == pdfs.plain()
    assert copy.files == 1
    page = copies.opened(copy).read("applications.html").decode()
    assert "Tokenised trade receivables for small exporters" in page
    assert f'href="{file["path"]}"' in page


def test_a_draft_is_told_with_what_was_answered_before() -> None:
    application = applications.at("complete")
    rule = application.call.eligibility_rules.order_by("position").first()
    assert rule is not None
    PreliminaryAnswer.objects.create(application=application, rule=rule, answer="yes")
    KeptVersion.objects.create(
        application=application, is_submitted=False, parts={"words": "Ours"}, kept_at=AT
    )

    copy = copies.made(mira())

    (told,) = copies.part(copy, "applications")
    answered, draft, kept = told["entries"]
    assert answered[rule.code] == "yes"
    assert draft["content"]["project"]["title"] == application.title
    assert kept["content"]["parts"] == {"words": "Ours"}


def test_a_file_that_is_not_safe_or_not_there_is_named_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FI-05."""
    applications.at("submitted")
    document = Document.objects.get()
    reasons = []
    for state in (ScanState.PENDING, ScanState.INFECTED):
        Document.objects.filter(pk=document.pk).update(scan_state=state)
        copy = copies.made(mira())
        reasons.append(copies.part(copy, "applications")[0]["files"][0]["left_out"])
        assert (copy.files, copy.left_out) == (0, 1)
    Document.objects.filter(pk=document.pk).update(scan_state=ScanState.CLEAN)
    monkeypatch.setattr(rules, "MOST_BYTES", 10)
    reasons.append(copies.part(copies.made(mira()), "applications")[0]["files"][0]["left_out"])
    monkeypatch.undo()
    Path(document.file.path).unlink()
    last = copies.made(mira())
    reasons.append(copies.part(last, "applications")[0]["files"][0]["left_out"])

    assert reasons == [
        "Left out: it waits for the virus scanner.",
        "Left out: a virus was found in it.",
        "Left out: the copy is full. Download this file from its page.",
        "Left out: it could not be read.",
    ]
    assert "Files that are not inside" in copies.opened(last).read("index.html").decode()


def test_a_sealed_outcome_reads_as_being_considered() -> None:
    """AZ-07: no state of the panel leaves before the letters do."""
    application = applications.at("submitted")
    Application.objects.filter(pk=application.pk).update(state=lifecycle.RECOMMENDED)

    copy = copies.made(mira())

    (told,) = copies.part(copy, "applications")
    assert told["state"] == "considered"
    assert "recommended" not in copies.opened(copy).read("applications.json").decode().lower()


def test_clarifications_and_messages_come_from_the_office_and_never_from_a_person() -> None:
    application = applications.at("submitted")
    clarifications.answered(application, files=[pdfs.upload(name="answer.pdf")])
    written.written(application, files=[pdfs.upload(name="letter.pdf")])
    written.replied(application)

    copy = copies.made(mira())

    (question,) = copies.part(copy, "clarifications")
    assert question["question"] == "Who signs for the sponsor?"
    assert question["entries"][0]["answer"] == "The head of treasury."
    assert question["files"][0]["path"]
    own, reply = copies.part(copy, "correspondence")
    assert (own["side"], reply["side"]) == ("applicant", "office")
    assert own["files"][0]["path"]
    assert "Programme office" in copies.opened(copy).read("correspondence.html").decode()
    everything = copies.everything(copy)
    for private in ("Paul Ho", "paul@example.hk"):
        assert private not in everything


def test_a_longer_and_a_closed_question_are_told_with_their_reasons() -> None:
    from grants.clarifications import operations as asking

    application = applications.at("submitted")
    clarifications.asked(application)
    now = timezone.now()
    asking.extend(
        application_id=application.pk,
        due_at=clarifications.due(9),
        reason="The bank is slow.",
        actor=paul(),
        now=now,
    )
    asking.close(
        application_id=application.pk, reason="Settled by telephone.", actor=paul(), now=now
    )

    (told,) = copies.part(copies.made(mira()), "clarifications")

    assert told["close_reason"] == "Settled by telephone."
    assert told["entries"][-1]["reason"] == "The bank is slow."


def test_confirmations_are_told() -> None:
    application = applications.at("complete")
    Certification.objects.create(
        application=application,
        content_sha256="a" * 64,
        certified_by=mira().person,
        certified_at=AT,
    )

    (told,) = copies.part(copies.made(mira()), "confirmations")

    assert told["sha256"] == "a" * 64


def test_nothing_of_another_organisation_is_in_a_copy() -> None:
    """AZ-04: each part starts from what the person may see."""
    strange = applications.at("submitted", by=otto(), organisation=organisations.of(otto()))
    written.written(strange, by=otto())
    clarifications.answered(strange)

    copy = copies.made(mira())

    for code in ("applications", "clarifications", "correspondence", "decisions", "confirmations"):
        assert copies.part(copy, code) == []
    assert strange.reference not in copies.everything(copy)
    assert copy.files == 0


def test_letters_are_told_once_they_left_and_assessors_change_no_byte_of_it() -> None:
    """AZ-07: another assessor, the same file."""
    call = decisions.at("posted", sheets=((5,), (1,)))
    copy = copies.asked(mira(), now=AT)
    before = _bytes_of(copy)

    ines, noor = assessors.profile("Nobody Known"), people.person("Hidden Name")
    Assignment.objects.filter(application__call=call).update(assessor=ines)
    after = _bytes_of(copy)

    assert copy.job is not None
    execute(copy.job.pk)
    copy.refresh_from_db()
    told = copies.part(copy, "decisions")
    assert {one["kind"] for one in told} == {"award", "refusal"}
    assert all(one["files"][0]["path"] for one in told)
    assert before == after
    everything = copies.everything(copy)
    assert noor.person.email not in everything
    assert "Between us: promising." not in everything


def _bytes_of(copy: PersonalCopy) -> bytes:
    """The file as it would be written now."""
    target = io.BytesIO()
    actor = refreshed(copy.requested_by)
    operations.write(copy=copy, actor=actor, target=target, progress=lambda _percent: None)
    return target.getvalue()


Collect = Callable[[Actor], Any]
COLLECTORS: list[Collect] = [
    personal_copy.collect,
    clarified.collect,
    correspondence.collect,
    confirmations.collect,
    letters.collect,
]


@pytest.mark.parametrize("collect", COLLECTORS, ids=lambda one: one.__module__)
def test_a_part_costs_the_same_for_one_application_and_for_several(
    collect: Collect,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for _number in range(2):
        for _more in range(1 + _number):
            application = applications.at("submitted")
            written.written(application)
            clarifications.answered(application, files=[pdfs.upload()])
        who = refreshed(mira())
        with CaptureQueriesContext(connection) as asked:
            list(collect(who))
        costs.append(len(asked))

    assert costs[0] == costs[1]
