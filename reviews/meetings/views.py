"""The meetings of a call's panel, their agendas, attendance and notes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.programmes.models import Call
from portal.accounts.actors import Actor, actor_of
from portal.accounts.models import Role
from portal.core.denial import Denied, Verdict, verdict
from reviews.calibration.queries import calls_for
from reviews.meetings import calendars, operations, queries, rules
from reviews.meetings.forms import AttendanceForm, MeetingForm, NoteForm, initial
from reviews.meetings.models import Meeting
from reviews.panels.queries import conflicted, ranking


def _call(request: HttpRequest, code: str) -> tuple[Actor, Call]:
    actor = actor_of(request)
    return actor, get_object_or_404(calls_for(actor), code=code)


def _meeting(request: HttpRequest, code: str, number: int) -> tuple[Actor, Meeting]:
    actor = actor_of(request)
    found = queries.visible_to(actor).filter(call__code=code)
    return actor, get_object_or_404(found, number=number)


@login_required
@require_safe
def meeting_list(request: HttpRequest, code: str) -> HttpResponse:
    """The meetings of the call."""
    actor, call = _call(request, code)
    context = {
        "call": call,
        "meetings": queries.visible_to(actor).filter(call=call),
        "can_plan": verdict(rules.check_plan, actor, call, conflicts=conflicted(call, actor)),
    }
    return render(request, "reviews/meetings/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a meeting; the agenda begins with every application in the order that counts."""
    actor, call = _call(request, code)
    return _planning(request, actor, call, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Plan it anew."""
    actor, meeting = _meeting(request, code, number)
    return _planning(request, actor, meeting.call, meeting)


def _planning(
    request: HttpRequest, actor: Actor, call: Call, meeting: Meeting | None
) -> HttpResponse:
    now, hidden = timezone.now(), conflicted(call, actor)
    can_plan = (
        verdict(rules.check_plan, actor, call, conflicts=hidden)
        if meeting is None
        else verdict(rules.check_change, actor, meeting, conflicts=hidden)
    )
    references = (row.application.reference for row in ranking(call)) if can_plan else ()
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        initial=initial(meeting, references) if can_plan else {},
        people={
            "chair": queries.invitable(call, now, Role.CHAIR),
            "members": queries.invitable(call, now, Role.PANEL_MEMBER, Role.CHAIR),
            "secretary": queries.invitable(call, now, Role.OFFICER),
        },
    )
    if form.is_valid():
        try:
            planned = (
                operations.plan(call_id=call.pk, wanted=form.plan(), actor=actor, now=now)
                if meeting is None
                else operations.change(
                    meeting_id=meeting.pk, wanted=form.plan(), actor=actor, now=now
                )
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("Planned. Everybody invited is told by e-mail."))
            return redirect("meeting-detail", code=call.code, number=planned.number)
    context = {"call": call, "meeting": meeting, "form": form, "can_plan": can_plan}
    return render(request, "reviews/meetings/plan.html", context)


@login_required
@require_safe
def meeting_detail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The agenda: each item, who must leave for it, and its quorum."""
    actor, meeting = _meeting(request, code, number)
    return render(request, "reviews/meetings/detail.html", _page(actor, meeting))


def _page(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    now, hidden = timezone.now(), conflicted(meeting.call, actor)
    return {
        "call": meeting.call,
        "meeting": meeting,
        "seats": queries.seats_of(meeting),
        "items": queries.items_of(meeting, hidden=hidden, now=now),
        "hidden": len(hidden),
        "can_change": verdict(rules.check_change, actor, meeting, conflicts=hidden),
        "can_hold": verdict(rules.check_hold, actor, meeting, conflicts=hidden, now=now),
    }


@login_required
@require_safe
def meeting_calendar(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The meeting for a calendar; no application is named."""
    _actor, meeting = _meeting(request, code, number)
    page = reverse("meeting-detail", args=[meeting.call.code, meeting.number])
    content = calendars.calendar_of(meeting, link=request.build_absolute_uri(page))
    name = f"panel-{meeting.call.code}-{meeting.number}.ics"
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_attendance(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Write who was there, once."""
    actor, meeting = _meeting(request, code, number)
    context = _page(actor, meeting)
    form = AttendanceForm(
        request.POST if request.method == "POST" else None, seats=context["seats"]
    )
    if form.is_valid():
        try:
            operations.hold(
                meeting_id=meeting.pk,
                present=set(form.cleaned_data["present"]),
                actor=actor,
                now=timezone.now(),
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The attendance is written."))
            return redirect("meeting-detail", code=code, number=number)
    return render(request, "reviews/meetings/attendance.html", {**context, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_item(request: HttpRequest, code: str, number: int, reference: str) -> HttpResponse:
    """One item: notes in all their versions, who left; hidden ones are not there (AZ-06)."""
    actor, meeting = _meeting(request, code, number)
    page = _page(actor, meeting)
    found = next(
        (one for one in page["items"] if one.item.application.reference == reference), None
    )
    if found is None:
        raise Http404
    staying = [seat for seat in page["seats"] if seat.is_present and seat not in found.interested]
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        seats=staying,
        initial={
            "text": found.note.text if found.note else "",
            "left": sorted(queries.leaves_of(found.item)),
        },
    )
    if form.is_valid():
        try:
            operations.write_note(
                item_id=found.item.pk,
                text=form.cleaned_data["text"],
                left=set(form.cleaned_data.get("left", ())),
                actor=actor,
                now=timezone.now(),
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("Saved: %(reference)s.") % {"reference": reference})
            return redirect("meeting-item", code=code, number=number, reference=reference)
    context = {**page, "found": found, "form": form, "can_note": _can_note(actor, meeting)}
    return render(request, "reviews/meetings/item.html", context)


def _can_note(actor: Actor, meeting: Meeting) -> Verdict:
    """Whether ``actor`` may write on an item that is shown to them."""
    is_secretary = queries.is_secretary(meeting, actor)
    return verdict(rules.check_note, actor, meeting, is_secretary=is_secretary, is_hidden=False)
