"""An officer brings a table of assessors: looked at, imported, accepted, taken away again."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grants.programmes.models import Call
from portal.audit.models import AuditEvent
from portal.notifications.models import Message
from reviews.assignment.models import Assignment
from reviews.pool.inviting.models import PoolInvitation
from reviews.pool.models import PoolMember
from tests.factories import assessors, assignments, people
from tests.journeys.stack import until
from tests.journeys.visitor import Visitor, mail_to

pytestmark = pytest.mark.usefixtures("stack")

CODE = "2034-1"
NEWCOMER = "juniper@example.hk"


@pytest.fixture(scope="module")
def call(stack: object) -> Call:
    """One application, and one assessor in the pool who has it."""
    made = assignments.closed_call(code=CODE)
    [application] = assignments.rows(made, 1)
    junco = assessors.profile("Junco Lam")
    assessors.in_pool(made, junco, most=9)
    assignments.offered(application, junco)
    return made


def uploads(visitor: Visitor, table: Path, effect: str) -> None:
    """Give the file, and see what its rows would do."""
    visitor.opens(f"/pool/calls/{CODE}/import/")
    visitor.page.locator("[name=file]").set_input_files(table)
    visitor.sends("See what each row does")
    visitor.sees(effect)
    visitor.looks_well()


def takes_away(visitor: Visitor, button: str, folder: Path) -> Path:
    """Ask for an export, wait for the worker, and fetch the file."""
    visitor.sends(button)
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name=re.compile("^Download ")).click(timeout=60_000)
    fetched = folder / waiting.value.suggested_filename
    waiting.value.save_as(fetched)
    return fetched


def test_from_a_spreadsheet_to_a_pool_and_back(
    visitor: Visitor, call: Call, tmp_path: Path
) -> None:
    table = tmp_path / "assessors.csv"
    table.write_text(
        "E-mail address;Name;Role;Bureau or employer;Words of expertise;Most applications\r\n"
        "junco@example.hk;;;Harbour Bureau;;7\r\n"
        f"{NEWCOMER};Juniper Pang;technical;=Peak & Sons;DeFi, 穩定幣;4\r\n"
        "jute@example.hk;Jute Tam;painter;;;\r\n",
        encoding="utf-8-sig",
    )
    visitor.steps_into(people.paul())
    uploads(visitor, table, "Would be changed")
    visitor.sees("Column “Role”: “painter” is none of: technical, finance, regulatory, panel.")
    assert not PoolInvitation.objects.filter(call=call).exists()
    visitor.sends("Import exactly this")
    visitor.sees("Imported: 1 invited, 0 added, 1 changed, 1 left out.")
    visitor.looks_well()

    accepts(visitor)

    member = PoolMember.objects.get(call=call, assessor__user__email=NEWCOMER)
    assert (member.most_load, member.assessor.employer) == (4, "=Peak & Sons")
    assert member.assessor.words == ["DeFi", "escrow"]
    visitor.steps_into(people.paul())
    keeps_an_absence(visitor, member)
    visitor.opens(f"/pool/calls/{CODE}/")
    brought = takes_away(visitor, "Export the pool as CSV", tmp_path)
    assert "'=Peak & Sons" in brought.read_text(encoding="utf-8-sig")
    uploads(visitor, brought, "No row would change anything.")
    assert AuditEvent.objects.filter(action="pool.import", scope=CODE).count() == 1

    reads_the_record(visitor, call, tmp_path)


def accepts(visitor: Visitor) -> None:
    """The invited person follows the link of the message, and says when they are away."""
    found = re.search(r"https?://[^/\s]+(/pool/invitations/\S+)", mail_to(NEWCOMER).body)
    assert found
    visitor.steps_into(people.person("Juniper Pang"))
    visitor.opens(found.group(1))
    visitor.sends("Accept the invitation")
    visitor.sees("Thank you. You take part in the assessment.")
    visitor.sees("=Peak & Sons")
    visitor.looks_well()
    visitor.writes("Words of expertise", "DeFi\n" + "x" * 61)
    visitor.ticks("English")
    visitor.sends("Save")
    visitor.sees("A word or phrase has at most 60 characters.")
    visitor.writes("Words of expertise", "DeFi\nescrow; defi")
    visitor.sends("Save")
    visitor.sees("Your expertise was saved.")
    visitor.follows("Say when you are away")
    visitor.looks_well()
    visitor.writes("First day away", "2034-02-01")
    visitor.writes("Last day away", "2034-01-31")
    visitor.sends("Save")
    visitor.sees("The last day must not be before the first.")
    assert "/pool/record/" not in visitor.page.content()


def keeps_an_absence(visitor: Visitor, member: PoolMember) -> None:
    """An officer enters an absence from the page of the assessor, and ends it; mails leave."""
    visitor.opens(f"/assignments/calls/{CODE}/assessors/{member.assessor.reference}/")
    visitor.sees("In their own words: DeFi, escrow")
    visitor.follows("When they are away")
    first, last = (timezone.localdate() + timedelta(days=days) for days in (3, 9))
    visitor.writes("First day away", first.isoformat())
    visitor.writes("Last day away", last.isoformat())
    visitor.sends("Save")
    visitor.sees("Juniper Pang is told by e-mail.")
    visitor.looks_well()
    visitor.page.get_by_role("link", name=re.compile("^Change or end it")).click()
    visitor.looks_well()
    visitor.sends("End this absence")
    visitor.sees("No absence ahead")
    kinds = {"absence-entered", "absence-ended"}
    until(
        lambda: (
            set(
                Message.objects.filter(address=NEWCOMER, kind__in=kinds, state="sent").values_list(
                    "kind", flat=True
                )
            )
            == kinds
        ),
        what="the two messages",
    )


def reads_the_record(visitor: Visitor, call: Call, folder: Path) -> None:
    """Load, timeliness and agreement of one call, and the same as a file."""
    visitor.opens(f"/pool/record/?call={CODE}")
    expect(visitor.page.get_by_role("row", name=re.compile("Junco Lam"))).to_contain_text(
        "Too few to say (0)"
    )
    visitor.looks_well()
    visitor.follows("Junco Lam")
    visitor.sees(str(call.title))
    visitor.looks_well()
    visitor.opens(f"/pool/record/?call={CODE}")
    fetched = takes_away(visitor, "Export the record as CSV", folder)
    [row] = fetched.read_text(encoding="utf-8-sig").splitlines()[1:]
    given = Assignment.objects.filter(application__call=call).count()
    assert row.startswith(f"Junco Lam,1,{given},0,1,")
    until(
        lambda: AuditEvent.objects.filter(
            action="export.download", subject_reference__startswith="assessor-record:"
        ).exists(),
        what="the line of the download",
    )
