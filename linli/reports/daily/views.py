"""Pages of the daily report: look, hand in, sign, send back, correct, take away."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.areas.levels import playbook_of
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.core.htmx import go_to
from linli.core.problems import NotFound, Problem
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.reports.choices import TakenAs
from linli.reports.daily import actions, pages, progress
from linli.reports.daily.access import asked_day, may_report, may_sign, report_for
from linli.reports.daily.fields import by_hand
from linli.reports.daily.files import MAKERS
from linli.reports.daily.forms import CorrectForm, ReturnForm, SubmitForm
from linli.reports.daily.paper import in_table, paper_of
from linli.reports.daily.reader import Reader, headings
from linli.reports.daily.rules import Standing
from linli.reports.daily.sheet import Daily


@require_safe
@staff_page(C.FIGURES_READ)
def report(request: StaffRequest) -> HttpResponse:
    """The report of an area and a day."""
    return _page(request)


def _page(request: StaffRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    found = report_for(request.viewer, request, now)
    reader = Reader(request.viewer, found.day, local_day(now))
    return render(
        request, "reports/daily/report.html", _context(request, found, reader) | more, status=status
    )


def _context(request: StaffRequest, found: Daily, reader: Reader) -> dict[str, Any]:
    playbook = playbook_of(found.area)
    fields = in_table(found)
    filled = [] if found.adds_up else by_hand(playbook)
    shown_parts = found.kept.report if found.kept else None
    return {
        "report": found,
        "kept": shown_parts,
        "name": found.place.short,
        "day": found.day,
        "now": found.now,
        "today": reader.today,
        "is_today": found.is_today,
        "strip": progress.strip(found, playbook),
        "state": pages.STATES[found.standing] if found.standing else None,
        "state_word": pages.word_of(found.standing) if found.standing else "",
        "is_missing_late": found.standing == Standing.MISSING,
        "counts": pages.counts(found) if found.reporting else [],
        "covers": pages.covers(found) if found.reporting else "",
        "fields": fields,
        "headings": headings(fields),
        "groups": pages.groups(found, reader, fields, playbook),
        "total": reader.cells(found.place, found.own.figures, fields),
        "differences": [
            (one, reader.difference(found.place, found.differences, found.own.figures, one.key))
            for one in fields
        ],
        "known": reader.cells(found.place, found.known, fields) if found.known else [],
        "lines": pages.lines(found, reader),
        "origins": found.own.origins,
        "amendments": pages.amendments(found, reader),
        "to_settle": progress.to_settle(found, reader),
        "steps": progress.steps(found) if found.standing else [],
        "may_report": may_report(request.viewer, found),
        "may_sign": may_sign(request.viewer, found),
        "on_behalf": request.viewer.area is not None and request.viewer.area.pk != found.area.pk,
        "submit_form": SubmitForm(by_hand=filled),
        "correct_form": CorrectForm(by_hand=filled) if filled else None,
        "address": urlencode({"area": found.area.code, "day": found.day.isoformat()}),
        "kept_address": [("area", found.area.code)],
        "problem": None,
    }


def _act(
    request: StaffRequest, form: Form, act: Callable[[], object], said: str, **shown: Any
) -> HttpResponse:
    """Do it and go back to the report; a refusal comes with everything that was typed."""
    if not form.is_valid():
        return _page(request, status=422, **shown)
    try:
        act()
    except NotFound:
        raise
    except Problem as refused:
        return _page(request, status=int(refused.status), problem=refused, **shown)
    messages.success(request, said)
    return go_to(_address(request), request=request)


def _address(request: StaffRequest) -> str:
    day = asked_day(request, timezone.now())
    back_to = request.POST.get("back_to") or request.area.code
    query = {
        "area": back_to if request.viewer.scope.covers(back_to) else request.area.code,
        "day": day.isoformat(),
    }
    return f"{reverse('daily:report')}?{urlencode(query)}"


@require_POST
@staff_page(C.FIGURES_READ, C.DAILY_SIGN, write=True)
def submit(request: StaffRequest) -> HttpResponse:
    filled = by_hand(playbook_of(request.area)) if len(request.area.code) >= COMMUNITY_DIGITS else []
    form = SubmitForm(request.POST, by_hand=filled)
    day = asked_day(request, timezone.now())

    def act() -> object:
        values = form.cleaned_data
        return actions.submit_report(
            request.area, on=day, actor=request.viewer, is_nil=values["is_nil"], filled=form.filled,
            remark=values["remark"],
        )  # fmt: skip

    return _act(request, form, act, _("The report is handed in."), submit_form=form)


@require_POST
@staff_page(C.FIGURES_READ, C.DAILY_SIGN, write=True)
def sign(request: StaffRequest) -> HttpResponse:
    day = asked_day(request, timezone.now())
    said = _("Signed. The figures are frozen; what is wrong is corrected beside them.")
    return _act(
        request,
        Form(request.POST),
        lambda: actions.sign_report(request.area, on=day, actor=request.viewer),
        said,
    )


@require_POST
@staff_page(C.FIGURES_READ, C.DAILY_SIGN, write=True)
def send_back(request: StaffRequest) -> HttpResponse:
    form = ReturnForm(request.POST)
    day = asked_day(request, timezone.now())

    def act() -> object:
        reason = form.cleaned_data["reason"]
        return actions.send_back(request.area, on=day, actor=request.viewer, reason=reason)

    return _act(request, form, act, _("The report went back."), return_form=form)


@require_POST
@staff_page(C.FIGURES_READ, C.DAILY_SIGN, write=True)
def correct(request: StaffRequest) -> HttpResponse:
    form = CorrectForm(request.POST, by_hand=by_hand(playbook_of(request.area)))
    day = asked_day(request, timezone.now())

    def act() -> object:
        values = form.cleaned_data
        return actions.correct_figure(
            request.area,
            on=day,
            actor=request.viewer,
            field=values["field"],
            new=values["new"],
            note=values["note"],
        )

    return _act(request, form, act, _("Corrected. The old figure stays beside it."), correct_form=form)


@require_safe
@staff_page(C.FIGURES_READ)
def file(request: StaffRequest, kind: str) -> HttpResponse:
    """The report as a workbook, a Word document or a PDF."""
    if kind not in MAKERS:
        raise NotFound(kind=kind)
    now = timezone.now()
    found = report_for(request.viewer, request, now)
    paper = paper_of(found, Reader(request.viewer, found.day, local_day(now)))
    made = MAKERS[kind](paper, request.LANGUAGE_CODE)
    _note(request, found, TakenAs.WORKBOOK)
    return made.as_response()


@require_safe
@staff_page(C.FIGURES_READ)
def printed(request: StaffRequest) -> HttpResponse:
    """The report on A4, to be signed by hand where that is asked for."""
    now = timezone.now()
    found = report_for(request.viewer, request, now)
    paper = paper_of(found, Reader(request.viewer, found.day, local_day(now)))
    _note(request, found, TakenAs.PRINT)
    context = {
        "paper": paper,
        "watermark": paper.mark.short,
        "printed_by": request.viewer.shown_name,
        "printed_at": now,
        "data_until": found.figures_at,
        "back": f"{reverse('daily:report')}?{urlencode({'area': found.area.code, 'day': found.day.isoformat()})}",
    }
    return render(request, "reports/daily/printed.html", context)


def _note(request: StaffRequest, found: Daily, as_what: TakenAs) -> None:
    actions.take_report(
        found.area, on=found.day, actor=request.viewer, role=request.viewer.role, as_what=as_what
    )
