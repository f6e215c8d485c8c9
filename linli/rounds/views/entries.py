"""Entries that went back: the lists, one entry with its history, settling it, handing it over, taking it over."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.areas.models import Area
from linli.areas.queries import children_of
from linli.core.components import Tab
from linli.core.problems import NotFound
from linli.lib.doors import Door, door_label
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.registers.models import Household
from linli.registers.shown import Sight, shown_resident
from linli.registers.views.common import FormPage, link, posted, save_or_show, today
from linli.rounds import actions
from linli.rounds.access import entry_for, hand_over_for
from linli.rounds.actions import NewPlace
from linli.rounds.choices import HandState, SettledAs
from linli.rounds.entry_list import VIEWS, communities_named, entries, open_here, waiting_here, with_history
from linli.rounds.forms import HandOverForm, SendBackForm, SettleForm, TakeDoorForm, TakePersonForm
from linli.rounds.models import HandOver, NotMine
from linli.rounds.problems import CannotGoThere, NoSuchDoor
from linli.rounds.views.answers import sections

PER_PAGE = 40
READ = (Capability.HOUSEHOLDS_READ, Capability.ROUND_LISTS)
TAKE = (*READ, Capability.HOUSEHOLDS_WRITE)


@never_cache
@require_safe
@staff_page(*READ)
def entry_list(request: StaffRequest) -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    page = Paginator(entries(request.scope, _own(request), view), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "view": view,
        "views": _views(request, view),
        "page": page,
        "rows": page.object_list,
        "sight": Sight.of(request.viewer),
        "sections": sections(request, "rounds:entries"),
    }
    return render(request, "rounds/entries.html", context)


def _views(request: StaffRequest, current: str) -> list[Tab]:
    named = [
        ("here", _("To settle"), open_here(request.scope)),
        ("offered", _("Offered to you"), waiting_here(_own(request))),
        ("away", _("With others"), None),
        ("settled", _("Settled"), None),
    ]
    return [
        Tab(label, link(request, "rounds:entries", view=view if view != VIEWS[0] else ""), view == current, n)
        for view, label, n in named
    ]


def _own(request: StaffRequest) -> Area:
    assert request.viewer.area is not None
    return request.viewer.area


@never_cache
@require_safe
@staff_page(*READ)
def entry(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    return render(request, "rounds/entry.html", _about(request, entry_for(request.viewer, entry_id)))


def _about(request: StaffRequest, found: NotMine) -> dict[str, Any]:
    """What every page of one entry shows."""
    shown = with_history(NotMine.everywhere.filter(pk=found.pk)).get()
    passed: list[HandOver] = getattr(shown, "passed", [])
    waiting = next((one for one in passed if one.state == HandState.WAITING), None)
    own = _own(request)
    acts = request.viewer.real_user is None and shown.settled_at is None
    is_ours = request.viewer.scope.covers(shown.area_code)
    to_answer = waiting if waiting is not None and waiting.area_id == own.pk else None
    is_up = to_answer is not None and is_ours
    return {
        "entry": shown,
        "passed": passed,
        "waiting": waiting,
        "person": shown_resident(shown.resident, request.viewer, day=today()) if shown.resident else None,
        "sight": Sight.of(request.viewer),
        "is_ours": is_ours,
        "may_settle": acts and is_ours and (waiting is None or is_up),
        "may_answer": to_answer if acts and not is_ours else None,
        "may_take": request.viewer.may(Capability.HOUSEHOLDS_WRITE),
        "back": link(request, "rounds:entries"),
    }


# ---- here ----------------------------------------------------------------------------------------------
@never_cache
@staff_page(*READ, write=True)
def settle(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    found = _ours(request, entry_id)
    form = SettleForm(posted(request))

    def save() -> None:
        given = form.cleaned_data
        actions.settle_entry(
            found, here=_own(request), settled_as=SettledAs(given["settled_as"]), note=given["reason"],
            actor=request.viewer,
        )  # fmt: skip

    page = _page(request, found, _("Settle the entry"), _("Settle it"), _("The entry is settled."))
    return save_or_show(request, page, form, save, context=_about(request, found))


@never_cache
@staff_page(*READ, write=True)
def hand_over(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """First the community is searched by name, then chosen; the path stands where a name is there twice."""
    found = _ours(request, entry_id)
    typed = request.GET.get("q", found.believed_at).strip()[:40]
    communities = communities_named(typed, found)
    form = HandOverForm(posted(request), found=communities)

    def save() -> None:
        to = Area.objects.current().filter(code=form.cleaned_data["to"]).first()
        if to is None:
            raise CannotGoThere(where=form.cleaned_data["to"])
        actions.hand_entry_over(
            found, here=_own(request), to=to, reason=form.cleaned_data["reason"], actor=request.viewer
        )

    page = _page(
        request, found, _("Hand over to another community"), _("Hand it over"), _("It is handed over.")
    )
    context = _about(request, found) | {"typed": typed, "found": communities}
    return save_or_show(
        request, FormPage(**{**vars(page), "template": "rounds/hand_over.html"}), form, save, context=context
    )


def _ours(request: StaffRequest, entry_id: UUID) -> NotMine:
    """Only who keeps the household settles its entry or hands it over."""
    found = entry_for(request.viewer, entry_id)
    if not request.viewer.scope.covers(found.area_code):
        raise NotFound()
    return found


# ---- offered by others -----------------------------------------------------------------------------------
@never_cache
@staff_page(*READ, write=True)
def send_back(request: StaffRequest, hand_over_id: UUID) -> HttpResponse:
    offered = hand_over_for(request.viewer, hand_over_id)
    form = SendBackForm(posted(request))

    def save() -> None:
        actions.send_entry_back(offered, reason=form.cleaned_data["reason"], actor=request.viewer)

    page = _page(request, offered.entry, _("Send it back"), _("Send it back"), _("It is sent back."))
    return save_or_show(request, page, form, save, context=_about(request, offered.entry))


@never_cache
@staff_page(*TAKE, write=True)
def take_over(request: StaffRequest, hand_over_id: UUID) -> HttpResponse:
    """The register moves the person to a door here, or the whole door to a place here."""
    offered = hand_over_for(request.viewer, hand_over_id)
    places = [(offered.area.code, offered.area.short)]
    places += [(child.code, child.short) for child, _n in children_of(offered.area)]
    person = offered.entry.resident is not None
    form = TakePersonForm(posted(request)) if person else TakeDoorForm(posted(request), places=places)

    def save() -> None:
        to = _door_here(offered, form.cleaned_data) if person else _place_here(form.cleaned_data["area"])
        actions.take_entry_over(offered, to=to, actor=request.viewer)

    page = _page(request, offered.entry, _("Take it over"), _("Take it over"), _("It is with you now."))
    return save_or_show(request, page, form, save, context=_about(request, offered.entry))


def _door_here(offered: HandOver, given: dict[str, Any]) -> NewPlace:
    door: Door = given["door"]
    label, compound = door_label(door), given["compound"] or door.compound
    homes = Household.objects.within(offered.area_code).filter(door=label, closed_on=None)
    found = list((homes.filter(compound=compound) if compound else homes)[:2])
    if len(found) != 1:
        raise NoSuchDoor(door=f"{compound} {label}".strip())
    return NewPlace(household=found[0])


def _place_here(code: str) -> NewPlace:
    return NewPlace(area=Area.objects.current().filter(code=code).first())


def _page(request: StaffRequest, found: NotMine, title: str, submit: str, done: str) -> FormPage:
    back = link(request, "rounds:entry", found.pk)
    return FormPage(title=title, submit=submit, back=back, done=done, template="rounds/entry_form.html")
