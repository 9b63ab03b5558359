"""Many pairs at once, from a dry run to the offers, and one assessor's side of a call."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.assignment import bulk, operations
from reviews.assignment.models import Assignment
from reviews.pool.models import Assessor, PoolMember
from tests.factories import assessors, assignments, organisations, people, reviews

pytestmark = pytest.mark.django_db

Scene = tuple[Call, list[Application], list[Assessor]]


def scene(applications: int = 2, in_pool: int = 3) -> Scene:
    call = assignments.closed_call()
    rows = assignments.rows(call, applications)
    return call, rows, assessors.pool(call, in_pool)


def browser() -> Client:
    return people.client_of(people.paul())


def looked(call: Call, typed: list[bulk.Typed]) -> list[bulk.Line]:
    return bulk.dry_run(call, typed, actor=people.paul(), now=timezone.now())


def give(call: Call, typed: list[bulk.Typed], **changes: object) -> list[Assignment]:
    values = {
        "due_on": assignments.due(),
        "reason": "Second round.",
        "only_possible": False,
        "actor": people.paul(),
        **changes,
    }
    return operations.assign_many(call_id=call.pk, typed=typed, now=timezone.now(), **values)  # type: ignore[arg-type]  # names are parameters


def test_each_row_of_a_dry_run_tells_its_effect_and_nothing_is_written() -> None:
    call, [first, second], [one, two, three] = scene()
    assignments.offered(first, one)
    reviews.conflict(second, two)
    Assessor.objects.filter(pk=three.pk).update(is_available=False)
    before = AuditEvent.objects.count()

    lines = looked(
        call,
        [
            (first.reference.lower(), one.user.email),
            (first.reference, two.user.name),
            (first.reference, two.user.email.upper()),
            (second.reference, two.user.email),
            (second.reference, three.user.email),
            ("NONE-9", two.user.email),
            (second.reference, "nobody@example.hk"),
            (second.reference, ""),
        ],
    )

    assert [(line.effect, line.sentence) for line in lines] == [
        ("standing", "Has it already, or stands above."),
        ("added", ""),
        ("standing", "Has it already, or stands above."),
        ("refused", "A conflict of interest keeps them apart."),
        (
            "refused",
            (
                "The assessor is not in the pool, is not available, or has not filed this year's"
                " register of interests."
            ),
        ),
        ("refused", "No application up for assessment has this reference."),
        ("refused", "Nobody in the pool has this e-mail address or name."),
        ("refused", "Nobody in the pool has this e-mail address or name."),
    ]
    assert Assignment.objects.count() == 1
    assert AuditEvent.objects.count() == before


def test_rows_above_count_in_loads_bureaus_and_last_seats() -> None:
    call, [first, second], [one, two, three] = scene()
    PoolMember.objects.filter(assessor=one).update(most_load=1)
    Assessor.objects.filter(pk__in=[two.pk, three.pk]).update(employer="One Bureau")

    lines = looked(
        call,
        [
            (first.reference, one.user.email),
            (second.reference, one.user.email),
            (first.reference, two.user.email),
            (first.reference, three.user.email),
        ],
    )

    assert [line.effect for line in lines] == ["added", "refused", "added", "refused"]
    assert "as many applications as they take" in lines[1].sentence
    assert "same bureau" in lines[3].sentence


def test_two_of_one_name_are_told_apart_by_e_mail() -> None:
    call, [first, _second], [one, two, _three] = scene()
    two.user.name = one.user.name
    two.user.save(update_fields=["name"])

    [by_name, by_email] = looked(
        call, [(first.reference, one.user.name), (first.reference, two.user.email)]
    )

    assert (by_name.effect, by_email.assessor) == ("refused", two)
    assert "Give the e-mail address" in by_name.sentence


def test_text_is_read_in_the_shapes_people_paste() -> None:
    read = bulk.typed_pairs

    assert read("Application,Assessor\r\nA-1,x@y.hk\r\n\r\nA-2 , Ines Wong ") == [
        ("A-1", "x@y.hk"),
        ("A-2", "Ines Wong"),
    ]
    assert read("A-1\tInes\nA-2;Ivan\nA-3") == [("A-1", "Ines"), ("A-2", "Ivan"), ("A-3", "")]
    assert read('A-1,"Wong, Ines"\x00') == [("A-1", "Wong, Ines")]
    assert read(" \n,,\n") == []


def test_all_rows_or_none() -> None:
    call, [first, second], [one, two, _three] = scene()
    reviews.conflict(second, two)
    typed = [(first.reference, one.user.email), (second.reference, two.user.email)]

    with pytest.raises(Denied, match="1 row cannot be done, so nothing was written"):
        give(call, typed)
    assert not Assignment.objects.exists()
    made = give(call, typed, only_possible=True)

    assert [(one_made.application, one_made.assessor) for one_made in made] == [(first, one)]
    event = AuditEvent.objects.get(action="assignment.offer")
    assert event.reason == "Second round."


def test_each_assessor_gets_one_message_for_many() -> None:
    call, [first, second], [one, _two, _three] = scene()

    give(call, [(first.reference, one.user.email), (second.reference, one.user.email)])

    [told] = Message.objects.filter(kind="assignments-offered")
    assert told.subject == "2 applications for you to assess"


def test_many_at_once_are_refused_in_plain_words() -> None:
    call, [first, _second], [one, _two, _three] = scene()
    typed = [(first.reference, one.user.email)]

    for changes, sentence in (
        ({"reason": " "}, "Give a reason"),
        ({"due_on": timezone.localdate()}, "must lie in the future"),
        ({"actor": people.otto()}, "officer of this call"),
    ):
        with pytest.raises(Denied, match=sentence):
            give(call, typed, **changes)
    give(call, typed)
    with pytest.raises(Denied, match="No row adds anything"):
        give(call, typed)
    Call.objects.update(state="panel")
    with pytest.raises(Denied, match="assessment of this call is over"):
        give(call, typed)


def test_the_page_looks_first_then_gives() -> None:
    call, [first, second], [one, two, _three] = scene()
    client, url = browser(), reverse("assignment-several", args=[call.code])
    values = {
        "text": f"{first.reference},{one.user.email}\n{second.reference},nobody",
        "due_on": assignments.due().isoformat(),
        "reason": "Second round.",
        "extent": "all",
    }

    empty = client.get(url).content.decode()
    page = client.post(url, {**values, "deed": "look"}).content.decode()
    refused = client.post(url, {**values, "deed": "give"}).content.decode()
    given = client.post(url, {**values, "extent": "possible", "deed": "give"}, follow=True)
    chosen = client.post(
        url,
        {
            **values,
            "text": "",
            "applications": [first.reference, second.reference],
            "assessors": [str(two.reference)],
            "deed": "look",
        },
    ).content.decode()

    assert "Offer the applications" not in empty
    assert "Nothing has been written yet." in page
    assert "Nobody in the pool has this e-mail address or name." in page
    assert "Offer the applications" in page
    assert "1 row cannot be done, so nothing was written." in refused
    assert f"{second.reference},nobody" in refused
    assert "1 assignment was offered." in given.content.decode()
    assert f"{first.reference},{two.user.email}" in chosen
    assert Assignment.objects.count() == 1


def test_a_file_is_read_and_what_is_none_is_told() -> None:
    call, [first, _second], [one, _two, _three] = scene()
    client, url = browser(), reverse("assignment-several", args=[call.code])
    values = {"due_on": assignments.due().isoformat(), "extent": "all", "deed": "look"}

    def sent(name: str, content: bytes) -> str:
        given = SimpleUploadedFile(name, content, "text/csv")
        return client.post(url, {**values, "file": given}).content.decode()

    good = sent("pairs.csv", f"\ufeffA,B\n{first.reference},{one.user.email}".encode())
    binary = sent("pairs.csv", b"\xff\xfe\x00\x01")
    strange = sent("pairs.exe", b"MZ")
    nothing = client.post(url, values).content.decode()
    wide = client.post(url, {**values, "text": "A-1,x\n" * 2_001}).content.decode()
    long = client.post(url, {**values, "text": "x" * 200_001}).content.decode()
    hostile = client.post(url, {**values, "text": '"\u202e=cmd()\ud800'.encode("utf-8", "replace")})

    assert "Would be offered" in good
    assert "This file is not text in UTF-8." in binary
    assert "There is a problem" in strange
    assert "Name at least one application and one assessor." in nothing
    assert "These are 2001 rows. At most 2000 can be done at once." in wide
    assert "There is a problem" in long
    assert hostile.status_code == 200


def test_from_the_assessor_applications_are_looked_at_and_taken_back() -> None:
    call, [first, second], [one, two, _three] = scene()
    assignments.offered(first, one)
    reviews.conflict(second, two)
    client = browser()

    people_page = client.get(reverse("call-assignment-assessors", args=[call.code]))
    hers = client.get(reverse("assessor-assignment", args=[call.code, one.reference]))
    barred = client.get(reverse("assessor-assignment", args=[call.code, two.reference]))

    assert reverse("assessor-assignment", args=[call.code, one.reference]) in (
        people_page.content.decode()
    )
    back = reverse("assignment-take-back", args=[call.code, first.reference, one.reference])
    assert back in hers.content.decode()
    assert f'id="give-{second.reference}"' in hers.content.decode()
    assert f'id="give-{first.reference}"' not in hers.content.decode()
    assert "A conflict of interest keeps them apart." in barred.content.decode()
    assert f'id="give-{second.reference}"' not in barred.content.decode()
    assert "Nothing in this call." in barred.content.decode()


def test_only_officers_and_auditors_find_these_pages() -> None:
    """AZ-03."""
    call, [first, _second], [one, _two, _three] = scene()
    pages: list[tuple[str, list[object]]] = [
        ("assignment-several", [call.code]),
        ("call-assignment-assessors", [call.code]),
        ("assessor-assignment", [call.code, one.reference]),
    ]

    for actor in (people.otto(), people.mira(), assessors.actor(one)):
        client = people.client_of(actor)
        for name, arguments in pages:
            assert client.get(reverse(name, args=arguments)).status_code == 404
    values = {
        "text": f"{first.reference},{one.user.email}",
        "due_on": assignments.due().isoformat(),
        "reason": "x",
        "extent": "all",
        "deed": "give",
    }
    url = reverse("assignment-several", args=[call.code])
    told = people.client_of(people.alan()).post(url, values).content.decode()

    assert "Only a programme officer of this call can do this." in told
    assert not Assignment.objects.exists()


def test_thirty_rows_ask_as_often_as_one() -> None:
    call, rows, [one, *_others] = scene(applications=30)
    typed = [(row.reference, one.user.email) for row in rows]
    paul, now = people.paul(), timezone.now()

    with CaptureQueriesContext(connection) as for_one:
        [alone] = bulk.dry_run(call, typed[:1], actor=paul, now=now)
    with CaptureQueriesContext(connection) as for_thirty:
        lines = bulk.dry_run(call, typed, actor=paul, now=now)

    assert alone.effect == "added"
    assert {line.effect for line in lines} == {"added"}
    assert len(for_thirty) == len(for_one)


def test_an_officer_with_an_interest_finds_nothing_of_it_here() -> None:
    """AZ-06."""
    call, [hers, other], [one, _two, _three] = scene()
    assignments.offered(hers, one)
    paul = people.paul()
    organisations.join(hers.organisation, paul, "viewer")
    client = people.client_of(people.refreshed(paul))

    form = client.get(reverse("assignment-several", args=[call.code])).content.decode()
    side = client.get(reverse("assessor-assignment", args=[call.code, one.reference]))
    [line] = bulk.dry_run(
        call,
        [(hers.reference, one.user.email)],
        actor=people.refreshed(paul),
        now=timezone.now(),
    )

    assert hers.reference not in form
    assert other.reference in form
    assert hers.reference not in side.content.decode()
    assert other.reference in side.content.decode()
    assert line.sentence == "No application up for assessment has this reference."
