"""Health details of an episode or a case: opened with a reason by carers and physicians; every look is kept."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.care.access_episodes import may_open_health
from linli.care.models import Episode
from linli.core.access_log import AccessKind, log_access
from linli.core.htmx import wants_fragment
from linli.core.problems import NotFound
from linli.people.requests import StaffRequest, staff_page
from linli.people.viewer import Viewer
from linli.registers.views.common import link, today
from linli.registers.views.reveal import LONGEST, MINUTES, OTHER

REASONS = {
    "care": gettext_lazy("To care for the person"),
    "decide": gettext_lazy("To decide as the second person"),
    "medical": gettext_lazy("For a medical question"),
}
SUBJECTS = {
    "evidence": gettext_lazy("the evidence"),
    "health": gettext_lazy("what the carers must know"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(write=True)
def reveal(request: StaffRequest, episode_id: UUID, what: str) -> HttpResponse:
    """First the reason, then the words for two minutes."""
    found = _openable(request.viewer, episode_id, day=today())
    value = str(getattr(found, what)) if what in SUBJECTS else ""
    if not value:
        raise NotFound()
    context: dict[str, object] = {
        "subject": SUBJECTS[what],
        "reasons": REASONS.items(),
        "reveal_url": link(request, "care:episode_reveal", found.pk, what),
        "minutes": MINUTES,
        "chosen": next(iter(REASONS)),
    }
    if request.method != "POST":
        return _piece(request, "core/_reveal_ask.html", context)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:LONGEST]
    reason = other if chosen == OTHER else str(REASONS.get(chosen, ""))
    if not reason:
        error = _("Write the reason.") if chosen == OTHER else _("Choose a reason.")
        return _piece(request, "core/_reveal_ask.html", {**context, "chosen": chosen, "error": error}, 422)
    log_access(
        actor=request.viewer, what=AccessKind.HEALTH, reason=reason, role=request.viewer.role,
        household_id=found.household_id, resident_id=found.resident_id, area_code=found.area_code,
    )  # fmt: skip
    return _piece(request, "core/_reveal_shown.html", {**context, "value": value})


def _openable(viewer: Viewer, episode_id: UUID, *, day: date) -> Episode:
    """A carer needs no other duty than the care itself; whoever may not open it finds nothing."""
    found = Episode.objects.within(viewer.scope).filter(pk=episode_id).first()
    if found is None or not may_open_health(viewer, found, day=day):
        raise NotFound()
    return found


def _piece(
    request: StaffRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    page = template if wants_fragment(request) else "care/reveal.html"
    return render(request, page, {**context, "piece": template}, status=status)
