"""Who is outside now, and who came in from where."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.access_log import AccessKind, log_access
from linli.core.components import Tab
from linli.core.htmx import wants_fragment
from linli.core.problems import NotFound
from linli.gates.access_outside import registration_for
from linli.gates.models import GateScan, Registration
from linli.gates.queries_outside import (
    count_outside,
    from_where,
    homes_of,
    outside,
    registered,
    sorted_outside,
)
from linli.gates.views.common import sections
from linli.gates.views.filters import area_filter, gate_filter, kept, shown, span_filter
from linli.lib.masking import mask_document, mask_name, mask_phone
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.shown import Sight
from linli.registers.views.common import link, today
from linli.registers.views.reveal import DOCUMENT_REASONS, LONGEST, MINUTES, OTHER, REASONS

READ = (C.GATES_READ, C.HOUSEHOLDS_READ)


# ---- who is outside ------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def outside_list(request: StaffRequest) -> HttpResponse:
    """Households of which somebody has gone out and, as far as is known, has not come in again."""
    now, asked = timezone.now(), kept(request, "view", "gate", "sort")
    by_gate, gate = gate_filter(request, "gates:outside", asked)
    view = asked["view"] if asked["view"] in {"overdue", "errand"} else ""
    rows = sorted_outside(_in_view(request, view, gate), asked["sort"])
    page = page_of(request, rows)
    context = {
        "sections": sections(request, "gates:outside"),
        "views": _views(request, asked, view),
        "filters": shown([area_filter(request, "gates:outside", asked), by_gate]),
        "counted": count_outside(request.scope, now=now),
        "page": page,
        "rows": _rows(request, list(page)),
        "view": view,
        "now": now,
    }
    return render(request, "gates/outside.html", context)


def _in_view(request: StaffRequest, view: str, gate: UUID | None) -> Any:
    rows = outside(request.scope)
    if view == "overdue":
        rows = rows.filter(due_back_at__lt=timezone.now())
    if view == "errand":
        rows = rows.exclude(errand="")
    return rows.filter(gate=gate) if gate else rows


def _views(request: StaffRequest, asked: dict[str, str], current: str) -> list[Tab]:
    words = {"": _("All outside"), "overdue": _("Overdue"), "errand": _("On an errand")}
    return [
        Tab(word, link(request, "gates:outside", **{**asked, "view": key}), key == current)
        for key, word in words.items()
    ]


def _rows(request: StaffRequest, scans: Sequence[GateScan]) -> list[dict[str, Any]]:
    """Households that lie in another duty's area are told by their area alone."""
    homes = homes_of([one.household_id for one in scans], request.viewer, day=today())
    paths = area_paths({one.area_code for one in scans}, below=request.area.code)
    rows = []
    for scan in scans:
        home = homes.get(scan.household_id) if scan.household_id else None
        rows.append(
            {
                "scan": scan,
                "home": home,
                "caller": home.caller if home else None,
                "url": link(request, "registers:household", home.id) if home else "",
                "place": paths.get(scan.area_code, "") or request.area.short,
            }
        )
    return rows


# ---- who came in -----------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def registrations(request: StaffRequest) -> HttpResponse:
    """Visitors and arrivals that gates have registered, and from where they come."""
    asked = kept(request, "gate", "days", "from")
    by_gate, gate = gate_filter(request, "gates:registrations", asked)
    by_day, span = span_filter(request, "gates:registrations", asked)
    rows = registered(request.scope, span)
    rows = rows.filter(gate=gate) if gate else rows
    places = from_where(rows)
    if asked["from"]:
        rows = rows.filter(comes_from="" if asked["from"] == NOT_TOLD else asked["from"])
    page = page_of(request, rows)
    context = {
        "sections": sections(request, "gates:registrations"),
        "filters": shown([area_filter(request, "gates:registrations", asked), by_gate, by_day]),
        "places": _places(request, asked, places),
        "page": page,
        "rows": _people(request, list(page)),
        "now": timezone.now(),
    }
    return render(request, "gates/registrations.html", context)


NOT_TOLD = "-"


def _places(request: StaffRequest, asked: dict[str, str], places: list[tuple[str, int]]) -> list[Tab]:
    total = Tab(
        pgettext("places", "From anywhere"),
        link(request, "gates:registrations", **{**asked, "from": ""}),
        not asked["from"],
    )
    found = [
        Tab(place or _("not told"), link(request, "gates:registrations", **{**asked, "from": place or NOT_TOLD}),
            asked["from"] == (place or NOT_TOLD), n)
        for place, n in places
    ]  # fmt: skip
    return [total, *found]


def _people(request: StaffRequest, rows: Sequence[Registration]) -> list[dict[str, Any]]:
    """Names, numbers and doors as far as the duty shows them."""
    sight = Sight.of(request.viewer)
    homes = homes_of([one.goes_to_id for one in rows], request.viewer, day=today())
    return [
        {
            "one": one,
            "name": one.name if sight.names else mask_name(one.name),
            "home": (home := homes.get(one.goes_to_id) if one.goes_to_id else None),
            "home_url": link(request, "registers:household", home.id) if home else "",
            "phone": mask_phone(one.phone) if one.phone and sight.phones else "",
            "phone_url": _reveal_url(request, one, "phone") if sight.open_phones else "",
            "document": mask_document(one.document) if one.document and sight.documents else "",
            "document_url": _reveal_url(request, one, "document") if sight.open_documents else "",
        }
        for one in rows
    ]


def _reveal_url(request: StaffRequest, one: Registration, what: str) -> str:
    return link(request, "gates:registration_reveal", one.pk, what)


# What is opened: the capability, the words, the kind of look, and the reasons that are offered.
OPENED = {
    "phone": (C.CONTACT_OPEN, AccessKind.PHONE, REASONS),
    "document": (C.DOCUMENT_OPEN, AccessKind.DOCUMENT, DOCUMENT_REASONS),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READ, write=True)
def registration_reveal(request: StaffRequest, registration_id: UUID, what: str) -> HttpResponse:
    """First the reason, then the number for two minutes. The look is kept."""
    if what not in OPENED:
        raise NotFound()
    need, kind, reasons = OPENED[what]
    request.viewer.need(need, write=True)
    found = registration_for(request.viewer, registration_id)
    value = found.phone if what == "phone" else found.document
    if not value:
        raise NotFound()
    subject = _("the telephone number") if what == "phone" else _("the document number")
    context: dict[str, object] = {
        "subject": subject,
        "reasons": reasons.items(),
        "reveal_url": _reveal_url(request, found, what),
        "minutes": MINUTES,
        "chosen": next(iter(reasons)),
    }
    if request.method != "POST":
        return _piece(request, "core/_reveal_ask.html", context)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:LONGEST]
    reason = other if chosen == OTHER else str(reasons.get(chosen, ""))
    if not reason:
        error = _("Write the reason.") if chosen == OTHER else _("Choose a reason.")
        return _piece(request, "core/_reveal_ask.html", {**context, "chosen": chosen, "error": error}, 422)
    log_access(
        actor=request.viewer, what=kind, reason=reason, role=request.viewer.role, household_id=found.goes_to_id,
        area_code=found.area_code,
    )  # fmt: skip
    return _piece(request, "core/_reveal_shown.html", {**context, "value": value})


def _piece(
    request: StaffRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    page = template if wants_fragment(request) else "gates/reveal.html"
    return render(request, page, {**context, "piece": template}, status=status)
