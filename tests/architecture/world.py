"""A small world in which every address of the portal leads to something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from grants.applications.models import Application, PreliminaryAnswer
from grants.awards.models import Letter
from grants.clarifications.models import ClarificationFile
from grants.eligibility.queries import rules_of
from grants.exclusions.operations import ask as ask_to_exclude
from grants.programmes.models import Call
from grants.questionnaires.queries import questions_of
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant
from portal.audit.models import AuditEvent
from portal.documents import operations as uploading
from portal.documents.models import Upload
from portal.exports.models import ExportFormat
from portal.exports.operations import request as request_export
from portal.jobs.models import Job
from portal.notifications.models import Message
from portal.organisations.models import Membership, NumberCase, Organisation
from portal.organisations.operations.membership import offer_ownership
from portal.organisations.operations.numbers import ask
from reviews.pool.inviting.operations import invite as invite_to_pool
from reviews.pool.models import Assessor
from tests.factories import (
    applications,
    assessors,
    assignments,
    bids,
    calls,
    clarifications,
    decisions,
    invitations,
    organisations,
    panels,
    pdfs,
    people,
    reviews,
)
from tests.factories.correspondence import enclosed

Sample = dict[str, Any]


@dataclass(frozen=True)
class World:
    """A person of every role with a browser, and for each route the arguments that lead on."""

    people: dict[str, Actor]
    clients: dict[str, Client]
    samples: dict[str, Sample]

    def arguments(self, route: str, names: set[str]) -> Sample:
        """The sample of ``route``: its own, or the one of the longest prefix that has one."""
        parts = route.split("-")
        for length in range(len(parts), 0, -1):
            sample = self.samples.get("-".join(parts[:length]))
            if sample is not None and names <= set(sample):
                return {name: sample[name] for name in names}
        raise AssertionError(f"{route}: no sample for {names}; add one to tests/architecture/world")


def world() -> World:
    """Make it: a call at each stage, and Mira's applications in them."""
    paneled = decisions.at("panel", code="2027-1", tie_rule="draw")
    panels.what_if(paneled)
    digest = panels.large_what_if(paneled)
    panels.minutes(panels.held(panels.meeting(paneled)))
    released = decisions.bring(paneled, "posted")
    assessing = reviews.call_in_assessment(1, code="2027-2")
    assessed = Application.objects.get(call=assessing)
    ines = assessors.profile("Ines Wong")
    assignments.accepted(assessed, ines)
    opened = applications.open_call()
    draft = applications.at("complete", call=opened)
    PreliminaryAnswer.objects.create(
        application=draft, rule=rules_of(opened)[0], answer=rules_of(opened)[0].choices()[0].code
    )
    asked = applications.at("submitted", call=opened)
    clarifications.answered(asked, files=[pdfs.upload()])
    clarifications.asked(asked)
    for_two = applications.at(
        "complete",
        call=applications.open_call("2027-4", wants_certifier=True),
        organisation=draft.organisation,
    )
    unpublished = calls.draft("2027-3")
    cast = _cast()
    return World(
        people=cast,
        clients=_clients(cast),
        samples={
            **_calls(released, assessing, opened, unpublished),
            "what": {"code": released.code, "number": 1, "digest": digest},
            **_applications(draft, asked, assessed, released),
            **_oversight(),
            **_board(ines),
            "assessor": {"assessor": ines.reference},
            "absence": {"number": assessors.away(ines).pk},
            "assessor-absence": {
                "assessor": ines.reference,
                "number": assessors.away(ines, first=9, last=12).pk,
            },
            "call-extend-for": {"code": opened.code, "organisation_id": draft.organisation_id},
            "application-certify": {"reference": for_two.reference},
        },
    )


