"""Who is expected and who has come: the list, one arrival with its evidence, and what staff decide about it."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.access_log import AccessKind, log_access
from linli.core.components import Choice, Filter, Tab
from linli.core.htmx import wants_fragment
from linli.core.moments import day as day_word
from linli.core.problems import CannotBeUsed, NotFound
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.registers.access import resident_for
from linli.registers.actions import note_opening
from linli.registers.choices import Relation
from linli.registers.shown import Sight
from linli.registers.views.common import link, said, today
from linli.rounds.actions import enter_arrival, match_arrival, place_arrival, settle_arrival
from linli.rounds.arrival_list import (
    SORTS,
    VIEWS,
    arrival_for,
    arrivals,
    counts,
    likely,
    proposals,
    shown,
)
from linli.rounds.arrival_rules import may_become
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from linli.rounds.origins import origin_path, resolve_origin
from linli.rounds.views.answers import sections

PER_PAGE = 50
READ = (Capability.HOUSEHOLDS_READ, Capability.ROUND_READ)
WORK = (*READ, Capability.ROUND_WORK)
ENTER = (*WORK, Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED)
MINUTES = 2
REASONS = {
    "arrival": gettext_lazy("Ask about the arrival"),
    "urgent": gettext_lazy("Something urgent"),
}
OUTCOMES = {one.value: one for one in ArrivalState if one != ArrivalState.WITHDRAWN}


@never_cache
@require_safe
@staff_page(*READ)
def arrival_list(request: StaffRequest) -> HttpResponse:
    """Those due first; then who is still to come, who came, and what came to nothing."""
    day, sight = today(), Sight.of(request.viewer)
    view = request.GET.get("view", VIEWS[0])
    view = view if view in VIEWS else VIEWS[0]
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "-day" if view == "arrived" else "day"
    on = parse_date(request.GET.get("on", "")) if _is_day(request.GET.get("on", "")) else None
    rows = arrivals(request.scope, view, today=day, sort=sort, on=on)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    found = likely(page, request.scope) if sight.names and view != "ended" else {}
    context = {
        "view": view,
        "views": _views(request, view, day),
        "filters": [_day_filter(request, view, on, day)],
        "page": page,
        "rows": [shown(one, sight, found.get(one.pk)) for one in page],
        "sight": sight,
        "day": day,
        "sections": sections(request, "rounds:arrivals"),
    }
    return render(request, "rounds/arrivals.html", context)


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:  # 2026-02-31
        return False


def _views(request: StaffRequest, current: str, day: date) -> list[Tab]:
    n = counts(request.scope, today=day)
    words = {
        "due": pgettext("arrival", "Due"),
        "ahead": _("Still to come"),
        "arrived": _("Have come"),
        "ended": _("Came to nothing"),
    }
    return [
        Tab(words[view], link(request, "rounds:arrivals", view=view if view != VIEWS[0] else ""), view == current, n[view])
        for view in VIEWS
    ]  # fmt: skip


def _day_filter(request: StaffRequest, view: str, on: date | None, day: date) -> Filter:
    def to(when: str) -> str:
        return link(request, "rounds:arrivals", view=view if view != VIEWS[0] else "", on=when)

    if on is not None:
        return Filter(_("Day of arrival"), value=day_word(on), remove_url=to(""))
    rows = arrivals(request.scope, view, today=day, sort="day").order_by("arrives_on")
    days = list(rows.values_list("arrives_on", flat=True).distinct()[:31])
    return Filter(_("Day of arrival"), choices=[Choice(day_word(one), to(one.isoformat())) for one in days])


@never_cache
@require_safe
@staff_page(*READ)
def arrival(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    found = arrival_for(request.viewer, arrival_id)
    note_opening(request.viewer, found.household, day=today())
    return render(request, "rounds/arrival.html", _about(request, found))


def _about(request: StaffRequest, found: Arrival) -> dict[str, Any]:
    viewer, sight = request.viewer, Sight.of(request.viewer)
    acts = viewer.real_user is None and viewer.may(*WORK)
    proposed = proposals(found, viewer, day=today()) if sight.names and found.resident_id is None else []
    origin = resolve_origin(found.from_place)
    return {
        "one": shown(found, sight),
        "arrival": found,
        "sight": sight,
        "acts": acts,
        "may_enter": acts and viewer.may(*ENTER),
        "may": {state: may_become(found.state, state) for state in ArrivalState.values},
        "proposals": proposed,
        "relations": Relation.choices,
        "origin": origin_path(found.from_code),
        "origins": origin.candidates if not found.from_code else (),
        "is_home": found.resident is not None and found.resident.household_id == found.household_id,
        "now": timezone.localtime(),
        "back": link(request, "rounds:arrivals"),
    }


# ---- what is decided --------------------------------------------------------------------------------
@never_cache
@require_POST
@staff_page(*WORK, write=True)
def arrival_settle(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    """They came, did not come, or it was a mistake."""
    found = arrival_for(request.viewer, arrival_id, write=True)
    state = OUTCOMES.get(request.POST.get("state", ""))
    if state is None:
        raise CannotBeUsed(why=_("it does not say what became of it"))
    settle_arrival(
        found.pk,
        version=_version(request),
        state=state,
        arrived_at=_arrived_at(request) if state == ArrivalState.ARRIVED else None,
        note_at_home=bool(request.POST.get("at_home")) and request.viewer.may(Capability.HOUSEHOLDS_WRITE),
        actor=request.viewer,
        now=timezone.now(),
    )
    said(request, state.label)
    return _back_to(request, found)


def _arrived_at(request: StaffRequest) -> datetime | None:
    """The day and hour that were given; without, now. What lies ahead is not believed."""
    try:
        on, at = parse_date(request.POST.get("on", "")), parse_time(request.POST.get("at", ""))
    except ValueError:
        raise CannotBeUsed(why=_("there is no such day or hour")) from None
    if on is None:
        return None
    told = timezone.make_aware(datetime.combine(on, at or time(12)))
    if told > timezone.now():
        raise CannotBeUsed(why=_("that moment lies ahead"))
    return told


@never_cache
@require_POST
@staff_page(*WORK, write=True)
def arrival_match(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    """It is this resident; or, with none, it is not the one that was chosen."""
    found = arrival_for(request.viewer, arrival_id, write=True)
    chosen = request.POST.get("resident", "")
    resident = resident_for(request.viewer, _uuid(chosen)) if chosen else None
    match_arrival(found.pk, version=_version(request), resident=resident, actor=request.viewer)
    said(request, _("Who it is, is noted."))
    return _back_to(request, found)


@never_cache
@require_POST
@staff_page(*ENTER, write=True)
def arrival_enter(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    """Somebody whom the register does not have: entered as a member of the household."""
    found = arrival_for(request.viewer, arrival_id, write=True)
    relation = request.POST.get("relation", "")
    if relation not in Relation.values:
        raise CannotBeUsed(why=_("it does not say what the person is to the head"))
    enter_arrival(found.pk, version=_version(request), relation=Relation(relation), actor=request.viewer)
    said(request, _("Entered as a member of the household."))
    return _back_to(request, found)


@never_cache
@require_POST
@staff_page(*WORK, write=True)
def arrival_place(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    """Which of the places it is that the words may mean."""
    found = arrival_for(request.viewer, arrival_id, write=True)
    place_arrival(
        found.pk, version=_version(request), code=request.POST.get("code", ""), actor=request.viewer
    )
    said(request, _("Where from, is noted."))
    return _back_to(request, found)


# ---- calling ------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WORK, Capability.CONTACT_OPEN, write=True)
def arrival_phone(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    """The number of who comes: first the reason, then the number for two minutes. The household sees who looked."""
    found = arrival_for(request.viewer, arrival_id, write=True)
    if not found.phone:
        raise NotFound()
    context: dict[str, Any] = {
        "subject": _("the telephone number"),
        "reasons": REASONS.items(),
        "reveal_url": link(request, "rounds:arrival_phone", found.pk),
        "minutes": MINUTES,
        "chosen": next(iter(REASONS)),
    }
    if request.method != "POST":
        return _piece(request, "core/_reveal_ask.html", context)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:80]
    reason = other if chosen == "other" else str(REASONS.get(chosen, ""))
    if not reason:
        asked = {**context, "chosen": chosen, "error": _("Write the reason.")}
        return _piece(request, "core/_reveal_ask.html", asked, 422)
    log_access(
        actor=request.viewer, what=AccessKind.PHONE, reason=reason, role=request.viewer.role,
        household_id=found.household_id, resident_id=found.resident_id, area_code=found.area_code,
    )  # fmt: skip
    return _piece(request, "core/_reveal_shown.html", {**context, "value": found.phone})


def _piece(request: StaffRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    page = template if wants_fragment(request) else "rounds/reveal.html"
    return render(request, page, {**context, "piece": template}, status=status)


def _back_to(request: StaffRequest, found: Arrival) -> HttpResponse:
    return redirect(link(request, "rounds:arrival", found.pk))


def _version(request: StaffRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CannotBeUsed(why=_("nobody was chosen")) from None
