"""The preview of a batch: every row with what becomes of it, and the questions."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.access_log import AccessKind, log_access
from linli.core.htmx import go_to, wants_fragment
from linli.imports import actions
from linli.imports.access import batch_for
from linli.imports.choices import OPEN, BatchState, Outcome
from linli.imports.models import Batch, Row
from linli.imports.queries import writable
from linli.imports.results import PROBLEMS, problem_workbook
from linli.imports.shown import (
    Shower,
    columns_of,
    counts_shown,
    kinds_of,
    preview_page,
)
from linli.imports.views.common import begin, link, page_of, steps
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@staff_page(C.IMPORT)
def preview(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    batch = batch_for(request.viewer, batch_id)
    if batch.state not in (*OPEN, BatchState.UNDONE):
        return redirect(link(request, page_of(batch), batch.pk))
    shower = Shower(batch)
    outcome, question = request.GET.get("outcome", ""), request.GET.get("question", "")
    rows = preview_page(batch, shower, outcome=outcome, question=question, number=request.GET.get("page"))
    context = _summary(request, batch, outcome) | {
        "rows": rows.rows, "page": rows.page, "columns": shower.shown_columns,
        "all_columns": columns_of(batch), "outcome": outcome, "question": question,
        "steps": steps(2 if batch.state == BatchState.CHECKED else 3), "kinds": kinds_of(batch),
        "can_answer": batch.is_open,
    }  # fmt: skip
    return render(request, "imports/preview.html", context)


def _summary(request: StaffRequest, batch: Batch, outcome: str) -> dict[str, object]:
    here = link(request, "imports:preview", batch.pk)
    places = [one for one in batch.remarks.get("places", []) if one["path"]]
    return {
        "batch": batch,
        "here": here,
        "counts": counts_shown(batch, outcome, here),
        "total": sum(batch.counts.values()),
        "writable": writable(batch),
        "places": [" ".join(name for _level, name in one["path"]) for one in places[:12]],
        "place_count": len(places),
        "heading_row": (batch.layout.get("heading_rows") or [0])[-1] + 1,
        "question_count": batch.count(Outcome.QUESTION),
        "is_checked": batch.state == BatchState.CHECKED,
    }


@require_POST
@staff_page(C.IMPORT, write=True)
def answer(request: StaffRequest, batch_id: UUID, number: int) -> HttpResponse:
    """Keep an answer about one row; give the row back as it is now, and the counts."""
    batch = batch_for(request.viewer, batch_id, write=True)
    code, chosen = request.POST.get("code", ""), request.POST.get("answer", "")
    row = actions.answer_question(batch, number, code, chosen, actor=request.viewer)
    if not wants_fragment(request):
        return redirect(f"{link(request, 'imports:preview', batch.pk)}#row-{number}")
    batch.refresh_from_db()
    context = _summary(request, batch, "") | {"row": Shower(batch).row(row), "can_answer": True}
    return render(request, "imports/_answered.html", context)


@require_POST
@staff_page(C.IMPORT, write=True)
def answer_alike(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Give all open questions of one kind the same answer."""
    batch = batch_for(request.viewer, batch_id, write=True)
    code, chosen = request.POST.get("code", ""), request.POST.get("answer", "")
    actions.answer_alike(batch, code, chosen, actor=request.viewer)
    return go_to(link(request, "imports:preview", batch.pk), request=request)


@require_POST
@staff_page(C.IMPORT, write=True)
def commit(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Write what is new and changed; questions wait and hold nothing back."""
    batch = batch_for(request.viewer, batch_id, write=True)
    claim = actions.start_writing(batch, actor=request.viewer, role=request.viewer.role)
    return begin(request, batch, claim)


@require_safe
@staff_page(C.IMPORT)
def workbook(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """The rows to look at, with the reason on each, as a workbook; `?all=1` gives every row."""
    batch = batch_for(request.viewer, batch_id)
    every_row = request.GET.get("all") == "1"
    rows = Row.objects.filter(batch=batch)
    log_access(
        actor=request.viewer,
        what=AccessKind.EXPORT,
        reason=_("rows of {file}").format(file=batch.file_name)[:200],
        role=request.viewer.role,
        area_code=batch.area_code,
        rows=(rows if every_row else rows.filter(outcome__in=PROBLEMS)).count(),
    )
    content = problem_workbook(batch, every_row=every_row, who=request.viewer.shown_name, now=timezone.now())
    answer = HttpResponse(content, content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="import-{batch.pk.hex[:8]}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer
