"""How far a job is, what came of it, and the ways back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.htmx import go_to, wants_fragment
from linli.core.problems import CATALOGUE, Problem
from linli.imports import actions, problems
from linli.imports.access import batch_for
from linli.imports.choices import BatchState, RowState
from linli.imports.models import UNDO_DAYS, Batch, Row
from linli.imports.queries import writable, written
from linli.imports.shown import Shower, counts_shown
from linli.imports.undoing import prospect
from linli.imports.views.common import begin, link, page_of, steps
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page

MOST_LEFT = 50


@require_safe
@staff_page(C.IMPORT)
def progress(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """A page that may be left: it asks once a second how far the job is, and goes on when it has ended."""
    batch = batch_for(request.viewer, batch_id)
    if not batch.is_working and batch.state != BatchState.FAILED:
        return go_to(link(request, page_of(batch), batch.pk), request=request)
    context = {
        "batch": batch,
        "steps": steps(3 if batch.state == BatchState.WRITING else 2),
        "is_stalled": batch.is_stalled(timezone.now()),
        "problem": failure_of(batch),
        "poll_url": link(request, "imports:progress", batch.pk),
        "back": link(request, "imports:batches"),
        "columns_url": link(request, "imports:mapping", batch.pk),
    }
    template = "imports/_progress.html" if wants_fragment(request) else "imports/progress.html"
    return render(request, template, context)


def failure_of(batch: Batch) -> Problem | None:
    """The problem that ended the last job, in the reader's language."""
    kind = CATALOGUE.get(batch.failure.get("code", "")) if batch.failure else None
    return kind(**batch.failure.get("data", {})) if kind else None


@require_safe
@staff_page(C.IMPORT)
def result(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    batch = batch_for(request.viewer, batch_id)
    done = (BatchState.WRITTEN, BatchState.STOPPED, BatchState.UNDONE, BatchState.DISCARDED)
    if batch.state not in done:
        return redirect(link(request, page_of(batch), batch.pk))
    left = Row.objects.filter(batch=batch, state=RowState.LEFT).order_by("number")
    now = timezone.now()
    context = {
        "batch": batch, "steps": steps(3), "written": written(batch), "writable": writable(batch),
        "counts": counts_shown(batch, "", link(request, "imports:preview", batch.pk)),
        "can_undo": batch.can_be_undone(now), "days": UNDO_DAYS,
        "left": Shower(batch).rows(left[:MOST_LEFT]), "left_count": left.count(),
        "undone": Row.objects.filter(batch=batch, state=RowState.UNDONE).count(),
        "back": link(request, "imports:batches"),
        "preview_url": link(request, "imports:preview", batch.pk),
        "undo_url": link(request, "imports:undo", batch.pk),
        "workbook_url": link(request, "imports:workbook", batch.pk),
        "all_url": link(request, "imports:workbook", batch.pk, all=1),
        "commit_url": link(request, "imports:commit", batch.pk),
    }  # fmt: skip
    return render(request, "imports/result.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(C.IMPORT, write=True)
def undo(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Say what would be taken back and what would be left, then do it."""
    batch = batch_for(request.viewer, batch_id, write=request.method == "POST")
    if request.method == "POST":
        return begin(request, batch, actions.start_undo(batch, actor=request.viewer))
    if not batch.can_be_undone(timezone.now()):
        raise problems.UndoTooLate(days=UNDO_DAYS)
    found = prospect(batch)
    context = {
        "batch": batch, "found": found, "written": written(batch), "until": batch.undo_until,
        "people": found.removed.get("registers.resident", 0),
        "homes": found.removed.get("registers.household", 0),
        "needs": found.removed.get("registers.supportneed", 0),
        "more_left": found.left_count - len(found.left),
        "place_count": len([one for one in batch.remarks.get("places", []) if one["path"]]),
        "back": link(request, "imports:result", batch.pk),
    }  # fmt: skip
    return render(request, "imports/undo.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(C.IMPORT, write=True)
def discard(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Throw a batch away of which nothing was written."""
    batch = batch_for(request.viewer, batch_id, write=request.method == "POST")
    if request.method == "POST":
        actions.discard(batch, actor=request.viewer)
        return go_to(link(request, "imports:batches"), request=request)
    context = {
        "batch": batch,
        "total": sum(batch.counts.values()),
        "back": link(request, page_of(batch), batch.pk),
    }
    return render(request, "imports/discard.html", context)


@require_POST
@staff_page(C.IMPORT, write=True)
def stop(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Stop the job; what was written stays, and can be taken back."""
    batch = batch_for(request.viewer, batch_id, write=True)
    stopped = actions.stop(batch, actor=request.viewer)
    return go_to(link(request, page_of(stopped), batch.pk), request=request)


@require_POST
@staff_page(C.IMPORT, write=True)
def resume(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Go on with a job that has died."""
    batch = batch_for(request.viewer, batch_id, write=True)
    claim = actions.take_over(batch, now=timezone.now())
    if claim is None:
        return go_to(link(request, page_of(batch), batch.pk), request=request)
    return begin(request, batch, claim)
