"""The page of one area: what it is, what it was, and what became of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.areas.access import area_to_read
from linli.areas.measures import IN_LISTS, known
from linli.areas.models import Area
from linli.areas.past import Event, Place, area_on, events_of, successors_of
from linli.areas.queries import names_with_paths
from linli.areas.recoding import places_within
from linli.areas.requests import FIGURES, READ, AreaRequest, area_page
from linli.areas.tallies import figures_of
from linli.areas.views.about import about
from linli.core.components import Figure
from linli.lib.periods import local_day


@require_safe
@area_page(READ)
def area(request: AreaRequest, code: str) -> HttpResponse:
    found = area_to_read(request, code)
    today = local_day(timezone.now())
    here = area_on(found, today) or _as_it_was(found)
    heirs = [] if found.is_open else successors_of(found)
    context = {
        **about(request, found, here, today),
        "former": _former(found, here),
        "events": [_told(event) for event in events_of(found)],
        "heirs": [(heir, name) for heir, name in zip(heirs, names_with_paths(heirs).values(), strict=True)],
        "heirs_in_reach": {heir.code for heir in heirs if request.viewer.scope.covers(heir.code)},
        "places": places_within([found]),
        "numbers": _numbers(request, found, here),
    }
    return render(request, "areas/area.html", context)


def _as_it_was(found: Area) -> Place:
    """A closed area as it last was."""
    return Place(found.pk, found.code, found.level, found.name, found.kind, found.parent_id)


def _former(found: Area, here: Place) -> list[Any]:
    """Names and codes that it had before, the latest first."""
    spans = found.spans.exclude(code=here.code, name=here.name).order_by("-from_on", "-id")
    return list(spans)


def _told(event: Event) -> dict[str, Any]:
    change = event.change
    return {
        "change": change,
        "kind": change.get_kind_display(),
        "old": event.old,
        "new": event.new,
        "lines": event.lines,
    }


def _numbers(request: AreaRequest, found: Area, here: Place) -> list[Figure]:
    if not request.viewer.may(FIGURES) or not found.is_open:
        return []
    figures = figures_of(here.code, day=local_day(timezone.now()))
    return [
        Figure(one.label, figures[one.key] if figures.has_record else None, one.unit)
        for one in known(IN_LISTS)
    ]
