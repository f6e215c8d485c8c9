"""What the pages of an import share: links that keep the area, and the four steps."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.core.components import Step
from linli.core.htmx import go_to
from linli.imports import tasks
from linli.imports.choices import WORKING, BatchState
from linli.imports.models import Batch
from linli.people.requests import StaffRequest


def link(request: StaffRequest, name: str, *args: object, **query: object) -> str:
    """The address of a page, looking at the same area as this one."""
    asked = {"area": request.GET.get("area") or request.POST.get("area") or ""} | query
    kept = {key: value for key, value in asked.items() if value not in ("", None)}
    return reverse(name, args=args) + (f"?{urlencode(kept)}" if kept else "")


def steps(current: int) -> list[Step]:
    """The way of a workbook; `current` counts from 0."""
    labels = (_("Choose a file"), _("Match columns"), _("See the outcome; nothing written yet"), _("Write"))
    words = ("past", "current", "ahead")
    return [Step(text, words[(n >= current) + (n > current)]) for n, text in enumerate(labels)]


def begin(request: StaffRequest, batch: Batch, claim: UUID) -> HttpResponse:
    """Hand the batch to the worker, and show how far it is."""
    tasks.start(batch.pk, claim)
    return go_to(link(request, "imports:progress", batch.pk), request=request)


def page_of(batch: Batch) -> str:
    """The page that a batch belongs to as it stands."""
    if batch.state in WORKING or batch.state == BatchState.FAILED:
        return "imports:progress"
    if batch.state in (BatchState.UPLOADED, BatchState.MAPPED):
        return "imports:mapping"
    return "imports:preview" if batch.state == BatchState.CHECKED else "imports:result"
