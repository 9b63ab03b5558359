"""Reopening: what was submitted stands, unless and until something newer is submitted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from grants.applications import keeping, operations, queries, reopening, rules, snapshots
from grants.applications.models import Application, Attachment, KeptVersion, Snapshot
from grants.programmes.models import Call
from grants.reporting import queries as reporting
from grants.screening import operations as screening
from grants.screening import queries as screened
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.core.lifecycle import StepRefused
from portal.documents.models import Document
from portal.notifications.models import Message
from tests.factories import applications, organisations, pdfs, people

pytestmark = pytest.mark.django_db

NEW_TITLE = "A better title"


def reopened(**keywords: Any) -> Application:
    """Submitted by Mira, and opened by her for changes."""
    application = applications.at("submitted", **keywords)
    return reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())


def mira() -> Actor:
    return people.refreshed(people.mira())


def save(application: Application, section: str, **values: Any) -> Application:
    application.refresh_from_db()
    return operations.save_section(
        application_id=application.pk,
        section=section,
        values=values,
        version=application.version,
        actor=mira(),
        now=timezone.now(),
    )


def change(application: Application) -> Application:
    """Another title, a cheaper budget, a smaller team and another pillar."""
    save(application, "project", title=NEW_TITLE)
    save(application, "budget", lines=applications.budget_lines(100_000))
    save(application, "classification", pillar=None, technology=None, use_cases=[])
    return save(application, "team", members=[])


def close(application: Application, *, ago: timedelta = timedelta(minutes=5)) -> None:
    Call.objects.filter(pk=application.call_id).update(closes_at=timezone.now() - ago)


def said(application: Application) -> dict[str, Any]:
    """What the tables say now, apart from times."""
    fresh = queries.with_parts(Application.objects.filter(pk=application.pk)).get()
    content = snapshots.content(fresh)
    return {key: value for key, value in content.items() if key not in ("submitted_at", "version")}


def test_reopening_lets_the_submitted_version_stand_and_asks_for_the_declaration_again() -> None:
    application = reopened()

    assert application.state == "reopened"
    assert application.submitted_at is not None
    assert application.declared_at is None
    assert Snapshot.objects.get().number == 1
    event = AuditEvent.objects.get(action="application.reopen")
    assert (event.from_state, event.to_state) == ("submitted", "reopened")


def test_every_member_is_told_that_it_was_reopened_and_what_that_means() -> None:
    organisation = organisations.of(people.mira())
    organisations.join(organisation, people.person("Wing Lau", language="zh-hant"), "viewer")

    reopened(organisation=organisation)

    told = {one.address: one for one in Message.objects.filter(kind="application-reopened")}
    assert set(told) == {"mira@example.hk", "wing@example.hk"}
    assert "stands until you submit again" in told["mira@example.hk"].body


def test_submitted_again_it_is_the_next_version_and_both_are_kept() -> None:
    application = reopened()
    change(application)
    applications.fill(application, by=mira(), changes={"project": {"title": NEW_TITLE}})

    snapshot = applications.submit(application, by=mira())

    first, second = Snapshot.objects.order_by("number")
    assert (first.number, second.number, second) == (1, 2, snapshot)
    assert first.content["project"]["title"] != second.content["project"]["title"] == NEW_TITLE
    assert second.content["version"] == 2
    assert not KeptVersion.objects.exists()
    application.refresh_from_db()
    assert application.state == "submitted"
    assert application.submitted_at == second.submitted_at
    mails = Message.objects.filter(kind="application-submitted", address="mira@example.hk")
    assert mails.count() == 2


def test_the_key_of_the_first_submission_posted_again_gives_the_first_and_changes_nothing() -> None:
    """SU-02."""
    application = applications.at("complete")
    first = applications.submit(application, by=people.mira(), key="one")
    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())

    again = applications.submit(application, by=mira(), key="one")

    application.refresh_from_db()
    assert (again, application.state) == (first, "reopened")
    assert Snapshot.objects.count() == 1


def test_left_reopened_it_is_after_the_closing_time_what_was_submitted() -> None:
    application = applications.at("submitted")
    before = said(application)
    requested = application.requested
    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())
    change(application)
    close(application)

    settled = reopening.settle_all(now=timezone.now())

    application.refresh_from_db()
    assert settled == 1
    assert (application.state, application.requested) == ("submitted", requested)
    assert said(application) == before
    event = AuditEvent.objects.get(action="application.keep")
    assert (event.actor, event.from_state, event.to_state) == (None, "reopened", "submitted")
    (told,) = Message.objects.filter(kind="application-kept")
    assert "The changes made since then do not count" in told.body


def test_settling_twice_or_too_early_does_nothing() -> None:
    application = reopened()
    close(application, ago=timedelta(seconds=30))

    assert reopening.settle_all(now=timezone.now()) == 0

    close(application)
    assert [reopening.settle_all(now=timezone.now()) for _turn in range(2)] == [1, 0]
    untouched = reopening.settle(application_id=application.pk, now=timezone.now())
    assert untouched.state == "submitted"
    assert Message.objects.filter(kind="application-kept").count() == 1


def test_changes_left_behind_are_there_again_when_the_call_is_extended() -> None:
    application = reopened()
    change(application)
    changed = said(application)
    close(application)
    reopening.settle_all(now=timezone.now())
    close(application, ago=-timedelta(days=2))

    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())

    assert said(application) == changed
    assert KeptVersion.objects.get().is_submitted
    reopening.keep(application_id=application.pk, actor=mira(), now=timezone.now())
    assert said(application)["project"]["title"] != NEW_TITLE


def test_dropping_the_changes_says_again_what_was_submitted() -> None:
    application = applications.at("submitted")
    before = said(application)
    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())
    change(application)

    reopening.keep(application_id=application.pk, actor=mira(), now=timezone.now())

    application.refresh_from_db()
    assert (application.state, said(application)) == ("submitted", before)
    assert not KeptVersion.objects.exists()


def test_withdrawn_while_reopened_it_says_what_was_submitted() -> None:
    application = applications.at("submitted")
    before = said(application)
    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())
    change(application)

    operations.withdraw(
        application_id=application.pk, reason="Sold.", actor=mira(), now=timezone.now()
    )

    assert said(application) == before


def test_a_submitted_file_that_is_replaced_or_removed_stays_and_a_new_one_goes() -> None:
    """FI-07."""
    application = applications.at("submitted")
    agreement = application.attachments.get()
    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())

    added = operations.add_attachment(
        application_id=application.pk,
        kind="sponsor_agreement",
        file=pdfs.upload(),
        actor=mira(),
        now=timezone.now(),
    )

    assert list(application.attachments.all()) == [added]
    assert Attachment.every.get(pk=agreement.pk).removed_at is not None
    assert agreement.document.file.storage.exists(str(agreement.document.file.name))
    reopening.keep(application_id=application.pk, actor=mira(), now=timezone.now())
    assert list(application.attachments.all()) == [agreement]
    assert not Document.objects.filter(pk=added.document_id).exists()


def test_staff_neither_see_nor_count_it_while_it_is_reopened_and_do_so_again_afterwards() -> None:
    application = applications.at("submitted")
    officer, fiona = people.paul(), people.fiona()

    def seen() -> tuple[int, int, int]:
        reports = reporting.figures(fiona, call=application.call.code, by="call")
        return (
            queries.visible_to(officer).count(),
            screened.queue(officer, application.call).count(),
            sum(one.applications for one in reports),
        )

    assert seen() == (1, 1, 1)
    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())
    change(application)
    assert seen() == (0, 0, 0)
    assert screened.unscreened(application.call) == 1
    assert screened.counts([application.call])[application.call.pk] == {"reopened": 1}
    close(application)
    reopening.settle_all(now=timezone.now())
    assert seen() == (1, 1, 1)
    assert queries.visible_to(officer).get().title != NEW_TITLE


def test_screening_waits_for_a_reopened_application_and_begins_anew_with_the_next_version() -> None:
    application = applications.at("submitted")
    rule = next(iter(screened.Rule.values))
    found = {rule: ("met", "")}

    def check() -> None:
        screening.record_checks(
            application_id=application.pk, findings=found, actor=people.paul(), now=timezone.now()
        )

    check()
    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())
    with pytest.raises(Denied, match="Reopened"):
        check()
    save(application, "declaration", declared=True)
    applications.submit(application, by=mira())

    application.refresh_from_db()
    assert screened.checks_of(application) == {}
    check()
    assert set(screened.checks_of(application)) == {rule}


@pytest.mark.parametrize("step", ["ask", "find_eligible", "find_ineligible", "assign", "answer"])
def test_no_step_of_the_office_is_possible_while_it_is_reopened(step: str) -> None:
    application = reopened()

    with pytest.raises(StepRefused):
        operations.advance(application, step, actor=people.paul(), now=timezone.now())


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("draft", "open for writing"),
        ("reopened", "open for writing"),
        ("clarification", "no longer be reopened"),
        ("eligible", "no longer be reopened"),
        ("withdrawn", "no longer be reopened"),
    ],
)
def test_only_what_is_submitted_and_not_begun_with_is_reopened(state: str, sentence: str) -> None:
    application = applications.at("submitted")
    Application.objects.filter(pk=application.pk).update(state=state)

    with pytest.raises(Denied, match=sentence):
        reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())


def test_after_the_closing_time_nothing_is_reopened_and_viewers_never_do() -> None:
    application = applications.at("submitted")
    organisations.join(application.organisation, people.otto(), "viewer")

    with pytest.raises(Denied, match="owners and editors"):
        rules.check_reopen(people.refreshed(people.otto()), application, now=timezone.now())
    with pytest.raises(Denied, match="The call has closed"):
        rules.check_reopen(mira(), application, now=application.call.closes_at)
    with pytest.raises(Denied, match="not reopened"):
        reopening.keep(application_id=application.pk, actor=mira(), now=timezone.now())


def test_a_page_from_before_reopening_is_too_old_to_be_saved() -> None:
    application = applications.at("submitted")
    version = application.version
    reopening.reopen(application_id=application.pk, actor=mira(), now=timezone.now())

    with pytest.raises(rules.Stale):
        operations.save_section(
            application_id=application.pk,
            section="project",
            values={"title": "Old page"},
            version=version,
            actor=mira(),
            now=timezone.now(),
        )


def test_every_part_of_an_application_is_taken_down() -> None:
    """A part that is not put back would mix two versions; a new one must be decided about."""
    known = {model.__name__ for model in keeping.part_models()}

    assert known >= {"TeamMember", "BudgetLine", "Answer", "Sponsor"}
    assert not known & {"Snapshot", "Attachment", "KeptVersion"}
