"""Real processes are killed and stopped: nothing is lost and nothing is sent twice."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grants.applications.models import Application, Snapshot
from grants.awards import operations as awards
from grants.awards.models import Letter
from portal.jobs.models import Job, JobState
from portal.notifications.models import Message
from tests.factories import applications, decisions, people
from tests.journeys.stack import Stack, until
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("stack")


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def kill(pid: int) -> None:
    """kill -9 for a process and all that it started, at once."""
    for one in reversed(family(pid)):
        os.kill(one, signal.SIGKILL)


def mails_on_disk(stack: Stack) -> Counter[str]:
    """How often each mail was really handed to the mail backend, by its Message-ID."""
    sent = "".join(path.read_text() for path in (stack.var / "mail").glob("*.log"))
    return Counter(re.findall(r"^Message-ID: (\S+)$", sent, re.MULTILINE | re.IGNORECASE))


def test_a_worker_killed_in_the_middle_of_a_letter_sends_each_letter_once(stack: Stack) -> None:
    """TK-03, TK-04, LT-05."""
    call = decisions.at("approved", code="2028-1")
    letters = Letter.objects.filter(decision__application__call=call)
    jobs = Job.objects.filter(key__startswith=f"letter:{call.reference_prefix}")

    count = awards.release(call_id=call.pk, actor=people.grace(), now=timezone.now())
    until(lambda: jobs.filter(state=JobState.RUNNING).exists(), what="a letter being made")
    kill(stack.pid("worker"))

    until(lambda: letters.filter(document__isnull=False).count() == count, seconds=120, what="all")
    told = Message.objects.filter(scope=call.code, kind__endswith="_letter")
    until(lambda: told.filter(state="sent").count() == count, seconds=120, what="all mails")
    on_disk = mails_on_disk(stack)
    assert set(jobs.values_list("state", flat=True)) == {JobState.DONE}
    assert max(jobs.values_list("starts", flat=True)) >= 2
    assert told.count() == count
    assert [on_disk[f"<portal-message-{one.pk}@leap.example.hk>"] for one in told] == [1] * count


@pytest.fixture
def silent_broker(stack: Stack) -> Iterator[int]:
    """The broker holds its breath; after the test it breathes again."""
    pid = stack.pid("valkey")
    os.kill(pid, signal.SIGSTOP)
    yield pid
    os.kill(pid, signal.SIGCONT)


def submits(visitor: Visitor) -> Application:
    """Mira submits a complete draft in the browser and gets her receipt."""
    draft = applications.at("complete")
    visitor.steps_into(people.mira())
    visitor.opens(f"/applications/{draft.reference}/check/")
    visitor.page.locator("main form[action$='/submit/'] button[type=submit]").click()
    expect(visitor.page).to_have_url(re.compile("/receipt/$"))
    return Application.objects.get(pk=draft.pk)


def receipts_of(application: Application) -> list[str]:
    found = Message.objects.filter(
        key__contains=application.reference, kind="application-submitted"
    )
    return list(found.values_list("state", flat=True))


def test_with_a_silent_broker_a_submission_succeeds_and_its_mail_follows(
    visitor: Visitor, stack: Stack, silent_broker: int
) -> None:
    """TK-02."""
    application = submits(visitor)

    assert application.state == "submitted"
    assert Snapshot.objects.filter(application=application).count() == 1
    assert "queued" in receipts_of(application)
    os.kill(silent_broker, signal.SIGCONT)
    until(lambda: receipts_of(application) == ["sent"], seconds=90, what="the receipt by mail")
    until(lambda: set(mails_on_disk(stack).values()) == {1}, what="every mail once")


def test_with_a_silent_broker_a_reopened_application_is_submitted_again_just_as_well(
    visitor: Visitor, stack: Stack, silent_broker: int
) -> None:
    """TK-02."""
    application = submits(visitor)
    page = visitor.page
    visitor.opens(f"/applications/{application.reference}/reopen/")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(f"/{application.reference}/$"))
    visitor.opens(f"/applications/{application.reference}/declaration/")
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    visitor.sends("Save")
    visitor.opens(f"/applications/{application.reference}/check/")
    page.locator("main form[action$='/submit/'] button[type=submit]").click()
    expect(page).to_have_url(re.compile("/receipt/$"))

    assert list(
        Snapshot.objects.filter(application=application)
        .order_by("number")
        .values_list("number", flat=True)
    ) == [1, 2]
    os.kill(silent_broker, signal.SIGCONT)
    until(
        lambda: receipts_of(application) == ["sent"] * 2, seconds=90, what="both receipts by mail"
    )
    until(lambda: set(mails_on_disk(stack).values()) == {1}, what="every mail once")


def test_with_the_broker_killed_a_submission_succeeds_and_its_mail_follows(
    visitor: Visitor, stack: Stack
) -> None:
    """TK-02, SU-03."""
    kill(stack.pid("valkey"))

    application = submits(visitor)

    assert application.state == "submitted"
    until(lambda: receipts_of(application) == ["sent"], seconds=90, what="the receipt by mail")
    assert set(mails_on_disk(stack).values()) == {1}
