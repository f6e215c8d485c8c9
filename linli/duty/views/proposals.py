"""Proposals for a slot: asked for, looked at person by person, then accepted or put aside."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core.components import State
from linli.core.htmx import go_to, wants_fragment
from linli.core.problems import NotFound
from linli.duty import jobs_responsibilities as jobs
from linli.duty.access_responsibilities import proposal_for, seat_for
from linli.duty.actions.proposals import (
    accept_proposal,
    ask_proposal,
    propose_from_workbook,
    reject_proposal,
    take_out,
)
from linli.duty.choices import ProposalState
from linli.duty.forms_responsibilities import LiaisonsForm
from linli.duty.liaison_matching import place_liaisons
from linli.duty.liaison_sheets import read_liaisons
from linli.duty.models import Proposal
from linli.duty.playbook import playbook_in_force
from linli.duty.proposing import how_many
from linli.duty.targets import seat_of
from linli.duty.views.common import sections
from linli.duty.views.links_responsibilities import can_be_proposed
from linli.duty.views.responsibilities_acts import say_outcome
from linli.duty.words_responsibilities import pattern_title, slot_title, unknown
from linli.lib.ids import new_id
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.requests import StaffRequest, staff_page
from linli.registers.models import Household
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show

NEEDS = (Capability.DUTY_READ, Capability.DUTY_ASSIGN, Capability.HOUSEHOLDS_READ)
PER_PAGE = 20
MOST_LEFT_OUT = 200

STATES = {
    ProposalState.WAITING: State.RUN,
    ProposalState.READY: State.ASK,
    ProposalState.ACCEPTED: State.DONE,
    ProposalState.REJECTED: State.NONE,
    ProposalState.FAILED: State.STOP,
}
WHY = {
    "has_near": gettext_lazy("answers for others near it"),
    "same_building": gettext_lazy("gets several in the building"),
    "nearest": gettext_lazy("the nearest with room"),
}
LEFT_OUT = {
    "nobody": gettext_lazy("nobody has room"),
    "nobody_near": gettext_lazy("nobody near has room"),
    "no_place": gettext_lazy("its place is not known"),
    "group_too_big": gettext_lazy("more behind one door than one person may have"),
    "taken_out": gettext_lazy("taken out by hand"),
    "changed": gettext_lazy("somebody was faster, or it no longer fits"),
}
# Why a row of a workbook was refused; other reasons are sentences already.
REFUSED = {
    "no_door": gettext_lazy("it does not say which door it is"),
    "door_unknown": gettext_lazy("the register has no such door here"),
    "several_doors": gettext_lazy("several doors are called so: name the compound"),
    "nobody_said": gettext_lazy("it does not say who answers for it"),
    "nobody_known": gettext_lazy("nobody here has this account, telephone or name"),
    "several_people": gettext_lazy("several people are called so: give the telephone"),
    "twice": gettext_lazy("the same as a row above"),
}
NOTHING = {
    "pattern_gone": gettext_lazy("The playbook in force no longer has this pattern."),
    "failed": gettext_lazy("The server failed while working it out. Ask for a new one; nothing was changed."),
}


@never_cache
@staff_page(*NEEDS, write=True)
def propose(request: StaffRequest, pattern: str, slot: str) -> HttpResponse:
    """How much there is to share out, and over how many; then it is worked out, here or in a job."""
    seat = seat_for(request.area, pattern, slot)
    if not can_be_proposed(seat):
        raise NotFound()
    homes, people = how_many(seat, request.area)
    if request.method == "POST":
        made = ask_proposal(
            seat, request.area, actor=request.viewer, record=_record(request),
            start=jobs.propose if homes <= jobs.AT_ONCE else _in_a_job,
        )  # fmt: skip
        return go_to(link(request, "duty:proposal", made.pk), request=request)
    context = {
        "sections": sections(request, "duty:gaps"),
        "title": pattern_title(seat.pattern),
        "slot": slot_title(seat.slot),
        "load": seat.slot.load,
        "homes": homes,
        "people": people,
        "record": new_id(),
        "back": link(request, "duty:gap", pattern, slot),
        "earlier": _earlier(request, pattern, slot),
    }
    return render(request, "duty/responsibilities_propose.html", context)


@never_cache
@staff_page(*NEEDS, write=True)
def read_in(request: StaffRequest, pattern: str, slot: str) -> HttpResponse:
    """A workbook of doors with who answers for each: read, matched, and shown as a proposal."""
    seat = seat_for(request.area, pattern, slot)
    if not can_be_proposed(seat):
        raise NotFound()
    form = LiaisonsForm(posted(request), request.FILES or None, initial=new_record())

    def save() -> str:
        file = form.cleaned_data["file"]
        rows = read_liaisons(file.read(), file_name=file.name)
        placed = place_liaisons(rows, seat, request.area)
        made = propose_from_workbook(
            seat, request.area, pairs=placed.pairs, refused=placed.refused, file_name=file.name,
            actor=request.viewer, record=form.record_id(),
        )  # fmt: skip
        return link(request, "duty:proposal", made.pk)

    page = FormPage(
        _("Who answers, from a workbook"), _("Read it in"), link(request, "duty:gap", pattern, slot),
        _("The workbook is read. Nothing holds before you accept it."), slot_title(seat.slot),
        "duty/responsibilities_import.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save)


def _in_a_job(proposal_id: str) -> None:
    from linli.duty.tasks_responsibilities import propose_in_a_job

    propose_in_a_job(proposal_id)


def _record(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get("record", ""))
    except ValueError:
        return new_id()


def _earlier(request: StaffRequest, pattern: str, slot: str) -> list[tuple[Proposal, State]]:
    rows = Proposal.objects.within(request.scope).filter(pattern=pattern, slot=slot).select_related("area")
    return [(one, STATES[ProposalState(one.state)]) for one in rows.order_by("-asked_at")[:5]]


@never_cache
@require_safe
@staff_page(*NEEDS)
def proposal(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    found = proposal_for(request.viewer, proposal_id)
    if wants_fragment(request):
        return _poll(request, found)
    seat = seat_of(playbook_in_force(found.area), found.pattern, found.slot)
    groups = _groups(found)
    page = Paginator(list(groups), PER_PAGE).get_page(request.GET.get("page"))
    left = found.left_out[:MOST_LEFT_OUT]
    homes = _homes(
        request, [home for person in page for home, _why in groups[person]] + [one[0] for one in left]
    )
    context = {
        "sections": sections(request, "duty:gaps"),
        "proposal": found,
        "state": STATES[ProposalState(found.state)],
        "slot": slot_title(seat.slot) if seat else found.slot,
        "title": pattern_title(seat.pattern) if seat else unknown(found.pattern),
        "page": page,
        "people": _people(found, page, groups, homes),
        "numbers": _numbers(found, groups),
        "left_out": [(homes[home], LEFT_OUT.get(why, why)) for home, why in left if home in homes],
        "refused": [(row, door, REFUSED.get(why, why)) for row, door, why in found.said.get("refused", ())],
        "workbook": found.said.get("workbook", ""),
        "nothing": NOTHING.get(found.said.get("why", ""), ""),
        "may_decide": found.state == ProposalState.READY and request.viewer.real_user is None,
        "poll_url": link(request, "duty:proposal", found.pk),
        "again_url": link(request, "duty:propose", found.pattern, found.slot),
    }
    return render(request, "duty/responsibilities_proposal.html", context)


def _poll(request: StaffRequest, found: Proposal) -> HttpResponse:
    """While it is worked out the same piece comes back; then the whole page."""
    if found.state != ProposalState.WAITING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {"poll_url": link(request, "duty:proposal", found.pk)}
    return render(request, "duty/_responsibilities_waiting.html", context)


def _groups(found: Proposal) -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for home, person, why in found.pairs:
        groups[person].append((home, why))
    return groups


def _homes(request: StaffRequest, ids: list[str]) -> dict[str, Household]:
    rows = Household.objects.within(request.viewer.scope).filter(pk__in=ids).select_related("area")
    return {str(one.pk): one for one in rows}


def _people(found: Proposal, page: Any, groups: Any, homes: dict[str, Household]) -> list[dict[str, Any]]:
    named = {str(one.pk): one for one in User.objects.filter(pk__in=list(page.object_list))}
    has = found.said.get("has", {})
    return [
        {
            "user": named.get(person),
            "has": has.get(person, 0),
            "total": has.get(person, 0) + len(groups[person]),
            "homes": [(homes[home], _why(why)) for home, why in groups[person] if home in homes],
        }
        for person in page.object_list
    ]


def _why(why: str) -> str:
    kind, _colon, row = why.partition(":")
    return _("row {n} of the workbook").format(n=row) if kind == "row" else str(WHY.get(why, why))


def _numbers(found: Proposal, groups: dict[str, list[tuple[str, str]]]) -> dict[str, int]:
    has = found.said.get("has", {})
    totals = [has.get(person, 0) + len(homes) for person, homes in groups.items()]
    return {
        "homes": len(found.pairs), "people": len(groups), "left_out": len(found.left_out),
        "least": min(totals, default=0), "most": max(totals, default=0),
    }  # fmt: skip


@require_POST
@staff_page(*NEEDS, write=True)
def accept(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    found = proposal_for(request.viewer, proposal_id)
    say_outcome(request, accept_proposal(found, actor=request.viewer))
    return redirect(link(request, "duty:proposal", found.pk))


@require_POST
@staff_page(*NEEDS, write=True)
def reject(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    found = proposal_for(request.viewer, proposal_id)
    reject_proposal(found, actor=request.viewer)
    messages.success(request, _("The proposal is put aside; nothing was changed."))
    return redirect(link(request, "duty:gap", found.pattern, found.slot))


@require_POST
@staff_page(*NEEDS, write=True)
def drop(request: StaffRequest, proposal_id: UUID, household_id: UUID) -> HttpResponse:
    """Take one household out before accepting."""
    found = proposal_for(request.viewer, proposal_id)
    take_out(found, household_id, actor=request.viewer)
    return redirect(link(request, "duty:proposal", found.pk, page=request.POST.get("page", "")))
