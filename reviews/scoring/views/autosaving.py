"""The address a score sheet talks to while it is written; spoken to by ``autosave.js``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.applications.autosave import texts
from grants.applications.autosave.merging import Sent
from grants.applications.views.writing import Told, kept_for, tokens_in
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied
from portal.ui.formats import hkt_clock
from reviews.assignment.models import Assignment
from reviews.assignment.queries import readable_by
from reviews.scoring import keeping, rules


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score_sheet_autosave(request: HttpRequest, reference: str) -> JsonResponse:
    """GET tells what is saved, POST saves the fields it names.

    A refusal answers 409 with its sentence, a database that cannot write 503: the page keeps the
    text either way.
    """
    actor = actor_of(request)
    assignment = get_object_or_404(readable_by(actor), application__reference=reference)
    try:
        return JsonResponse(_answer(request, assignment, actor))
    except Denied as denied:
        return JsonResponse({"refusal": str(denied)}, status=409)
    except DatabaseError:
        return JsonResponse({"refusal": _("The portal cannot save just now.")}, status=503)


def _answer(request: HttpRequest, assignment: Assignment, actor: Actor) -> dict[str, Any]:
    known = tokens_in(request.POST) or {}
    sent = Sent(request.POST, tokens=known, fields=request.POST.getlist("fields"))
    if sent.fields:
        return _saved(assignment, sent, actor)
    rules.check_score(actor, assignment)
    answer = {"version": 0, **texts.state_of(keeping.sheet_form(assignment), known=known)}
    if request.method != "POST":
        answer |= {"person": kept_for(actor.person), "csrf": get_token(request)}
    return answer


def _saved(assignment: Assignment, sent: Sent, actor: Actor) -> dict[str, Any]:
    now = timezone.now()
    kept = keeping.keep(assignment_id=assignment.pk, sent=sent, actor=actor, now=now)
    merged = kept.merged
    return {
        "version": 0,
        **texts.state_of(kept.form, known=sent.tokens or {}),
        "saved": sorted(merged.chosen),
        "refused": sorted(name for name in merged.problems if name),
        "errors": {name: told for one in merged.problems.values() for name, told in one.items()},
        "conflicts": {
            one.field: render_to_string(
                "grants/applications/_conflict.html", {"one": Told(one, None), "is_live": True}
            )
            for one in merged.conflicts
        },
        "words": _("Saved at %(at)s") % {"at": hkt_clock(now)},
    }
