"""Who is responsible for an area, a compound, a household, a gate; and what somebody is responsible for."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.areas.queries import children_of
from linli.areas.scopes import Scope
from linli.core.components import Tab
from linli.duty.access_responsibilities import (
    area_target_for,
    body_for,
    episode_target_for,
    household_target_for,
    person_for,
    place_target_for,
)
from linli.duty.choices import TargetKind
from linli.duty.models import Responsibility
from linli.duty.playbook import playbook_in_force
from linli.duty.queries_gaps import compounds_in
from linli.duty.queries_responsibilities import TargetAnswer, of_holder, shares_of, who_answers
from linli.duty.targets import Seat, Target, episode_targets, seats, target_of
from linli.duty.views.common import sections
from linli.duty.views.links_responsibilities import give_url, may_assign, may_open_rows, target_url
from linli.duty.words_responsibilities import (
    holder_name,
    pattern_title,
    slot_title,
    unknown,
)
from linli.people.choices import Capability
from linli.people.models import Organisation, User
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link, today

PER_PAGE = 40
READ = (Capability.DUTY_READ,)
HOMES = (Capability.DUTY_READ, Capability.HOUSEHOLDS_READ)


@require_safe
@staff_page(*READ)
def who(request: StaffRequest) -> HttpResponse:
    """Of an area, or of a compound known by its name."""
    target = area_target_for(request.viewer, request.area.code, compound=request.GET.get("compound", ""))
    children = [child for child, _number in children_of(request.area)]
    context = _about_target(request, target) | {
        "sections": sections(request, "duty:who"),
        "children": [(child.short, link(request, "duty:who", area=child.code)) for child in children],
        "compounds": _compounds(request, target),
    }
    return render(request, "duty/responsibilities_who.html", context)


def _compounds(request: StaffRequest, target: Target) -> list[Tab]:
    """Compounds that only their name is known of, below a community."""
    named_only = any(one.kind == TargetKind.COMPOUND for one in seats(playbook_in_force(request.area)))
    if not named_only or len(request.area.code) < 12:
        return []
    return [
        Tab(
            one.compound,
            link(request, "duty:who", area=one.area.code, compound=one.compound),
            one.compound == target.compound,
        )
        for one in compounds_in(request.area)
        if request.viewer.scope.covers(one.area.code)
    ]


@never_cache
@require_safe
@staff_page(*HOMES)
def household(request: StaffRequest, household_id: UUID) -> HttpResponse:
    target = household_target_for(request.viewer, household_id)
    context = _about_target(request, target) | {
        "sections": sections(request, "duty:who"),
        "home": target.household,
    }
    return render(request, "duty/responsibilities_who.html", context)


@require_safe
@staff_page(*READ)
def place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """A gate, or another place at which people stand."""
    target = place_target_for(request.viewer, place_id)
    context = _about_target(request, target) | {"sections": sections(request, "duty:who")}
    return render(request, "duty/responsibilities_who.html", context)


@never_cache
@require_safe
@staff_page(*HOMES, Capability.CARE_READ)
def episode(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Who cares for somebody who is kept at home, and who is missing in the team."""
    target = episode_target_for(request.viewer, episode_id)
    context = _about_target(request, target) | {"sections": sections(request, "duty:who")}
    return render(request, "duty/responsibilities_who.html", context)


def _about_target(request: StaffRequest, target: Target) -> dict[str, Any]:
    playbook = playbook_in_force(target.area)
    sees = request.viewer.may(Capability.CONTACT_MASKED)
    answers = who_answers(target, playbook, seats(playbook), day=today(), sees_phones=sees)
    return {
        "target": target,
        "playbook": playbook,
        "answers": [(one, _answer_links(request, one)) for one in answers],
        "lacks": sum(one.lacks for one in answers),
        "may_assign": may_assign(request),
        "opens_phones": request.viewer.may(Capability.CONTACT_MASKED, Capability.CONTACT_OPEN),
    }


def _answer_links(request: StaffRequest, answer: TargetAnswer) -> dict[str, Any]:
    """Whether it lies in the duty, so that somebody may be named, and where it leads."""
    ours = request.viewer.scope.covers(answer.target.area.code)
    for pattern in answer.patterns:
        for slot in pattern.slots:
            if ours and may_assign(request) and slot.seat is not None and slot.has_room:
                slot.give = give_url(request, slot.seat, answer.target)
    return {"ours": ours, "url": target_url(request, answer.target) if ours and not answer.is_asked else ""}


@never_cache
@require_safe
@staff_page(*READ)
def person(request: StaffRequest, user_id: UUID) -> HttpResponse:
    return _of(request, person_for(request.viewer, user_id), request.scope)


@never_cache
@require_safe
@staff_page(*READ)
def organisation(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    return _of(request, body_for(request.viewer, organisation_id), request.scope)


@never_cache
@require_safe
@staff_page(Capability.POSTS_CLAIM)
def mine(request: StaffRequest) -> HttpResponse:
    """What I answer for, wherever it is: a liaison without a duty in the register needs to know the doors."""
    return _of(request, request.viewer.user, None)


def _of(request: StaffRequest, holder: User | Organisation, scope: Scope | None) -> HttpResponse:
    playbook = playbook_in_force(request.area)
    everything = seats(playbook)
    rows = of_holder(holder, scope, day=today())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    titles = _titles(everything, playbook)
    context = {
        "sections": sections(request, "duty:mine" if scope is None else "duty:who"),
        "is_mine": scope is None,
        "holder": holder,
        "name": holder_name(holder),
        "page": page,
        "rows": _rows(request, page.object_list, titles, own=scope is None),
        "shares": [
            (one, titles.get((one.pattern, one.slot)))
            for one in shares_of(holder, scope, everything, day=today())
        ],
        "may_assign": may_assign(request) and scope is not None,
    }
    return render(request, "duty/responsibilities_of.html", context)


def _titles(everything: list[Seat], playbook: Any) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (one.pattern.key, one.slot.called): (
            pattern_title(one.pattern), slot_title(one.slot, playbook=playbook, level=one.pattern.target)
        )
        for one in everything
    }  # fmt: skip


def _rows(
    request: StaffRequest, rows: Any, titles: dict[tuple[str, str], tuple[str, str]], *, own: bool
) -> list[dict[str, Any]]:
    listed = list(rows)
    doors = {one.other_id: one for one in episode_targets([row.other_id for row in listed if row.other_id])}
    return [_row(request, one, doors.get(one.other_id, target_of(one)), titles, own=own) for one in listed]


def _row(
    request: StaffRequest,
    row: Responsibility,
    target: Target,
    titles: dict[tuple[str, str], tuple[str, str]],
    *,
    own: bool,
) -> dict[str, Any]:
    pattern, slot = titles.get((str(row.pattern), str(row.slot)), (unknown(str(row.pattern)), str(row.slot)))
    is_episode = target.kind == TargetKind.EPISODE
    sees = own or (
        may_open_rows(request, target.kind) if is_episode else request.viewer.may(Capability.HOUSEHOLDS_READ)
    )
    return {
        "row": row,
        "target": target,
        "name": _("a household in {area}").format(area=row.area.short)
        if (target.household or is_episode) and not sees
        else target.name,
        "url": target_url(request, target) if request.viewer.may(Capability.DUTY_READ) else "",
        "pattern": pattern,
        "slot": slot,
        "to_come": row.from_on > today(),
    }
