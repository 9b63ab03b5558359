"""Whatever is typed, sent or forged: a sentence or a refusal, never a fault (requirement IN-01)."""

from __future__ import annotations

import pytest

from grants.applications import sections
from grants.applications.forms import form_for
from grants.applications.models import Application
from tests.factories import applications, people

pytestmark = pytest.mark.django_db

HOSTILE = (
    "a\x00b",
    "\u202etxt.exe\u202c",
    "\u200b\u200d\ufeff",
    "\U0001f600\U00020000",
    "x" * 100_000,
    "<script>alert(1)</script>{{7*7}}{% now %}",
    "' OR 1=1 --",
    "-1",
    "NaN",
    "Infinity",
    "1E1000000",
    "9" * 5000,
    "0000-00-00",
    "../../etc/passwd",
    "\ufffd",
)


def names_of(section: str, application: Application) -> list[str]:
    if section == sections.ATTACHMENTS:
        return ["kind", "file"]
    form = form_for(section, application)
    if hasattr(form, "management_form"):
        return [f"form-0-{name}" for name in form.empty_form.fields]
    return list(form.fields)


@pytest.mark.parametrize(
    "section",
    [*sections.SECTIONS, "form-solution", "form-users", "form-plan", "form-rules"],
)
def test_no_field_of_a_section_brings_the_page_down(section: str) -> None:
    """IN-01: each value in every field at once, and a million characters in the first."""
    application = applications.at("draft")
    mira = people.client_of(people.mira())
    page = f"/applications/{application.reference}/{section}/"
    names = names_of(section, application)
    frame = {"version": "99", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    attempts = [dict.fromkeys(names, value) for value in HOSTILE]

    for typed in [*attempts, {names[0]: "x" * 1_000_000}]:
        answer = mira.post(page, {**frame, **typed})
        assert answer.status_code in (200, 302), str(typed)[:200]


def test_half_a_character_is_refused_by_every_text_field() -> None:
    """IN-01: browsers cannot send one, programs that call the forms could."""
    application = applications.at("draft")

    form = form_for(sections.PROJECT, application, {"title": "\ud800", "summary": "a\udfff"})

    assert set(form.errors) == {"title", "summary"}


def test_twenty_thousand_fields_are_refused() -> None:
    """IN-01."""
    application = applications.at("draft")

    answer = people.client_of(people.mira()).post(
        f"/applications/{application.reference}/project/",
        {f"field-{number}": "x" for number in range(20_000)},
    )

    assert answer.status_code == 400


def test_a_body_larger_than_any_form_is_refused() -> None:
    """IN-01."""
    application = applications.at("draft")

    answer = people.client_of(people.mira()).post(
        f"/applications/{application.reference}/form-solution/",
        b"problem=" + b"x" * 6_000_000,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("total", ["100000", "-1", "1" * 100, ""])
def test_a_forged_number_of_rows_is_refused(total: str) -> None:
    """IN-01."""
    application = applications.at("draft")

    answer = people.client_of(people.mira()).post(
        f"/applications/{application.reference}/budget/",
        {"form-TOTAL_FORMS": total, "form-INITIAL_FORMS": "0", "version": "1"},
    )

    assert answer.status_code in (200, 302)
    application.refresh_from_db()
    assert application.budget_lines.count() == 0


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("page", ["", "check/", "submit/", "project/", "receipt/", "withdraw/"])
def test_other_methods_are_refused(method: str, page: str) -> None:
    application = applications.at("draft")
    mira = people.client_of(people.mira())

    answer = getattr(mira, method)(f"/applications/{application.reference}/{page}")

    assert answer.status_code == 405


def test_markup_of_an_applicant_is_shown_as_text() -> None:
    """IN-05."""
    title = "<script>alert(1)</script><b>bold</b>"
    application = applications.at("submitted", changes={"project": {"title": title}})

    for person in (people.mira(), people.paul()):
        client = people.client_of(person)
        for page in ("/applications/", f"/applications/{application.reference}/snapshot/"):
            body = client.get(page).content.decode()
            assert "<script>alert" not in body
            assert "&lt;script&gt;alert(1)" in body
