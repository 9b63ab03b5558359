"""The officers' workshop in the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.programmes import operations, parts
from grants.programmes.forms.calls import SECTIONS
from grants.programmes.models import Call
from grants.programmes.queries import criteria_as_details
from grants.programmes.registration import calls_to_move
from grants.questionnaires import registration as questions
from portal.accounts.models import Role
from portal.dashboard.registry import Entry
from portal.i18n.texts import text
from tests.factories import calls
from tests.factories.people import alan, client_of, grace, mira, paul, person

pytestmark = pytest.mark.django_db

NEW = {"title_en": "Round 2026-1", "code": "2026-1", "reference_prefix": "BDA26", "copy_of": ""}


def shown(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def section_data(call: Call, section: str, **changes: Any) -> dict[str, Any]:
    form = SECTIONS[section][1](call=call)
    data = {bound.html_name: bound.value() for bound in form}
    widgets = {name: field.widget for name, field in form.fields.items()}
    written = {name: widgets[name].format_value(value) for name, value in data.items()}
    return {**{name: value for name, value in written.items() if value is not None}, **changes}


def test_the_list_shows_state_dates_and_who_has_the_ball() -> None:
    calls.draft("2025-3")
    calls.opened("2025-2")

    page = shown(client_of(paul()), "call-manage-list")

    for words in ("Round 2025-3", "Draft", "Programme officer", "Round 2025-2", "Applicants"):
        assert words in page
    assert reverse("call-create") in page


def test_an_empty_list_says_what_to_do() -> None:
    assert "Create the first one" in shown(client_of(paul()), "call-manage-list")


def test_the_list_is_for_officers_and_auditors() -> None:
    """AZ-01."""
    url = reverse("call-manage-list")

    assert Client().get(url).status_code == 302
    assert client_of(mira()).get(url).status_code == 403
    assert client_of(grace()).get(url).status_code == 403
    auditor = client_of(alan()).get(url)
    assert auditor.status_code == 200
    assert "Only a programme officer of all calls can create a call." in auditor.content.decode()


def test_one_call_and_thirty_cost_the_same_queries() -> None:
    client = client_of(paul())
    calls.draft("2025-1")
    shown(client, "call-manage-list")
    with CaptureQueriesContext(connection) as one:
        shown(client, "call-manage-list")
    for number in range(2, 31):
        calls.draft(f"2025-{number}")

    with CaptureQueriesContext(connection) as thirty:
        shown(client, "call-manage-list")

    assert len(one) == len(thirty)


def test_a_call_is_created_from_an_earlier_one() -> None:
    earlier = calls.draft("2025-2", rate=70)
    client = client_of(paul())
    assert "2025-2 – Round 2025-2" in shown(client, "call-create")

    response = client.post(reverse("call-create"), {**NEW, "copy_of": earlier.code})

    assert response["Location"] == reverse("call-manage", args=["2026-1"])
    assert Call.objects.get(code="2026-1").rate == 70


def test_a_refused_creation_keeps_what_was_typed() -> None:
    calls.draft("2026-1")

    page = client_of(paul()).post(reverse("call-create"), NEW).content.decode()

    assert "A call with this code or this prefix of references exists already." in page
    assert "BDA26" in page


def test_an_officer_of_one_call_creates_none() -> None:
    calls.draft("2025-2")
    pia = client_of(person("Pia Fong", Role.OFFICER, scope="2025-2"))

    page = pia.post(reverse("call-create"), NEW).content.decode()

    assert "Only a programme officer of all calls can create a call." in page
    assert not Call.objects.filter(code="2026-1").exists()


def test_the_page_of_a_draft_lists_its_gaps_and_refuses_to_publish() -> None:
    call = calls.draft(title=text("Only English"))

    page = shown(client_of(paul()), "call-manage", call.code)

    assert "The title is missing in Traditional Chinese." in page
    assert "2 gaps" in page
    assert re.search(r"disabled>Publish the call", page)
    assert reverse("call-preview", args=[call.code]) in page


def test_the_page_of_a_published_call_shows_its_rules_and_the_funnel() -> None:
    call = calls.opened()

    page = shown(client_of(paul()), "call-manage", call.code)

    assert "its rules can no longer change" in page
    assert "Assessment can start once the call has closed." in page
    assert "Submitted in all" in page
    assert reverse("screening-queue", args=[call.code]) in page


def test_another_officers_call_is_not_there() -> None:
    """AZ-02."""
    call = calls.draft("2025-2")
    pia = client_of(person("Pia Fong", Role.OFFICER, scope="2025-1"))

    for name, args in (
        ("call-manage", []),
        ("call-preview", []),
        ("call-section", ["money"]),
        ("call-step", ["publish"]),
        ("criterion-list", []),
        ("question-list", []),
    ):
        assert pia.get(reverse(name, args=[call.code, *args])).status_code == 404


@pytest.mark.parametrize(
    ("section", "changes", "field", "value"),
    [
        ("texts", {"title_zh-hant": "新題"}, "title", None),
        ("dates", {"report_by": "2031-01-01"}, "report_by", None),
        ("money", {"rate": "75"}, "rate", 75),
        ("assessment", {"pass_mark": "55"}, "pass_mark", 55),
    ],
)
def test_each_section_is_saved(
    section: str, changes: dict[str, str], field: str, value: object
) -> None:
    call = calls.draft()
    client = client_of(paul())
    url = reverse("call-section", args=[call.code, section])
    assert client.get(url).status_code == 200

    response = client.post(url, section_data(call, section, **changes))

    assert response["Location"] == reverse("call-manage", args=[call.code])
    saved = getattr(Call.objects.get(pk=call.pk), field)
    assert saved != getattr(call, field)
    assert value in (None, saved)


def test_a_wrong_value_is_told_and_kept() -> None:
    call = calls.draft()
    url = reverse("call-section", args=[call.code, "money"])

    page = client_of(paul()).post(url, section_data(call, "money", cap="500,001")).content.decode()

    assert "Enter HK$500,000 or less." in page
    assert "500,001" in page
    assert Call.objects.get(pk=call.pk).cap == call.cap


def test_two_officers_in_one_section_do_not_overwrite_each_other() -> None:
    call = calls.draft()
    url = reverse("call-section", args=[call.code, "money"])
    seen_by_both = section_data(call, "money")
    client = client_of(paul())
    client.post(url, {**seen_by_both, "rate": "70"})

    page = client.post(url, {**seen_by_both, "rate": "60"}).content.decode()

    assert "Somebody else changed this meanwhile." in page
    assert 'value="60"' in page
    assert Call.objects.get(pk=call.pk).rate == 70


def test_a_published_call_shows_a_grey_button_and_refuses_a_save() -> None:
    call = calls.published()
    client = client_of(paul())
    url = reverse("call-section", args=[call.code, "money"])
    assert re.search(r"disabled>Save", client.get(url).content.decode())

    page = client.post(url, section_data(call, "money", rate="70")).content.decode()

    assert "its rules can no longer change" in page
    assert Call.objects.get(pk=call.pk).rate == 80


def test_unknown_sections_and_steps_are_not_there() -> None:
    call = calls.draft()
    client = client_of(paul())

    assert client.get(reverse("call-section", args=[call.code, "secrets"])).status_code == 404
    assert client.post(reverse("call-step", args=[call.code, "release"])).status_code == 404


def test_the_preview_is_the_public_page() -> None:
    draft, opened = calls.draft("2025-2"), calls.opened("2025-3")
    client = client_of(paul())

    assert "will see once the call is published" in shown(client, "call-preview", draft.code)
    assert "This is the page that everybody sees." in shown(client, "call-preview", opened.code)


def test_publishing_is_confirmed_and_a_second_click_is_told() -> None:
    call = calls.draft()
    client = client_of(paul())
    url = reverse("call-step", args=[call.code, "publish"])
    assert "its rules can no longer change" in shown(client, "call-step", call.code, "publish")

    first = client.post(url, follow=True).content.decode()
    second = client.post(url, follow=True).content.decode()

    assert "The call is published." in first
    assert "This is not possible now: the call is in the state “Published”." in second
    assert Call.objects.get(pk=call.pk).state == "published"


def test_the_page_of_confirmation_names_the_gaps() -> None:
    call = calls.draft()
    one = criteria_as_details(call)[:1]
    operations.replace_criteria(call_id=call.pk, criteria=one, actor=paul(), now=timezone.now())

    page = shown(client_of(paul()), "call-step", call.code, "publish")

    assert "The weights of the criteria must sum to 100, not to 25." in page
    assert re.search(r"disabled>Publish", page)


def test_an_auditor_reads_and_publishes_nothing() -> None:
    """AZ-04."""
    call = calls.draft()
    client = client_of(alan())
    assert "Only a programme officer of this call" in shown(client, "call-manage", call.code)

    page = client.post(reverse("call-step", args=[call.code, "publish"]), follow=True)

    assert "Only a programme officer of this call can do this." in page.content.decode()
    assert Call.objects.get(pk=call.pk).state == "draft"


def test_an_officers_home_names_the_calls_that_wait_for_them() -> None:
    calls.draft("2025-2")
    calls.opened("2025-3")
    calls.closed("2025-4")
    pia = person("Pia Fong", Role.OFFICER, scope="2025-2")
    now = timezone.now()

    assert [entry.href for entry in calls_to_move(paul(), now)] == [
        reverse("call-manage", args=["2025-4"]),
        reverse("call-manage", args=["2025-2"]),
    ]
    assert len(calls_to_move(pia, now)) == 1
    assert "Calls that need you" in shown(client_of(paul()), "home")


def test_several_gaps_are_counted_beside_the_button_and_listed_below() -> None:
    call = calls.draft(title=text("Only English"))

    for page in (
        shown(client_of(paul()), "call-manage", call.code),
        shown(client_of(paul()), "call-step", call.code, "publish"),
    ):
        assert "2 gaps stand against it; this page lists them." in page
        assert page.count("The title is missing in Simplified Chinese.") == 1


def test_areas_above_can_put_work_on_the_page_of_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    call = calls.draft()
    entry = Entry(title="Assign assessors", text="Nobody is assigned yet.", count=3, status="New")
    monkeypatch.setattr(parts, "_shelves", [])
    parts.register_shelf(30, lambda _actor, _call, _now: [entry])

    page = shown(client_of(paul()), "call-manage", call.code)

    for words in ("Assign assessors", "Nobody is assigned yet.", ">3<", "New"):
        assert words in page


def test_registering_twice_is_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_shelves", "_gates", "_fillers"):
        monkeypatch.setattr(parts, name, [])
    call = calls.draft()

    for _time in range(2):
        questions.register()

    assert [len(getattr(parts, name)) for name in ("_shelves", "_gates", "_fillers")] == [0, 1, 1]
    assert call.form_versions.count() == 0
