"""Reads of runs and assignments; an assessor's pages start from ``visible_to``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from grants.applications.lifecycle import ASSESSED, ASSESSMENT, ELIGIBLE, WITHDRAWN
from grants.applications.models import Application, Snapshot
from grants.applications.readings import names_in, without_names
from grants.applications.veils import veiled_rows
from grants.programmes.models import Call, Criterion
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.jobs.models import Job, JobState
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.conflicts.models import Conflict
from reviews.pool.models import Assessor
from reviews.pool.queries import calls_for

OPEN_TO_ASSIGN = (ELIGIBLE, ASSESSMENT)
ON_THE_BOARD = (*OPEN_TO_ASSIGN, ASSESSED)


def unbarred(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Those of the assignments that no conflict keeps apart."""
    return assignments.filter(~Exists(_conflicts_of_pair()))


def _conflicts_of_pair() -> QuerySet[Conflict]:
    return Conflict.objects.barring().filter(
        application_id=OuterRef("application_id"), assessor_id=OuterRef("assessor_id")
    )


def visible_to(actor: Actor) -> QuerySet[Assignment]:
    """Live assignments of an assessor; what they conflict with is not there (AZ-06, AZ-12).

    Declined and taken back ones are gone, and so are those of withdrawn applications and of calls
    for which the role has ended.
    """
    scopes = actor.scopes(Role.ASSESSOR)
    own = Assignment.objects.filter(assessor__user=actor.user, state__in=lifecycle.LIVE)
    if scopes is not None:
        own = own.filter(application__call__code__in=scopes)
    return (
        unbarred(own)
        .exclude(application__state=WITHDRAWN)
        .select_related("application__call", "application__organisation", "assessor__user")
        .order_by("due_on", "application__reference")
    )


def readable_by(actor: Actor) -> QuerySet[Assignment]:
    """Assignments whose content and files the assessor may read: those they accepted."""
    return visible_to(actor).filter(state__in=(lifecycle.ACCEPTED, lifecycle.SUBMITTED))


