"""The form of a call at a glance: its order, its gaps, its versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.questionnaires import arranging, operations, queries, rules
from grants.questionnaires.asking import marks_of
from grants.questionnaires.completeness import gaps_in
from grants.questionnaires.forms.words import CopyForm, VersionForm
from grants.questionnaires.views.workshop import FOLDER, Workshop, enter, saved
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict

DEEDS = (arranging.UP, arranging.DOWN)


@login_required
@require_safe
def question_list(request: HttpRequest, code: str) -> HttpResponse:
    """Sections and questions in their order, what is missing, and the versions."""
    return _page(request, enter(request, code))


def _page(request: HttpRequest, shop: Workshop, copying: CopyForm | None = None) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    calls = [
        (one.code, f"{one.code} – {one.title}") for one in queries.copyable_by(actor, shop.call)
    ]
    every = queries.all_questions(shop.version)
    context = {
        **shop.context,
        "sections": [
            (section, [(one, marks_of(one, every)) for one in queries.questions_in(section)])
            for section in queries.sections_in(shop.version)
        ],
        "gaps": gaps_in(shop.form),
        "versions": queries.versions_of(shop.call),
        "copying": copying or (CopyForm(calls=calls) if calls else None),
        "may_correct": verdict(
            rules.check_begin_version, actor, shop.call, in_work=shop.in_work, now=now
        ),
        "is_correcting": shop.call.is_frozen and shop.in_work is not None,
    }
    return render(request, f"{FOLDER}/question_list.html", context)


@login_required
@require_POST
def question_arrange(request: HttpRequest, code: str) -> HttpResponse:
    """Move a section or a question; the button says which."""
    shop = enter(request, code)
    deed, _space, what = request.POST.get("deed", "").partition(" ")
    kind, _space, name = what.partition(" ")
    arrange = {"section": arranging.section_arranged, "question": arranging.question_arranged}
    if deed in DEEDS and kind in arrange:
        saved(request, shop, arrange[kind](shop.form, name, deed))
    return redirect("question-list", shop.call.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_remove(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """Ask, then take a question out of the form."""
    shop = enter(request, code)
    found = arranging.question_in(shop.form, question)
    if found is None:
        raise Http404
    changed = arranging.question_arranged(shop.form, question, arranging.REMOVE)
    return _removal(request, shop, changed, [found[1]])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section_remove(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Ask, then take a section with its questions out of the form."""
    shop = enter(request, code)
    found = next((one for one in shop.form if one["code"] == section), None)
    if found is None:
        raise Http404
    changed = arranging.section_arranged(shop.form, section, arranging.REMOVE)
    return _removal(request, shop, changed, found["questions"], found)


def _removal(
    request: HttpRequest,
    shop: Workshop,
    changed: arranging.Form,
    questions: list[dict[str, Any]],
    section: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page that names what would go, and the deed."""
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and saved(request, shop, changed, form):
        return redirect("question-list", shop.call.code)
    context = {**shop.context, "form": form, "section": section, "questions": questions}
    return render(request, f"{FOLDER}/remove.html", context)


@login_required
@require_POST
def question_copy(request: HttpRequest, code: str) -> HttpResponse:
    """Put the form of an earlier call in the place of this one."""
    shop = enter(request, code)
    actor = actor_of(request)
    calls = [(one.code, one.code) for one in queries.copyable_by(actor, shop.call)]
    form = CopyForm(request.POST, calls=calls)
    if not form.is_valid():
        messages.error(request, _("Choose the call whose form is copied."))
        return redirect("question-list", shop.call.code)
    try:
        operations.copy_form(
            call_id=shop.call.pk,
            source=form.cleaned_data["source"],
            seen=request.POST.get("seen", ""),
            actor=actor,
            now=timezone.now(),
        )
    except Denied as denied:
        messages.error(request, str(denied))
    else:
        messages.success(request, _("The form is copied."))
    return redirect("question-list", shop.call.code)


@login_required
@require_POST
def question_correct(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a corrected version beside the one in force."""
    return _simply(request, code, operations.begin_version, _("Make your corrections below."))


@login_required
@require_POST
def question_discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the corrected version away."""
    done = _("The corrected version is thrown away.")
    return _simply(request, code, operations.discard_version, done)


def _simply(request: HttpRequest, code: str, operate: Any, done: str) -> HttpResponse:
    shop = enter(request, code)
    try:
        operate(call_id=shop.call.pk, actor=actor_of(request), now=timezone.now())
    except Denied as denied:
        messages.error(request, str(denied))
    else:
        messages.success(request, done)
    return redirect("question-list", shop.call.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_in_force(request: HttpRequest, code: str) -> HttpResponse:
    """Say what was corrected, and let the corrected version take its place."""
    shop = enter(request, code)
    actor, now = actor_of(request), timezone.now()
    form = VersionForm(request.POST or None)
    if form.is_valid():
        try:
            operations.put_in_force(
                call_id=shop.call.pk,
                note=form.text("note"),
                seen=request.POST.get("seen", ""),
                actor=actor,
                now=now,
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The corrected form is in force. Applicants are told."))
            return redirect("question-list", shop.call.code)
    gaps = gaps_in(shop.form)
    may = verdict(
        rules.check_put_in_force, actor, shop.call, in_work=shop.in_work, gaps=gaps, now=now
    )
    context = {**shop.context, "form": form, "gaps": gaps, "may_put_in_force": may}
    return render(request, f"{FOLDER}/question_in_force.html", context)
