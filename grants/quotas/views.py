"""The officers' page of a call's quotas."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.programmes.rules import check_revise_call
from grants.programmes.views.manage import kept_call
from grants.quotas import operations, queries
from grants.quotas.forms import QuotasForm
from portal.accounts.actors import actor_of
from portal.core.denial import verdict
from portal.ui.answers import refusal_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quota_edit(request: HttpRequest, code: str) -> HttpResponse:
    """All quotas of a draft; of a published call they can only be read."""
    actor, now = actor_of(request), timezone.now()
    call = kept_call(request, code)
    form = QuotasForm(
        request.POST or None,
        terms=queries.terms_to_bound(call),
        stated=queries.quotas_as_details(call),
    )
    if form.is_valid():
        with refusal_in(form):
            operations.replace_quotas(
                call_id=call.pk,
                quotas=form.details(),
                seen=form.cleaned_data["seen"],
                actor=actor,
                now=now,
            )
            messages.success(request, _("The changes are saved."))
            return redirect("call-manage", call.code)
    allowed = verdict(check_revise_call, actor, call, now=now)
    context = {"call": call, "form": form, "allowed": allowed}
    return render(request, "grants/quotas/edit.html", context)
