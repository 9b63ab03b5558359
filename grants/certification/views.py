"""The page on which a certifier reads an application and confirms it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.applications import completeness, lifecycle, snapshots
from grants.applications import queries as applications
from grants.applications.models import Application
from grants.certification import operations, queries, rules
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, Verdict, verdict


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_certify(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything the application says now, and the button that confirms exactly this."""
    application, refusal = _find(request, reference), ""
    if request.method == "POST":
        try:
            operations.certify(
                application_id=application.pk,
                seen_sha256=request.POST.get("seen", "")[:64],
                actor=actor_of(request),
                now=timezone.now(),
            )
        except Denied as denied:
            refusal = str(denied)
        else:
            told = _("You have confirmed the application. Somebody else can submit it now.")
            messages.success(request, told)
            return redirect("application-certify", reference)
    return _page(request, application, refusal)


@login_required
@require_POST
def application_ask_certifier(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the certifiers by mail."""
    application = _find(request, reference)
    try:
        operations.ask(application_id=application.pk, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("The certifiers are asked by e-mail."))
    except Denied as denied:
        messages.error(request, str(denied))
    return redirect("application-certify", reference)


def _find(request: HttpRequest, reference: str) -> Application:
    """An application of one's own organisation, to a call that wants a certifier."""
    found = get_object_or_404(applications.own(actor_of(request)), reference=reference)
    if not found.call.wants_certifier:
        raise Http404
    return found


def _page(request: HttpRequest, application: Application, refusal: str) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    whole = applications.with_parts(applications.own(actor)).get(pk=application.pk)
    content = snapshots.content(whole)
    is_complete = not completeness.gaps_in(content)
    certifiers = queries.certifiers_of(whole)
    obstacles = rules.obstacles_to_certify(
        actor,
        whole,
        is_certifier=queries.certifies(whole, actor.user),
        is_complete=is_complete,
        now=now,
    )
    context = {
        "application": whole,
        "reference": whole.reference,
        "content": content,
        "attachment_url_name": "attachment-download",
        "certifiers": certifiers,
        "is_writable": whole.state in lifecycle.WRITABLE,
        "standing": queries.standing(whole, content),
        "refusal": refusal,
        "is_complete": is_complete,
        "may_certify": Verdict(allowed=not obstacles, reason=" ".join(obstacles)),
        "may_ask": verdict(
            rules.check_ask,
            actor,
            whole,
            certifiers=len(certifiers),
            is_complete=is_complete,
            now=now,
        ),
    }
    return render(request, "grants/certification/certify.html", context)
