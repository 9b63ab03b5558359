"""An application copied into another call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.applications import copying, operations
from grants.applications.models import Answer, Application
from grants.programmes.models import Call, Term
from grants.questionnaires import operations as questionnaires
from grants.questionnaires.queries import form_as_details
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.documents.models import Document
from portal.i18n.texts import text
from tests.factories import applications, organisations
from tests.factories.people import client_of, mira, otto, paul, refreshed

pytestmark = pytest.mark.django_db


def next_call() -> Call:
    return applications.open_call("2031-2")


def correct(call: Call) -> None:
    """Give the call a form in which three questions differ."""
    officer, now = paul(), timezone.now()
    version = questionnaires.begin_version(call_id=call.pk, actor=officer, now=now)
    form = form_as_details(version)
    gone, changed, short = form[0]["questions"][:3]
    gone["code"] = "renamed"
    changed["kind"] = "short"
    short["most_characters"] = 10
    questionnaires.replace_form(call_id=call.pk, form=form, actor=officer, now=now)
    questionnaires.put_in_force(call_id=call.pk, note=text("Shorter."), actor=officer, now=now)


def left_out(application: Application) -> list[str]:
    event = AuditEvent.objects.get(
        action="application.copy", subject_reference=application.reference
    )
    return [one["why"] for one in event.details["left_out"]]


@pytest.mark.parametrize("state", ["complete", "submitted", "withdrawn"])
def test_what_was_written_is_copied_and_nothing_declared(state: str) -> None:
    source = applications.at(state)
    before = Document.objects.count()

    copy = applications.copied(source, next_call())

    assert (copy.title, copy.title_zh, copy.summary) == (
        source.title,
        source.title_zh,
        source.summary,
    )
    assert (copy.state, copy.declared_at, copy.starts_on) == ("draft", None, None)
    assert copy.sponsor.name == source.sponsor.name
    assert [one.name for one in copy.team.order_by("pk")] == ["Mira Chan", "Leung Ka-ho"]
    assert copy.requested == source.requested
    written = Answer.objects.filter(application=copy).exclude(text="")
    texts = written.values_list("question__code", "text")
    assert dict(texts) == {
        code: f"Our answer on {code}: measured, costed and agreed." for code, _text in texts
    }
    assert copy.answers.count() == source.answers.count()
    assert left_out(copy) == ["dates", "declaration"]
    assert Document.objects.count() == before + source.attachments.count()


def test_a_file_removed_from_the_copy_stays_where_it_came_from() -> None:
    source = applications.at("submitted")
    copy = applications.copied(source, next_call())
    twin, original = copy.attachments.get(), source.attachments.get()
    assert twin.document.sha256 == original.document.sha256

    operations.remove_attachment(attachment_id=twin.pk, actor=refreshed(mira()), now=timezone.now())

    with Document.objects.get(pk=original.document_id).file.open("rb") as file:
        assert file.read(5) == b"%PDF-"


def test_what_does_not_fit_is_left_out_and_named() -> None:
    source = applications.at("submitted")
    call = next_call()
    correct(call)
    ended = call.opens_at.date() - timedelta(days=2)
    assert source.pillar is not None
    Term.objects.filter(pk=source.pillar.pk).update(active_to=ended)
    Document.objects.update(scan_state="infected")

    copy = applications.copied(source, call)

    assert set(left_out(copy)) == {
        "dates",
        "declaration",
        "term",
        "question_gone",
        "question_changed",
        "answer_too_long",
        "file",
    }
    assert copy.pillar is None
    assert not copy.attachments.exists()


def test_the_rule_is_that_of_starting_one() -> None:
    source = applications.at("submitted")
    call = next_call()
    organisations.join(source.organisation, otto(), "viewer")

    with pytest.raises(Denied, match="owners and editors"):
        copying.copy_into(
            source_id=source.pk, call_id=call.pk, actor=refreshed(otto()), now=timezone.now()
        )
    applications.copied(source, call)
    with pytest.raises(Denied, match="already has an application"):
        applications.copied(source, call)
    with pytest.raises(Denied, match="has closed"):
        copying.copy_into(
            source_id=source.pk,
            call_id=call.pk,
            actor=refreshed(mira()),
            now=call.closes_at + timedelta(days=1),
        )


def test_the_pages_copy_and_list_what_was_left() -> None:
    source = applications.at("submitted")
    call = next_call()
    client = client_of(mira())
    url = reverse("application-copy", args=[source.reference])
    detail = client.get(reverse("application-detail", args=[source.reference]))
    assert url in detail.content.decode()
    assert str(call.title) in client.get(url).content.decode()

    wrong = client.post(url, {"call": "../../etc"}).content.decode()
    page = client.post(url, {"call": call.code}, follow=True).content.decode()
    again = client.post(url, {"call": call.code}).content.decode()

    assert "There is a problem" in wrong
    assert "choose new ones for this call" in page
    assert "it is made anew for each application" in page
    assert "already has an application" in again


def test_only_members_copy_and_only_a_copy_has_the_list() -> None:
    """AZ-02."""
    source = applications.at("submitted")
    urls = [reverse(f"application-{name}", args=[source.reference]) for name in ("copy", "copied")]

    for url in urls:
        assert Client().get(url).status_code == 302
        for actor in (otto(), paul()):
            assert client_of(actor).get(url).status_code == 404
    assert client_of(mira()).get(urls[1]).status_code == 404


def test_calls_without_a_place_left_are_not_offered() -> None:
    source = applications.at("submitted")
    call = next_call()
    client = client_of(mira())
    url = reverse("application-copy", args=[source.reference])
    first = client.get(url).content.decode()
    copied = applications.copied(source, call)

    full = client.get(url).content.decode()
    Application.objects.filter(pk=copied.pk).update(state="withdrawn")
    again = client.get(url).content.decode()

    assert f'value="{call.code}"' in first
    assert f'value="{source.call.code}"' not in first
    assert "No place is left in an open call" in full
    assert f'value="{call.code}"' in again


def test_without_an_open_call_the_page_says_so() -> None:
    source = applications.at("submitted")
    Call.objects.update(closes_at=timezone.now() - timedelta(minutes=1))

    page = client_of(mira()).get(reverse("application-copy", args=[source.reference]))

    assert "No call is open" in page.content.decode()
