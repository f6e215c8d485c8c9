"""Zones by place: a tile for each compound, building or community that has one. For staff; no door is ever shown."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import State, Tile, TileKey, TileMap, TileRow
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import areas_by_code, path_in
from linli.registers.views.common import link
from linli.zones.choices import ZoneState
from linli.zones.models import Zone
from linli.zones.places import COMMUNITY_DIGITS
from linli.zones.queries import marked_by_community
from linli.zones.rules import WIDTH
from linli.zones.shown import is_review_overdue
from linli.zones.views.common import READ, sections
from linli.zones.words import place_of

MOST_LETTERS = 5


@dataclass
class Spot:
    """What stands at one compound, building or area. A stairwell or a floor counts at its building: it may be few doors."""

    name: str
    zones: list[Zone] = field(default_factory=list)


@never_cache
@require_safe
@staff_page(*READ)
def zone_map(request: StaffRequest) -> HttpResponse:
    rows = Zone.objects.within(request.scope).filter(state__in=[ZoneState.IN_FORCE, ZoneState.SIGNED])
    zones = list(rows.select_related("area").order_by("area_code", "compound", "building"))
    context = {
        "sections": sections(request, "zones:map"),
        "map": _map(request, zones) if zones else None,
        "n": len(zones),
    }
    return render(request, "zones/map.html", context)


def _map(request: StaffRequest, zones: list[Zone]) -> TileMap:
    by_community: dict[str, dict[str, Spot]] = defaultdict(dict)
    for zone in zones:
        name = _spot_name(zone)
        spot = by_community[zone.area_code[:COMMUNITY_DIGITS]].setdefault(name, Spot(name))
        spot.zones.append(zone)
    known = areas_by_code(by_community)
    above = request.area.code if len(request.area.code) < COMMUNITY_DIGITS else ""
    marked = marked_by_community(request.scope, now=timezone.now(), digits=COMMUNITY_DIGITS)
    named = {code: path_in(known, code, below=above) for code in by_community}
    return TileMap(
        rows=[_row(request, named[code], code, spots, marked.get(code, 0)) for code, spots in sorted(by_community.items())],
        row_heading=_("Community"),
        tile_heading=_("Compounds and buildings"),
        state_heading=_("How it stands"),
        number_headings=[_("Households in zones")],
        legend=[
            TileKey("step-2", _("in force")), TileKey("ask", _("ends or must be looked at")),
            TileKey("nil", _("waits for the second signature")),
        ],
        counts=True,
    )  # fmt: skip


def _row(request: StaffRequest, name: str, code: str, spots: dict[str, Spot], marked: int) -> TileRow:
    zones = [zone for spot in spots.values() for zone in spot.zones]
    late = sum(is_review_overdue(zone, timezone.now()) for zone in zones)
    here = link(request, "zones:zones", area=code)
    return TileRow(
        name=name, href=here, tiles=[_tile(spot, here) for spot in spots.values()],
        state=State.STOP if late else State.RUN,
        word=_("review overdue") if late else ngettext("{n} zone", "{n} zones", len(zones)).format(n=len(zones)),
        numbers=[str(marked)],
    )  # fmt: skip


def _spot_name(zone: Zone) -> str:
    """Down to the building; what is narrower is not shown as a place of its own."""
    parts = place_of(zone).split()[1:]
    narrower = WIDTH["building"] - WIDTH.get(zone.unit, 0)
    return " ".join(parts[: len(parts) - narrower] if narrower > 0 else parts) or zone.area.short


def _tile(spot: Spot, href: str) -> Tile:
    now = timezone.now()
    held = [zone for zone in spot.zones if zone.state == ZoneState.IN_FORCE]
    if any(is_review_overdue(zone, now) for zone in held):
        kind, word = "ask", _("review overdue")
    elif held:
        kind, word = "step-2", _("in force")
    else:
        kind, word = "nil", _("waits for the second signature")
    last = spot.name.split()[-1]
    return Tile(label=last[:MOST_LETTERS], name=spot.name, href=href, word=word, kind=kind)
