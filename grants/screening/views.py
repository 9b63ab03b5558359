"""Pages of screening: the officers' queue and desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.applications.models import Application
from grants.applications.preparation import outcomes_kept
from grants.clarifications import queries as clarifications
from grants.clarifications.rules import check_ask, check_settle
from grants.programmes.queries import managed_by
from grants.screening import operations, queries, rules
from grants.screening.figures import figures_of
from grants.screening.forms import (
    LATER,
    STATES,
    ChecklistForm,
    DecisionForm,
    QueueFilter,
)
from grants.screening.models import Finding, Rule
from grants.screening.signals import signals
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied, Verdict, verdict

ROWS = 30
FOLDER = "grants/screening"


@login_required
@require_safe
def screening_index(request: HttpRequest) -> HttpResponse:
    """The calls one screens, with what waits in each."""
    actor = actor_of(request)
    if not actor.has_any(*queries.SCREENERS):
        raise PermissionDenied(_("Only programme officers and auditors can open this page."))
    calls = managed_by(actor).exclude(state="draft").order_by("-opens_at", "-pk")
    page = Paginator(calls, ROWS).get_page(request.GET.get("page"))
    found = queries.counts(page.object_list)
    rows = [(call, found[call.pk]) for call in page]
    return render(request, f"{FOLDER}/index.html", {"page": page, "rows": rows})


@login_required
@require_safe
def screening_queue(request: HttpRequest, code: str) -> HttpResponse:
    """The applications to one call, the longest waiting first, narrowed by state and words."""
    actor, now = actor_of(request), timezone.now()
    call = get_object_or_404(managed_by(actor), code=code)
    form = QueueFilter(request.GET)
    found = _narrowed(queries.queue(actor, call), form)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    figures = figures_of(call, queries.counts([call])[call.pk])
    context = {"call": call, "form": form, "page": page, "figures": figures, "now": now}
    return render(request, f"{FOLDER}/queue.html", context)


def _narrowed(found: QuerySet[Application], form: QueueFilter) -> QuerySet[Application]:
    """What cannot be understood narrows nothing: the form says so on the page."""
    if not form.is_valid():
        return found
    state, words = form.cleaned_data["state"], form.cleaned_data["q"]
    if state == LATER:
        found = found.exclude(state__in=STATES)
    elif state:
        found = found.filter(state=state)
    return queries.found_by(found, words) if words else found


def _screenable(request: HttpRequest, reference: str) -> Application:
    return get_object_or_404(queries.screenable(actor_of(request)), reference=reference)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def screening_application(request: HttpRequest, reference: str) -> HttpResponse:
    """What was submitted beside what the portal noticed and the checklist."""
    actor, now = actor_of(request), timezone.now()
    application = _screenable(request, reference)
    checks = queries.checks_of(application)
    form = ChecklistForm(request.POST or None, checks=checks)
    if form.is_valid():
        try:
            operations.record_checks(
                application_id=application.pk, findings=form.findings(), actor=actor, now=now
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The checklist is saved."))
            return redirect("screening-application", reference)
    content = application.snapshots.latest("number").content
    same, twins = queries.related(actor, application)
    context = {
        "application": application,
        "content": content,
        "reference": reference,
        "attachment_url_name": "attachment-download",
        "signals": signals(content, same=same, twins=twins),
        "preliminary": outcomes_kept(application),
        "form": form,
        "checks_done": len(checks),
        "checks_due": len(Rule),
        "screening": queries.screening_of(application),
        "clarifications": clarifications.shown(application),
        "clock": clarifications.clock_of(application, now=now),
        "file_url_name": "clarification-file",
        "may_record": verdict(rules.check_record_checks, actor, application, now=now),
        "may_ask": verdict(check_ask, actor, application, now=now),
        "may_settle": verdict(check_settle, actor, application, now=now),
        "may_decide": _may_decide(actor, application, checks, now),
        "now": now,
    }
    return render(request, f"{FOLDER}/application.html", context)


def _may_decide(
    actor: Actor, application: Application, checks: dict[str, Any], now: datetime
) -> Verdict:
    findings = {rule: check.finding for rule, check in checks.items()}
    return verdict(rules.check_decide, actor, application, findings=findings, now=now)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def screening_decide(request: HttpRequest, reference: str) -> HttpResponse:
    """The outcome that the checklist leads to, to be confirmed with its reason."""
    actor, now = actor_of(request), timezone.now()
    application = _screenable(request, reference)
    checks = queries.checks_of(application)
    is_eligible = all(check.finding == Finding.MET for check in checks.values())
    form = DecisionForm(
        request.POST or None,
        is_eligible=is_eligible,
        initial={
            "outcome": "eligible" if is_eligible else "ineligible",
            "reason": queries.unmet_reasons(checks),
        },
    )
    if form.is_valid():
        try:
            operations.decide(
                application_id=application.pk,
                is_eligible=form.cleaned_data["outcome"] == "eligible",
                reason=form.cleaned_data["reason"],
                actor=actor,
                now=now,
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The outcome of the screening is recorded."))
            return redirect("screening-queue", application.call.code)
    context = {
        "application": application,
        "form": form,
        "is_eligible": is_eligible,
        "checks": [(label, checks.get(rule)) for rule, label in Rule.choices],
        "allowed": _may_decide(actor, application, checks, now),
    }
    return render(request, f"{FOLDER}/decide.html", context)
