"""The list of imports, a new file, its sheet, its columns."""

from http import HTTPStatus
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.htmx import go_to
from linli.imports import actions, columns, files, problems
from linli.imports.access import batch_for
from linli.imports.choices import BatchState
from linli.imports.forms import ColumnsForm, UploadForm
from linli.imports.masks import masked
from linli.imports.models import UNDO_DAYS, Batch
from linli.imports.rules.cells import texts_of
from linli.imports.shown import columns_of
from linli.imports.views.common import begin, link, page_of, steps
from linli.imports.workbooks import MAX_FILE, MEGABYTE, open_book
from linli.lib.headings import NOT_KEPT
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page

BATCHES_A_PAGE = 30
SAMPLES = 3


@require_safe
@staff_page(C.IMPORT)
def batches(request: StaffRequest) -> HttpResponse:
    found = Batch.objects.within(request.scope).select_related("area").order_by("-at")
    page = Paginator(found, BATCHES_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [
        {"batch": one, "url": link(request, page_of(one), one.pk), "can_undo": one.can_be_undone(now)}
        for one in page.object_list
    ]
    context = {"page": page, "rows": rows, "new_url": link(request, "imports:new"), "days": UNDO_DAYS}
    return render(request, "imports/batches.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(C.IMPORT, write=True)
def new(request: StaffRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _take(request, form)
        except problems.FileRefused as refusal:
            form.add_error("workbook", str(refusal))
    context = {
        "form": form,
        "steps": steps(0),
        "area": request.area,
        "back": link(request, "imports:batches"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "imports/new.html", context, status=status)


def _take(request: StaffRequest, form: UploadForm) -> HttpResponse:
    file = form.cleaned_data["workbook"]
    if file.size > MAX_FILE:
        raise problems.FileTooLarge(size=file.size // MEGABYTE + 1, limit=MAX_FILE // MEGABYTE)
    batch = actions.take_workbook(file.read(), file.name, area=request.area, actor=request.viewer)
    plan = columns.plan_from(batch.layout)
    if plan.columns and all(column.remembered or not column.heading for column in plan.columns):
        # The same form of sheet was matched here before: nothing to ask about its columns.
        return begin(request, batch, actions.start_check(batch, actor=request.viewer))
    return go_to(link(request, "imports:mapping", batch.pk), request=request)


@require_http_methods(["GET", "POST"])
@staff_page(C.IMPORT, write=True)
def mapping(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """列怎么对: what each column of the sheet is."""
    batch = batch_for(request.viewer, batch_id, write=request.method == "POST")
    plan = columns.plan_from(batch.layout)
    form = ColumnsForm(plan.columns, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _match(request, batch, form)
        except problems.FileRefused as refusal:
            form.add_error(None, str(refusal))
    samples = _samples(batch, plan)
    shown = [
        {"column": one, "field": form[f"c{one.index}"] if f"c{one.index}" in form.fields else None,
         "samples": samples.get(one.index, [])}
        for one in columns_of(batch)
    ]  # fmt: skip
    context = {
        "batch": batch, "form": form, "shown": shown, "steps": steps(1), "plan": plan,
        "heading_row": plan.heading_rows[-1] + 1 if plan.heading_rows else 0,
        "sheets": [sheet for sheet in batch.sheets if sheet["rows"]],
        "can_match": batch.state in (BatchState.UPLOADED, BatchState.MAPPED, BatchState.CHECKED, BatchState.FAILED),
        "back": link(request, "imports:batches"),
        "discard_url": link(request, "imports:discard", batch.pk),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "imports/mapping.html", context, status=status)


def _samples(batch: Batch, plan: columns.Plan) -> dict[int, list[str]]:
    """The first cells of each column, masked: so that one sees what it holds. Read from the file, kept nowhere."""
    if not batch.stored_as:
        return {}
    book = open_book(files.fetch(batch.stored_as), batch.file_name, glimpse=True)
    rows = [texts_of(row) for row in book.sheet(batch.sheet).first_rows()[plan.first_row :]]
    return {
        column.index: [masked(column.field, text) for row in rows if (text := cell_at(row, column.index))][
            :SAMPLES
        ]
        for column in plan.columns
        if column.field != NOT_KEPT
    }


def cell_at(row: list[str], index: int) -> str:
    return row[index] if index < len(row) else ""


def _match(request: StaffRequest, batch: Batch, form: ColumnsForm) -> HttpResponse:
    remember = form.cleaned_data["remember"]
    matched = actions.match_columns(batch, form.chosen(), remember=remember, actor=request.viewer)
    return begin(request, matched, actions.start_check(matched, actor=request.viewer))


@require_POST
@staff_page(C.IMPORT, write=True)
def sheet(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Work with another sheet of the same file."""
    batch = batch_for(request.viewer, batch_id, write=True)
    actions.choose_sheet(batch, request.POST.get("sheet", ""), actor=request.viewer)
    return go_to(link(request, "imports:mapping", batch.pk), request=request)
