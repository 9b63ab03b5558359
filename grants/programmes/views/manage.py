"""The officers' workshop: from a new call to the opening of the panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from grants.programmes import operations, parts, queries, rules
from grants.programmes.forms.calls import SECTIONS, NewCallForm
from grants.programmes.models import Call
from grants.programmes.parts import Gap
from grants.programmes.progress import milestones, next_of, officer_status
from grants.programmes.views.public import page_of
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied, Verdict, verdict
from portal.ui.answers import refusal_in

CALLS_ON_A_PAGE = 30
FOLDER = "grants/programmes"


@dataclass(frozen=True)
class Step:
    """A step that an officer takes with a call after a page of confirmation."""

    name: str
    title: Any
    consequence: Any
    button: Any
    done: Any
    check: Callable[..., None]
    operate: Callable[..., Call]


STEPS = {
    "publish": Step(
        "publish",
        gettext_lazy("Publish the call"),
        gettext_lazy(
            "Everybody can read the call from then on, and its rules can no longer change."
        ),
        gettext_lazy("Publish"),
        gettext_lazy("The call is published."),
        rules.check_publish,
        operations.publish,
    ),
    "start-assessment": Step(
        "start_assessment",
        gettext_lazy("Start the assessment"),
        gettext_lazy("Eligible applications can then be assigned to assessors. Screening is over."),
        gettext_lazy("Start the assessment"),
        gettext_lazy("The assessment has started."),
        rules.check_start_assessment,
        operations.start_assessment,
    ),
    "open-panel": Step(
        "open_panel",
        gettext_lazy("Open the panel"),
        gettext_lazy("The panel then sees the ranking, and no more marks are given."),
        gettext_lazy("Open the panel"),
        gettext_lazy("The panel is open."),
        rules.check_open_panel,
        operations.open_panel,
    ),
}


def require_keeper(actor: Actor) -> None:
    """Only those who look after calls enter the workshop."""
    if not actor.has_any(*queries.KEEPERS):
        raise PermissionDenied(_("Only programme officers and auditors can open this page."))


def kept_call(request: HttpRequest, code: str) -> Call:
    """The call for its officers and auditors; for anybody else it is not there."""
    return get_object_or_404(queries.managed_by(actor_of(request)), code=code)


@login_required
@require_safe
def call_manage_list(request: HttpRequest) -> HttpResponse:
    """The calls one looks after, newest first."""
    actor, now = actor_of(request), timezone.now()
    require_keeper(actor)
    calls = queries.with_counts(queries.managed_by(actor))
    page = Paginator(calls, CALLS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(call, officer_status(call, now), next_of(call, now)) for call in page],
        "create": verdict(rules.check_create_call, actor, now=now),
        "terms": verdict(rules.check_edit_terms, actor, now=now),
    }
    return render(request, f"{FOLDER}/call_manage_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_create(request: HttpRequest) -> HttpResponse:
    """A new draft call, from the scheme or from an earlier call."""
    actor, now = actor_of(request), timezone.now()
    require_keeper(actor)
    calls = queries.visible_to(actor).order_by("-opens_at", "-pk")
    sources = [(call.code, f"{call.code} – {call.title}") for call in calls]
    form = NewCallForm(request.POST or None, sources=sources)
    if form.is_valid():
        with refusal_in(form):
            call = operations.create_call(
                programme_code=queries.programmes()[0].code,
                details=form.details(),
                copy_of=form.cleaned_data["copy_of"],
                actor=actor,
                now=now,
            )
            messages.success(request, _("The draft of the call is made."))
            return redirect("call-manage", call.code)
    context = {"form": form, "create": verdict(rules.check_create_call, actor, now=now)}
    return render(request, f"{FOLDER}/call_create.html", context)


@login_required
@require_safe
def call_manage(request: HttpRequest, code: str) -> HttpResponse:
    """Where a call stands, what comes next and who must do it, and the way to everything."""
    actor, now = actor_of(request), timezone.now()
    call = kept_call(request, code)
    following = next_of(call, now)
    step = STEPS.get(following.step)
    against = queries.gaps_before(step.name, call, now=now) if step else []
    gaps = [] if call.is_frozen else against
    entries = parts.entries(actor, call, now)
    context = {
        "call": call,
        "now": now,
        "status": officer_status(call, now),
        "next": following,
        "step": step,
        "step_verdict": step and _may(step, actor, call, against, now),
        "gaps": gaps,
        "sections": [
            (name, title, sum(gap.section == name for gap in gaps))
            for name, (title, _form) in SECTIONS.items()
        ],
        "criteria_gaps": sum(gap.section == "criteria" for gap in gaps),
        "questions_gaps": sum(gap.section == "questions" for gap in gaps),
        "documents_gaps": sum(gap.section == "documents" for gap in gaps),
        "eligibility_gaps": sum(gap.section == "eligibility" for gap in gaps),
        "quotas_gaps": sum(gap.section == "quotas" for gap in gaps),
        "quotas": call.quotas.in_order(),
        "figures": [one for one in entries if one.count is not None and not one.text],
        "entries": [one for one in entries if one.count is None or one.text],
        "milestones": milestones(call, now),
    }
    return render(request, f"{FOLDER}/call_manage.html", context)


def _may(step: Step, actor: Actor, call: Call, gaps: Sequence[Gap], now: datetime) -> Verdict:
    """The rule's answer; several gaps, which the page lists, are only counted beside the button."""
    allowed = verdict(step.check, actor, call, now=now, gaps=gaps)
    if len(gaps) > 1 and allowed.reason == str(rules.Incomplete(gaps)):
        return Verdict(
            allowed=False,
            reason=_("%(number)d gaps stand against it; this page lists them.")
            % {"number": len(gaps)},
        )
    return allowed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_section(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """One section of a draft; of a published call it can only be read."""
    actor, now = actor_of(request), timezone.now()
    call = kept_call(request, code)
    if section not in SECTIONS:
        raise Http404
    title, form_class = SECTIONS[section]
    form = form_class(request.POST or None, call=call)
    if form.is_valid():
        with refusal_in(form):
            operations.revise_call(
                call_id=call.pk,
                details=form.details(),
                seen=form.cleaned_data["seen"],
                actor=actor,
                now=now,
            )
            messages.success(request, _("The changes are saved."))
            return redirect("call-manage", call.code)
    allowed = verdict(rules.check_revise_call, actor, call, now=now)
    context = {"call": call, "title": title, "form": form, "allowed": allowed}
    return render(request, f"{FOLDER}/call_section.html", context)


@login_required
@require_safe
def call_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The public page of a call as everybody will see it."""
    call = kept_call(request, code)
    context = {**page_of(call, timezone.now()), "is_preview": True}
    return render(request, f"{FOLDER}/call_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """A page that says what the step does; its button takes it."""
    actor, now = actor_of(request), timezone.now()
    call = kept_call(request, code)
    if step not in STEPS:
        raise Http404
    chosen = STEPS[step]
    if request.method == "POST":
        try:
            chosen.operate(call_id=call.pk, actor=actor, now=now)
        except Denied as denied:
            messages.error(request, str(denied))
        else:
            messages.success(request, str(chosen.done))
        return redirect("call-manage", call.code)
    gaps = queries.gaps_before(chosen.name, call, now=now)
    allowed = _may(chosen, actor, call, gaps, now)
    context = {
        "call": call,
        "step": chosen,
        "gaps": gaps,
        "allowed": allowed,
        "quotas": call.quotas.in_order(),
    }
    return render(request, f"{FOLDER}/call_step.html", context)
