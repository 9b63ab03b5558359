"""Profiles of assessors and pools of calls."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.programmes import lifecycle
from grants.programmes.models import Term
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.pool import loads, operations, queries
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.words import Expertise
from tests.factories import assessors, calls, people

pytestmark = pytest.mark.django_db


def add(user_id: int, **changes: object) -> Assessor:
    values = {
        "disciplines": ["technical"],
        "employer": "Peak Analytics",
        "expertise": Expertise(),
        "languages": ["en"],
        "actor": people.paul(),
        **changes,
    }
    return operations.add_assessor(user_id=user_id, now=timezone.now(), **values)  # type: ignore[arg-type]  # names are parameters


def test_an_officer_writes_the_profile_of_a_person_with_the_role() -> None:
    calls.draft()
    term = Term.objects.filter(taxonomy="technology").first()
    assert term is not None

    assessor = add(people.ines().person.pk, expertise=Expertise([term.pk]))

    assessor.refresh_from_db()
    assert isinstance(assessor.reference, UUID)
    assert (assessor.disciplines, list(assessor.expertise.all())) == (["technical"], [term])
    event = AuditEvent.objects.get(action="assessor.add")
    assert (event.subject_reference, event.actor) == (assessor.audit_reference, people.paul().user)
    assert "Peak" not in str(event.details)


def test_nobody_gets_a_profile_without_the_role_or_twice_or_from_a_stranger() -> None:
    ines = people.ines().person

    with pytest.raises(Denied, match="does not hold the role"):
        add(people.otto().person.pk)
    with pytest.raises(Denied, match="Only a programme officer"):
        add(ines.pk, actor=people.otto())
    add(ines.pk)
    with pytest.raises(Denied, match="has a profile already"):
        add(ines.pk)


def test_an_assessor_has_a_discipline() -> None:
    assessor = assessors.profile()

    with pytest.raises(IntegrityError, match="assessor_has_a_discipline"), transaction.atomic():
        Assessor.objects.filter(pk=assessor.pk).update(disciplines=[])


def test_an_officer_revises_a_profile() -> None:
    assessor = assessors.profile()
    values = {
        "assessor_id": assessor.pk,
        "disciplines": ["regulatory"],
        "employer": "A Bank",
        "expertise": Expertise(words=["DeFi", " defi", "Trade  finance"]),
        "languages": ["zh-hant"],
        "is_available": False,
        "now": timezone.now(),
    }

    with pytest.raises(Denied, match="Only a programme officer"):
        operations.revise_assessor(actor=people.otto(), **values)  # type: ignore[arg-type]  # names are parameters
    revised = operations.revise_assessor(actor=people.paul(), **values)  # type: ignore[arg-type]  # names are parameters

    assert (revised.discipline_labels, revised.language_names) == (["Regulatory"], ["繁體中文"])
    assert not revised.is_available
    assert revised.words == ["DeFi", "Trade finance"]
    event = AuditEvent.objects.get(action="assessor.revise")
    assert event.details["words"] == 2
    changed = ["disciplines", "employer", "is_available", "languages", "words"]
    assert event.details["changed"] == changed
    assert "DeFi" not in str(event.details)


def test_assessors_keep_their_own_expertise_and_availability() -> None:
    assessor = assessors.profile()
    values = {
        "expertise": Expertise(),
        "languages": ["en"],
        "is_available": False,
        "now": timezone.now(),
    }

    too_many = {**values, "expertise": Expertise(words=[str(one) for one in range(21)])}
    with pytest.raises(Denied, match="These are 21 words"):
        operations.revise_own_profile(actor=assessors.actor(assessor), **too_many)  # type: ignore[arg-type]  # names are parameters
    with pytest.raises(Denied, match="Only an assessor"):
        operations.revise_own_profile(actor=people.otto(), **values)  # type: ignore[arg-type]  # names are parameters
    own = operations.revise_own_profile(actor=assessors.actor(assessor), **values)  # type: ignore[arg-type]  # names are parameters

    assert not own.is_available
    assert own.employer == assessor.employer
    assert AuditEvent.objects.filter(action="assessor.revise_own").count() == 1


def join(assessor: Assessor, call_id: int, **changes: object) -> PoolMember:
    values = {"least_load": 1, "most_load": 5, "actor": people.paul(), **changes}
    return operations.add_to_pool(
        call_id=call_id,
        assessor_id=assessor.pk,
        now=timezone.now(),
        **values,  # type: ignore[arg-type]  # names are parameters
    )


def test_an_assessor_joins_leaves_and_comes_back() -> None:
    call, assessor = calls.in_assessment(), assessors.profile()

    member = join(assessor, call.pk)
    operations.take_out(
        member_id=member.pk, reason="On leave.", actor=people.paul(), now=timezone.now()
    )
    left = PoolMember.objects.get()
    again = join(assessor, call.pk, most_load=2)

    assert left.left_at is not None
    assert (again.pk, again.left_at, again.most_load) == (member.pk, None, 2)
    actions = AuditEvent.objects.filter(action__startswith="pool.").order_by("pk")
    assert [(event.action, event.reason) for event in actions] == [
        ("pool.add", ""),
        ("pool.take_out", "On leave."),
        ("pool.add", ""),
    ]


def test_the_pool_refuses_what_cannot_be() -> None:
    call, assessor = calls.in_assessment(), assessors.profile()

    with pytest.raises(Denied, match="officer of this call"):
        join(assessor, call.pk, actor=people.otto())
    with pytest.raises(Denied, match="least load"):
        join(assessor, call.pk, least_load=6)
    with pytest.raises(Denied, match="least load"):
        join(assessor, call.pk, least_load=0, most_load=0)
    member = join(assessor, call.pk)
    with pytest.raises(Denied, match="in the pool already"):
        join(assessor, call.pk)
    operations.take_out(member_id=member.pk, reason="x", actor=people.paul(), now=timezone.now())
    with pytest.raises(Denied, match="has left the pool"):
        operations.take_out(
            member_id=member.pk, reason="x", actor=people.paul(), now=timezone.now()
        )


def test_the_pool_is_closed_once_the_panel_meets() -> None:
    call, assessor = calls.in_assessment(), assessors.profile()
    call.state = lifecycle.PANEL
    call.save(update_fields=["state"])

    with pytest.raises(Denied, match="assessment of this call is over"):
        join(assessor, call.pk)


def test_an_officer_of_another_call_keeps_neither_pool() -> None:
    call, assessor = calls.in_assessment(), assessors.profile()
    other = people.person("Oscar Poon", Role.OFFICER, scope="another")

    with pytest.raises(Denied, match="officer of this call"):
        join(assessor, call.pk, actor=other)
    assert list(queries.calls_for(other)) == []


def test_loads_change_and_the_database_keeps_them_in_order() -> None:
    call = calls.in_assessment()
    member = assessors.in_pool(call, assessors.profile())

    operations.change_loads(
        member_id=member.pk, least_load=2, most_load=3, actor=people.paul(), now=timezone.now()
    )

    member.refresh_from_db()
    assert (member.least_load, member.most_load) == (2, 3)
    assert AuditEvent.objects.filter(action="pool.change_loads").count() == 1
    with pytest.raises(IntegrityError, match="least_load_is_at_most"), transaction.atomic():
        PoolMember.objects.update(least_load=9)
    with pytest.raises(IntegrityError, match="assessor_is_once"), transaction.atomic():
        PoolMember.objects.create(
            call=call, assessor=member.assessor, added_at=timezone.now(), added_by=None
        )


def test_only_available_members_with_the_role_can_be_given_work() -> None:
    call = calls.in_assessment()
    able, away, ended, left = assessors.pool(call, 4)
    Assessor.objects.filter(pk=away.pk).update(is_available=False)
    ended.user.role_grants.update(ended_at=timezone.now())
    call.pool.filter(assessor=left).update(left_at=timezone.now())

    serving = queries.serving(call, now=timezone.now())

    assert [member.assessor for member in serving] == [able]


def test_profiles_are_for_officers_and_auditors_and_one_s_own_for_assessors() -> None:
    """AZ-04."""
    assessor = assessors.profile()

    assert list(queries.assessors_for(people.paul())) == [assessor]
    assert list(queries.assessors_for(people.alan())) == [assessor]
    assert list(queries.assessors_for(assessors.actor(assessor))) == []
    assert queries.own_profile(assessors.actor(assessor)) == assessor
    assert queries.own_profile(people.otto()) is None


def test_loads_are_summed_over_whoever_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loads, "_counters", [])

    def one_each(_call_id: int, _actor: Actor | None) -> dict[int, int]:
        return {7: 1, 8: 2}

    def three(_call_id: int, _actor: Actor | None) -> dict[int, int]:
        return {7: 3}

    loads.register(one_each)
    loads.register(one_each)
    loads.register(three)

    assert loads.of_call(1) == {7: 4, 8: 2}
