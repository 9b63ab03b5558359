"""Pages on which a draft is written: start, the sections, the attachments."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.applications import operations, queries, rules, sections, snapshots
from grants.applications.answers import asked_on
from grants.applications.autosave import operations as autosave
from grants.applications.autosave.operations import Kept
from grants.applications.enclosures import wanted
from grants.applications.forms import form_for
from grants.applications.forms.deeds import AttachmentForm, StartForm
from grants.applications.models import Application, AttachmentKind
from grants.applications.preparation import NOTHING_PREPARED, Preparation
from grants.applications.progress import standings, unsent
from grants.applications.standing import correction_told
from grants.applications.views.dropped import dropped_in, dropped_page
from grants.applications.views.prepared import forget_prepared, prepared_in
from grants.applications.views.writing import after_a_try, page_sent, writing_context
from grants.eligibility.outcomes import outcomes_of
from grants.eligibility.queries import rules_of
from grants.programmes.models import Call
from grants.programmes.queries import visible_to as calls_visible_to
from grants.questionnaires.queries import sections_in
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied, verdict
from portal.organisations.queries import writable_by

TEMPLATES = {
    sections.ORGANISATION: "organisation",
    sections.TEAM: "team",
    sections.BUDGET: "budget",
    sections.SPONSOR: "sponsor",
}
"""Sections of the core with a page of their own; the others show their form as it is."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_start(request: HttpRequest, call_code: str) -> HttpResponse:
    """Choose the organisation and start; without one, register it first and come back."""
    actor = actor_of(request)
    call = get_object_or_404(calls_visible_to(actor), code=call_code)
    organisations = writable_by(actor)
    if not organisations:
        way_back = urlencode({"next": request.path})
        return redirect(f"{reverse('organisation-register')}?{way_back}")
    prepared = prepared_in(request, call)
    form = StartForm(
        request.POST or None, organisations=organisations, is_prepared=prepared.is_something
    )
    if request.method == "POST" and form.is_valid():
        try:
            application = _started(call, form, prepared, actor)
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            response = redirect("application-detail", application.reference)
            forget_prepared(response, call)
            return response
    context = {
        "form": form,
        "call": call,
        "now": timezone.now(),
        "prepared": prepared,
        "outcomes": outcomes_of(rules_of(call), prepared.answers),
    }
    return render(request, "grants/applications/start.html", context)


def _started(call: Call, form: StartForm, prepared: Preparation, actor: Actor) -> Application:
    taken = prepared if form.cleaned_data.get("carry_over") else NOTHING_PREPARED
    return operations.start(
        call_id=call.pk,
        organisation_id=UUID(form.cleaned_data["organisation"]),
        actor=actor,
        now=timezone.now(),
        prepared=taken,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """One section: its form in a draft, what it says afterwards."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(queries.own(actor), reference=reference)
    can_edit = verdict(rules.check_edit, actor, application, now=now)
    if sections.is_of_form(section) and not asked_on(application, section):
        return _gone(request, application, section)
    context = {**_section_context(application, section), "can_edit": can_edit}
    if not can_edit and request.method != "POST":
        return render(request, "grants/applications/section_closed.html", context)
    if section == sections.ATTACHMENTS:
        return _attachments(request, application, context, now)
    return _written(request, application, context, now)


def _written(
    request: HttpRequest, application: Application, context: dict[str, Any], now: datetime
) -> HttpResponse:
    section, actor = context["section"], actor_of(request)
    form = form_for(section, application, request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            kept = _save(application, section, request, now)
        except Denied as denied:
            context["refusal"] = str(denied)
        else:
            dropped = dropped_in(kept.application, section, request.POST)
            if kept.is_saved:
                messages.success(request, _("Saved."))
                onward = _onward(request, application, section, list(context["order"]))
                if dropped:
                    return dropped_page(request, kept.application, dropped, onward)
                return redirect(onward)
            form = kept.merged.typed
            context = {
                **_section_context(kept.application, section),
                **after_a_try(kept, actor),
                "dropped": dropped,
            }
    else:
        context |= writing_context(application, section, form, actor)
    if sections.is_of_form(section):
        context |= {"rows": form.rows(), "elsewhere": form.elsewhere()}
    return render(request, _template(section), {**context, "form": form})


def _template(section: str) -> str:
    name = "_form" if sections.is_of_form(section) else ""
    name = f"_{TEMPLATES[section]}" if section in TEMPLATES else name
    return f"grants/applications/section{name}.html"


def _gone(request: HttpRequest, application: Application, section: str) -> HttpResponse:
    """A section that the form has not, or no longer: to whoever wrote in it that is told."""
    if request.method != "POST":
        raise Http404
    messages.error(request, _("The form was corrected and no longer has this section."))
    onward = reverse("application-detail", args=[application.reference])
    dropped = dropped_in(application, section, request.POST)
    if dropped:
        return dropped_page(request, application, dropped, onward)
    return redirect(onward)


def _section_context(application: Application, section: str) -> dict[str, Any]:
    whole = queries.with_parts(type(application).objects.filter(pk=application.pk)).get()
    content = snapshots.content(whole)
    every = standings(content)
    own = next(one for one in every if one.section == section)
    code = sections.code_in_form(section)
    return {
        "form_section": next(
            (one for one in sections_in(whole.form_version) if one.code == code), None
        ),
        "correction": correction_told(whole),
        "application": whole,
        "call": whole.call,
        "content": content,
        "section": section,
        "order": [one.section for one in every],
        "version": whole.version,
        "standing": own,
        "unsent": unsent(whole, every, now=timezone.now()),
        "fragment": own.fragment,
        "agreements": [one for one in content["attachments"] if one["kind"] == AGREEMENT],
        "reference": whole.reference,
        "attachment_url_name": "attachment-download",
    }


AGREEMENT = AttachmentKind.SPONSOR_AGREEMENT


def _save(application: Application, section: str, request: HttpRequest, now: datetime) -> Kept:
    return autosave.save_page(
        application_id=application.pk,
        section=section,
        sent=page_sent(request),
        actor=actor_of(request),
        now=now,
    )


def _onward(request: HttpRequest, application: Application, section: str, order: list[str]) -> str:
    """Where the page goes once it is saved."""
    following = sections.after(section, order)
    if request.POST.get("then") == "stay":
        following = section
    if following:
        return reverse("application-section", args=[application.reference, following])
    return reverse("application-detail", args=[application.reference])


def _attachments(
    request: HttpRequest, application: Application, context: dict[str, Any], now: datetime
) -> HttpResponse:
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_attachment(
                application_id=application.pk,
                kind=form.cleaned_data["kind"],
                file=form.cleaned_data["file"],
                actor=actor_of(request),
                now=now,
            )
        except Denied as denied:
            form.add_error("file", str(denied))
        else:
            messages.success(request, _("The file is attached."))
            return redirect("application-section", application.reference, sections.ATTACHMENTS)
    files = queries.attachments_of(application)
    context |= {
        "form": form,
        "files": files,
        "wanted": wanted(application.call, files),
        "used": sum(one.document.size for one in files),
        "most": operations.MOST_BYTES,
    }
    return render(request, "grants/applications/section_attachments.html", context)
