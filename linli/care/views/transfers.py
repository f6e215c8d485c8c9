"""Transfers: the list of an area, one of them, and each of its steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.care.access_episodes import may_open_health
from linli.care.access_release import READ, decided_episode, transfer_for
from linli.care.actions.transfers import (
    approve_transfer,
    assign_vehicle,
    drop_transfer,
    hand_over,
    receive,
    request_transfer,
)
from linli.care.choices import IN_FORCE, TransferState
from linli.care.forms_release import ArriveForm, CodeForm, DropForm, RideForm, TransferForm
from linli.care.models import Transfer
from linli.care.queries_release import is_held
from linli.care.queries_transfers import STEPS, transfers_of
from linli.care.sections_release import may_act, sections
from linli.care.transfer_codes import shown_code
from linli.core.access_log import AccessKind, log_access
from linli.core.components import State, Step, Tab
from linli.core.htmx import go_to, wants_fragment
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, new_record, posted, said, save_or_show, today

WRITE = (*READ, C.CARE_WRITE)
ACT = "care/release/transfer_act.html"
STATES = {
    TransferState.REQUESTED: State.ASK, TransferState.APPROVED: State.ASK, TransferState.VEHICLE: State.RUN,
    TransferState.HANDED_OVER: State.RUN, TransferState.ARRIVED: State.DONE, TransferState.DROPPED: State.NONE,
}  # fmt: skip


@never_cache
@require_safe
@staff_page(*READ)
def transfers(request: StaffRequest) -> HttpResponse:
    over, now = request.GET.get("view") == "over", timezone.now()
    page = page_of(request, transfers_of(request.scope, over=over, now=now))
    context = {
        "sections": sections(request, "care:transfers"),
        "views": [
            Tab(pgettext_lazy("transfer", "Under way"), link(request, "care:transfers"), not over),
            Tab(
                pgettext_lazy("transfer", "Over, 14 days"), link(request, "care:transfers", view="over"), over
            ),
        ],
        "page": page,
        "rows": [(one, STATES[TransferState(one.state)], _late(one, now)) for one in page],
        "over": over,
    }
    return render(request, "care/release/transfers.html", context)


def _late(transfer: Transfer, now: Any) -> bool:
    """Picked up by now, by the plan, and nobody has handed over."""
    return transfer.state in STEPS[:3] and transfer.wanted_at < now


@never_cache
@require_safe
@staff_page(*READ)
def transfer(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    found, now = transfer_for(request.viewer, transfer_id), timezone.now()
    writes = may_act(request, C.CARE_WRITE)
    context = {
        "sections": sections(request, "care:transfers"),
        "transfer": found,
        "state": STATES[TransferState(found.state)],
        "late": _late(found, now),
        "steps": _steps(found),
        "code": shown_code(found.code) if writes or _drives(request) else "",
        "held": found.state in STEPS[:3] and not found.goes_home and is_held(found.episode),
        "act": _next(request, found),
        "may_approve": found.state == TransferState.REQUESTED and _second(request) and found.asked_by_id != request.viewer.user.pk,
        "may_drop": writes and found.state in STEPS[:3],
        "needs_url": link(request, "care:transfer_needs", found.pk) if _opens(request, found) else "",
        "back": link(request, "care:transfers"),
    }  # fmt: skip
    return render(request, "care/release/transfer.html", context)


def _opens(request: StaffRequest, found: Transfer) -> bool:
    """Whoever hands the person over must know of medicines and dependants; so must the physician."""
    hands_over = may_act(request, C.CARE_WRITE) and found.state in STEPS[:4]
    return hands_over or may_open_health(request.viewer, found.episode, day=today())


REASONS = {
    "hand_over": gettext_lazy("Hand the person over"),
    "dependants": gettext_lazy("Look after those who stay behind"),
    "urgent": gettext_lazy("Something urgent"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READ, write=True)
def transfer_needs(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    """Medicines, dependants, how the person was: first the reason, then the words, and the look is kept."""
    found = transfer_for(request.viewer, transfer_id)
    if not _opens(request, found):
        raise NotFound()
    asked = {
        "subject": _("medicines, dependants, how the person is"), "reasons": REASONS.items(), "minutes": 2,
        "reveal_url": link(request, "care:transfer_needs", found.pk), "chosen": "hand_over",
    }  # fmt: skip
    if request.method != "POST":
        return _revealed(request, "ask", asked)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:80]
    reason = other if chosen == "other" else str(REASONS.get(chosen, ""))
    if not reason:
        return _revealed(
            request, "ask", {**asked, "chosen": chosen, "error": _("Choose a reason.")}, status=422
        )
    log_access(
        actor=request.viewer, what=AccessKind.HEALTH, reason=reason, role=request.viewer.role,
        household_id=found.episode.household_id, resident_id=found.episode.resident_id, area_code=found.area_code,
    )  # fmt: skip
    return _revealed(request, "shown", {**asked, "value": _needs_said(found)})


def _needs_said(found: Transfer) -> str:
    parts = [
        (_("Medicines"), found.medicines), (_("Dependants"), found.dependants),
        (_("When handed over"), found.condition), (_("On arrival"), found.received_condition),
    ]  # fmt: skip
    return " · ".join(f"{label}: {words}" for label, words in parts if words)


def _revealed(
    request: StaffRequest, piece: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    name = f"core/_reveal_{piece}.html"
    template = name if wants_fragment(request) else "care/release/reveal.html"
    return render(request, template, {**context, "piece": name}, status=status)


def _drives(request: StaffRequest) -> bool:
    return request.viewer.may(C.TRIPS_WRITE)


def _second(request: StaffRequest) -> bool:
    return may_act(request, C.CARE_AGREE) or may_act(request, C.CARE_MEDICAL)


def _steps(found: Transfer) -> list[Step]:
    if found.state == TransferState.DROPPED:
        return []
    here = STEPS.index(TransferState(found.state))
    places = ["past" if n < here else "current" if n == here else "ahead" for n in range(len(STEPS))]
    return [Step(one.label, where) for one, where in zip(STEPS, places, strict=True)]


def _next(request: StaffRequest, found: Transfer) -> tuple[str, str] | None:
    """The next step's page and what it is called."""
    if not may_act(request, C.CARE_WRITE):
        return None
    acts = {
        TransferState.APPROVED: ("care:transfer_vehicle", _("Assign a vehicle")),
        TransferState.VEHICLE: ("care:transfer_hand_over", _("Hand over")),
        TransferState.HANDED_OVER: ("care:transfer_arrive", _("Arrived")),
    }
    found_act = acts.get(TransferState(found.state))
    return (link(request, found_act[0], found.pk), found_act[1]) if found_act else None


