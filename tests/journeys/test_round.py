"""A round in the browser: screening, assignment, scores, two people's decision, letters, report."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Download, expect

from grants.applications.models import Application
from grants.awards.models import Letter
from grants.decisions.models import Decision
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.notifications.models import Message
from reviews.assignment.models import Assignment
from tests.factories import applications, assessors, calls, people
from tests.factories import screening as screened
from tests.journeys.stack import until
from tests.journeys.visitor import Visitor, mail_to
from tests.reading import text_of, unspaced_text_of

pytestmark = pytest.mark.usefixtures("stack")

CODE = "2029-9"


@pytest.fixture(scope="module")
def call(stack: object) -> Call:
    """An open call with three applications; two assessors serve, one sheet each is wanted."""
    opened = calls.opened(CODE, assessors_per_application=1, envelope=800_000)
    for title in ("Harbour receivables", "Green bonds for 𨋢 builders", "Identity for traders"):
        applications.at("submitted", call=opened, changes={"project": {"title": title}})
    calls.close(opened)
    assessors.in_pool(opened, assessors.profile("Ines Wong"))
    return opened


def found(call: Call) -> list[Application]:
    return list(Application.objects.filter(call=call).order_by("reference"))


def screens(paul: Visitor, application: Application) -> None:
    """Paul finds an application eligible, rule by rule."""
    paul.opens(f"/screening/{application.reference}/")
    for rule in paul.page.locator("form input[type=radio][value=met]").all():
        rule.check()
    paul.presses("Save the checklist")
    paul.follows("Decide the outcome")
    paul.finds_no_barrier()
    paul.page.locator("main form button[type=submit]").click()
    until(
        lambda: Application.objects.get(pk=application.pk).state == "eligible",
        what="the outcome of the screening",
    )


def assigns(paul: Visitor, call: Call) -> None:
    """Paul has a proposal worked out by the worker and confirms it."""
    paul.opens(f"/manage/calls/{call.code}/steps/start-assessment/")
    paul.page.locator("main form button[type=submit]").click()
    paul.opens(f"/assignments/calls/{call.code}/")
    paul.presses("Propose assessors")
    paul.page.get_by_role("link", name="See the proposal").or_(
        paul.page.get_by_role("button", name="See the proposal")
    ).first.click(timeout=60_000)
    paul.finds_no_barrier()
    due = timezone.localdate() + timedelta(days=14)
    paul.writes("Score sheets due on", due.isoformat())
    paul.presses("Confirm and offer")
    offered = Assignment.objects.filter(application__call=call, state="offered")
    until(lambda: offered.count() == 2, what="an offer for each eligible application")


def scores(ines: Visitor, application: Application, mark: int) -> None:
    """Ines declares, accepts, and hands in her sheet."""
    ines.opens(f"/assignments/{application.reference}/")
    assert "measured, costed and agreed" not in ines.page.content()
    ines.ticks("No, I have no interest")
    ines.page.get_by_role("button", name="Declare and continue").click()
    ines.presses("Accept")
    ines.opens(f"/assessments/{application.reference}/")
    ines.finds_no_barrier()
    for field in ines.page.locator(f"[name^=mark_][value='{mark}']").all():
        field.check()
    for area in ines.page.locator("textarea[name^=comment_]").all():
        area.fill("Clear, costed, and agreed with the sponsor.")
    ines.presses("Hand in")
    expect(ines.page).not_to_have_url(re.compile(application.reference))


def decides(visitor: Visitor, call: Call) -> None:
    """Charles puts the list forward; Grace approves it and releases the letters."""
    visitor.steps_into(people.charles())
    visitor.opens(f"/panel/{call.code}/")
    visitor.finds_no_barrier()
    visitor.presses("Begin the list from the ranking")
    visitor.presses("Put the list forward")
    visitor.steps_into(people.grace())
    visitor.opens(f"/decisions/{call.code}/")
    visitor.finds_no_barrier()
    visitor.ticks("I have read the list and approve it as it stands.")
    visitor.presses("Approve the list")
    assert Message.objects.filter(kind="award_letter", scope=call.code).count() == 0
    visitor.opens(f"/letters/{call.code}/release/")
    visitor.presses("Release all letters")
    expect(visitor.page).to_have_url(re.compile(f"/letters/{call.code}/$"))


def saved(download: Download, folder: Path) -> bytes:
    path = folder / "file"
    download.save_as(path)
    return path.read_bytes()


def test_from_screening_to_the_letters(visitor: Visitor, call: Call, tmp_path: Path) -> None:
    first, second, third = found(call)
    paul, ines, mira = people.paul(), people.ines(), people.mira()

    visitor.steps_into(paul)
    screens(visitor, first)
    screened.eligible(second)
    screened.ineligible(third, "The sponsor did not sign.")
    assigns(visitor, call)
    visitor.steps_into(ines)
    scores(visitor, first, 5)
    scores(visitor, second, 2)
    visitor.steps_into(paul)
    visitor.opens(f"/panel/{call.code}/open/")
    visitor.presses("Open the panel")
    decides(visitor, call)
    until(
        lambda: (
            Letter.objects.filter(decision__application__call=call, document__isnull=False).count()
            == 3
        ),
        seconds=120,
        what="three letters",
    )

    reads_the_award(visitor, mira, first, tmp_path)
    assert told(second).startswith("Outcome of your application")
    assert told(third).startswith("Outcome of your application")
    assert sums(call) == [("400000.00", True), ("0.00", False), ("0.00", False)]
    events = AuditEvent.objects.filter(scope=call.code).values_list("action", "actor__name")
    assert ("recommendation.put_forward", "Charles Yip") in events
    assert ("recommendation.approve", "Grace Ng") in events
    assert ("recommendation.release", "Grace Ng") in events
    assert Message.objects.filter(scope=call.code, kind__contains="letter").count() == 3


def told(application: Application) -> str:
    """The subject of the mail with the letter, once it left."""
    return mail_to("mira@example.hk", subject=application.reference).subject


def sums(call: Call) -> list[tuple[str, bool]]:
    decisions = Decision.objects.filter(application__call=call).order_by("application__reference")
    return [(str(one.amount), one.is_award) for one in decisions]


def reads_the_award(visitor: Visitor, mira: Actor, application: Application, folder: Path) -> None:
    """Mira finds the decision on her page, and in the PDF the words and sums of the database."""
    letter = Letter.objects.get(decision__application=application)
    mail = mail_to("mira@example.hk", subject=f"Award for your application {application.reference}")
    visitor.steps_into(mira)
    visitor.opens(f"/applications/{application.reference}/decision/")
    visitor.finds_no_barrier()
    visitor.sees("HK$400,000")
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name=re.compile(letter.number)).click()
    pdf = saved(waiting.value, folder)
    english = text_of(pdf)
    chinese = unspaced_text_of(pdf)
    assert [one.name for one in mail.documents.all()] == [f"{letter.number}.pdf"]
    assert all(
        words in english
        for words in (
            letter.number,
            application.reference,
            "HK$400,000",
            "HK$240,000",
            "HK$160,000",
        )
    )
    assert "Harbour receivables" in english
    assert "Ines" not in english
    assert application.organisation.name_zh in chinese


def test_finance_takes_the_report_away(visitor: Visitor, call: Call, tmp_path: Path) -> None:
    visitor.steps_into(people.fiona())
    visitor.opens(f"/reports/funding/?call={call.code}&by=pillar")
    visitor.finds_no_barrier()

    visitor.page.get_by_role("button", name="Application by application as CSV").click()
    visitor.page.get_by_role("link", name=re.compile("^Download")).wait_for(timeout=60_000)
    visitor.finds_no_barrier()
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name=re.compile("^Download")).click()
    rows = list(csv.DictReader(io.StringIO(saved(waiting.value, tmp_path).decode("utf-8-sig"))))
    visitor.opens(f"/reports/funding/?call={call.code}&by=pillar")
    visitor.page.get_by_role("button", name="Figures by group as XLSX").click()
    visitor.page.get_by_role("link", name=re.compile("^Download")).wait_for(timeout=60_000)
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name=re.compile("^Download")).click()
    book = openpyxl.load_workbook(io.BytesIO(saved(waiting.value, tmp_path)))

    awarded = {row["Reference"]: row["Awarded (HKD)"] for row in rows}
    first, second, third = found(call)
    assert awarded == {first.reference: "400000.00", second.reference: "", third.reference: ""}
    totals = [row for row in book.worksheets[0].values if row[1] == "total"]
    assert {row[8] for row in totals} == {400_000}
    exported = AuditEvent.objects.filter(action="export.download", actor__name="Fiona Tse")
    assert exported.count() == 2
