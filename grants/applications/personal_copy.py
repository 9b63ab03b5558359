"""What a personal copy says of applications: those of the person's organisations, as they see them.

States between screening and the letters read "Being considered" here too, whatever they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from grants.applications import comparison, lifecycle, queries, snapshots, standing
from grants.applications.models import (
    Application,
    Attachment,
    KeptVersion,
    PreliminaryAnswer,
    Snapshot,
)
from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact
from portal.documents.models import Document


def collect(actor: Actor) -> Iterator[Entry]:
    """Each application with its draft, every submitted version, its files and first answers.

    As many queries for thirty applications as for one.
    """
    rules = PreliminaryAnswer.objects.select_related("rule").order_by("rule__position", "pk")
    versions = Snapshot.objects.select_related("submitted_by").order_by("number")
    found = queries.with_parts(queries.own(actor)).select_related("kept")
    found = found.prefetch_related(
        Prefetch("preliminary_answers", rules), Prefetch("snapshots", versions)
    )
    files = _files(actor)
    for one in found.order_by("created_at", "pk"):
        yield Entry(
            f"{one.reference} {one.title}".strip(),
            facts=_facts(one),
            files=files[one.pk],
            entries=[*_preliminary(one), *_draft(one), *_kept(one), *_versions(one)],
        )


def _files(actor: Actor) -> Mapping[int, list[Document]]:
    """Files by application, those of earlier versions too."""
    every = Attachment.every.filter(application__in=queries.own(actor).values("pk"))
    by_application: dict[int, list[Document]] = defaultdict(list)
    for file in every.select_related("document").order_by("added_at", "pk"):
        by_application[file.application_id].append(file.document)
    return by_application


def _facts(one: Application) -> list[Fact]:
    state = standing.public_state(one)
    return [
        Fact("reference", _("Reference"), one.reference),
        Fact("call", _("Call"), one.call.code, f"{one.call.code} – {one.call.title}"),
        Fact("organisation", _("Organisation"), one.organisation.name),
        Fact("state", _("State"), state, str(standing.public_label(one))),
        Fact("created_at", _("Started"), one.created_at),
        Fact("submitted_at", _("Submitted"), one.submitted_at),
        Fact("extended_to", _("More time until"), one.extended_to),
        Fact("withdrawn_at", _("Withdrawn"), one.withdrawn_at),
        Fact("withdraw_reason", _("Reason"), one.withdraw_reason),
    ]


def _preliminary(one: Application) -> Iterator[Entry]:
    answers = list(one.preliminary_answers.all())
    if not answers:
        return
    facts = []
    for given in answers:
        labels = {choice.code: choice.label for choice in given.rule.choices()}
        words = str(labels.get(given.answer, given.answer))
        facts.append(Fact(given.rule.code, str(given.rule.question), given.answer, words))
    yield Entry(_("Answered in the eligibility check"), facts=facts)


def _draft(one: Application) -> Iterator[Entry]:
    """What is being written, or was when a draft was withdrawn."""
    if one.state in lifecycle.WRITABLE or one.submitted_at is None:
        content = snapshots.content(one)
        yield Entry(_("As it is written now"), entries=_sections(content), content=content)


def _kept(one: Application) -> Iterator[Entry]:
    """Changes that the closing time found unsubmitted; what is submitted stands as a version."""
    kept: KeptVersion | None = getattr(one, "kept", None)
    if kept is not None and not kept.is_submitted:
        yield Entry(
            _("Changes that were not submitted"),
            facts=[
                Fact("kept_at", _("Kept since"), kept.kept_at),
                Fact("parts", _("Content"), "", _("In the file for programs, applications.json.")),
            ],
            content={"kept_at": kept.kept_at, "parts": kept.parts},
        )


def _versions(one: Application) -> Iterator[Entry]:
    for version in one.snapshots.all():
        about = [
            Fact("submitted_at", _("Submitted"), version.submitted_at),
            Fact("submitted_by", _("Submitted by"), str(version.submitted_by)),
            Fact("sha256", _("Checksum (SHA-256)"), version.sha256),
        ]
        yield Entry(
            _("Version %(number)s, as it was submitted") % {"number": version.number},
            facts=about,
            entries=_sections(version.content),
            content={"number": version.number, "sha256": version.sha256, "said": version.content},
        )


def _sections(content: Mapping[str, Any]) -> list[Entry]:
    return [
        Entry(title, facts=[Fact("", label, words) for label, words in lines])
        for title, lines in comparison.lines_of(content)
    ]
