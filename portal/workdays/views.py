"""The administrators' page of the calendar."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.access import only_for
from portal.accounts.actors import actor_of
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.ui.formats import in_hong_kong
from portal.workdays import operations, queries
from portal.workdays.forms import DayForm


@only_for(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def working_days(request: HttpRequest) -> HttpResponse:
    """The general holidays to come, and the days that differ."""
    now = timezone.now()
    form = DayForm(request.POST or None)
    if form.is_valid():
        try:
            operations.set_day(**form.cleaned_data, actor=actor_of(request), now=now)
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The calendar is changed."))
            return redirect("working-days")
    today = in_hong_kong(now).date()
    context = {
        "form": form,
        "exceptions": queries.exceptions(),
        "holidays": queries.holidays_from(today, get_language() or "en"),
    }
    return render(request, "portal/workdays/calendar.html", context)


@only_for(Role.ADMINISTRATOR)
@require_POST
def working_day_remove(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """Take an exception back; a day that is none changes nothing."""
    try:
        chosen = date(year, month, day)
    except ValueError:
        return redirect("working-days")
    operations.unset_day(day=chosen, actor=actor_of(request), now=timezone.now())
    messages.success(request, _("The calendar is changed."))
    return redirect("working-days")
