"""Start-ups register, write their applications section by section, and submit them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from grants.applications import operations as applications
from grants.applications import sections
from grants.applications.models import Application
from grants.questionnaires.queries import questions_in, sections_in, version_in_force
from portal.accounts.models import User
from portal.organisations import operations as organisations
from portal.organisations.models import Organisation
from reviews.demo.cast import account_of
from reviews.demo.invention import Invention
from reviews.demo.scene import Scene, acting

LANGUAGES = {"en": "en", "zh": "zh-hant"}
WRITING_TAKES = timedelta(hours=3)
WRITTEN = (
    sections.PROJECT,
    sections.CLASSIFICATION,
    sections.SPONSOR,
    sections.TEAM,
    sections.BUDGET,
    sections.FORM,
    sections.DECLARATION,
)
"""The sections of a whole application, those of the call's form as one.

The organisation was written when it registered.
"""


def file_all(
    scene: Scene,
    inventions: Iterable[Invention],
    *,
    until: datetime,
    writers: Mapping[int, User] | None = None,
) -> None:
    """Let each application come in at its time, the last before ``until``.

    ``writers`` are people of the demo who apply, by the number of their application.
    """
    every = list(inventions)
    known = writers or {}
    for index, invention in enumerate(every):
        at = scene.times.submission(index, len(every), until=until)
        by = known.get(invention.number)
        submit(draft(scene, invention, at=at - WRITING_TAKES, by=by), at=at)


@transaction.atomic
def draft(
    scene: Scene,
    invention: Invention,
    *,
    at: datetime,
    by: User | None = None,
    only: Iterable[str] = WRITTEN,
) -> Application:
    """A draft with the sections named in ``only``, written by the invented person or by ``by``."""
    user = by or account_of(invention.applicant, language=LANGUAGES[invention.language])
    organisation = _organisation(invention, user, at)
    actor = acting(user, at)
    application = applications.start(
        call_id=scene.call.pk, organisation_id=organisation.pk, actor=actor, now=at
    )
    for section, values in _written(scene, invention, only):
        application = applications.save_section(
            application_id=application.pk,
            section=section,
            values=values,
            version=application.version,
            actor=actor,
            now=at,
        )
    scene.inventions[application.pk] = invention
    return application


def _written(
    scene: Scene, invention: Invention, only: Iterable[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each section with its values; the answers section by section of the call's form."""
    for section in only:
        if section != sections.FORM:
            yield section, VALUES[section](scene, invention)
            continue
        for part in sections_in(version_in_force(scene.call)):
            codes = [question.code for question in questions_in(part)]
            answers = {one: invention.answers[one] for one in codes if one in invention.answers}
            yield sections.of_form(part.code), answers


def submit(application: Application, *, at: datetime) -> None:
    """Submit a complete draft by the clock of the round."""
    applications.submit(
        application_id=application.pk,
        key=f"demo-{application.reference}",
        actor=acting(application.created_by, at),
        now=at,
    )


def _organisation(invention: Invention, user: User, at: datetime) -> Organisation:
    number = invention.body.details["registration_number"]
    known = Organisation.objects.filter(registration_number=number, members=user).first()
    return known or organisations.register(
        details=invention.body.details, actor=acting(user, at), now=at
    )


def _project(_scene: Scene, invention: Invention) -> Mapping[str, Any]:
    return invention.project


def _classification(scene: Scene, invention: Invention) -> Mapping[str, Any]:
    chosen = invention.classification
    several = {
        "use_cases": "use_case",
        "regulatory_statuses": "regulatory_status",
        "sandboxes": "sandbox",
    }
    return {
        **chosen,
        "pillar": scene.term("pillar", chosen["pillar"]),
        "technology": scene.term("technology", chosen["technology"]),
        **{
            name: [scene.term(taxonomy, code) for code in chosen[name]]
            for name, taxonomy in several.items()
        },
    }


def _sponsor(scene: Scene, invention: Invention) -> Mapping[str, Any]:
    return {
        **invention.sponsorship,
        "kind": scene.term("sponsor_type", invention.sponsorship["kind"]),
        "agreement": ContentFile(invention.agreement, name="sponsorship-agreement.pdf"),
    }


def _team(_scene: Scene, invention: Invention) -> Mapping[str, Any]:
    return {"members": invention.team}


def _budget(_scene: Scene, invention: Invention) -> Mapping[str, Any]:
    return {"lines": invention.budget}


def _declaration(_scene: Scene, _invention: Invention) -> Mapping[str, Any]:
    return {"declared": True}


VALUES: dict[str, Callable[[Scene, Invention], Mapping[str, Any]]] = {
    sections.PROJECT: _project,
    sections.CLASSIFICATION: _classification,
    sections.SPONSOR: _sponsor,
    sections.TEAM: _team,
    sections.BUDGET: _budget,
    sections.DECLARATION: _declaration,
}
"""What a start-up writes in each section."""
