"""The address a page talks to while somebody writes: save single fields, see who else is here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.applications import queries, sections
from grants.applications.autosave import operations, texts
from grants.applications.autosave.merging import Sent
from grants.applications.autosave.models import WritingSpell
from grants.applications.forms import form_for
from grants.applications.models import Application
from grants.applications.views.writing import (
    here_in_words,
    kept_for,
    tokens_in,
    told_conflicts,
    version_in,
)
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied
from portal.ui.formats import hkt_clock


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_autosave(request: HttpRequest, reference: str, section: str) -> JsonResponse:
    """GET tells what is saved, POST saves the fields it names; both say who else is here.

    A refusal answers 409 with its sentence, a database that cannot write 503: the page keeps the
    text either way.
    """
    if section in sections.SAVED_BY_HAND:
        raise Http404
    actor = actor_of(request)
    application = get_object_or_404(queries.own(actor), reference=reference)
    try:
        return JsonResponse(_answer(request, application, section, actor))
    except Denied as denied:
        return JsonResponse({"refusal": str(denied)}, status=409)
    except DatabaseError:
        return JsonResponse({"refusal": _("The portal cannot save just now.")}, status=503)


def _answer(
    request: HttpRequest, application: Application, section: str, actor: Actor
) -> dict[str, Any]:
    now = timezone.now()
    sent = Sent(
        request.POST,
        version=version_in(request.POST),
        tokens=tokens_in(request.POST),
        fields=request.POST.getlist("fields"),
    )
    if not sent.fields:
        found = operations.be_seen(application=application, section=section, actor=actor, now=now)
        answer = _presence(application, found, actor)
        if sent.version < application.section_versions.get(section, 0) or not request.POST:
            answer |= texts.state_of(_form_shown(section, application), known=sent.tokens or {})
        if request.method != "POST":
            answer |= {"person": kept_for(actor.person), "csrf": get_token(request)}
        return answer
    kept = operations.keep(
        application_id=application.pk, section=section, sent=sent, actor=actor, now=now
    )
    merged = kept.merged
    problems = {name: told for one in merged.problems.values() for name, told in one.items()}
    return {
        **_presence(kept.application, kept.spells, actor),
        **texts.state_of(kept.form, known=sent.tokens or {}),
        "saved": sorted(merged.chosen),
        "refused": sorted(name for name in merged.problems if name),
        "errors": problems,
        "conflicts": {
            one.conflict.field: render_to_string(
                "grants/applications/_conflict.html", {"one": one, "is_live": True}
            )
            for one in told_conflicts(kept, actor)
        },
        "words": _("Saved at %(at)s") % {"at": hkt_clock(now)},
    }


def _presence(
    application: Application, found: Iterable[WritingSpell], actor: Actor
) -> dict[str, Any]:
    return {
        "version": application.version,
        "others": here_in_words(found, actor),
    }


def _form_shown(section: str, application: Application) -> Any:
    """The form as it is saved; a call's form may not have the section, or have it no longer."""
    form = form_for(section, application)
    if sections.is_of_form(section) and not form.fields:
        raise Http404
    return form
