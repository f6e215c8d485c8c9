"""The gaps of an area: every pattern at a glance, and the rows behind each number."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.areas.levels import level_labels
from linli.areas.queries import children_of
from linli.core.problems import NotFound
from linli.duty.access_responsibilities import (
    seat_for,
)
from linli.duty.candidate_list import choices_for
from linli.duty.choices import TargetKind
from linli.duty.forms_responsibilities import GiveManyForm
from linli.duty.playbook import playbook_in_force
from linli.duty.queries_gaps import (
    LISTED,
    above_load,
    above_maximum,
    gaps_of,
    held_at_the_target,
    listed_targets,
    short_rows,
    target_of_row,
)
from linli.duty.rules_responsibilities import slot_states
from linli.duty.targets import Seat, Target, seats
from linli.duty.views.common import sections
from linli.duty.views.links_responsibilities import (
    can_be_proposed,
    give_url,
    may_assign,
    may_open_rows,
    target_url,
    token_of,
)
from linli.duty.words_responsibilities import (
    named,
    pattern_title,
    slot_title,
)
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link, today

PER_PAGE = 40
MOST_NAMED = 20
READ = (Capability.DUTY_READ,)


@require_safe
@staff_page(*READ)
def gaps(request: StaffRequest) -> HttpResponse:
    """Every pattern of the city at a glance, and each child area."""
    area, playbook = request.area, playbook_in_force(request.area)
    children = [child for child, _number in children_of(area)]
    everything = seats(playbook)
    found = gaps_of(area, everything, children, day=today())
    shown = [one for one in found if one.targets]
    labels = level_labels(playbook)
    context = {
        "sections": sections(request, "duty:gaps"),
        "playbook": playbook,
        "patterns": [
            (one, _pattern_words(one, labels), _slot_lines(request, one, playbook)) for one in shown
        ],
        "children": [(child, [one.by_child[child.code] for one in shown]) for child in children],
        "without": [pattern_title(one.pattern) for one in found if not one.targets],
        "may_assign": may_assign(request),
        **_above(request, everything, playbook),
    }
    return render(request, "duty/responsibilities_gaps.html", context)


def _above(request: StaffRequest, everything: list[Seat], playbook: Any) -> dict[str, Any]:
    """Where the playbook allows fewer: a slot with too many in it, a person with too much."""

    def titles(seat: Seat) -> tuple[str, str]:
        return pattern_title(seat.pattern), slot_title(
            seat.slot, playbook=playbook, level=seat.pattern.target
        )

    full = above_maximum(everything, request.scope, day=today())
    loaded = above_load(everything, request.scope, day=today())
    return {
        "overfull": [(*titles(seat), n, seat.slot.max) for seat, n in full],
        "overloaded": [
            (one, *titles(one.seat), one.seat.slot.load, link(request, "duty:of_person", one.user_id))
            for one in loaded[:MOST_NAMED]
        ],
        "overloaded_more": max(0, len(loaded) - MOST_NAMED),
    }


def _pattern_words(found: Any, labels: Any) -> dict[str, str]:
    pattern = found.pattern
    kind = labels.get(pattern.target, "") if found.kind == TargetKind.AREA else str(found.kind.label)
    return {
        "title": pattern_title(pattern),
        "kind": kind,
        "only": named(pattern.only) if pattern.only else "",
    }


def _slot_lines(request: StaffRequest, found: Any, playbook: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": slot_title(one.seat.slot, playbook=playbook, level=found.pattern.target),
            "short": one.short,
            "optional": not one.seat.slot.min,
            "url": link(request, "duty:gap", found.pattern.key, one.seat.slot.called)
            if may_open_rows(request, found.kind)
            else "",
        }
        for one in found.slots
    ]


@require_safe
@staff_page(*READ)
def gap(request: StaffRequest, pattern: str, slot: str) -> HttpResponse:
    """The rows behind one number, to be closed one by one, many at once, or by a proposal."""
    seat = _seat_here(request, pattern, slot)
    if not may_open_rows(request, seat.kind):
        raise NotFound()
    page = Paginator(_short_targets(seat, request), PER_PAGE).get_page(request.GET.get("page"))
    rows = [one if isinstance(one, Target) else target_of_row(seat, one) for one in page.object_list]
    found = choices_for(seat, request.area, day=today()) if may_assign(request) else []
    playbook = playbook_in_force(request.area)
    context = {
        "sections": sections(request, "duty:gaps"),
        "seat": seat,
        "title": pattern_title(seat.pattern),
        "slot": slot_title(seat.slot, playbook=playbook, level=seat.pattern.target),
        "page": page,
        "rows": [
            (one, target_url(request, one), give_url(request, seat, one), token_of(one)) for one in rows
        ],
        "may_assign": may_assign(request),
        "form": GiveManyForm(found=[(one.key, one.words) for one in found]),
        "nobody_fits": not found,
        "propose_url": link(request, "duty:propose", pattern, slot) if can_be_proposed(seat) else "",
        "import_url": link(request, "duty:liaisons_import", pattern, slot) if can_be_proposed(seat) else "",
        "in_role": held_at_the_target(seat, request.scope, day=today()) if may_assign(request) else [],
        "give_many_url": link(request, "duty:give_many", pattern, slot),
    }
    return render(request, "duty/responsibilities_gap.html", context)


def _seat_here(request: StaffRequest, pattern: str, slot: str) -> Seat:
    return seat_for(request.area, pattern, slot)


def _short_targets(seat: Seat, request: StaffRequest) -> Any:
    if seat.kind not in LISTED:
        return short_rows(seat, request.scope, day=today())
    listed = listed_targets(seat, request.area, day=today())
    return [one for one, holders in listed if slot_states(seat.pattern, holders)[_index(seat)].short]


def _index(seat: Seat) -> int:
    return [one.called for one in seat.pattern.slots].index(seat.slot.called)
