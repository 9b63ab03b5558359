"""The pages of a draft: sections, errors beside their fields, stale saves, home cards."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from grants.applications import lifecycle, operations, sections, snapshots
from grants.applications.models import Application
from grants.applications.registration import (
    applies_or_reads,
    calls_to_apply_to,
    own_applications,
)
from grants.programmes.models import Call
from portal.accounts.actors import VISITOR
from tests.factories import applications, organisations, pdfs, people

pytestmark = pytest.mark.django_db


def address(application: Application, section: str) -> str:
    return f"/applications/{application.reference}/{section}/"


def rows(*filled: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    typed: dict[str, Any] = {"form-TOTAL_FORMS": len(filled), "form-INITIAL_FORMS": initial}
    for number, row in enumerate(filled):
        typed |= {f"form-{number}-{name}": value for name, value in row.items()}
    return typed


TYPED: dict[str, dict[str, Any]] = {
    sections.ORGANISATION: {
        "registration_number": "10000016",
        "name": "Harbour Ledger Group Limited",
        "type": "company",
        "address_district": "",
        "phone": "",
    },
    sections.PROJECT: {"title": "  Receivables\u200b on chain ", "summary": "One\r\ntwo"},
    sections.CLASSIFICATION: {
        "pillar": "a",
        "use_cases": ["government-bonds"],
        "value_involved": "HK$ 1,200,000.50",
    },
    sections.SPONSOR: {"name": "Victoria Harbour Bank", "kind": "bank"},
    sections.TEAM: rows(
        {"name": "Mira Chan", "name_zh": "陳美拉", "is_lead": "on"},
        {"name": ""},
        {"name": "Gone", "DELETE": "on"},
        initial=3,
    ),
    sections.BUDGET: rows(
        {"kind": "staff", "description": "", "amount": "１００,000"}, {"kind": "", "amount": ""}
    ),
    "form-solution": {"problem": "Slow money"},
    "form-users": {"users": ["retail"], "users-number": "1,250"},
    "form-plan": {"milestones_0_by": "2030-09-20", "milestones_0_result": "Done"},
    "form-rules": {"regulated": "no", "client-assets": "yes", "client-assets-value": "HK$ 5"},
    sections.DECLARATION: {},
}


def test_every_section_saves_what_is_there_and_goes_on_to_the_next() -> None:
    application = applications.at("draft")
    classification = TYPED[sections.CLASSIFICATION]
    terms = {name: applications.terms(name)[0].code for name in ("pillar", "use_case")}
    typed = {
        **TYPED,
        sections.CLASSIFICATION: {
            **classification,
            "pillar": terms["pillar"],
            "use_cases": [terms["use_case"]],
        },
    }
    mira = people.client_of(people.mira())
    order = sections.titles(snapshots.content(application)["form"]["sections"])

    for section, values in typed.items():
        answer = mira.post(address(application, section), {**values, "version": 99})
        following = sections.after(section, order)
        onward = address(application, following) if following else address(application, "")[:-1]
        assert answer.headers.get("Location") == onward, (section, answer.content.decode())

    application.refresh_from_db()
    assert application.title == "Receivables on chain"
    assert application.summary == "One\ntwo"
    assert str(application.value_involved) == "1200000.50"
    assert application.pillar is not None
    assert application.sponsor.kind is not None
    assert [member.name for member in application.team.all()] == ["Mira Chan"]
    assert str(application.requested) == "80000.00"
    assert application.organisation.name == "Harbour Ledger Group Limited"
    assert set(application.section_versions) == set(TYPED)


def test_save_stays_on_the_page_and_says_so() -> None:
    application = applications.at("draft")
    page = address(application, sections.PROJECT)

    answer = people.client_of(people.mira()).post(
        page, {"title": "A", "version": 1, "then": "stay"}, follow=True
    )

    assert answer.redirect_chain == [(page, 302)]
    assert "Saved." in answer.content.decode()
    assert "Still missing here:" in answer.content.decode()
    assert 'href="#id_summary"' in answer.content.decode()


def test_a_saved_form_shows_what_is_saved() -> None:
    application = applications.at("complete")
    mira = people.client_of(people.mira())

    pages = {
        section: mira.get(address(application, section)).content.decode()
        for section in (*sections.SECTIONS, "form-solution", "form-plan")
    }

    assert 'value="Tokenised trade receivables for small exporters"' in pages["project"]
    assert "Victoria Harbour Bank" in pages["sponsor"]
    assert "agreement.pdf" in pages["sponsor"]
    assert "梁嘉豪" in pages["team"]
    assert 'value="300,000"' in pages["budget"]
    assert "HK$400,000" in pages["budget"]
    assert "HK$240,000 (60 %), HK$160,000 (40 %)" in pages["budget"]
    assert "Our answer on problem" in pages["form-solution"]
    assert 'value="Result 2"' in pages["form-plan"]
    assert pages["declaration"].count("checked") == 5


@pytest.mark.parametrize(
    ("section", "typed", "sentence"),
    [
        ("project", {"title": "\U0001f600"}, "Letters cannot show these characters"),
        ("project", {"title": "x" * 151}, "at most 150 characters"),
        ("project", {"summary": "x" * 1001}, "1 too many"),
        ("project", {"starts_on": "2099-01-01"}, "as the call asks"),
        ("project", {"starts_on": "31/31/2030"}, "Enter a valid date."),
        ("classification", {"pillar": "nonsense"}, "Select a valid choice."),
        ("classification", {"use_cases": ["nonsense"]}, "Select a valid choice."),
        ("classification", {"value_involved": "-1"}, "Enter HK$0 or more."),
        ("classification", {"value_involved": "NaN"}, "Enter an amount"),
        ("sponsor", {"contact_email": "nobody"}, "Enter a valid email address."),
        ("sponsor", {"agreement": pdfs.upload(pdfs.with_script())}, "scripts or actions"),
        ("team", rows({"position": "Engineer"}), "Enter the name, or empty the whole row."),
        (
            "team",
            rows({"name": "A", "is_lead": "on"}, {"name": "B", "is_lead": "on"}),
            "Only one person can lead the project.",
        ),
        ("budget", rows({"kind": "staff"}), "Enter the cost, or empty the whole row."),
        ("budget", rows({"amount": "5"}), "Choose the kind of cost."),
        ("budget", rows({"kind": "staff", "amount": "0"}), "Enter HK$1 or more."),
        ("budget", rows({"kind": "staff", "amount": "1e400"}), "Enter HK$99,999,999 or less."),
        ("budget", {"form-TOTAL_FORMS": "x"}, "ManagementForm data is missing"),
        ("form-solution", {"problem": "x" * 1501}, "1 too many"),
        ("declaration", {"is_true": "on"}, "Tick this box too, or none of them."),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_saved(
    section: str, typed: dict[str, Any], sentence: str
) -> None:
    """IN-01."""
    application = applications.at("draft")

    answer = people.client_of(people.mira()).post(
        address(application, section), {**typed, "version": 1}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "There is a problem" in page
    application.refresh_from_db()
    assert application.version == 1


def test_a_project_does_not_complete_before_it_starts() -> None:
    application = applications.at("draft")
    day = timezone.now().date()

    answer = people.client_of(people.mira()).post(
        address(application, "project"),
        {"starts_on": str(day), "completes_on": str(day.replace(year=day.year - 1)), "version": 1},
    )

    assert "The project cannot complete before it starts." in answer.content.decode()


def test_what_was_typed_stays_when_another_field_is_wrong() -> None:
    application = applications.at("draft")

    page = people.client_of(people.mira()).post(
        address(application, "project"),
        {"title": "Kept", "summary": "Kept too", "starts_on": "never", "version": 1},
    )

    assert 'value="Kept"' in page.content.decode()
    assert "Kept too" in page.content.decode()
    assert 'name="version" value="1"' in page.content.decode()


@pytest.mark.parametrize("version", ["1", "", "-5", "1e9", "9" * 5000, "\u0661", "a\x00"])
def test_a_stale_page_shows_both_texts_and_saves_on_the_second_try(version: str) -> None:
    """IN-01: whatever is not a number counts as very old."""
    application = applications.at("draft")
    saved = operations.save_section(
        application_id=application.pk,
        section="project",
        values={"title": "Theirs"},
        version=1,
        actor=people.mira(),
        now=timezone.now(),
    )
    mira, page = people.client_of(people.mira()), address(application, "project")

    stale = mira.post(page, {"title": "Mine", "version": version})

    shown = stale.content.decode()
    assert "Somebody else saved this section after you opened it." in shown
    assert 'value="Mine"' in shown
    assert "Theirs" in shown
    assert f'name="version" value="{saved.version}"' in shown

    mira.post(page, {"title": "Mine", "version": saved.version})

    application.refresh_from_db()
    assert application.title == "Mine"


def test_a_stale_budget_shows_what_is_saved_below() -> None:
    application = applications.at("complete")

    stale = people.client_of(people.mira()).post(
        address(application, "budget"),
        {**rows({"kind": "staff", "amount": "77"}), "version": 1},
    )

    assert "What is saved now" in stale.content.decode()
    assert 'value="77"' in stale.content.decode()


def test_after_the_deadline_a_section_is_read_and_a_late_save_keeps_what_was_typed() -> None:
    application = applications.at("draft")
    Call.objects.update(closes_at=timezone.now())
    mira, page = people.client_of(people.mira()), address(application, "project")

    read = mira.get(page).content.decode()
    late = mira.post(page, {"title": "Too late", "version": 1}).content.decode()

    assert "The call has closed." in read
    assert "<form" not in read.split("<main")[1].split("</main")[0]
    assert "The call has closed." in late
    assert 'value="Too late"' in late


def test_a_viewer_reads_every_section_and_cannot_write() -> None:
    application = applications.at("complete")
    organisations.join(application.organisation, people.otto(), "viewer")
    otto = people.client_of(people.otto())

    assert "Only owners and editors" in otto.get(address(application, "")[:-1]).content.decode()
    for section in sections.SECTIONS:
        assert "Only owners and editors" in otto.get(address(application, section)).content.decode()
    refused = otto.post(address(application, "project"), {"title": "Otto's", "version": 9})
    assert "Only owners and editors" in refused.content.decode()


def test_an_empty_draft_is_read_section_by_section() -> None:
    application = applications.at("draft")
    organisations.join(application.organisation, people.otto(), "viewer")
    otto = people.client_of(people.otto())
    pages = {
        section: otto.get(address(application, section)).content.decode()
        for section in (*sections.SECTIONS, "form-rules")
    }

    assert "Not given" in pages["project"]
    assert "Not answered." in pages["form-rules"]
    assert "No costs yet." in pages["budget"]
    assert "No files are attached." in pages["attachments"]
    assert "Not declared yet." in pages["declaration"]
    assert "None" in pages["team"]


def test_the_page_of_a_draft_shows_each_section_with_its_status() -> None:
    application = applications.at("complete", changes={"project": {"summary": ""}})

    page = people.client_of(people.mira()).get(f"/applications/{application.reference}/")

    assert "11 of 12 sections have no gaps." in page.content.decode()
    assert "In progress" in page.content.decode()
    assert "Call closes" in page.content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (lifecycle.CLARIFICATION, "Answer the question"),
        (lifecycle.AWARDED, "Read the decision"),
        (lifecycle.REFUSED, "Read the decision"),
    ],
)
def test_the_page_leads_to_what_is_to_be_done_or_read(state: str, words: str) -> None:
    application = applications.at("submitted")
    Application.objects.update(state=state)

    page = people.client_of(people.mira()).get(f"/applications/{application.reference}/")

    assert words in page.content.decode()


def test_a_draft_has_neither_receipt_nor_snapshot() -> None:
    application = applications.at("complete")
    mira = people.client_of(people.mira())

    assert mira.get(address(application, "receipt")).status_code == 404
    assert mira.get(address(application, "snapshot")).status_code == 404


def test_the_snapshot_page_shows_what_was_submitted_with_links_to_its_files() -> None:
    application = applications.at("submitted")

    page = people.client_of(people.paul()).get(address(application, "snapshot")).content.decode()

    for words in ("中小企出口應收賬款代幣化", "HK$400,000", "梁嘉豪", "+852 2123 4567"):
        assert words in page
    assert f"/applications/{application.reference}/files/" in page


def test_a_call_that_takes_a_letter_of_intent_says_so() -> None:
    call = applications.open_call(accepts_letter_of_intent=True)
    application = applications.at("draft", call=call)

    page = people.client_of(people.mira()).get(address(application, "sponsor")).content.decode()

    assert "also accepts a letter of intent" in page


def test_the_home_page_shows_ones_applications_and_the_calls_still_open() -> None:
    call = applications.open_call()
    otto = people.otto()
    assert [entry.title for entry in calls_to_apply_to(otto, timezone.now())] == [call.title]

    applications.at("draft")
    applications.at("submitted")
    mira = people.mira()
    entries = own_applications(mira, timezone.now())

    assert [str(entry.status) for entry in entries] == ["Submitted", "Draft"]
    assert "sections have no gaps" in str(entries[1].text)
    assert list(calls_to_apply_to(mira, timezone.now())) == []
    assert "Your applications" in people.client_of(mira).get("/home/").content.decode()


HOME_QUERIES = 11
"""The applications, and one for each kind of their parts."""


def test_home_costs_the_same_for_one_draft_and_for_twenty(django_assert_num_queries: Any) -> None:
    applications.at("complete")
    mira, now = people.mira(), timezone.now()
    with django_assert_num_queries(HOME_QUERIES):
        own_applications(mira, now)

    for _number in range(19):
        applications.at("complete")
    mira = people.mira()

    with django_assert_num_queries(HOME_QUERIES):
        assert len(own_applications(mira, now)) == 20


def test_the_menu_shows_applications_to_all_but_visitors_and_assessors() -> None:
    assert applies_or_reads(people.mira())
    assert applies_or_reads(people.paul())
    assert not applies_or_reads(people.ines())
    assert not applies_or_reads(VISITOR)
    assert not applies_or_reads(None)
