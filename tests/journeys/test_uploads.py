"""Large files over lines that break: what arrives is what was chosen, and nothing starts again."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from grants.applications import queries
from grants.applications.models import Application
from portal.documents.models import Upload
from tests.factories import applications, pdfs, people
from tests.journeys.stack import Stack, until
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("stack", "_files_of_their_own")

PIECE = 1_000_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of some 3 MB that nothing can pack."""
    pdf = pikepdf.new()
    for _page in range(30):
        pdf.add_blank_page().obj.Contents = pdf.make_stream(os.urandom(100_000))
    buffer = io.BytesIO()
    pdf.save(buffer)
    path = tmp_path_factory.mktemp("files") / "business plan.pdf"
    path.write_bytes(buffer.getvalue())
    return path


@dataclass
class Line:
    """The line between browser and server: it carries ``most`` pieces, then it is cut."""

    most: int = 10**6
    offsets: list[int] = field(default_factory=list)

    def __call__(self, route: Route) -> None:
        """Carry one request, or not."""
        is_piece = route.request.method == "PATCH"
        if is_piece and len(self.offsets) >= self.most:
            route.abort("connectionfailed")
            return
        if is_piece:
            self.offsets.append(int(route.request.headers["upload-offset"]))
        route.continue_()


@pytest.fixture
def line(visitor: Visitor) -> Line:
    """The line of this browser."""
    one = Line()
    visitor.page.route(re.compile(r"/uploads/"), one)
    return one


@pytest.fixture
def draft() -> Iterator[Application]:
    """A draft of Mira's, gone afterwards: her organisation has one at a time."""
    application = applications.at("draft")
    yield application
    application.attachments.all().delete()
    Application.objects.filter(pk=application.pk).delete()


def waits_for(page: Page, text: str) -> None:
    """Find the text once the pieces are through."""
    expect(page.get_by_text(text).first).to_be_visible(timeout=60_000)


def attachments(visitor: Visitor, draft: Application) -> Page:
    visitor.opens(f"/applications/{draft.reference}/attachments/")
    return visitor.page


def choose(page: Page, path: Path) -> None:
    page.locator("input[type=radio][value=supporting]").check()
    page.locator("input[type=file]").set_input_files(path)


def is_whole(draft: Application, path: Path) -> bool:
    (file,) = queries.attachments_of(draft)
    return file.document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_line_cut_in_the_middle_costs_nothing_but_time(
    visitor: Visitor, line: Line, draft: Application, large: Path
) -> None:
    visitor.steps_into(people.mira())
    page = attachments(visitor, draft)
    visitor.finds_no_barrier()
    line.most = 2
    choose(page, large)
    waits_for(page, "The line is broken at")
    visitor.finds_no_barrier()
    expect(page.get_by_role("progressbar", name="Progress of the upload")).to_be_visible()
    line.most = 10**6
    visitor.presses("Attach")

    waits_for(page, "The file is attached.")
    assert line.offsets == list(range(0, large.stat().st_size, PIECE))
    assert is_whole(draft, large)
    visitor.finds_no_barrier()
    expect(page.locator("#used")).to_have_text(re.compile(r"MB of 60\sMB used"))


def test_a_page_that_was_closed_goes_on_where_it_stopped(
    visitor: Visitor, line: Line, draft: Application, large: Path
) -> None:
    visitor.steps_into(people.mira())
    page = attachments(visitor, draft)
    line.most = 2
    choose(page, large)
    waits_for(page, "The line is broken at")
    page.reload()
    visitor.sees("The upload of business plan.pdf was cut short.")
    line.most = 10**6
    choose(page, large)
    waits_for(page, "Uploaded,")
    page.reload()
    waits_for(page, "Uploaded,")
    page.locator("input[type=radio][value=supporting]").check()
    visitor.presses("Attach")

    waits_for(page, "The file is attached.")
    assert line.offsets == list(range(0, large.stat().st_size, PIECE))
    assert is_whole(draft, large)


