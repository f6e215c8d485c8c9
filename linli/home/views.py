"""The first page after signing in: what waits today, by duty."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from linli.areas.scopes import Scope
from linli.core.problems import MustSignIn
from linli.home.queries import headline, parts_of, waiting_notes, work_for
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.notes import sentence_of
from linli.people.requests import StaffRequest
from linli.people.trail import Search, action_lines, actions_done

CHANGES = 8


def today(request: HttpRequest) -> HttpResponse:
    """The board of what waits; somebody without a duty is told whom to ask."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        raise MustSignIn()
    if viewer.appointment is None or not viewer.can:
        return render(request, "home/without_duty.html", {"day": local_day(timezone.now())})
    return board(request)  # type: ignore[arg-type]


def board(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    day = local_day(now)
    area, viewer = request.area, request.viewer
    changes = []
    if viewer.may(C.HOUSEHOLDS_READ):
        recent = actions_done(viewer, Scope((area.code,)), Search(first_day=day - timedelta(days=7)))
        changes = action_lines(recent[:CHANGES], below=area.code)
    context = {
        "day": day,
        "now": now,
        "work": work_for(viewer, area, day=day),
        "notes": [(note, sentence_of(note)) for note in waiting_notes(viewer)],
        "headline": headline(area, day=day),
        "parts": parts_of(area, day=day) if viewer.may(C.FIGURES_READ) else [],
        "changes": changes,
    }
    return render(request, "home/today.html", context)
