"""Reads of the form of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Max, QuerySet

from grants.programmes.models import Call
from grants.programmes.parts import Gap
from grants.programmes.queries import managed_by
from grants.questionnaires.completeness import gaps_in
from grants.questionnaires.models import FormSection, FormVersion, Question
from portal.accounts.actors import Actor

SECTION_DETAILS = ("code", "title", "introduction")
QUESTION_DETAILS = (
    "code",
    "kind",
    "label",
    "help",
    "is_required",
    "most_characters",
    "least",
    "most",
    "decimals",
    "earliest",
    "latest",
    "most_choices",
    "most_rows",
    "options",
    "columns",
    "condition",
    "is_hidden_from_assessors",
    "identifies_applicant",
    "is_personal",
    "frozen_after",
)

Details = dict[str, Any]


def with_questions(versions: QuerySet[FormVersion]) -> QuerySet[FormVersion]:
    """The same versions with their sections and questions, loaded at once."""
    return versions.prefetch_related("sections__questions")


def version_in_force(call: Call) -> FormVersion | None:
    """The version that applicants fill in; None only for a call without a form."""
    versions = with_questions(call.form_versions.filter(in_force_at__isnull=False))
    return versions.order_by("-number").first()


def questions_once_in(call: Call, section: str) -> list[Question]:
    """Every question that a section had in any version, the newest version first."""
    asked = Question.objects.filter(version__call=call, section__code=section)
    return list(asked.order_by("-version__number", "position"))


def number_in_force(call: Call) -> int | None:
    """The primary key of that version, without loading its questions."""
    versions = call.form_versions.filter(in_force_at__isnull=False).order_by("-number")
    return versions.values_list("pk", flat=True).first()


def form_in_force(call: Call) -> FormVersion:
    """The same for a published call, which always has one."""
    version = version_in_force(call)
    if version is None:
        raise ValueError("no call is published without a form")
    return version


def version_in_work(call: Call) -> FormVersion | None:
    """The version that officers may change: a draft call's own, or the corrected one."""
    if not call.is_frozen:
        return version_in_force(call)
    return with_questions(call.form_versions.filter(in_force_at__isnull=True)).first()


def version_shown(call: Call) -> FormVersion | None:
    """What the officers' pages show: the version in work, otherwise the one in force."""
    return version_in_work(call) or version_in_force(call)


def versions_of(call: Call) -> list[FormVersion]:
    """Every version, the newest first."""
    return list(call.form_versions.order_by("-number"))


def next_number(call: Call) -> int:
    """The number of a further version."""
    highest = call.form_versions.aggregate(highest=Max("number"))["highest"]
    return int(highest or 0) + 1


def sections_in(version: FormVersion | None) -> list[FormSection]:
    """The sections in their order; prefetched ones are not queried again."""
    if version is None:
        return []
    return sorted(version.sections.all(), key=lambda one: (one.position, one.pk))


def questions_in(section: FormSection) -> list[Question]:
    """The questions of a section in their order; prefetched ones are not queried again."""
    return sorted(section.questions.all(), key=lambda one: (one.position, one.pk))


def all_questions(version: FormVersion | None) -> list[Question]:
    """The questions of all sections, first to last: the order in which conditions are decided."""
    return [question for section in sections_in(version) for question in questions_in(section)]


@lru_cache(maxsize=64)
def questions_of_used(version_id: int) -> tuple[Question, ...]:
    """The questions of a version that applications are written in, read once in a process.

    A trigger keeps such a version from changing, so what was read stays true. They are shared:
    nobody writes to them.
    """
    version = with_questions(FormVersion.objects.all()).get(pk=version_id)
    return tuple(all_questions(version))


def questions_of(call: Call) -> list[Question]:
    """The questions of the version in force, in their order."""
    return all_questions(version_in_force(call))


def form_as_details(version: FormVersion | None) -> list[Details]:
    """The form as ``operations.replace_form`` takes it: sections with their ``questions``."""
    return [
        {
            **{name: getattr(section, name) for name in SECTION_DETAILS},
            "questions": [
                {name: getattr(question, name) for name in QUESTION_DETAILS}
                for question in questions_in(section)
            ],
        }
        for section in sections_in(version)
    ]


def details_in(form: Sequence[Mapping[str, Any]]) -> list[Details]:
    """The questions of a form given as details, first to last."""
    return [question for section in form for question in section["questions"]]


def gaps_of(call: Call) -> list[Gap]:
    """What the form lacks before the call can be published."""
    return gaps_in(form_as_details(version_shown(call)))


def copyable_by(actor: Actor, call: Call) -> list[Call]:
    """Other calls whose form ``actor`` may copy, newest first."""
    others = managed_by(actor).exclude(pk=call.pk).filter(form_versions__isnull=False)
    return list(others.distinct().order_by("-opens_at", "-pk"))
