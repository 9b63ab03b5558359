"""Assessors' pages: my assignments, and one of them from declaration to score sheet."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.applications.queries import attachment_for
from portal.accounts.actors import actor_of
from portal.accounts.models import Role
from portal.documents.serving import download
from portal.ui.answers import refusal_as_message, refusal_in
from reviews.assignment import lifecycle, operations, queries
from reviews.assignment.forms import ReasonForm
from reviews.assignment.models import Assignment
from reviews.assignment.order import in_own_order
from reviews.assignment.reading import clarified_for, content_for, files_for
from reviews.conflicts.forms import DeclarationForm
from reviews.conflicts.operations import declare
from reviews.conflicts.queries import declaration_of


def _mine(request: HttpRequest, reference: str) -> Assignment:
    """The actor's assignment; what is not theirs is not there."""
    found = queries.visible_to(actor_of(request)).select_related("snapshot")
    return get_object_or_404(found, application__reference=reference)


@login_required
@require_safe
def assignment_list(request: HttpRequest) -> HttpResponse:
    """My assignments, in the order that is mine."""
    actor = actor_of(request)
    if not actor.has(Role.ASSESSOR):
        raise Http404
    mine = in_own_order(queries.with_progress(queries.visible_to(actor).select_related("snapshot")))
    context = {
        "to_answer": [one for one in mine if one.state == lifecycle.OFFERED],
        "to_score": [one for one in mine if one.state == lifecycle.ACCEPTED],
        "scored": [one for one in mine if one.state == lifecycle.SUBMITTED],
        "accepted": sum(one.state != lifecycle.OFFERED for one in mine),
        "now": timezone.now(),
    }
    return render(request, "reviews/assignment/list.html", context)


@login_required
@require_safe
def assignment_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The next thing to do for one assignment: declare, answer, or read and score."""
    return _page(request, _mine(request, reference))


def _page(
    request: HttpRequest,
    assignment: Assignment,
    *,
    declaration_form: DeclarationForm | None = None,
    decline_form: ReasonForm | None = None,
) -> HttpResponse:
    """Before the acceptance nothing of the content is given to the template."""
    application = assignment.application
    declaration = declaration_of(application_id=application.pk, assessor_id=assignment.assessor_id)
    is_readable = assignment.state in (lifecycle.ACCEPTED, lifecycle.SUBMITTED)
    declaring, declining = declaration_form or DeclarationForm(), decline_form or ReasonForm()
    context = {
        "assignment": assignment,
        "application": application,
        "reference": application.reference,
        "sponsor": getattr(application, "sponsor", None),
        "team": application.team.order_by("-is_lead", "pk"),
        "declaration": declaration,
        "is_readable": is_readable,
        "content": content_for(assignment) if is_readable else None,
        "clarified": clarified_for(assignment) if is_readable else [],
        "attachment_url_name": "assignment-attachment",
        "declaration_form": declaring,
        "decline_form": declining,
        "forms": [declaring, declining],
        "now": timezone.now(),
    }
    return render(request, "reviews/assignment/detail.html", context)


@login_required
@require_POST
def assignment_declare(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the declaration; with an interest the application is gone from here."""
    assignment = _mine(request, reference)
    form = DeclarationForm(request.POST)
    if form.is_valid():
        has_interest = form.cleaned_data["has_interest"]
        with refusal_in(form):
            declare(
                application_id=assignment.application_id,
                has_interest=has_interest,
                statement=form.cleaned_data["statement"],
                actor=actor_of(request),
                now=timezone.now(),
            )
            if has_interest:
                messages.success(
                    request, _("Thank you. You will not be asked about this application again.")
                )
                return redirect("assignment-list")
            return redirect("assignment-detail", reference)
    return _page(request, assignment, declaration_form=form)


@login_required
@require_POST
def assignment_accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the application on."""
    assignment = _mine(request, reference)
    with refusal_as_message(request):
        operations.accept(assignment_id=assignment.pk, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("You have accepted this application."))
    return redirect("assignment-detail", reference)


@login_required
@require_POST
def assignment_decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the application back."""
    assignment = _mine(request, reference)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusal_in(form):
            operations.decline(
                assignment_id=assignment.pk,
                **form.cleaned_data,
                actor=actor_of(request),
                now=timezone.now(),
            )
            messages.success(request, _("You have declined this application."))
            return redirect("assignment-list")
    return _page(request, assignment, decline_form=form)


@login_required
@require_safe
def assignment_attachment(request: HttpRequest, reference: str, attachment: UUID) -> FileResponse:
    """A file of an application that the assessor accepted (AZ-05)."""
    readable = queries.readable_by(actor_of(request))
    assignment = get_object_or_404(readable, application__reference=reference)
    found = attachment_for(application_id=assignment.application_id, attachment_id=attachment)
    names = files_for(assignment)
    if found is None or str(attachment) not in names:
        raise Http404
    return download(found.document, name=names[str(attachment)])