def test_an_upload_is_paused_goes_on_and_is_given_up_by_keyboard(
    visitor: Visitor, line: Line, draft: Application, large: Path
) -> None:
    visitor.steps_into(people.mira())
    page = attachments(visitor, draft)
    line.most = 1
    choose(page, large)
    waits_for(page, "The line is broken at")
    page.get_by_role("button", name="Pause").press("Enter")
    visitor.sees("Paused at")
    visitor.presses("Attach")
    visitor.sees("Finish the upload or remove the file first.")
    line.most = 10**6
    page.get_by_role("button", name="Go on").press("Enter")
    waits_for(page, "Uploaded,")
    page.get_by_role("button", name="Remove this file").press("Enter")

    expect(page.get_by_text("Uploaded,")).to_be_hidden()
    expect(page.locator("input[type=file]")).to_be_focused()
    assert queries.attachments_of(draft) == []


def test_a_wrong_file_is_told_before_a_byte_is_sent(
    visitor: Visitor, line: Line, draft: Application, tmp_path: Path
) -> None:
    visitor.steps_into(people.mira())
    page = attachments(visitor, draft)
    for name, size in (("plan.docx", 300_000), ("plan.pdf", 20_000_001)):
        path = tmp_path / name
        path.write_bytes(b"%PDF-" + b"x" * (size - 5))
        choose(page, path)
        visitor.sees("Choose a file of")

    assert line.offsets == []
    assert page.locator("input[type=file]").input_value() == ""


def test_what_the_server_refuses_is_told_in_its_words(
    visitor: Visitor, line: Line, draft: Application, tmp_path: Path
) -> None:
    visitor.steps_into(people.mira())
    page = attachments(visitor, draft)
    path = tmp_path / "scripts.pdf"
    path.write_bytes(pdfs.with_script() + b"\n" * 400_000)
    choose(page, path)
    waits_for(page, "Uploaded,")
    visitor.presses("Attach")
    expect(page.locator(".govuk-error-summary")).to_be_visible()

    assert queries.attachments_of(draft) == []
    assert line.offsets == [0]


def test_a_visitor_whose_session_ended_is_told(
    visitor: Visitor, line: Line, draft: Application, large: Path
) -> None:
    visitor.steps_into(people.mira())
    page = attachments(visitor, draft)
    page.context.clear_cookies(name="sessionid")
    choose(page, large)

    visitor.sees("You have been signed out. Sign in again, then go on.")
    assert line.offsets == []


def test_without_scripts_the_file_goes_with_the_form(
    browser: Browser, stack: Stack, draft: Application, large: Path
) -> None:
    context = browser.new_context(base_url=stack.url, java_script_enabled=False)
    visitor = Visitor(context.new_page(), stack.url)
    visitor.steps_into(people.mira())
    page = attachments(visitor, draft)
    begun = Upload.objects.count()
    choose(page, large)
    visitor.presses("Attach")

    waits_for(page, "The file is attached.")
    assert is_whole(draft, large)
    assert Upload.objects.count() == begun
    context.close()


def test_a_file_is_replaced_in_its_place(
    visitor: Visitor, line: Line, draft: Application, large: Path, tmp_path: Path
) -> None:
    visitor.steps_into(people.mira())
    page = attachments(visitor, draft)
    small = tmp_path / "first.pdf"
    small.write_bytes(pdfs.plain())
    choose(page, small)
    visitor.presses("Attach")
    waits_for(page, "The file is attached.")
    assert line.offsets == []
    page.get_by_role("link", name="Replace first.pdf").click()
    visitor.finds_no_barrier()
    page.locator("input[type=file]").set_input_files(large)
    visitor.presses("Replace the file")

    waits_for(page, "The file is replaced.")
    until(lambda: is_whole(draft, large), what="the new file")
