"""The register's list: saved views, filters as words, households grouped as one walks."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from linli.areas.levels import level_labels
from linli.areas.models import Area
from linli.areas.tallies import Figures, figures_of
from linli.core.components import Choice, Filter, Tab
from linli.core.numbers import thousands
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import playbook_for
from linli.registers import listing
from linli.registers.choices import NeedCode, Occupancy
from linli.registers.listing import PER_PAGE, REACH
from linli.registers.models import Household
from linli.registers.shown import Sight
from linli.registers.standing import held_among
from linli.registers.views.common import link, today
from linli.registers.wanted import ANY, NONE, Wanted, number_in
from linli.registers.words import building_word

FEW_DOORS = 3_000  # an area of this size has few enough compounds and buildings to be offered as choices
MOST_CHOICES = 60
MOST_TABS = 12


@require_safe
@staff_page(Capability.HOUSEHOLDS_READ)
def households(request: StaffRequest) -> HttpResponse:
    sight, day = Sight.of(request.viewer), today()
    wanted = Wanted.read(request.GET) if sight.particulars else Wanted(sort=Wanted.read(request.GET).sort)
    figures = figures_of(request.area.code, day=day)
    doors = listing.Doors(request.scope, wanted, figures)
    wanted = doors.wanted
    page = doors.get_page(request.GET.get("page"))
    rows = listing.households_on(page, request.scope, request.viewer, day=day)
    groups = _groups(request, wanted, rows)
    links = _links(request, sight)
    context = {
        "sight": sight,
        "figures": _figures(figures),
        "counted_at": request.area.counted_at,
        "wanted": wanted,
        "page": page,
        "rows": rows,
        "held": held_among([one.id for one in rows] if sight.particulars else (), at=timezone.now()),
        "groups": groups,
        "columns": 2 + sum((bool(links["print"]), 4 * sight.particulars, sight.phones, sight.needs)),
        "last_index": (page.number - 1) * PER_PAGE + len(rows),
        "doors": doors,
        "has_more": doors.has_more_than(page),
        "reach": REACH,
        "links": links,
        "is_empty_register": not figures["households.dwellings"],
    }
    if sight.particulars:
        places = _places(request, figures)
        context["views"] = _views(request, wanted, figures, places)
        context["filters"] = _filters(request, wanted, sight, places)
        context["clear_url"] = link(request, "registers:households") if wanted.filters else ""
        context["say"] = _say(doors) if wanted.filters else ""
    return render(request, "registers/households.html", context)


def _figures(figures: Figures) -> dict[str, int]:
    return {
        "dwellings": figures["households.dwellings"],
        "living": figures["residents.living"],
        "registered": figures["residents.registered"],
    }


def _say(doors: listing.Doors) -> str:
    """How many there are, beside the filters; where that is not known, nothing."""
    if not doors.is_exact:
        return ""
    return ngettext("{n} household", "{n} households", doors.count).format(n=thousands(doors.count))


def _groups(request: StaffRequest, wanted: Wanted, rows: list[Any]) -> list[listing.Group] | None:
    if not wanted.walks:
        return None
    codes = {one.area_code for one in rows}
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    return listing.in_stairwells(rows, request.scope, wanted, names)


def _links(request: StaffRequest, sight: Sight) -> dict[str, str]:
    """The acts of the page that this duty has."""
    may = request.viewer.may
    return {
        "new": link(request, "registers:household_new") if sight.writes else "",
        "duplicates": link(request, "registers:duplicates") if sight.writes else "",
        "print": link(request, "registers:print_sheets") if may(Capability.LEDGERS_EXPORT) else "",
        "import": _maybe("imports:batches", request) if may(Capability.IMPORT) else "",
        "ledgers": _maybe("reports:ledgers", request) if may(Capability.LEDGERS_EXPORT) else "",
    }


def _maybe(name: str, request: StaffRequest) -> str:
    try:
        reverse(name)
    except NoReverseMatch:  # that part is not there yet
        return ""
    return link(request, name)


# ---- saved views -----------------------------------------------------------------------------------
def _views(
    request: StaffRequest, wanted: Wanted, figures: Figures, places: list[dict[str, Any]]
) -> list[Tab]:
    sight = Sight.of(request.viewer)
    named: list[tuple[str, dict[str, str]]] = [(_("All"), {})]
    if sight.needs:
        named.append((_("Support needs"), {"need": ANY}))
    if sight.phones:
        named.append((_("No telephone"), {"phone": NONE}))
    named += [
        (_("Somebody away"), {"presence": "away"}),
        (_("Rented"), {"occupancy": Occupancy.RENTED}),
        (_("Vacant"), {"occupancy": Occupancy.VACANT}),
    ]
    tabs = [
        _tab(request, wanted, label, asked, number_in(Wanted(**asked), figures)) for label, asked in named
    ]
    if len(places) <= MOST_TABS and request.area.level == "grid":
        tabs += [
            _tab(request, wanted, building_word(one["building"]), _place(one), one["n"]) for one in places
        ]
    return tabs


def _tab(request: StaffRequest, wanted: Wanted, label: str, asked: dict[str, str], number: int | None) -> Tab:
    return Tab(label, link(request, "registers:households", **asked), wanted.filters == asked, number)


def _place(one: dict[str, Any]) -> dict[str, str]:
    return {name: one[name] for name in ("compound", "building") if one[name]}


def _places(request: StaffRequest, figures: Figures) -> list[dict[str, Any]]:
    """The buildings of a small area with their number of doors; nothing for a large one."""
    if figures["households.dwellings"] > FEW_DOORS:
        return []
    rows = Household.objects.within(request.scope).filter(closed_on=None).exclude(building="")
    counted = rows.order_by().values("compound", "building").annotate(n=Count("pk"))
    return sorted(
        map(dict, counted), key=lambda one: (one["compound"], len(one["building"]), one["building"])
    )


# ---- filters ---------------------------------------------------------------------------------------
def _filters(
    request: StaffRequest, wanted: Wanted, sight: Sight, places: list[dict[str, Any]]
) -> list[Filter]:
    compounds = sorted({one["compound"] for one in places if one["compound"]})
    buildings = [one for one in places if not wanted.compound or one["compound"] == wanted.compound]
    names = {one["building"]: building_word(one["building"]) for one in buildings}
    filters = [
        _area_filter(request),
        _filter(request, wanted, "compound", _("Compound"), {one: one for one in compounds}),
        _filter(request, wanted, "building", _("Building"), names),
        _filter(request, wanted, "occupancy", _("Occupancy"), dict(Occupancy.choices)),
    ]
    if sight.needs:
        needs = {ANY: _("Any")} | {code: str(label) for code, label in NeedCode.choices}
        filters.append(_filter(request, wanted, "need", _("Support need"), needs))
    filters.append(_filter(request, wanted, "presence", _("Who is there"), {"away": _("somebody away")}))
    if sight.phones:
        filters.append(_filter(request, wanted, "phone", _("Telephone"), {NONE: _("nobody has one")}))
    return [one for one in filters if one.value or one.choices]


def _filter(request: StaffRequest, wanted: Wanted, name: str, label: str, choices: dict[str, Any]) -> Filter:
    asked = {**wanted.filters, "sort": request.GET.get("sort", "")}
    chosen = getattr(wanted, name)
    if chosen:
        rest = {key: value for key, value in asked.items() if key != name}
        return Filter(label, choices.get(chosen, chosen), link(request, "registers:households", **rest))
    urls = {value: link(request, "registers:households", **{**asked, name: value}) for value in choices}
    offered = [Choice(words, urls[value]) for value, words in list(choices.items())[:MOST_CHOICES]]
    return Filter(label, choices=offered if len(offered) > 1 or name in ("presence", "phone") else ())


def _area_filter(request: StaffRequest) -> Filter:
    """The area one looks at, removable up to the duty's own; else the areas right below."""
    own, here = request.viewer.area, request.area
    labels = level_labels(playbook_for(here))
    query = {key: value for key, value in request.GET.items() if key not in ("area", "page")}
    if own is not None and here.pk != own.pk:
        up = "" if here.parent_id == own.pk or here.parent is None else here.parent.code
        return Filter(labels.get(here.level, here.level), here.name, link(request, _LIST, **query, area=up))
    below = list(here.children.filter(valid_until=None).order_by("code")[:MOST_CHOICES])
    if not below:
        return Filter(_("Area"))
    choices = [Choice(one.name, link(request, _LIST, **query, area=one.code)) for one in below]
    return Filter(labels.get(below[0].level, below[0].level), choices=choices)


_LIST = "registers:households"
