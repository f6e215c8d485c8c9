"""The round of an area and a day: who is silent, who told something, who answered twice."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from linli.areas.levels import level_labels
from linli.core.components import Choice, Filter, State, Tab
from linli.core.components import Count as CountOf
from linli.core.numbers import thousands
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.people.tabs import url
from linli.people.titles import playbook_for
from linli.registers.models import Household
from linli.registers.shown import Sight
from linli.registers.views.common import link, today
from linli.registers.words import building_word
from linli.rounds.measures import SILENT
from linli.rounds.round_list import (
    PER_PAGE,
    SILENT_DAYS,
    Asked,
    households_of_round,
    number_of,
    parts_of_round,
    rows_of,
)
from linli.rounds.tallies import DayFigures

HERE = "rounds:round"
OLDEST = timedelta(days=60)
FEW_BUILDINGS = 60


@require_safe
@staff_page(Capability.HOUSEHOLDS_READ, Capability.ROUND_READ)
def round_of_day(request: StaffRequest) -> HttpResponse:
    day, asked, sight = asked_day(request), Asked.read(request.GET), Sight.of(request.viewer)
    if not sight.needs:
        asked = Asked(**{**vars(asked), "need": ""})
    ids = households_of_round(request.scope, asked, day=day).values_list("pk", flat=True)
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    figures, parts = parts_of_round(request.area, day=day)
    context = {
        "day": day,
        "now_day": today(),
        "day_links": _day_links(request, day),
        "phone_app": url("field:app") if request.viewer.may(Capability.ROUND_WORK) else "",
        "sight": sight,
        "asked": asked,
        "counts": _counts(figures),
        "views": _views(request, asked, figures, day),
        "filters": _filters(request, asked, sight),
        "clear_url": _link(request, view=asked.view) if asked.filters else "",
        "say": _say(page.paginator.count),
        "page": page,
        "rows": rows_of(list(page.object_list), request.scope, request.viewer, day=day),
        "parts": parts,
        "of": figures["rounds.answered_of_lived_in"] + figures[SILENT.key],
        "answered": figures["rounds.answered_of_lived_in"],
        "may_record": may_record(request) and day == today(),
        "sections": sections(request, HERE),
    }
    return render(request, "rounds/round.html", context)


def may_record(request: StaffRequest) -> bool:
    return request.viewer.may(Capability.ROUND_WORK) and request.viewer.real_user is None


def sections(request: StaffRequest, current: str) -> list[Tab]:
    """The pages of the round that this duty has."""
    may = request.viewer.may
    named = [(HERE, _("Who has answered"), may(Capability.HOUSEHOLDS_READ, Capability.ROUND_READ))]
    named += [("rounds:arrivals", _("Returnees"), may(Capability.HOUSEHOLDS_READ, Capability.ROUND_READ))]
    named += [("rounds:entries", _("Handed back"), may(Capability.HOUSEHOLDS_READ, Capability.ROUND_LISTS))]
    named += [("rounds:lists", _("Lists to check"), may(Capability.HOUSEHOLDS_READ, Capability.ROUND_LISTS))]
    named += [("rounds:checks", _("My checks"), may(Capability.HOUSEHOLDS_READ, Capability.ROUND_WORK))]
    return [Tab(label, link(request, name), name == current) for name, label, open_to in named if open_to]


# ---- the day -----------------------------------------------------------------------------------------
def asked_day(request: StaffRequest) -> date:
    """`?day=2026-11-19`: within the last weeks, never ahead; anything else is today."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today()
    return day if today() - OLDEST <= day <= today() else today()


def _day_links(request: StaffRequest, day: date) -> list[tuple[str, str]]:
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    links = [(_("The day before"), _link(request, day=before.isoformat()))]
    if after <= today():
        links.append((_("The day after"), _link(request, day=after.isoformat() if after < today() else "")))
    return links


