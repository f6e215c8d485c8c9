"""Passes on paper: a sheet of cards, one card, a whole page; and the list by which they are handed out.

A sheet is made while somebody waits; more are drawn in the background, in parts that wait a day for whoever asked.
"""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.access_log import AccessKind, log_access
from linli.core.components import Choice
from linli.gates import tasks
from linli.gates.access_office import run_for
from linli.gates.actions.passes import mark_printed
from linli.gates.actions.runs import MOST_CARDS as MOST_DRAWN
from linli.gates.actions.runs import ask_for_papers, fetch_part
from linli.gates.choices import PassState, RunWork
from linli.gates.models import PassRun
from linli.gates.paper import Sheet, pdf_sheet, sheet_context
from linli.gates.pdf import PDF
from linli.gates.problems_office import TooManyCards
from linli.gates.queries_office import passes_within
from linli.gates.views.common import sections
from linli.gates.views.passes import ISSUE
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link

MOST_CARDS = 300
MOST_IN_A_PDF = 10  # one sheet: made while somebody waits, a card takes a sixth of a second


@never_cache
@staff_page(*ISSUE, write=True)
def passes_print(request: StaffRequest) -> HttpResponse:
    """How many there are to print; on sending it, the sheet itself."""
    rows = _wanted(request)
    n = rows.count()
    if request.method == "POST":
        return _printed(request, rows, n)
    below = request.area.children.filter(valid_until=None).order_by("code")[:60]
    again = {
        "unprinted": "1" if request.GET.get("unprinted") != "1" else "",
        "kind": request.GET.get("kind", ""),
    }
    context = {
        "sections": sections(request, "gates:passes"),
        "n": n,
        "most": MOST_CARDS,
        "most_drawn": MOST_DRAWN,
        "most_in_pdf": MOST_IN_A_PDF,
        "runs": [(one, link(request, "gates:passes_run", one.pk)) for one in runs_of(request)],
        "only_new": request.GET.get("unprinted") == "1",
        "one": rows.first() if request.GET.get("id") else None,
        "switch_url": link(request, "gates:passes_print", **again),
        "narrower": [Choice(one.short, link(request, "gates:passes_print", area=one.code)) for one in below] if n > MOST_DRAWN else [],
        "back": link(request, "gates:passes"),
    }  # fmt: skip
    return render(request, "gates/passes_print.html", context)


def _wanted(request: StaffRequest) -> Any:
    """Valid passes of the area, in the order of doors; one alone, those of a kind, those not printed yet."""
    asked = request.GET
    rows = passes_within(request.scope).filter(state=PassState.VALID, valid_until__gt=timezone.now())
    if one := _uuid(asked.get("id", "")):
        rows = rows.filter(pk=one)
    if asked.get("unprinted") == "1":
        rows = rows.filter(printed_at=None)
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    related = rows.select_related("area", "household", "key")
    return related.order_by("household__area_code", "household__compound", "household__door_sort", "pk")


def _printed(request: StaffRequest, rows: Any, n: int) -> HttpResponse:
    as_pdf = request.POST.get("as") == "pdf"
    if as_pdf and n > MOST_IN_A_PDF:
        return _drawn_later(request, rows)
    if n > MOST_CARDS:
        raise TooManyCards(n=n, most=MOST_CARDS)
    now, found = timezone.now(), list(rows)
    mark_printed(found, area=request.area, actor=request.viewer, now=now)
    log_access(
        actor=request.viewer, what=AccessKind.PRINT, reason=str(_("passes")), role=request.viewer.role,
        area_code=request.area.code, rows=len(found),
    )  # fmt: skip
    sheet = Sheet(
        request.area, request.POST.get("look", ""), request.POST.get("list") == "1", request.viewer.shown_name, now
    )  # fmt: skip
    if as_pdf:
        return _as_file(pdf_sheet(found, sheet), f"{_('Passes')} {request.area.short}.pdf")
    context = {**sheet_context(found, sheet), "back": link(request, "gates:passes")}
    return render(request, "gates/passes_sheet.html", context)


def _as_file(content: bytes, name: str) -> HttpResponse:
    named = f"attachment; filename=passes.pdf; filename*=UTF-8''{quote(name)}"
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": named})


# ---- in the background ---------------------------------------------------------------------------------------------------
def _drawn_later(request: StaffRequest, rows: Any) -> HttpResponse:
    run = ask_for_papers(
        request.area, passes=list(rows.values_list("pk", flat=True)[: MOST_DRAWN + 1]), look=request.POST.get("look", ""),
        with_list=request.POST.get("list") == "1", actor=request.viewer, now=timezone.now(),
    )  # fmt: skip
    tasks.begin(run)
    return redirect(link(request, "gates:passes_run", run.pk))


def runs_of(request: StaffRequest) -> list[PassRun]:
    """What the viewer has asked for, and is made or still kept."""
    if request.viewer.real_user is not None:
        return []
    rows = PassRun.objects.within(request.viewer.scope).filter(
        by=request.viewer.user, until__gt=timezone.now()
    )
    return list(rows.defer("cards").select_related("area").order_by("-at")[:10])


@never_cache
@require_safe
@staff_page(*ISSUE)
def passes_run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """How far a large set is; asked again each second as a piece. Then its files."""
    run = run_for(request.viewer, run_id)
    context = {
        "sections": sections(request, "gates:passes"),
        "run": run,
        "is_issue": run.work == RunWork.ISSUE,
        "parts": [
            (number, part["n"], link(request, "gates:passes_part", run.pk, number))
            for number, part in enumerate(run.parts, 1)
        ],
        "run_url": link(request, "gates:passes_run", run.pk),
        "print_url": link(request, "gates:passes_print", area=run.area_code, unprinted="1"),
        "back": link(request, "gates:passes"),
    }
    return render(request, "gates/_passes_run.html" if request.htmx else "gates/passes_run.html", context)


@never_cache
@require_safe
@staff_page(*ISSUE)
def passes_part(request: StaffRequest, run_id: UUID, number: int) -> HttpResponse:
    run = run_for(request.viewer, run_id)
    content = fetch_part(run, number, actor=request.viewer, now=timezone.now())
    return _as_file(content, f"{_('Passes')} {run.area.short} {number}.pdf")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
