"""What was written for a question that a corrected form no longer asks is shown, not lost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from grants.questionnaires import operations as forms
from portal.i18n.texts import text
from tests.factories import people
from tests.integration.grants.applications.test_answers import (
    asked,
    begun,
    correct,
    part,
    said,
)

pytestmark = pytest.mark.django_db


def test_a_page_without_scripts_shows_what_was_written_for_a_question_that_is_gone() -> None:
    application = begun(asked("stays", "short"), asked("goes", "long"), asked("pick", "choice"))
    page = f"/applications/{application.reference}/form-all/"
    mira = people.client_of(people.mira())
    version = mira.get(page).context["version"]
    correct(application.call, asked("stays", "short"))

    answer = mira.post(
        page,
        {"version": version, "stays": "Kept", "goes": "Ten careful lines", "pick": "b"},
        follow=True,
    )

    shown = answer.content.decode()
    assert "Ten careful lines" in shown
    assert "No longer asked" in shown
    assert said(application)["stays"] == "Kept"
    assert mira.get(page).context["form"]["stays"].value() == "Kept"


def test_the_text_of_a_section_that_is_gone_is_shown_too() -> None:
    application = begun(asked("goes", "long"))
    page = f"/applications/{application.reference}/form-all/"
    mira = people.client_of(people.mira())
    mira.get(page)
    officer, now = people.paul(), timezone.now()
    forms.begin_version(call_id=application.call_id, actor=officer, now=now)
    other = {**part(asked("new", "short")), "code": "other"}
    forms.replace_form(call_id=application.call_id, form=[other], actor=officer, now=now)
    note = text("Clearer.", "更清楚。", "更清楚。")
    forms.put_in_force(call_id=application.call_id, note=note, actor=officer, now=now)

    with_text = mira.post(page, {"version": "1", "goes": "<b>Ten lines</b>"})
    without = mira.post(page, {"version": "1", "goes": " "})

    assert "&lt;b&gt;Ten lines&lt;/b&gt;" in with_text.content.decode()
    assert without.status_code == 302


def test_dropped_text_stands_on_a_page_that_could_not_be_saved() -> None:
    application = begun(asked("count", "number"), asked("goes", "long"))
    page = f"/applications/{application.reference}/form-all/"
    mira = people.client_of(people.mira())
    version = mira.get(page).context["version"]
    correct(application.call, asked("count", "number"))
    mira.get(page)

    answer = mira.post(page, {"version": version, "count": "many", "goes": "Ten lines"})

    assert answer.context["form"].errors
    assert "Ten lines" in answer.content.decode()