def with_progress(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The assignments with ``criteria``, the call's number of them, and ``marked``, those done."""
    criteria = Criterion.objects.filter(call_id=OuterRef("application__call_id")).order_by()
    number = criteria.values("call_id").annotate(number=Count("pk")).values("number")
    return assignments.annotate(
        criteria=Coalesce(Subquery(number, output_field=IntegerField()), Value(0)),
        marked=Count("review__marks", filter=Q(review__marks__mark__isnull=False)),
    )


def live_in(call: Call) -> QuerySet[Assignment]:
    """Live assignments of a call."""
    return Assignment.objects.filter(application__call=call, state__in=lifecycle.LIVE)


def loads(
    call_id: int, hidden: Collection[int] | QuerySet[Application, int] = ()
) -> dict[int, int]:
    """Live assignments in a call by assessor's id, but for those of the ``hidden`` applications.

    A load one more than what is listed would tell an officer who assesses what an interest hides
    from them (AZ-06); the limit itself is asked of everything an assessor has.
    """
    live = Assignment.objects.filter(application__call_id=call_id, state__in=lifecycle.LIVE)
    live = live.exclude(application__in=hidden)
    rows = live.exclude(application__state=WITHDRAWN).values_list("assessor_id")
    return dict(rows.annotate(number=Count("pk")).order_by("assessor_id"))


@dataclass(frozen=True)
class Coverage:
    """The seats of one application: taken, answered for, scored, given back, and still open."""

    application: Application
    taken: int
    answered: int
    sheets: int
    declined: int
    open: int
    abstained: int = 0


def coverage(call: Call) -> list[Coverage]:
    """Applications up for assessment with their seats, by reference; two queries."""
    applications = call.applications.filter(state__in=ON_THE_BOARD).select_related("organisation")
    given = Assignment.objects.filter(application__in=applications)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for application_id, state in given.values_list("application_id", "state"):
        counts[application_id][state] += 1
    return [_coverage(call, one, counts[one.pk]) for one in applications.order_by("reference")]


def coverage_for(actor: Actor, call: Call) -> list[Coverage]:
    """The same without what ``actor`` has an interest in, so that no count tells of it (AZ-06)."""
    hidden = hidden_in(call, actor)
    return [row for row in coverage(call) if row.application.pk not in hidden]


def seen_loads(call_id: int, actor: Actor | None) -> dict[int, int]:
    """The loads that the pages of the pool show ``actor``; of everything where nobody looks."""
    if actor is None:
        return loads(call_id)
    return loads(call_id, veiled_rows(actor).filter(call=call_id).values_list("pk", flat=True))


def hidden_in(call: Call, actor: Actor) -> set[int]:
    """Ids of the applications of the call that an interest hides from ``actor``."""
    return set(veiled_rows(actor).filter(call=call).values_list("pk", flat=True))


def on_board_for(actor: Actor, call: Call) -> QuerySet[Application]:
    """Applications up for assessment that ``actor`` may look at as an officer."""
    found = call.applications.filter(state__in=ON_THE_BOARD)
    return found.exclude(pk__in=veiled_rows(actor).values("pk"))


def _coverage(call: Call, application: Application, states: Counter[str]) -> Coverage:
    taken = sum(states[state] for state in lifecycle.LIVE)
    is_open = application.state in OPEN_TO_ASSIGN
    return Coverage(
        application=application,
        taken=taken,
        answered=states[lifecycle.ACCEPTED] + states[lifecycle.SUBMITTED],
        sheets=states[lifecycle.SUBMITTED],
        declined=states[lifecycle.DECLINED],
        abstained=states[lifecycle.ABSTAINED],
        open=max(0, call.assessors_per_application - taken) if is_open else 0,
    )


@dataclass(frozen=True)
class Seats:
    """The call at a glance."""

    applications: int
    wanted: int
    taken: int
    answered: int
    sheets: int
    open: int
    open_applications: int


def seats(call: Call, rows: list[Coverage]) -> Seats:
    """The sums of the coverage of a call."""
    return Seats(
        applications=len(rows),
        wanted=len(rows) * call.assessors_per_application,
        taken=sum(row.taken for row in rows),
        answered=sum(row.answered for row in rows),
        sheets=sum(row.sheets for row in rows),
        open=sum(row.open for row in rows),
        open_applications=sum(1 for row in rows if row.open),
    )


def runs_for(actor: Actor) -> QuerySet[AssignmentRun]:
    """Runs in the calls that ``actor`` looks after, without their large problem."""
    runs = AssignmentRun.objects.filter(call__in=calls_for(actor)).defer("problem")
    return runs.select_related("call", "requested_by", "confirmed_by", "job")


def open_run(call: Call) -> AssignmentRun | None:
    """The run that is being worked out or waits for an officer: there is one at most."""
    states = (lifecycle.REQUESTED, lifecycle.PROPOSED)
    runs = AssignmentRun.objects.filter(call=call, state__in=states).defer("problem")
    return runs.select_related("call", "requested_by", "job").first()


def past_runs(call: Call) -> QuerySet[AssignmentRun]:
    """Runs that were confirmed or discarded, the latest first."""
    states = (lifecycle.CONFIRMED, lifecycle.DISCARDED)
    runs = AssignmentRun.objects.filter(call=call, state__in=states)
    plain = runs.defer("problem", "solution", "reasons")
    return plain.select_related("requested_by", "confirmed_by").order_by("-pk")


def has_stopped(job: Job | None) -> bool:
    """Whether the job of a run gave up after its starts."""
    return job is not None and job.state == JobState.DEAD


def assignments_of(application: Application) -> QuerySet[Assignment]:
    """Everybody who has or had the application, for officers."""
    found = Assignment.objects.filter(application=application)
    return found.select_related("assessor__user").order_by("offered_at", "pk")


def assignments_to(assessor: Assessor, call: Call) -> QuerySet[Assignment]:
    """Everything the assessor has or had in the call, for officers."""
    found = Assignment.objects.filter(assessor=assessor, application__call=call)
    return found.select_related("application", "assessor__user").order_by("application__reference")


def latest_snapshots(application_ids: list[int]) -> dict[int, Snapshot]:
    """The newest snapshot of each application, without its content."""
    newest = _newest_snapshots(application_ids).defer("content")
    return {snapshot.application_id: snapshot for snapshot in newest}


def _newest_snapshots(application_ids: list[int]) -> QuerySet[Snapshot]:
    found = Snapshot.objects.filter(application_id__in=application_ids)
    return found.order_by("application_id", "-number").distinct("application_id")


APART = " ; "
"""Between the parts of a text: it parts words, so no word meets across it."""


def public_texts(application_ids: list[int]) -> dict[int, str]:
    """Titles and public summary of each newest snapshot, without the names of who applies.

    That is what assessors may read before they declare, in a blind call too; so no word tells who
    applies, and nobody comes to an application by writing down an applicant's name. One query.
    """
    parts = ("project", "organisation", "sponsor", "team", "declaration")
    rows = _newest_snapshots(application_ids).values_list(
        "application_id", *(f"content__{part}" for part in parts)
    )
    texts = {}
    for application_id, *contents in rows:
        content = dict(zip(parts, contents, strict=True))
        if content["project"]:
            fields = (content["project"].get(name) for name in ("title", "title_zh", "summary"))
            text = APART.join(text for text in fields if text)
            line = _folded(text)
            names = [one for one in names_in(content) if _folded(one) in line]
            texts[application_id] = str(without_names(text, names))
    return texts


def _folded(text: str) -> str:
    """Small letters: a name that is not in a text so cannot be found there, which is slow."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


def open_seats_by_call(actor: Actor) -> list[tuple[Call, int]]:
    """Calls in which assignments were made and seats stand open again, with how many."""
    started = calls_for(actor).filter(applications__state=ASSESSMENT).distinct()
    counted = [(call, seats(call, coverage_for(actor, call)).open) for call in started]
    return [(call, number) for call, number in counted if number]


def run_about(application: Application) -> AssignmentRun | None:
    """The run that says why an application has its panel: the open proposal, else the latest.

    Only a run whose problem has the application; one that was discarded says nothing.
    """
    told = AssignmentRun.objects.filter(
        call=application.call,
        state__in=(lifecycle.PROPOSED, lifecycle.CONFIRMED),
        problem__proposals__contains=[{"id": application.reference}],
    )
    return told.select_related("call").order_by("-pk").first()


def price_key(run_id: int, pair: tuple[str, str]) -> str:
    """The key of the job that works out what a pair would cost."""
    return f"assignment-price:{run_id}:{pair[0]}:{pair[1]}"


def price_job(run_id: int, pair: tuple[str, str]) -> Job | None:
    """That job, if somebody has asked."""
    return Job.objects.filter(key=price_key(run_id, pair)).first()
