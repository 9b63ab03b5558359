"""Pages of the terms that applicants choose from."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.programmes import operations, queries, rules
from grants.programmes.forms.criteria import TermForm
from grants.programmes.models import Taxonomy, Term
from grants.programmes.views.manage import FOLDER, require_keeper
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.ui.formats import in_hong_kong


@login_required
@require_safe
def term_list(request: HttpRequest) -> HttpResponse:
    """Every taxonomy with its terms, and which are offered today."""
    actor, now = actor_of(request), timezone.now()
    require_keeper(actor)
    today = in_hong_kong(now).date()
    terms = list(queries.all_terms())
    taxonomies = [
        (value, label, [(one, one.is_offered_on(today)) for one in terms if one.taxonomy == value])
        for value, label in Taxonomy.choices
    ]
    context = {
        "taxonomies": taxonomies,
        "allowed": verdict(rules.check_edit_terms, actor, now=now),
    }
    return render(request, f"{FOLDER}/term_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def term_add(request: HttpRequest, taxonomy: str) -> HttpResponse:
    """A new term at the end of its taxonomy."""
    return _term_page(request, taxonomy, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def term_edit(request: HttpRequest, taxonomy: str, code: str) -> HttpResponse:
    """The words of a term and the time it is offered."""
    require_keeper(actor_of(request))
    return _term_page(request, taxonomy, get_object_or_404(queries.terms_of(taxonomy), code=code))


def _term_page(request: HttpRequest, taxonomy: str, term: Term | None) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    require_keeper(actor)
    if taxonomy not in Taxonomy:
        raise Http404
    form = _term_form(request, term)
    if form.is_valid():
        try:
            if term is None:
                operations.add_term(
                    taxonomy=taxonomy,
                    code=form.cleaned_data["code"],
                    details=form.details(),
                    actor=actor,
                    now=now,
                )
            else:
                operations.revise_term(
                    term_id=term.pk, details=form.details(), actor=actor, now=now
                )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("term-list")
    context = {
        "form": form,
        "term": term,
        "taxonomy": Taxonomy(taxonomy).label,
        "allowed": verdict(rules.check_edit_terms, actor, now=now),
    }
    return render(request, f"{FOLDER}/term_edit.html", context)


def _term_form(request: HttpRequest, term: Term | None) -> TermForm:
    if term is None:
        return TermForm(request.POST or None)
    initial = {"active_from": term.active_from, "active_to": term.active_to}
    form = TermForm(request.POST or None, texts={"label": term.label}, initial=initial)
    del form.fields["code"]
    return form
