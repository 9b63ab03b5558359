"""Submit, change, submit again; and leave it reopened: what stands, and what one keeps."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grants.applications.models import Application, Snapshot
from grants.programmes.models import Call
from tests.factories import applications, people
from tests.journeys.stack import until
from tests.journeys.visitor import Visitor, mail_to
from tests.reading import attachments_of, unspaced_text_of

pytestmark = pytest.mark.usefixtures("stack")

GAPS: dict[str, dict[str, Any]] = {
    "project": {"summary": ""},
    "classification": {"use_cases": []},
    "budget": {"lines": [{"kind": "staff", "description": "", "amount": 100_000}]},
}


def focused(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("document.activeElement.id"))


def follows_each_gap(visitor: Visitor, check: str) -> None:
    """From the check page to the very field, which has the focus."""
    visitor.opens(check)
    visitor.finds_no_barrier()
    links = visitor.page.locator("[data-error-summary] a")
    targets = [str(link.get_attribute("href")) for link in links.all()]
    assert len(targets) == 3
    for number, target in enumerate(targets):
        visitor.opens(check)
        links.nth(number).press("Enter")
        expect(visitor.page).to_have_url(re.compile(re.escape(target)))
        anchor = target.split("#")[1]
        until(lambda wanted=anchor: focused(visitor) == wanted, seconds=5, what=anchor)  # type: ignore[misc]  # the default binds


def fills_the_gaps(visitor: Visitor, base: str) -> None:
    visitor.opens(f"{base}project/")
    visitor.writes("Summary for the public", "Exporters are paid within a day.")
    visitor.sends("Save")
    visitor.opens(f"{base}classification/")
    visitor.page.locator("[name=use_cases]").first.check()
    visitor.sends("Save")
    visitor.opens(f"{base}budget/")
    visitor.page.locator("[name$='-0-description']").fill("Two engineers")
    visitor.sends("Save")


def submits(visitor: Visitor, base: str) -> None:
    """Two clicks, as impatient people do."""
    visitor.opens(f"{base}check/")
    visitor.page.locator("main form[action$='/submit/'] button[type=submit]").dblclick()
    expect(visitor.page).to_have_url(re.compile("/receipt/$"), timeout=30_000)


def keeps(visitor: Visitor, name: str) -> bytes:
    """What the link hands out; the first PDF of a web server starts its printer."""
    link = visitor.page.get_by_role("link", name=name, exact=True).first
    answer = visitor.page.request.get(f"{visitor.url}{link.get_attribute('href')}", timeout=120_000)
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer.body()


def test_submitted_changed_and_submitted_again_it_has_two_versions_to_keep(
    visitor: Visitor,
) -> None:
    draft = applications.at("complete", changes=GAPS)
    base = f"/applications/{draft.reference}/"
    visitor.steps_into(people.mira())

    follows_each_gap(visitor, f"{base}check/")
    fills_the_gaps(visitor, base)
    visitor.sees("Complete, not submitted")
    visitor.opens("/home/")
    visitor.sees("Complete, not submitted")
    submits(visitor, base)

    first = Snapshot.objects.get(application=draft)
    visitor.sees(first.sha256)
    visitor.finds_no_barrier()
    assert first.sha256 in mail_to("mira@example.hk", subject=draft.reference).body
    receipt = unspaced_text_of(keeps(visitor, "Version 1: receipt (PDF)"))
    assert first.sha256 in receipt
    assert first.content["attachments"][0]["sha256"] in receipt
    whole = keeps(visitor, "Version 1: everything submitted (PDF)")
    assert "Exporterssellreceivables" not in unspaced_text_of(whole)
    assert "Exportersarepaidwithinaday." in unspaced_text_of(whole)
    for content in (
        keeps(visitor, "Version 1: content as data (JSON)"),
        *attachments_of(whole).values(),
    ):
        assert hashlib.sha256(content).hexdigest() == first.sha256

    visitor.follows("Change what you submitted")
    visitor.finds_no_barrier()
    visitor.sends("Open it for changes")
    visitor.sees("Changes not submitted")
    visitor.finds_no_barrier()
    visitor.opens(f"{base}project/")
    visitor.sees("Changes not submitted")
    visitor.writes("Summary for the public", "Exporters are paid within an hour.")
    visitor.sends("Save")
    visitor.opens(f"{base}declaration/")
    for box in visitor.page.locator("main form input[type=checkbox]").all():
        box.check()
    visitor.sends("Save")
    submits(visitor, base)

    assert Snapshot.objects.filter(application=draft).count() == 2
    visitor.opens(f"{base}versions/")
    visitor.finds_no_barrier()
    expect(visitor.page.locator(".change ins", has_text="hour").first).to_be_visible()
    for code in ("zh-hant", "zh-hans"):
        visitor.page.locator(f"button[name=language][value={code}]").first.click()
        for path in ("versions/", "versions/1/", "receipt/", "reopen/"):
            visitor.opens(f"{base}{path}")
            visitor.finds_no_barrier()


def test_left_reopened_the_first_version_stands_and_staff_see_it(visitor: Visitor) -> None:
    application = applications.at("submitted", call=applications.open_call("2031-1"))
    title = application.title
    base = f"/applications/{application.reference}/"
    visitor.steps_into(people.mira())
    visitor.opens(f"{base}reopen/")
    visitor.sends("Open it for changes")
    visitor.opens(f"{base}project/")
    visitor.writes("Title of the project", "A title that nobody submitted")
    visitor.sends("Save")
    visitor.opens(f"{base}keep/")
    visitor.finds_no_barrier()

    past = timezone.now() - timedelta(minutes=2)
    Call.objects.filter(pk=application.call_id).update(closes_at=past)
    standing = Application.objects.filter(pk=application.pk, state="submitted", title=title)
    until(standing.exists, seconds=100, what="the settling by beat")

    assert Snapshot.objects.get(application=application).content["project"]["title"] == title
    told = mail_to("mira@example.hk", subject=f"{application.reference}: what you submitted")
    assert "do not count" in told.body
    visitor.steps_into(people.paul())
    visitor.opens(f"/applications/?q={application.reference}")
    visitor.sees(title)
    visitor.opens(f"{base}snapshot/")
    visitor.sees(title)
    assert not visitor.page.get_by_text("A title that nobody submitted").count()
