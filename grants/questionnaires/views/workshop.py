"""What the pages of the form share: the call, its form, saving it as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.programmes.queries import managed_by
from grants.questionnaires import operations, queries
from grants.questionnaires.models import FormVersion
from grants.questionnaires.rules import check_revise_form
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, Verdict, verdict

FOLDER = "grants/questionnaires"


@dataclass(frozen=True)
class Workshop:
    """A call with the version of its form that the pages show, and whether it may be changed."""

    call: Call
    in_work: FormVersion | None
    version: FormVersion | None
    form: list[dict[str, Any]]
    allowed: Verdict
    seen: str

    @property
    def context(self) -> dict[str, Any]:
        """What every page of the workshop shows."""
        return {
            "call": self.call,
            "version": self.version,
            "in_work": self.in_work,
            "allowed": self.allowed,
            "seen": self.seen,
        }

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Code and title of each section."""
        return [(one["code"], str(one["title"]) or one["code"]) for one in self.form]


def enter(request: HttpRequest, code: str) -> Workshop:
    """The workshop of a call for its officers and auditors; for others it is not there."""
    actor = actor_of(request)
    call = get_object_or_404(managed_by(actor), code=code)
    in_work = queries.version_in_work(call)
    version = in_work or queries.version_in_force(call)
    form = queries.form_as_details(version)
    may = verdict(check_revise_form, actor, call, in_work=in_work, now=timezone.now())
    seen = request.POST.get("seen") or fingerprint(form)
    return Workshop(call, in_work, version, form, may, seen[:16])


def saved(
    request: HttpRequest,
    shop: Workshop,
    form: Sequence[Mapping[str, Any]],
    typed: BaseForm | None = None,
) -> bool:
    """Whether the form was saved; a refusal is told on the page, beside what was typed."""
    try:
        operations.replace_form(
            call_id=shop.call.pk,
            form=form,
            seen=request.POST.get("seen", ""),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Denied as denied:
        if typed is None:
            messages.error(request, str(denied))
        else:
            typed.add_error(None, str(denied))
        return False
    messages.success(request, _("The changes are saved."))
    return True
