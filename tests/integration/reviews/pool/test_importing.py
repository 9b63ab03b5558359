"""A table of assessors is looked at row by row, and then done exactly as it was shown."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call, Term
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.pool.importing import exports
from reviews.pool.importing.files import MOST_ROWS
from reviews.pool.inviting.models import PoolInvitation
from reviews.pool.inviting.operations import accept
from reviews.pool.models import Assessor, PoolMember
from tests.factories import assessors, calls, people
from tests.integration.reviews.pool.tables import do, exported, looked

pytestmark = pytest.mark.django_db


def term(taxonomy: str, place: int = 0) -> Term:
    return Term.objects.filter(taxonomy=taxonomy).order_by("position", "pk")[place]


def rows_in_database() -> tuple[int, ...]:
    tables = (PoolInvitation, PoolMember, Assessor, Message, AuditEvent)
    return tuple(table.objects.count() for table in tables)


def send(call: Call, content: bytes | str, *, by: Actor | None = None, name: str = "a.csv") -> str:
    body = content.encode() if isinstance(content, str) else content
    answer = browser(by).post(
        reverse("pool-import", args=[call.code]),
        {"file": SimpleUploadedFile(name, body), "language": "en", "deed": "look"},
    )
    assert answer.status_code == 200
    return answer.content.decode()


def browser(by: Actor | None = None) -> Client:
    return people.client_of(by or people.paul())


def test_each_row_tells_its_effect_and_nothing_is_written() -> None:
    call = calls.in_assessment()
    member = assessors.in_pool(call, assessors.profile("Ines Wong"), most=9)
    assessors.profile("Rita Yu")
    use_case = term("use_case")
    before = rows_in_database()

    lines = looked(
        call,
        "E-mail address,Name,role,employer,expertise,most_load\n"
        f"ines@example.hk,ines WONG,technical;finance,Other Ltd,{use_case.code},9\n"
        "rita@example.hk,,,,,4\n"
        "noor@example.hk,Noor Ali,finance,,,\n"
        "\n"
        "nora@example.hk,Nora Ali,,,,\n"
        "INES@example.hk,,,,,\n"
        "paul@example.hk,,panel,,,\n",
    )

    assert [(one.number, one.effect, one.sentence) for one in lines] == [
        (2, "changed", ""),
        (3, "added", ""),
        (4, "invited", ""),
        (6, "refused", "Column “Role”: It is empty. Somebody who is new needs a role."),
        (7, "refused", "Column “E-mail address”: Row 2 has this address already."),
        (8, "refused", "You cannot invite yourself."),
    ]
    employer = member.assessor.employer
    assert [(c.key, c.before, c.after) for c in lines[0].changes] == [
        ("employer", employer, "Other Ltd"),
        ("expertise", "", use_case.code),
    ]
    assert [(c.key, c.after) for c in lines[1].changes] == [("least_load", "0"), ("most_load", "4")]
    assert rows_in_database() == before


def test_what_is_confirmed_is_done_by_the_operations_of_the_pool() -> None:
    call = calls.in_assessment()
    ines = assessors.profile("Ines Wong")
    assessors.in_pool(call, ines, most=9)
    rita = assessors.profile("Rita Yu")
    text = (
        "email;role;languages;least_load;most_load;available\n"
        "ines@example.hk;regulatory;en;1;8;no\n"
        "rita@example.hk;;;2;5;\n"
        "noor@example.hk;technical, finance;zh-hant;1;3;yes\n"
        "omar@example.hk;panel;;;;\n"
        "not an address;technical;;;;\n"
    )

    do(call, text)

    ines.refresh_from_db()
    assert (ines.disciplines, ines.languages, ines.is_available) == (["regulatory"], ["en"], False)
    loads = PoolMember.objects.values_list("assessor_id", "least_load", "most_load")
    assert set(loads) == {(ines.pk, 1, 8), (rita.pk, 2, 5)}
    kinds = PoolInvitation.objects.values_list("email", "invited_as")
    assert set(kinds) == {("noor@example.hk", "technical"), ("omar@example.hk", "panel")}
    assert Message.objects.filter(kind="assessor-invitation").count() == 2
    event = AuditEvent.objects.get(action="pool.import")
    assert event.details == {"rows": 5, "changed": 1, "added": 1, "invited": 2, "refused": 1}
    assert "example.hk" not in str(event.details)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"assessor.revise", "pool.change_loads", "pool.add", "pool_invitation.send"} <= actions


def test_who_accepts_begins_with_what_the_row_said() -> None:
    call, noor = calls.in_assessment(), people.person("Noor Ali")
    pillar = term("pillar")
    do(
        call,
        "email,role,employer,languages,expertise,words,least_load,most_load\n"
        f"noor@example.hk,technical;regulatory,Harbour Bureau,zh-hant,{pillar.code},"
        "Basel III； 穩定幣 ;basel iii,2,3\n",
    )

    accept(invitation_id=PoolInvitation.objects.get().pk, actor=noor, now=timezone.now())

    profile = Assessor.objects.get()
    assert profile.disciplines == ["technical", "regulatory"]
    assert (profile.employer, profile.languages) == ("Harbour Bureau", ["zh-hant"])
    assert list(profile.expertise.all()) == [pillar]
    assert profile.words == ["Basel III", "穩定幣"]
    member = PoolMember.objects.get()
    assert (member.least_load, member.most_load) == (2, 3)


def test_who_assessed_in_another_call_is_asked_again_and_comes_with_the_loads_of_the_row() -> None:
    call = calls.in_assessment()
    ines = assessors.profile("Ines Wong")
    RoleGrant.objects.filter(user=ines.user).update(scope="2020-1")
    text = "email,role,most_load\nines@example.hk,finance,3\n"

    lines = do(call, text)

    assert [line.effect for line in lines] == ["invited"]
    ines.refresh_from_db()
    assert ines.disciplines == ["finance"]
    assert [line.effect for line in looked(call, text)] == ["same"]
    accept(
        invitation_id=PoolInvitation.objects.get().pk,
        actor=people.refreshed(ines.user),
        now=timezone.now(),
    )
    assert PoolMember.objects.get().most_load == 3


def test_who_left_comes_back_with_the_loads_of_the_row() -> None:
    call = calls.in_assessment()
    member = assessors.in_pool(call, assessors.profile("Ines Wong"), least=4, most=9)
    PoolMember.objects.update(left_at=timezone.now())

    do(call, "email,most_load\nines@example.hk,3\n")

    member.refresh_from_db()
    assert (member.left_at, member.least_load, member.most_load) == (None, 0, 3)


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_what_is_exported_comes_back_as_no_change_in_every_row(language: str) -> None:
    """Requirement IN-06."""
    call = calls.in_assessment()
    for name, employer in (("Ines Wong", "=2+5|cmd"), ("Rita Yu", "'-bureau; “one”, two")):
        profile = assessors.profile(name, expertise=[term("pillar"), term("use_case", 1)])
        words = ["=SUM(1)", "trade finance", 'a "quoted" word', "穩定幣"]
        Assessor.objects.filter(pk=profile.pk).update(employer=employer, words=words)
        assessors.in_pool(call, profile, least=1, most=7)
    do(
        call,
        "email,name,role,employer,words\nnoor@example.hk,@Noor,finance;technical,+852,@home\n"
        "omar@example.hk,,panel,,\n",
    )

    text = exported(call, language)

    assert "'=2+5|cmd" in text
    assert "'=SUM(1); trade finance" in text
    assert "'+852" in text
    lines = looked(call, text)
    assert [line.effect for line in lines] == ["same"] * 4
    assert [line.effect for line in looked(call, text.replace(",", "\t"))][:1] == ["same"]
    with pytest.raises(Denied, match="No row would change anything"):
        do(call, text)


def test_a_pool_that_changed_in_the_meantime_is_shown_anew() -> None:
    call = calls.in_assessment()
    member = assessors.in_pool(call, assessors.profile("Ines Wong"), most=9)
    text = "email,most_load\nines@example.hk,5\n"
    client, address = browser(), reverse("pool-import", args=[call.code])
    shown = client.post(
        address, {"file": SimpleUploadedFile("a.csv", text.encode()), "language": "en"}
    )
    PoolMember.objects.update(most_load=7)
    confirmed = {
        "text": shown.context["text"],
        "seen": shown.context["seen"],
        "language": "en",
        "deed": "import",
    }

    page = client.post(address, confirmed)

    body = page.content.decode()
    assert "The pool has changed in the meantime. Look at the rows again." in body
    assert "<del>7</del> → <ins>5</ins>" in body
    member.refresh_from_db()
    assert member.most_load == 7
    done = client.post(address, {**confirmed, "seen": page.context["seen"]}, follow=True)
    assert "0 invited, 0 added, 1 changed, 0 left out" in done.content.decode()
    member.refresh_from_db()
    assert member.most_load == 5


WRONG_CELLS = [
    ("role\nnoor@example.hk,painter", "Role”: “painter” is none of: technical, finance,"),
    ("role\nnoor@example.hk,panel;finance", "A panel member is not an assessor at once."),
    ("role\nines@example.hk,panel", "An assessor is not a panel member at once."),
    ("name\nines@example.hk,Somebody", "Name”: The account with this address belongs to Ines"),
    ("languages\nines@example.hk,fr", "Languages”: “fr” is none of: en, zh-hant, zh-hans."),
    ("expertise\nines@example.hk,alchemy", "Expertise”: “alchemy” is no code of a pillar"),
    ("words\nines@example.hk,+++", "Words of expertise”: “+++” has neither a letter nor"),
    ("words\nines@example.hk," + "x" * 61, "A word or phrase has at most 60 characters."),
    ("words\nines@example.hk," + ";".join("abcdefghijklmnopqrstuvw"), "These are 23 words"),
    ("words\nnoor@example.hk,DeFi", "Role”: It is empty."),
    ("role,words\nnoor@example.hk,panel,DeFi", "A panel member has no profile."),
    ("most_load\nines@example.hk,NaN", "“NaN” is not a whole number from 0 to 999."),
    ("most_load\nines@example.hk,-1", "“-1” is not a whole number"),
    ("most_load\nines@example.hk,0", "Most applications”: The least load must not be above"),
    ("least_load\nines@example.hk,31", "The least load must not be above the most"),
    ("available\nines@example.hk,perhaps", "Available”: “perhaps” is none of: yes, no."),
    ("employer\nines@example.hk," + "x" * 151, "Use at most 150 characters."),
    ("employer\nines@example.hk,a,b", "The row has more cells than there are headings."),
    ("employer\n,a", "E-mail address”: It is empty."),
    ("employer\nx" + "x" * 300 + "@example.hk,a", "has at most 254 characters."),
    ("employer\n@example.hk,a", "“@example.hk” is not an e-mail address."),
    ("role,available\nnoor@example.hk,finance,no", "Somebody who is invited is available."),
    ("role,most_load\nnoor@example.hk,panel,3", "A panel member has no profile."),
    ("employer\npaul@example.hk,a", "E-mail address”: This is you."),
    ("employer\nrita@example.hk,a", "E-mail address”: The account with this address is closed"),
    ("employer\notto@example.hk,a", "Role”: It is empty. Somebody who is new needs a role."),
]


def test_a_wrong_cell_is_told_with_its_column() -> None:
    call = calls.in_assessment()
    for name in ("Ines Wong", "Paul Ho", "Rita Yu"):
        assessors.in_pool(call, assessors.profile(name))
    User.objects.filter(name="Rita Yu").update(is_active=False)
    people.otto()

    told = {cells: looked(call, f"email,{cells}\n")[0] for cells, _sentence in WRONG_CELLS}

    assert {line.effect for line in told.values()} == {"refused"}
    unsaid = [
        (sentence, told[cells].sentence)
        for cells, sentence in WRONG_CELLS
        if sentence not in told[cells].sentence
    ]
    assert unsaid == []


def test_an_open_invitation_is_not_changed_by_a_row() -> None:
    call = calls.in_assessment()
    do(call, "email,role\nnoor@example.hk,finance\n")

    [same] = looked(call, "email,role\nNoor@example.hk,finance\n")
    [other] = looked(call, "email,role\nnoor@example.hk,technical\n")

    assert (same.effect, same.sentence) == ("same", "Is invited and has not answered yet.")
    assert other.sentence.startswith("Column “Role”: the open invitation says something else.")


def test_a_panel_member_who_has_accepted_is_no_change() -> None:
    call = calls.in_assessment()
    people.petra()

    [line] = looked(call, "email,role\npetra@example.hk,panel\n")

    assert (line.effect, line.sentence) == ("same", "Is a panel member of this call.")


def test_no_more_than_a_days_invitations_are_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.pool.inviting.rules.MOST_IN_A_DAY", 1)
    call = calls.in_assessment()

    lines = looked(call, "email,role\none@example.hk,finance\ntwo@example.hk,finance\n")

    assert [line.effect for line in lines] == ["invited", "refused"]
    assert "Too many invitations" in lines[1].sentence


def test_five_hundred_rows_take_as_many_queries_as_one() -> None:
    call = calls.in_assessment()
    paul = people.paul()

    def queries(number: int) -> int:
        rows = "".join(f"p{one}@example.hk,finance\n" for one in range(number))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            looked(call, "email,role\n" + rows, by=paul)
        return len(asked)

    assert queries(1) == queries(MOST_ROWS)


def test_only_officers_of_the_call_see_the_page_and_only_while_the_pool_changes() -> None:
    call = calls.in_assessment()
    address = reverse("pool-import", args=[call.code])
    other = people.person("Olga Lim", Role.OFFICER, scope="2020-1")
    auditor = people.person("Ada Kwok", Role.AUDITOR)

    for nobody in (people.otto(), people.ines(), other):
        assert browser(nobody).get(address).status_code == 404
    assert browser(auditor).get(address).status_code == 200
    text = "email,role\nnoor@example.hk,finance\n"
    assert "Only a programme officer of this call" in send(call, text, by=auditor)
    with pytest.raises(Denied, match="Only a programme officer"):
        do(call, text, actor=auditor)
    with pytest.raises(Denied, match="Only a programme officer"):
        exports.check(auditor, {"call": call.code})
    with pytest.raises(Denied, match="no such call"):
        exports.check(people.paul(), {"call": "nowhere"})
    Call.objects.update(state="panel")
    assert "The assessment of this call is over." in send(call, text)


def test_the_pool_offers_its_export_to_officers_alone() -> None:
    call = calls.in_assessment()
    address = reverse("pool", args=[call.code])

    assert "Export the pool as CSV" in browser().get(address).content.decode()
    auditor = people.person("Ada Kwok", Role.AUDITOR)
    assert "Export the pool" not in browser(auditor).get(address).content.decode()
    assert exports.back({"call": call.code}) == address
