"""Messages: written with the deed, once for each key, plain and safe."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation

from portal.accounts.models import Role, RoleGrant
from portal.documents.models import Document
from portal.documents.operations import store
from portal.jobs.models import Job
from portal.notifications import queries
from portal.notifications.models import Message, MessageState
from portal.notifications.operations import notify, post
from tests.factories import people

pytestmark = pytest.mark.django_db


def write(key: str = "one", **changes: Any) -> Message:
    """A short message to Mira."""
    values = {"subject": "Hello", "body": "It is done.", "address": "mira@example.hk", **changes}
    return post(kind="note", key=key, **values)


def letter() -> Document:
    """A stored file."""
    file = ContentFile(b"%PDF-1.7 letter", name="letter.pdf")
    return store(file=file, name="letter.pdf", content_type="application/pdf", actor=None)


def test_a_message_is_written_and_its_delivery_promised() -> None:
    message = write()

    job = Job.objects.get()
    assert (message.state, message.subject, message.body) == (
        MessageState.QUEUED,
        "Hello",
        "It is done.\n",
    )
    assert (job.name, job.arguments) == (
        "portal.notifications.deliver",
        {"message_id": message.pk},
    )


def test_the_same_key_writes_once() -> None:
    first, second = write(), write(subject="Other words")

    assert first.pk == second.pk
    assert (Message.objects.get().subject, Job.objects.count()) == ("Hello", 1)


@pytest.mark.django_db(transaction=True)
def test_a_message_outside_of_a_transaction_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="written in the transaction of its deed"):
        write()


@pytest.mark.django_db(transaction=True)
def test_a_message_goes_with_the_deed_that_failed() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert (Message.objects.count(), Job.objects.count()) == (0, 0)


def test_a_subject_is_one_line_however_it_was_typed() -> None:
    """IN-08."""
    message = write(subject="Hello\r\nBcc: all@evil.example\n\tX-Evil: yes")

    assert message.subject == "Hello Bcc: all@evil.example X-Evil: yes"


def test_a_very_long_subject_is_cut() -> None:
    assert len(write(subject="x" * 5000).subject) == 250


def test_addresses_of_others_become_harmless() -> None:
    """IN-08."""
    message = write(
        subject="See www.evil.example", body="https://evil.example/ and http://testserver/"
    )

    assert message.subject == "See www[.]evil[.]example"
    assert message.body == "https[:]//evil[.]example/ and http://testserver/\n"


def test_a_message_comes_in_the_language_of_its_reader() -> None:
    ada = people.person("Ada Mak", Role.ADMINISTRATOR)
    mira = people.person("Mira Chan", language="zh-hant")
    grant = RoleGrant.objects.get(user=ada.user)

    with translation.override("zh-hans"):
        message = notify("role_given", key="one", to=mira.person, context={"grant": grant})

        assert translation.get_language() == "zh-hans"
    assert message.language == "zh-hant"
    assert message.recipient == mira.user


def test_names_come_as_they_were_typed_and_not_as_html() -> None:
    mira = people.mira()
    mira.person.name = "O'Neil <Mira> & Co"
    grant = RoleGrant(user=mira.person, role=Role.OFFICER, ends_at=timezone.now())

    message = notify("role_given", key="one", to=mira.person, context={"grant": grant})

    assert "Dear O'Neil <Mira> & Co," in message.body
    assert "http://127.0.0.1:8000/home/" in message.body


def test_a_message_carries_files_and_the_call() -> None:
    document = letter()

    message = write(documents=[document], scope="2025-1")

    assert list(message.documents.all()) == [document]
    assert message.audit_scope == "2025-1"
    assert message.audit_reference == f"message-{message.pk}:note"
    assert message.audit_kind == "message"


def test_people_see_their_own_messages_and_administrators_all() -> None:
    """AZ-04."""
    mira, otto, ada = people.mira(), people.otto(), people.ada()
    mine = write("a", recipient=mira.user)
    theirs = write("b", recipient=otto.user)

    assert list(queries.visible_to(mira)) == [mine]
    assert set(queries.visible_to(ada)) == {mine, theirs}
    assert list(queries.newest()) == [theirs, mine]


def test_visitors_see_no_messages() -> None:
    from portal.accounts.actors import VISITOR

    write()

    assert not queries.visible_to(VISITOR).exists()