# ---- figures, views, filters ----------------------------------------------------------------------------
def _counts(figures: DayFigures) -> list[CountOf]:
    named = [
        (State.DONE, _("Answered"), "rounds.answered_of_lived_in"),  # these and the silent are all there are
        (State.NEW, pgettext("count", "Changed"), "rounds.changed"),
        (State.STOP if figures["rounds.abnormal"] else State.NIL, _("Somebody ill"), "rounds.abnormal"),
        (State.ASK if figures["rounds.needs_help"] else State.NIL, _("Asked for help"), "rounds.needs_help"),
        (State.ASK if figures["rounds.nobody_home"] else State.NIL, _("Nobody home"), "rounds.nobody_home"),
        (State.MISS, _("Silent"), SILENT.key),
    ]
    return [CountOf(state, word, figures[key]) for state, word, key in named]


def _views(request: StaffRequest, asked: Asked, figures: DayFigures, day: date) -> list[Tab]:
    named = [
        ("silent", _("Not answered yet"), figures[SILENT.key]),
        ("told", _("Ill, or asks for help"), number_of(request.scope, "told", day=day)),
        ("twice", _("Answered twice"), number_of(request.scope, "twice", day=day)),
    ]
    keep = request.GET.get("day", "")
    return [
        Tab(label, _link(request, view=view, day=keep), asked.view == view, number)
        for view, label, number in named
    ]


def _filters(request: StaffRequest, asked: Asked, sight: Sight) -> list[Filter]:
    found = [_area_filter(request), *_building_filter(request, asked)]
    if asked.view == "silent":
        days = {str(n): ngettext("{n} day", "{n} days", n).format(n=n) for n in SILENT_DAYS}
        found.append(_filter(request, asked, "silent", _("Silent for"), days))
    if sight.needs:
        found.append(_filter(request, asked, "need", _("Support needs"), {"any": _("somebody has one")}))
    found.append(_filter(request, asked, "nobody", _("Nobody home"), {"any": _("tried today")}))
    return [one for one in found if one.value or one.choices]


def _filter(request: StaffRequest, asked: Asked, name: str, label: str, choices: dict[str, str]) -> Filter:
    kept = {"view": asked.view, "sort": asked.sort, "day": request.GET.get("day", ""), **asked.filters}
    if chosen := getattr(asked, name):
        return Filter(label, choices.get(chosen, chosen), _link(request, **{**kept, name: ""}))
    return Filter(
        label, choices=[Choice(word, _link(request, **{**kept, name: v})) for v, word in choices.items()]
    )


def _building_filter(request: StaffRequest, asked: Asked) -> list[Filter]:
    """Offered where the buildings are few enough to be chosen from."""
    if len(request.area.code) < 12 and not asked.building:
        return []
    rows = Household.objects.within(request.scope).filter(closed_on=None).exclude(building="").order_by()
    names = rows.values("building").annotate(n=Count("pk")).values_list("building", flat=True)
    buildings = sorted(names[: FEW_BUILDINGS + 1], key=lambda one: (len(one), one))
    if len(buildings) > FEW_BUILDINGS or (len(buildings) < 2 and not asked.building):
        return []
    return [
        _filter(request, asked, "building", _("Building"), {one: building_word(one) for one in buildings})
    ]


def _area_filter(request: StaffRequest) -> Filter:
    """The area one looks at, removable up to the duty's own; else the areas right below."""
    own, here = request.viewer.area, request.area
    labels = level_labels(playbook_for(here))
    query = {key: value for key, value in request.GET.items() if key not in ("area", "page")}
    if own is not None and here.pk != own.pk:
        up = "" if here.parent_id == own.pk or here.parent is None else here.parent.code
        return Filter(labels.get(here.level, here.level), here.name, link(request, HERE, **query, area=up))
    below = list(here.children.filter(valid_until=None).order_by("code")[:FEW_BUILDINGS])
    if not below:
        return Filter(_("Area"))
    choices = [Choice(one.name, link(request, HERE, **query, area=one.code)) for one in below]
    return Filter(labels.get(below[0].level, below[0].level), choices=choices)


def _link(request: StaffRequest, **query: Any) -> str:
    return link(request, HERE, **query)


def _say(count: int) -> str:
    return ngettext("{n} household", "{n} households", count).format(n=thousands(count))