@never_cache
@staff_page(*WRITE, write=True)
def transfer_new(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    found = decided_episode(request.viewer, episode_id, write=C.CARE_WRITE)
    free = found.state not in IN_FORCE
    where = "home" if free else "there"
    form = TransferForm(posted(request), only_home=free, initial={**new_record(), "where": where})

    def save() -> str:
        made = request_transfer(
            actor=request.viewer, episode=found, transfer_id=form.record_id(), asked=form.asked()
        )
        return link(request, "care:transfer", made.pk)

    page = FormPage(
        title=_("Ask for a transfer"), submit=_("Ask for it"), back=link(request, "care:transfers"),
        done=_("Asked for; another person approves it."), say=f"{found.resident.name} {found.household.place}",
        template=ACT,
    )  # fmt: skip
    return save_or_show(request, page, form, save)


@never_cache
@require_POST
@staff_page(*READ, write=True)
def transfer_approve(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    if not _second(request):
        raise NotFound()
    found = transfer_for(request.viewer, transfer_id, write=True)
    approve_transfer(actor=request.viewer, transfer=found, version=_version(request))
    said(request, _("Approved."))
    return go_to(link(request, "care:transfer", found.pk), request=request)


def _version(request: StaffRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None


@never_cache
@staff_page(*WRITE, write=True)
def transfer_vehicle(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    found = transfer_for(request.viewer, transfer_id)
    form = RideForm(posted(request), initial={"version": found.version})

    def save() -> None:
        assign_vehicle(actor=request.viewer, transfer=found, version=form.seen_version(), ride=form.ride())

    return _act(request, found, form, save, _("Assign a vehicle"), _("Assign it"), _("Assigned."))


@never_cache
@staff_page(*WRITE, write=True)
def transfer_hand_over(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    found = transfer_for(request.viewer, transfer_id)
    form = CodeForm(posted(request))

    def save() -> None:
        given = form.cleaned_data
        hand_over(actor=request.viewer, transfer=found, code=given["code"], condition=given["condition"])

    return _act(request, found, form, save, _("Hand over"), _("Handed over now"), _("Handed over."))


@never_cache
@staff_page(*WRITE, write=True)
def transfer_arrive(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    found = transfer_for(request.viewer, transfer_id)
    form = ArriveForm(posted(request), initial={"room": found.to_room})

    def save() -> None:
        given = form.cleaned_data
        receive(
            actor=request.viewer,
            transfer=found,
            code=given["code"],
            condition=given["condition"],
            room=given["room"],
        )

    return _act(request, found, form, save, _("Arrived"), _("Arrived now"), _("Arrived."))


@never_cache
@staff_page(*WRITE, write=True)
def transfer_drop(request: StaffRequest, transfer_id: UUID) -> HttpResponse:
    found = transfer_for(request.viewer, transfer_id)
    form = DropForm(posted(request), initial={"version": found.version})

    def save() -> None:
        drop_transfer(
            actor=request.viewer, transfer=found, version=form.seen_version(), why=form.cleaned_data["why"]
        )

    return _act(request, found, form, save, _("Drop the transfer"), _("Drop it"), _("Dropped."))


def _act(
    request: StaffRequest, found: Transfer, form: KeptForm, save: Callable[[], None], title: str, submit: str,
    done: str,
) -> HttpResponse:  # fmt: skip
    episode = found.episode
    page = FormPage(
        title=title, submit=submit, back=link(request, "care:transfer", found.pk), done=done,
        say=f"{episode.resident.name} {episode.household.place}", template=ACT,
    )  # fmt: skip
    fresh = lambda: {"version": transfer_for(request.viewer, found.pk).version}  # noqa: E731
    return save_or_show(request, page, form, save, context={"transfer": found}, fresh=fresh)