def _calls(released: Call, assessing: Call, opened: Call, unpublished: Call) -> dict[str, Sample]:
    criterion = unpublished.criteria.order_by("pk").first()
    question = questions_of(unpublished)[0]
    assert criterion is not None
    inside = {"code": unpublished.code, "criterion": criterion.code, "question": question.code}
    line = Application.objects.filter(call=released).order_by("pk").first()
    assert line is not None
    return {
        "call": {"code": unpublished.code, "section": "money", "step": "publish"},
        "call-detail": {"code": opened.code},
        "call-pdf": {"code": opened.code, "language": "en"},
        "call-calendar": {"code": opened.code, "language": "en"},
        "calls-feed": {"language": "en"},
        "call-calculator": {"code": opened.code},
        "eligibility": {"code": opened.code},
        "eligibility-rule": {"code": unpublished.code, "rule": "sponsor"},
        "quota": {"code": unpublished.code},
        "needed-document": {"code": unpublished.code, "document": "supporting"},
        "criterion": inside,
        "question": {**inside, "section": question.section.code, "kind": "long"},
        "term": {"taxonomy": "pillar", "code": "L"},
        "decision": {"code": released.code},
        "letter": {"code": released.code, "reference": line.reference},
        "panel": {"code": released.code, "reference": line.reference},
        "panel-open": {"code": assessing.code},
        "ranking": {"code": released.code},
        "meeting": {"code": released.code, "number": 1, "reference": line.reference},
        "minutes": {"code": released.code, "number": 1, "version": 1, "language": "en"},
        "draw": {"code": released.code},
        "call-draw": {"code": released.code},
        "screening": {"code": opened.code},
        "export": {"kind": "funding-report"},
    }


def _board(ines: Assessor) -> dict[str, Sample]:
    """A proposal that waits for an officer, in a call that takes bids."""
    call = reviews.call_in_assessment(1, code="2027-5")
    assessors.in_pool(call, ines)
    bids.opened(call)
    assignments.proposed(call)
    pair = {
        "code": call.code,
        "reference": call.applications.get().reference,
        "assessor": ines.reference,
    }
    return {
        "assignment-panel": pair,
        "assignment-proposal": pair,
        "bid": pair,
        "call-bidding": pair,
    }


def _applications(
    draft: Application, asked: Application, assessed: Application, released: Call
) -> dict[str, Sample]:
    letter = Letter.objects.filter(kind="award", decision__application__call=released).first()
    assert letter is not None
    attachment = asked.attachments.get().pk
    answered = ClarificationFile.objects.filter(clarification__application=asked).get()
    copied = applications.copied(letter.decision.application, draft.call)
    judged = assessed.attachments.get().pk
    code, assessor = assessed.call.code, assessors.Assessor.objects.get(user__name="Ines Wong")
    pair = {"code": code, "reference": assessed.reference, "assessor": assessor.reference}
    invitation = invite_to_pool(
        call_id=assessed.call_id,
        email="rita@example.hk",
        invited_as="technical",
        language="en",
        actor=people.paul(),
        now=timezone.now(),
    )
    return {
        "application": {"reference": draft.reference, "section": "project"},
        "application-start": {"call_code": draft.call.code},
        "application-copied": {"reference": copied.reference},
        "application-detail": {"reference": asked.reference},
        "application-receipt": {"reference": asked.reference},
        "application-snapshot": {"reference": asked.reference},
        "application-exclusion-drop": {
            "reference": draft.reference,
            "number": _exclusion(draft),
        },
        "application-withdraw": {"reference": asked.reference},
        "application-versions": {"reference": asked.reference},
        "application-version": {"reference": asked.reference, "number": 1},
        "application-receipt-pdf": {"reference": asked.reference, "number": 1},
        "application-content": {"reference": asked.reference, "number": 1},
        "application-reopen": {"reference": asked.reference},
        "application-keep": {"reference": asked.reference},
        "application-decision": {"reference": letter.decision.application.reference},
        "application-assignment": pair,
        "attachment": {"reference": asked.reference, "attachment_id": attachment},
        "upload": {"upload_id": _upload().pk},
        "screening-application": {"reference": asked.reference},
        "screening-decide": {"reference": asked.reference},
        "clarification": {"reference": asked.reference},
        "letter-download": {"number": letter.number},
        "assignment": {**pair, "attachment": judged},
        "call-assignment": {"code": code},
        "assessor-assignment": pair,
        "conflict": pair,
        "pool": pair,
        "pool-invite": {"code": code, "number": invitation.pk},
        "pool-invitation": {"secret": "unknown"},
        "score": pair,
        "score-sheet": {"reference": assessed.reference},
        "clarification-file": {"reference": asked.reference, "file_id": answered.pk},
        "correspondence": {"reference": asked.reference, "file_id": enclosed(asked).pk},
        "working-day": {"year": 2030, "month": 1, "day": 2},
        **_organisation(draft.organisation),
    }


