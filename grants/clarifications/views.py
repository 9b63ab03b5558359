"""Pages of clarifications: the officer asks, extends and closes; the applicant answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.applications import lifecycle
from grants.applications import queries as applications
from grants.applications.models import Application
from grants.clarifications import operations, queries, rules
from grants.clarifications.forms import AnswerForm, CloseForm, ExtendForm, QuestionForm
from grants.clarifications.operations import Wanted
from grants.clarifications.parts import parts_of
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.documents.serving import download
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import calendar, end_of

DAYS_TO_ANSWER = 7
FOLDER = "grants/clarifications"


def _asked_about(request: HttpRequest, reference: str) -> Application:
    found = applications.read_by(actor_of(request), *queries.ASKERS)
    return get_object_or_404(found, reference=reference)


def _done(form: Form, act: Callable[[], object], request: HttpRequest, told: str) -> bool:
    """Whether a valid form was posted and its deed allowed; what stands against it is shown."""
    if not form.is_valid():
        return False
    try:
        act()
    except Denied as denied:
        form.add_error(None, str(denied))
        return False
    messages.success(request, told)
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_ask(request: HttpRequest, reference: str) -> HttpResponse:
    """A question on named parts, due in seven working days unless the officer says otherwise."""
    actor, now = actor_of(request), timezone.now()
    application = _asked_about(request, reference)
    snapshot = applications.snapshot_of(application)
    if snapshot is None:
        raise Http404
    today = in_hong_kong(now).date()
    initial = {"due_on": calendar().after(today, DAYS_TO_ANSWER)}
    parts = parts_of(snapshot.content)
    form = QuestionForm(request.POST or None, parts=parts, initial=initial)

    def act() -> None:
        asked = form.cleaned_data
        wanted = Wanted(
            question=asked["question"],
            parts=asked["parts"],
            due_at=end_of(asked["due_on"], now),
            wants_files=asked["wants_files"],
        )
        operations.ask(application_id=application.pk, wanted=wanted, actor=actor, now=now)

    if _done(form, act, request, _("The question is on its way to the applicant.")):
        return redirect("screening-application", reference)
    context = {
        "application": application,
        "form": form,
        "allowed": verdict(rules.check_ask, actor, application, now=now),
    }
    return render(request, f"{FOLDER}/ask.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_extend(request: HttpRequest, reference: str) -> HttpResponse:
    """More time for the open question."""
    actor, now = actor_of(request), timezone.now()
    application = _asked_about(request, reference)
    form = ExtendForm(request.POST or None)

    def act() -> None:
        operations.extend(
            application_id=application.pk,
            due_at=end_of(form.cleaned_data["due_on"], now),
            reason=form.cleaned_data["reason"],
            actor=actor,
            now=now,
        )

    if _done(form, act, request, _("The applicant has more time and is told.")):
        return redirect("screening-application", reference)
    return _settle_page(request, application, form, "extend")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_close(request: HttpRequest, reference: str) -> HttpResponse:
    """The end of a question that nobody answered."""
    actor, now = actor_of(request), timezone.now()
    application = _asked_about(request, reference)
    form = CloseForm(request.POST or None)

    def act() -> None:
        operations.close(
            application_id=application.pk,
            reason=form.cleaned_data["reason"],
            actor=actor,
            now=now,
        )

    if _done(form, act, request, _("The question is closed and the applicant is told.")):
        return redirect("screening-application", reference)
    return _settle_page(request, application, form, "close")


def _settle_page(
    request: HttpRequest, application: Application, form: Form, page: str
) -> HttpResponse:
    now = timezone.now()
    context = {
        "application": application,
        "form": form,
        "one": queries.open_clarification(application),
        "allowed": verdict(rules.check_settle, actor_of(request), application, now=now),
        "now": now,
    }
    return render(request, f"{FOLDER}/{page}.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The applicant's side: the open question with its parts, the clock, and what was before."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(applications.own(actor), reference=reference)
    every = queries.shown(application)
    first = every[0] if every and every[0].one.is_open else None
    is_open = first is not None and application.state == lifecycle.CLARIFICATION
    posted: dict[str, Any] = {}
    if request.method == "POST":
        posted = {"data": request.POST, "files": request.FILES}
    form = AnswerForm(shown=first, **posted)

    def act() -> None:
        given = form.given()
        operations.answer(application_id=application.pk, given=given, actor=actor, now=now)

    if _done(form, act, request, _("Your answer was received.")):
        return redirect("clarification-answer", reference)
    context = {
        "application": application,
        "form": form,
        "is_open": is_open,
        "current": first if is_open else None,
        "earlier": every[1:] if is_open else every,
        "clock": queries.clock_of(application, now=now),
        "allowed": verdict(rules.check_answer, actor, application, now=now),
        "file_url_name": "clarification-file",
        "now": now,
    }
    return render(request, f"{FOLDER}/answer.html", context)


@login_required
@require_safe
def clarification_file(request: HttpRequest, reference: str, file_id: UUID) -> FileResponse:
    """A file of an answer, for whoever may read the application (AZ-05)."""
    found = applications.visible_to(actor_of(request))
    application = get_object_or_404(found, reference=reference)
    file = queries.file_of(application, file_id)
    if file is None:
        raise Http404
    return download(file.document)
