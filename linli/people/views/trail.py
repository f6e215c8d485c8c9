"""The auditor's pages: who did what, and who opened whose record and why."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from linli.core.access_log import AccessKind
from linli.core.audit import SENTENCES
from linli.core.problems import TooMany
from linli.people.actions.trail import record_trail_taken
from linli.people.choices import Capability
from linli.people.forms import TrailSearch
from linli.people.requests import StaffRequest, staff_page
from linli.people.trail import Search, action_lines, action_names, actions_done, look_lines, looks, stretch
from linli.people.views.common import kept_area, views_of_trail
from linli.people.workbooks import MOST_ROWS, XLSX, trail_workbook


@staff_page(Capability.AUDIT_READ)
def audit(request: StaffRequest) -> HttpResponse:
    form, search = _asked(request)
    found = actions_done(request.viewer, request.scope, search)
    part = stretch(found, before=form.cleaned_data.get("before"))
    context = {
        "form": form,
        "lines": action_lines(part.entries, below=request.viewer.scope.prefixes[0]),
        "part": part,
        "action_names": action_names(),
        "views": views_of_trail(request, "people:audit"),
        "most_rows": MOST_ROWS,
        "keep": kept_area(request),
    }
    return render(request, "people/audit.html", context)


@staff_page(Capability.AUDIT_READ)
@transaction.atomic
def audit_workbook(request: StaffRequest) -> HttpResponse:
    """The lines that the page shows, as a workbook with whose copy it is. Taking it is itself a line."""
    _form, search = _asked(request)
    found = actions_done(request.viewer, request.scope, search)
    entries = list(found[: MOST_ROWS + 1])
    if len(entries) > MOST_ROWS:
        raise TooMany(count=found.count(), limit=MOST_ROWS)
    record_trail_taken(actor=request.viewer, area=request.area, rows=len(entries))
    lines = action_lines(entries, below="")
    content = trail_workbook(lines, taken_by=request.viewer.shown_name, area=request.area.name)
    name = f"linli-audit-{request.area.code}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@staff_page(Capability.AUDIT_READ)
def opened(request: StaffRequest) -> HttpResponse:
    form, search = _asked(request)
    found = looks(request.viewer, request.scope, search)
    part = stretch(found, before=form.cleaned_data.get("before"))
    below = request.viewer.scope.prefixes[0]
    context = {
        "form": form,
        "lines": look_lines(part.entries, scope=request.scope, viewer=request.viewer, below=below),
        "part": part,
        "kinds": AccessKind.choices,
        "views": views_of_trail(request, "people:opened"),
        "keep": kept_area(request),
    }
    return render(request, "people/opened.html", context)


def _asked(request: StaffRequest) -> tuple[TrailSearch, Search]:
    """What the address asks for. A part that cannot be read narrows nothing, and its field says why."""
    form = TrailSearch(request.GET)
    form.is_valid()
    asked: dict[str, Any] = form.cleaned_data
    action = asked.get("action", "")
    search = Search(
        who=asked.get("who", "").strip(),
        action=action if action in SENTENCES else "",
        what=asked.get("what", ""),
        household=asked.get("household"),
        first_day=asked.get("first_day"),
        last_day=asked.get("last_day"),
    )
    return form, search
