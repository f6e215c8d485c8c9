"""Pages of ledgers: the list, one ledger, taking it away, what was taken."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from linli.areas.rules import short_name
from linli.areas.scopes import Scope
from linli.core.problems import Problem
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.reports import pages, tasks
from linli.reports.access import export_for, file_for, ledger_for, ledgers_for, print_for
from linli.reports.actions import take_ledger
from linli.reports.choices import ExportState, TakenAs
from linli.reports.entries import all_entries, entries_of
from linli.reports.files import fetch
from linli.reports.forms import TakeForm, chosen_from
from linli.reports.ledgers import Ledger
from linli.reports.models import Export
from linli.reports.pages import page_of
from linli.reports.queries import Chosen, count_of, keys_of
from linli.reports.rules import KEPT_HOURS, limit_of
from linli.reports.sheets import ledger_of, mark_of, name_of, workbook_of
from linli.reports.words import chosen_in_words
from linli.reports.workbooks import Workbook


@require_safe
@staff_page(C.LEDGERS_READ)
def ledgers(request: StaffRequest) -> HttpResponse:
    taken = Export.objects.within(request.viewer.scope).filter(
        by=request.viewer.user, until__gt=timezone.now()
    )
    context = {
        "ledgers": [_named(one, request) for one in ledgers_for(request.viewer)],
        "area_name": short_name(request.area.name),
        "taken": [(one, ledger_of(one)) for one in taken.order_by("-at")[:20]]
        if request.viewer.real_user is None
        else [],
    }
    return render(request, "reports/ledgers.html", context)


@require_safe
@staff_page(C.LEDGERS_READ)
def ledger(request: StaffRequest, name: str) -> HttpResponse:
    found = ledger_for(request.viewer, name)
    chosen = chosen_from(request.GET, allowed=found.filters)
    today = local_day(timezone.now())
    count = count_of(found, request.area.code, chosen, today)
    page = page_of(keys_of(found, request.scope, chosen, today), count, request.GET.get("page"))
    entries = entries_of(
        page.object_list, found, request.viewer, request.scope, today, first=page.start_index()
    )
    columns = pages.columns_on_page(found, request.viewer)
    context = {
        **_of_ledger(request, found, chosen),
        "page": page,
        "count": count,
        "columns": [shown for _column, shown in columns],
        "of_people": found.source is not None,
        "lines": pages.lines(entries, columns, by_door=pages.is_by_door(found, chosen)),
        "filters": pages.filters(found, chosen, request.scope, request.area.code),
        "may_take": request.viewer.may(C.LEDGERS_EXPORT) and request.viewer.real_user is None,
    }
    return render(request, "reports/ledger.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(C.LEDGERS_READ, C.LEDGERS_EXPORT, write=True)
def take(request: StaffRequest, name: str) -> HttpResponse:
    """Ask what for, say how much, then hand over."""
    found = ledger_for(request.viewer, name)
    chosen = chosen_from(request.GET, allowed=found.filters)
    form = TakeForm(request.POST if request.method == "POST" else None, viewer=request.viewer)
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _hand_over(request, found, chosen, form)
        except Problem as refused:  # shown above the form, so that nothing typed is lost
            problem = refused
    count = count_of(found, request.area.code, chosen, local_day(timezone.now()))
    context = {
        **_of_ledger(request, found, chosen),
        "form": form,
        "problem": problem,
        "count": count,
        "limit": limit_of(on_paper=False, whole=False, at_the_machine=False),
        "paper_limit": limit_of(on_paper=True, whole=False, at_the_machine=False),
        "kept_hours": KEPT_HOURS,
        "chosen_words": chosen_in_words(chosen),
    }
    return render(request, "reports/take.html", context, status=422 if form.errors or problem else 200)


def _hand_over(request: StaffRequest, found: Ledger, chosen: Chosen, form: TakeForm) -> HttpResponse:
    taken_as = TakenAs(form.cleaned_data["taken_as"] or TakenAs.WORKBOOK)
    export = take_ledger(
        found,
        actor=request.viewer,
        area=request.area,
        chosen=chosen,
        taken_as=taken_as,
        reason=form.reason,
        whole_numbers=form.whole_numbers,
    )
    if taken_as == TakenAs.PRINT:
        return redirect("reports:printed", export.pk)
    if export.state == ExportState.WAITING:
        tasks.make_export(str(export.pk))  # the action has committed: the worker finds its row
        return redirect("reports:export", export.pk)
    return workbook_of(export, request.viewer).as_response()


@require_safe
@staff_page(C.LEDGERS_EXPORT)
def export(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """How far a workbook is that is made in the background; asked again each second as a piece."""
    found = export_for(request.viewer, export_id)
    context = {
        "export": found,
        "ledger": _named(ledger_of(found), request),
        "area_name": short_name(found.area.name),
    }
    template = "reports/_export.html" if request.htmx else "reports/export.html"
    return render(request, template, context)


@require_safe
@staff_page(C.LEDGERS_EXPORT)
def file(request: StaffRequest, export_id: UUID) -> HttpResponse:
    found = file_for(request.viewer, export_id)
    return Workbook(name_of(found), fetch(found.stored_as)).as_response()


@require_safe
@staff_page(C.LEDGERS_EXPORT)
def printed(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """The ledger on A4: headings on each page, who printed it and when, marked all over."""
    taken = print_for(request.viewer, export_id)
    found, chosen = ledger_of(taken), Chosen.of(taken.chosen)
    ledger_for(request.viewer, found.key)
    batches = all_entries(
        found,
        request.viewer,
        Scope((taken.area_code,)),
        chosen,
        local_day(timezone.now()),
        whole=taken.whole_numbers,
        limit=taken.rows,
    )
    columns = pages.columns_on_page(found, request.viewer)
    mark = mark_of(taken)
    context = {
        "heading": _named(found, request)["heading"],
        "area_name": short_name(taken.area.name),
        "columns": [shown for _column, shown in columns],
        "by_door": pages.is_by_door(found, chosen),
        "lines": [
            line
            for batch in batches
            for line in pages.lines(batch, columns, by_door=pages.is_by_door(found, chosen))
        ],
        "chosen_words": chosen_in_words(chosen),
        "mark": mark,
        "watermark": mark.short,
        "printed_by": taken.by_name,
        "printed_at": taken.at,
        "data_until": timezone.now(),
    }
    return render(request, "reports/printed.html", context)


def _of_ledger(request: StaffRequest, found: Ledger, chosen: Chosen) -> dict[str, Any]:
    return {
        "ledger": _named(found, request),
        "area_name": short_name(request.area.name),
        "query": pages.query_of(chosen, request.area.code),
        "is_filtered": bool(set(chosen.kept()) - {"sort"}),
        "clear_url": pages.query_of(Chosen(sort=chosen.sort), request.area.code),
    }


def _named(found: Ledger, request: StaffRequest) -> dict[str, str]:
    language = request.LANGUAGE_CODE
    return {
        "key": found.key,
        "name": found.name.text(language),
        "heading": found.heading.text(language),
        "meaning": found.meaning.text(language),
    }