def _organisation(organisation: Organisation) -> dict[str, Sample]:
    """Wing has a place in Mira's organisation, and is offered its ownership; Otto is invited."""
    owner, wing = people.refreshed(people.mira()), people.person("Wing Lo")
    organisations.join(organisation, wing, "editor")
    membership = Membership.objects.get(organisation=organisation, user=wing.person)
    offer = offer_ownership(
        membership_id=membership.pk, giver_becomes="owner", actor=owner, now=timezone.now()
    )
    invitation = invitations.to("otto@example.hk", organisation, owner)
    inside: Sample = {"organisation_id": organisation.pk}
    case = _number_case(organisation)
    return {
        "number": {"number": case.pk},
        "organisation": inside,
        "member": {**inside, "number": membership.pk},
        "organisation-invite": {**inside, "number": invitation.pk},
        "ownership": {"number": offer.pk},
        "invitation": {"number": invitation.pk},
        "invitation-link": {"secret": invitations.link_to("otto@example.hk").split("/")[-2]},
    }


def _exclusion(draft: Application) -> int:
    asked = ask_to_exclude(
        application_id=draft.pk,
        kind="person",
        name="Rita Yu",
        reason="A competitor.",
        actor=people.refreshed(people.mira()),
        now=timezone.now(),
    )
    return asked.pk


def _upload() -> Upload:
    now = timezone.now()
    return uploading.begin(name="plan.pdf", size=10, actor=people.mira(), now=now)


def _number_case(organisation: Organisation) -> NumberCase:
    """Yan registered the number too, and sent a certificate."""
    number = organisation.registration_number
    second = organisations.of(people.person("Yan Mok"), registration_number=number)
    return ask(
        organisation_id=second.pk,
        statement="We are one.",
        certificate=pdfs.upload(),
        actor=people.refreshed(second.created_by),
        now=timezone.now(),
    )


def _oversight() -> dict[str, Sample]:
    otto, paul = people.otto().person, people.paul().person
    grant = RoleGrant.objects.filter(user=paul).first()
    event, message = AuditEvent.objects.first(), Message.objects.first()
    job = Job.objects.create(name="portal.exports.make", key="sample", state="dead")
    assert grant is not None
    assert event is not None
    assert message is not None
    export = request_export(
        kind="funding-report",
        parameters={"call": ""},
        file_format=ExportFormat.CSV,
        actor=people.fiona(),
        now=timezone.now(),
    )
    return {
        "person": {"number": otto.pk},
        "account": {"number": otto.pk, "session_id": 1},
        "role": {"number": paul.pk, "grant_id": grant.pk},
        "audit": {"number": event.pk},
        "job": {"job_id": job.pk},
        "message": {"number": message.pk},
        "demo": {"number": message.pk},
        "export-progress": {"export_id": export.pk},
        "export-download": {"export_id": export.pk},
        "account_confirm_email": {"key": "unknown"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "unknown-key"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
    }


def _cast() -> dict[str, Actor]:
    """One person for each role of the access table but the visitor, in the order of its columns."""
    careless = people.person("Carl Au", Role.OFFICER)
    Authenticator.objects.filter(user=careless.person).delete()
    return {
        "applicant": people.mira(),
        "stranger": people.otto(),
        "officer": people.paul(),
        "assessor": people.refreshed(people.ines()),
        "other_assessor": people.person("Noor Ali", Role.ASSESSOR),
        "panel": people.petra(),
        "chair": people.charles(),
        "approver": people.grace(),
        "finance": people.fiona(),
        "auditor": people.alan(),
        "administrator": people.ada(),
        "no_second_factor": careless,
        "closed_account": people.person("Clara Fung", Role.ADMINISTRATOR),
    }


def _clients(cast: dict[str, Actor]) -> dict[str, Client]:
    """One logged-in browser for each of them, and the visitor's."""
    clients = {"visitor": Client(), **{name: people.client_of(one) for name, one in cast.items()}}
    closed = cast["closed_account"].person
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    for client in clients.values():
        client.raise_request_exception = False
    return clients
