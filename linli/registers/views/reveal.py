"""A hidden value opens in its row: first the reason, then the value for two minutes. Every look is kept."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.core.htmx import wants_fragment
from linli.core.problems import NotFound
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.registers.actions import Secret, may_open, open_value
from linli.registers.views.common import link, today

MINUTES = 2
OTHER = "other"
LONGEST = 80
KINDS = {kind.value: kind for kind in Secret}

# Ready reasons: (code, what the person reads, and what the household reads later).
REASONS = {
    "ask": gettext_lazy("Ask how they are"),
    "deliver": gettext_lazy("Bring goods or medicine"),
    "urgent": gettext_lazy("Something urgent"),
}
DOCUMENT_REASONS = {
    "check": gettext_lazy("Check against the card"),
    "apply": gettext_lazy("Apply for something on their behalf"),
    "urgent": gettext_lazy("Something urgent"),
}
SUBJECTS = {
    Secret.PHONE: gettext_lazy("the telephone number"),
    Secret.DOCUMENT: gettext_lazy("the document number"),
    Secret.HEALTH: gettext_lazy("the health details"),
    Secret.CONTACT: gettext_lazy("the contact's telephone number"),
    Secret.LANDLORD: gettext_lazy("the landlord's telephone number"),
    Secret.PLATE: gettext_lazy("the number plate"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Capability.HOUSEHOLDS_READ, write=True)
def reveal(request: StaffRequest, secret: str, subject_id: UUID) -> HttpResponse:
    """Ask why, then show. Without script the same address is a page of its own."""
    kind = KINDS.get(secret)
    if kind is None:
        raise NotFound()
    reasons = DOCUMENT_REASONS if kind in (Secret.DOCUMENT, Secret.PLATE) else REASONS
    may_open(request.viewer, secret=kind, subject_id=subject_id, day=today())
    context = {
        "subject": SUBJECTS[kind],
        "reasons": reasons.items(),
        "reveal_url": link(request, "registers:reveal", secret, subject_id),
        "minutes": MINUTES,
    }
    if request.method != "POST":
        return _answer(request, "ask", {**context, "chosen": next(iter(reasons))})
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:LONGEST]
    reason = other if chosen == OTHER else str(reasons.get(chosen, ""))
    if not reason:
        error = _("Write the reason.") if chosen == OTHER else _("Choose a reason.")
        return _answer(request, "ask", {**context, "chosen": chosen, "error": error}, status=422)
    opened = open_value(request.viewer, secret=kind, subject_id=subject_id, reason=reason, day=today())
    return _answer(request, "shown", {**context, "opened": opened})


def _answer(
    request: StaffRequest, piece: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    template = f"registers/_reveal_{piece}.html" if wants_fragment(request) else "registers/reveal.html"
    return render(request, template, {**context, "piece": f"registers/_reveal_{piece}.html"}, status=status)
