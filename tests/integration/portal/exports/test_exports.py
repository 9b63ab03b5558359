"""From the request of an export to its download and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.exports import operations, registry
from portal.exports.models import Export, ExportFormat
from portal.exports.registry import Column, ExportKind, Table
from portal.exports.tasks import remove_expired
from portal.jobs.execution import execute
from portal.jobs.models import Job, JobState
from tests.answers import shown
from tests.factories import people

pytestmark = pytest.mark.django_db


def check(actor: Actor, _parameters: Mapping[str, Any]) -> None:
    if not actor.has(Role.FINANCE):
        raise Denied("Only finance may have this export.")


def rows(_actor: Actor, parameters: Mapping[str, Any]) -> Table:
    if parameters.get("call") == "broken":
        raise ValueError("no such call")
    columns = [Column("name", "Name"), Column("amount", "Amount", is_money=True)]
    lines = [("=cmd()", Decimal("500000.00")), ("鰂魚涌", Decimal("0.00"))]
    return Table(title="Sums", columns=columns, rows=lines, count=2)


@pytest.fixture(autouse=True)
def _a_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register(ExportKind("sums", "Sums", check, rows, lambda _parameters: "/home/"))


def asked(actor: Actor, **parameters: str) -> Export:
    return operations.request(
        kind="sums",
        parameters=parameters,
        file_format=ExportFormat.CSV,
        actor=actor,
        now=timezone.now(),
    )


def made(actor: Actor, **parameters: str) -> Export:
    export = asked(actor, **parameters)
    assert export.job is not None
    execute(export.job.pk)
    export.refresh_from_db()
    return export


def test_an_export_is_made_by_a_job_and_fetched_by_the_one_who_asked() -> None:
    fiona = people.fiona()
    client = people.client_of(fiona)

    answer = client.post("/exports/request/sums/", {"format": "csv", "call": "2025-1"})
    export = Export.objects.get()
    waiting = client.get(answer.url)
    assert export.job is not None
    execute(export.job.pk)
    ready = client.get(answer.url)
    file = client.get(f"/exports/{export.pk}/file/")

    assert "Making the file" in waiting.content.decode()
    assert "2 rows" in ready.content.decode()
    body = b"".join(file.streaming_content).decode("utf-8-sig")
    assert body.splitlines() == ["Name,Amount", "'=cmd(),500000.00", "鰂魚涌,0.00"]
    assert file["Content-Disposition"].startswith('attachment; filename="sums-2025-1-')
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "export.request",
        "export.make",
        "export.download",
    ]


def test_a_workbook_is_made_the_same_way() -> None:
    fiona = people.fiona()
    client = people.client_of(fiona)

    client.post("/exports/request/sums/", {"format": "xlsx"})
    export = Export.objects.get()
    assert export.job is not None
    execute(export.job.pk)
    file = client.get(f"/exports/{export.pk}/file/")

    assert b"".join(file.streaming_content).startswith(b"PK")


def test_htmx_gets_the_fragment_alone() -> None:
    fiona = people.fiona()
    export = asked(fiona)

    answer = people.client_of(fiona).get(f"/exports/{export.pk}/", headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert "Making the file" in answer.content.decode()


def test_who_may_not_have_it_is_told_so_and_nothing_is_written() -> None:
    client = people.client_of(people.paul())

    answer = client.post("/exports/request/sums/", {"format": "csv"})

    assert (answer.status_code, Export.objects.count(), Job.objects.count()) == (403, 0, 0)
    assert "Only finance may have this export." in answer.content.decode()


def test_an_unknown_kind_or_format_is_refused() -> None:
    client = people.client_of(people.fiona())

    kind = client.post("/exports/request/secrets/", {"format": "csv"})
    file_format = client.post("/exports/request/sums/", {"format": "exe"})

    assert (kind.status_code, file_format.status_code) == (403, 400)
    assert "There is no export of this kind." in kind.content.decode()


def test_an_export_is_nobody_elses() -> None:
    """AZ-05: not yours and not there answer alike."""
    export = made(people.fiona())
    client = people.client_of(people.paul())

    foreign = client.get(f"/exports/{export.pk}/file/")
    missing = client.get("/exports/00000000-0000-0000-0000-000000000000/file/")

    assert foreign.status_code == 404
    assert shown(foreign) == shown(missing)


def test_a_file_not_ready_is_not_served() -> None:
    fiona = people.fiona()
    export = asked(fiona)

    answer = people.client_of(fiona).get(f"/exports/{export.pk}/file/")

    assert answer.status_code == 403
    assert "This file is not ready yet." in answer.content.decode()


def test_a_right_that_ended_meanwhile_ends_the_export() -> None:
    """AZ-09."""
    fiona = people.fiona()
    export = made(fiona)
    RoleGrant.objects.filter(user=fiona.person).update(ended_at=timezone.now())

    file = people.client_of(fiona).get(f"/exports/{export.pk}/file/")
    page = people.client_of(fiona).get(f"/exports/{export.pk}/")

    assert file.status_code == 403
    assert "Only finance may have this export." in page.content.decode()


def test_an_export_that_fails_three_times_says_so() -> None:
    fiona = people.fiona()
    export = asked(fiona, call="broken")
    assert export.job is not None

    for _start in range(3):
        execute(export.job.pk)

    export.job.refresh_from_db()
    page = people.client_of(fiona).get(f"/exports/{export.pk}/").content.decode()
    assert export.job.state == JobState.DEAD
    assert "The export could not be made" in page


def test_an_expired_export_is_removed_with_its_file() -> None:
    fiona = people.fiona()
    export = made(fiona)
    assert export.document is not None
    stored = export.document.file.name
    Export.objects.update(
        requested_at=timezone.now() - timedelta(days=3),
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    client = people.client_of(fiona)

    file = client.get(f"/exports/{export.pk}/file/")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, **_options: call())
        remove_expired()

    export.refresh_from_db()
    assert file.status_code == 403
    assert export.document is None
    assert not default_storage.exists(stored)
    assert "This file has expired" in client.get(f"/exports/{export.pk}/").content.decode()


def test_a_visitor_is_sent_to_log_in() -> None:
    from django.test import Client

    answer = Client().get("/exports/00000000-0000-0000-0000-000000000000/")

    assert answer.status_code == 302
    assert "login" in answer.url
