"""From the request of a personal copy to its download and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from portal.accounts import closing
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.copies import operations, registry, rules
from portal.copies.models import PersonalCopy
from portal.copies.registry import Entry, Fact
from portal.copies.tasks import remove_expired
from portal.core.denial import Denied
from portal.jobs.execution import execute
from portal.jobs.models import JobState
from portal.notifications.models import Message
from portal.organisations.models import Membership
from tests.factories import copies, organisations, people
from tests.factories.people import PASSWORD, client_of, mira, otto, refreshed

pytestmark = pytest.mark.django_db

PAGE, FILE = "/account/copy/", "/account/copy/file/"


def confirmed(who: Actor) -> Client:
    """A browser in which the person has just given their password."""
    client = Client()
    client.post("/accounts/login/", {"login": who.person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def actions() -> list[str]:
    found = AuditEvent.objects.filter(action__startswith="personal_copy").order_by("pk")
    return list(found.values_list("action", flat=True))


def test_a_copy_is_asked_for_made_told_by_mail_and_fetched() -> None:
    """PR: an access request is answered by the portal itself, well within 40 days."""
    client = confirmed(mira())

    before = client.get(PAGE).content.decode()
    client.post(PAGE)
    waiting = client.get(PAGE).content.decode()
    copy = PersonalCopy.objects.get()
    assert copy.job is not None
    execute(copy.job.pk)
    ready = client.get(PAGE).content.decode()
    file = client.get(FILE)

    assert "You have not asked for a copy" in before
    assert "Making your copy" in waiting
    assert "Your copy is ready" in ready
    assert b"".join(file.streaming_content).startswith(b"PK")
    assert file["Content-Disposition"].startswith('attachment; filename="personal-copy-')
    assert file["Cache-Control"] == "private, no-store"
    assert actions() == ["personal_copy.request", "personal_copy.make", "personal_copy.download"]
    message = Message.objects.get(kind="personal-copy-ready")
    assert message.recipient == mira().person
    assert "/account/copy/" in message.body
    assert mail.outbox == []


def test_the_download_asks_for_the_password_again() -> None:
    copies.made(mira())

    answer = client_of(mira()).get(FILE)

    assert answer.status_code == 302
    assert "reauthenticate" in answer.url


def test_one_copy_at_a_time_and_a_second_click_makes_none() -> None:
    client = client_of(mira())
    client.post(PAGE)

    again = client.post(PAGE, follow=True).content.decode()

    assert PersonalCopy.objects.count() == 1
    assert "Your copy is being made. You can ask again when it is ready." in again


def test_a_new_copy_takes_the_place_of_the_former_and_its_file() -> None:
    first = copies.made(mira())
    assert first.document is not None
    stored = first.document.file.name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, **_options: call())
        second = copies.made(mira())

    first.refresh_from_db()
    assert first.closed_at is not None
    assert not default_storage.exists(str(stored))
    assert second.document is not None
    assert "personal_copy.replace" in actions()


def test_a_copy_is_nobody_elses() -> None:
    """AZ-05: the address names nobody, and everybody gets their own."""
    copies.made(mira())

    page = client_of(otto()).get(PAGE).content.decode()
    file = confirmed(otto()).get(FILE, follow=True).content.decode()

    assert "You have not asked for a copy" in page
    assert "There is no copy yet. Ask for one." in file


def test_who_leaves_an_organisation_no_longer_fetches_what_is_the_organisations() -> None:
    """AZ-09."""
    organisation = organisations.of(otto())
    organisations.join(organisation, mira(), "viewer")
    copies.made(mira())
    Membership.objects.filter(user=mira().person).update(ended_at=timezone.now())

    client = confirmed(mira())
    page = client.get(PAGE).content.decode()
    file = client.get(FILE)

    assert "You have left an organisation since this file was made." in page
    assert file.status_code == 302


def test_htmx_gets_the_progress_alone_and_the_whole_page_when_it_is_over() -> None:
    copy = copies.asked(mira())
    client = client_of(mira())

    going_on = client.get(PAGE, headers={"HX-Request": "true"})
    assert copy.job is not None
    execute(copy.job.pk)
    over = client.get(PAGE, headers={"HX-Request": "true"})

    assert "<html" not in going_on.content.decode()
    assert "HX-Refresh" not in going_on
    assert over["HX-Refresh"] == "true"


def test_a_copy_that_fails_three_times_says_so_and_can_be_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_actor: Actor) -> list[Entry]:
        raise ValueError("no such row")

    monkeypatch.setattr(registry, "_parts", dict(registry._parts))
    registry.register_part(99, "broken", "Broken", broken)
    copy = copies.asked(mira())
    assert copy.job is not None
    for _start in range(3):
        execute(copy.job.pk)

    page = client_of(mira()).get(PAGE).content.decode()
    again = copies.asked(mira())

    copy.job.refresh_from_db()
    assert copy.job.state == JobState.DEAD
    assert "Your copy could not be made" in page
    assert again.pk != copy.pk


def test_a_copy_expires_with_its_file() -> None:
    copy = copies.made(mira())
    assert copy.document is not None
    stored = copy.document.file.name
    past = timezone.now() - timedelta(seconds=1)
    PersonalCopy.objects.update(made_at=past - rules.LIFETIME, expires_at=past)

    client = confirmed(mira())
    early = client.get(FILE, follow=True).content.decode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, **_options: call())
        remove_expired()
    page = client.get(PAGE).content.decode()

    assert "This file has expired. Ask for a new copy." in early
    assert not default_storage.exists(str(stored))
    assert "Your copy has expired" in page
    assert actions()[-1] == "personal_copy.expire"


def test_a_closed_account_ends_its_copies_made_or_not() -> None:
    ready, waiting = copies.made(mira()), copies.asked(otto())

    for who in (mira(), otto()):
        closing.close_own_account(actor=refreshed(who), now=timezone.now())
    assert waiting.job is not None
    execute(waiting.job.pk)

    for copy in (ready, waiting):
        copy.refresh_from_db()
        assert copy.closed_at is not None
        assert copy.document is None
    assert rules.phase_of(waiting, now=timezone.now()) == rules.Phase.NONE


def test_an_account_closed_by_an_administrator_gets_no_file() -> None:
    copy = copies.asked(mira())
    person = mira().person
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert copy.job is not None
    execute(copy.job.pk)

    copy.refresh_from_db()
    assert copy.made_at is None


def test_a_copy_ended_while_it_was_written_stores_nothing() -> None:
    copy = copies.asked(mira())
    PersonalCopy.objects.update(closed_at=timezone.now())

    operations.attach(
        copy=copy,
        source=None,  # type: ignore[arg-type]  # never read
        written=None,  # type: ignore[arg-type]  # never read
        actor=mira(),
        now=timezone.now(),
    )

    copy.refresh_from_db()
    assert copy.document is None


def test_a_visitor_has_no_copy() -> None:
    visitor = Actor(user=None)

    with pytest.raises(Denied, match="Sign in first"):
        rules.check_request(visitor, None, now=timezone.now())
    assert Client().get(PAGE).status_code == 302
    with pytest.raises(Denied, match="not ready"):
        rules.check_download(mira(), copies.asked(mira()), now=timezone.now())


def test_what_people_typed_is_text_in_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """IN-05."""
    monkeypatch.setattr(registry, "_parts", {})
    script = "<script>alert(1)</script>"
    registry.register_part(
        1, "typed", script, lambda _actor: [Entry(script, facts=[Fact("a", script, script)])]
    )

    text = copies.opened(copies.made(mira())).read("typed.html").decode()

    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 3


def test_every_kind_of_value_has_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_parts", {})
    values: list[Any] = [True, False, None, "", [], ["a", "b"], 0]
    facts = [Fact(str(number), "x", value) for number, value in enumerate(values)]
    registry.register_part(1, "all", "All", lambda _actor: [Entry("One", facts=facts)])
    registry.register_part(2, "none", "None", lambda _actor: [])

    archive = copies.opened(copies.made(people.mira()))

    page = archive.read("all.html").decode()
    for words in ("Yes", "No", "Not given", "None", "a, b", "0"):
        assert f"<dd>{words}</dd>" in page
    assert "The portal holds nothing of this kind." in archive.read("none.html").decode()
