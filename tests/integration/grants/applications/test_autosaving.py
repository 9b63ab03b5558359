"""Single fields are saved as they are written; two people never overwrite each other."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grants.applications.autosave import spells
from grants.applications.autosave.models import WritingSpell
from grants.applications.models import Application
from grants.applications.tasks import forget_writing_spells
from portal.audit.models import AuditEvent
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db

AUTOSAVE = "application.autosave"


def address(application: Application, section: str = "project") -> str:
    return f"/applications/{application.reference}/{section}/autosave/"


class Writer:
    """A page on which one person writes one section, as the script talks for it."""

    def __init__(self, client: Client, application: Application, section: str = "project") -> None:
        self.client, self.address = client, address(application, section)
        self.state = self.looks()
        self.tokens, self.version = self.state["tokens"], self.state["version"]

    def looks(self) -> Any:
        return self.client.get(self.address).json()

    def sends(self, *, fields: list[str], **typed: Any) -> Any:
        page = {"version": self.version, "tokens": json.dumps(self.tokens)}
        return self.client.post(self.address, {**page, "fields": fields, **typed})

    def types(self, **typed: Any) -> Any:
        """Text, or the cells of a table by the names of their inputs."""
        inputs: dict[str, Any] = {}
        for name, text in typed.items():
            inputs |= text if isinstance(text, dict) else {name: text}
        answer = self.sends(fields=list(typed), **inputs).json()
        self.tokens = {**self.tokens, **{name: answer["tokens"][name] for name in answer["saved"]}}
        return answer

    def writes_rows(self, *rows: dict[str, Any]) -> Any:
        typed: dict[str, Any] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            typed |= {f"form-{number}-{name}": value for name, value in row.items()}
        typed |= {f"form-{number}-DELETE": "on" for number in range(len(rows), 4)}
        answer = self.sends(fields=["*"], **typed).json()
        if "*" in answer["saved"]:
            self.tokens = answer["tokens"]
        return answer


def two_writers(application: Application, section: str = "project") -> tuple[Writer, Writer]:
    organisations.join(application.organisation, people.otto(), "editor")
    mira, otto = people.client_of(people.mira()), people.client_of(people.otto())
    return Writer(mira, application, section), Writer(otto, application, section)


def test_a_field_is_saved_alone_and_the_answer_says_when() -> None:
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application)

    answer = mira.types(title="A new title")

    application.refresh_from_db()
    assert application.title == "A new title"
    assert application.title_zh == "中小企出口應收賬款代幣化"
    assert answer["saved"] == ["title"]
    assert answer["words"].startswith("Saved at ")
    assert answer["words"].endswith("m HKT")
    assert application.section_versions["project"] == answer["version"] == application.version


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("organisation", {"name_zh": "海港賬本集團"}),
        ("classification", {"use_cases": [], "value_involved": "HK$ 5"}),
        ("sponsor", {"contact_name": "Ho Wing"}),
        ("form-solution", {"problem": "Two lines\nof text", "chain": "hybrid"}),
        ("form-users", {"users": ["institutions"], "users-number": "1,250"}),
        (
            "form-plan",
            {
                "milestones": {
                    "milestones_0_result": "A test with ten clients",
                    "milestones_0_by": "2030-10-01",
                }
            },
        ),
        ("form-rules", {"client-assets": "no", "legal-opinion-on": "2026-01-31"}),
    ],
)
def test_every_kind_of_section_keeps_its_other_fields(section: str, typed: dict[str, Any]) -> None:
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application, section)

    answer = mira.types(**typed)

    assert (sorted(answer["saved"]), answer["errors"]) == (sorted(typed), {})
    again = mira.looks()
    assert {n for n, t in again["tokens"].items() if mira.state["tokens"][n] != t} == set(typed)


def test_the_same_request_twice_changes_nothing_the_second_time() -> None:
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application)
    first = mira.sends(fields=["title"], title="Once").json()

    second = mira.sends(fields=["title"], title="Once").json()

    assert (first["saved"], second["saved"], second["conflicts"]) == (["title"], [], {})
    assert second["version"] == first["version"]


def test_two_people_in_different_fields_do_not_meet() -> None:
    application = applications.at("draft")
    mira, otto = two_writers(application)

    mira.types(title="Mira's title")
    answer = otto.types(summary="Otto's summary")

    application.refresh_from_db()
    assert (application.title, application.summary) == ("Mira's title", "Otto's summary")
    assert answer["conflicts"] == {}
    assert answer["values"]["title"] == {"title": ["Mira's title"]}


def test_two_people_in_one_field_see_both_versions_and_choose() -> None:
    application = applications.at("complete")
    mira, otto = two_writers(application)
    mira.types(title="Tokenised trade receivables for large exporters")

    refused = otto.types(title="Tokenised invoices for small exporters")

    application.refresh_from_db()
    assert application.title == "Tokenised trade receivables for large exporters"
    shown = refused["conflicts"]["title"]
    assert refused["saved"] == []
    assert "Mira Chan saved this field" in shown
    assert "<mark>large</mark>" in shown
    assert "<mark>invoices</mark>" in shown

    otto.tokens["title"] = refused["tokens"]["title"]
    otto.types(title="Tokenised invoices for large exporters")

    application.refresh_from_db()
    assert application.title == "Tokenised invoices for large exporters"


def test_both_writing_the_same_is_no_conflict() -> None:
    application = applications.at("draft")
    mira, otto = two_writers(application)
    mira.types(title="The same")

    answer = otto.types(title="The same")

    assert (answer["conflicts"], answer["saved"]) == ({}, [])


def test_a_change_on_another_page_is_noticed_too() -> None:
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application, "organisation")
    type(application.organisation).objects.update(name="Renamed Elsewhere Limited")

    answer = mira.types(name="Renamed Here Limited")

    assert "Elsewhere" in answer["conflicts"]["name"]
    application.organisation.refresh_from_db()
    assert application.organisation.name == "Renamed Elsewhere Limited"


def test_a_wrong_field_waits_and_the_right_ones_are_saved() -> None:
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application)

    answer = mira.types(title="Right", starts_on="never", summary="x" * 1001)

    application.refresh_from_db()
    assert (application.title, application.summary) == ("Right", "")
    assert answer["saved"] == ["title"]
    assert answer["refused"] == ["starts_on", "summary"]
    assert answer["errors"]["starts_on"] == ["Enter a valid date."]
    assert "1 too many" in answer["errors"]["summary"][0]


@pytest.mark.parametrize(
    "text", ["a\x00b", "\ud800", "\u202eevil", "m" * 1_000_000, "../../etc/passwd", "a\r\nBcc: x"]
)
def test_hostile_text_is_a_sentence_or_is_saved_never_an_error(text: str) -> None:
    """IN-01."""
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application)

    answer = mira.sends(
        fields=["title"], title=text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    )

    assert answer.status_code == 200
    told = answer.json()
    assert bool(told["saved"]) != bool(told["errors"])


@pytest.mark.parametrize("tokens", ["", "{", "[]", "1", '{"title": 5}', "x" * 30_000])
def test_tokens_that_are_none_overwrite_nothing(tokens: str) -> None:
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application)

    posted = {"fields": "title", "title": "Blind", "tokens": tokens, "version": "0"}
    answer = mira.client.post(mira.address, posted).json()

    application.refresh_from_db()
    assert application.title != "Blind"
    assert list(answer["conflicts"]) == ["title"]


def test_unknown_fields_are_nobodys() -> None:
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application)

    answer = mira.sends(fields=["state", "call"], state="awarded", call="1").json()

    application.refresh_from_db()
    assert (answer["saved"], application.state) == ([], "draft")


def test_rows_are_one_field_and_are_saved_again_and_again() -> None:
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application, "budget")
    staff = {"kind": "staff", "description": "Engineers", "amount": "100"}

    mira.writes_rows(staff, {"kind": ""})
    mira.writes_rows(staff, {"kind": "testing", "amount": "50"})
    answer = mira.writes_rows(staff, {"kind": "testing", "amount": "60"})

    lines = application.budget_lines.order_by("pk")
    assert [(line.kind, int(line.amount)) for line in lines] == [("staff", 100), ("testing", 60)]
    application.refresh_from_db()
    assert application.eligible_total == 160
    assert answer["conflicts"] == {}


def test_rows_that_somebody_else_changed_are_shown_as_tables() -> None:
    application = applications.at("complete")
    mira, otto = two_writers(application, "budget")
    mira.writes_rows({"kind": "staff", "description": "Mira's", "amount": "100"})

    answer = otto.writes_rows({"kind": "testing", "description": "Otto's", "amount": "7"})

    assert [line.description for line in application.budget_lines.all()] == ["Mira's"]
    assert "Two versions of this table" in answer["conflicts"]["*"]
    assert "<mark>Otto</mark>" in answer["conflicts"]["*"]


def test_a_wrong_row_keeps_the_table_as_it_is() -> None:
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application, "budget")

    answer = mira.writes_rows({"kind": "staff", "amount": "-5"})

    assert application.budget_lines.count() == 3
    assert answer["errors"] == {"form-0-amount": ["Enter HK$1 or more."]}


def test_others_in_the_section_are_named_until_they_are_gone() -> None:
    application = applications.at("draft")
    mira, otto = two_writers(application)
    version = {"version": mira.version}

    here = mira.client.post(mira.address, version).json()
    assert here["others"] == "Also here now: Otto Lee"
    assert otto.client.post(address(application, "sponsor"), version).json()["others"] == ""
    WritingSpell.objects.update(seen_at=timezone.now() - spells.HERE_FOR)
    assert mira.client.post(mira.address, version).json()["others"] == ""


def test_the_log_tells_once_for_a_person_and_a_section() -> None:
    application = applications.at("draft")
    mira, otto = two_writers(application)

    mira.types(title="One")
    mira.types(title="Two")
    otto.types(summary="Three")

    events = AuditEvent.objects.filter(action=AUTOSAVE).order_by("pk")
    assert [event.actor for event in events] == [people.mira().user, people.otto().user]
    assert events[0].details == {"section": "project"}
    WritingSpell.objects.update(began_at=timezone.now() - spells.TOLD_ONCE_IN)
    mira.types(title="Four")
    assert events.all().count() == 3


def test_after_a_day_nobody_remembers_who_was_writing() -> None:
    application = applications.at("draft")
    mira, _otto = two_writers(application)
    mira.types(title="One")
    WritingSpell.objects.filter(person=people.otto().person).update(
        seen_at=timezone.now() - timedelta(hours=25)
    )

    forget_writing_spells()

    assert [one.person for one in WritingSpell.objects.all()] == [people.mira().person]


def test_strangers_viewers_and_the_late_save_nothing() -> None:
    application = applications.at("draft")
    organisations.join(application.organisation, people.otto(), "viewer")
    stranger = people.client_of(people.person("Nora Fan"))
    submitted = applications.at("submitted")
    mira = people.client_of(people.mira())

    for client, one, status in (
        (stranger, application, 404),
        (people.client_of(people.otto()), application, 409),
        (mira, submitted, 409),
    ):
        answer = client.post(address(one), {"fields": "title", "title": "No"})
        assert answer.status_code == status
    assert "can no longer be changed" in answer.json()["refusal"]
    assert Client().post(address(application), {"fields": "title"}).status_code == 302
    assert mira.get(address(application, "declaration")).status_code == 404


def test_a_database_that_cannot_write_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application)

    def full(**_details: Any) -> None:
        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr("grants.applications.autosave.operations.keep", full)
    answer = mira.sends(fields=["title"], title="Lost?")

    assert (answer.status_code, answer.json()["refusal"]) == (
        503,
        "The portal cannot save just now.",
    )


def test_a_page_without_its_token_is_refused_and_gets_a_new_one_by_asking() -> None:
    """Signing in elsewhere changes the token of every open page."""
    application = applications.at("draft")
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.mira().person)

    refused = client.post(address(application), {"fields": "title", "title": "x"})
    token = client.get(address(application)).json()["csrf"]
    again = client.post(
        address(application),
        {"fields": "title", "title": "x", "version": "1", "csrfmiddlewaretoken": token},
    )

    assert (refused.status_code, again.status_code) == (403, 200)
    assert again.json()["saved"] == ["title"]


def test_an_autosave_asks_the_database_few_questions() -> None:
    """Five of them are of the session, its activity and the actor, as on every page."""
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application)
    answers = Writer(people.client_of(people.mira()), application, "form-solution")
    mira.types(title="First, which the log tells of")
    answers.types(problem="First, which the log tells of")

    with CaptureQueriesContext(connection) as one_fact:
        mira.types(title="Second")
    with CaptureQueriesContext(connection) as one_answer:
        answers.types(problem="Second")

    assert (len(one_fact), len(one_answer)) == (12, 18)
