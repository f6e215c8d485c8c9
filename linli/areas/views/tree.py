"""Walking the tree from the city down, today or on a past day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from linli.areas.levels import level_labels, playbook_of
from linli.areas.measures import IN_LISTS, Measure, known
from linli.areas.past import Place, area_on, child_counts, children_on, places
from linli.areas.problems import NotThereThen
from linli.areas.queries import ambiguous_names, path_text, paths_of, search_areas
from linli.areas.requests import FIGURES, READ, AreaRequest, area_page, asked_day
from linli.areas.scopes import Scope
from linli.areas.tallies import Figures, figures_by_child
from linli.areas.views.about import about, label_of
from linli.core.components import Choice, Filter
from linli.core.moments import day as written_day

A_PAGE = 50
MOST_FOUND = 200


@dataclass(frozen=True)
class Row:
    """A line of the table: a place with what is said of it."""

    place: Place
    label: str
    children: int
    figures: Figures | None
    path: str = ""

    @property
    def cells(self) -> list[tuple[Measure, int | None]]:
        """None where nothing was ever entered: a 0 would be a lie."""
        if self.figures is None:
            return []
        recorded = self.figures.has_record
        return [(one, self.figures[one.key] if recorded else None) for one in known(IN_LISTS)]


@require_safe
@area_page(READ)
def tree(request: AreaRequest) -> HttpResponse:
    """What lies in an area, today or on a past day, with its figures."""
    area, day = request.area, asked_day(request)
    here = area_on(area, day)
    if here is None:
        raise NotThereThen(area=area.name, day=written_day(day))
    text = request.GET.get("q", "").strip()
    found = _matching(here, text, day) if text else children_on(here, day)
    labels = level_labels(playbook_of(area))
    levels = list(dict.fromkeys(label_of(place, labels) for place in found))
    rows = _rows(request, found, day, labels)
    shown = _sorted([row for row in rows if request.GET.get("level") in (None, "", row.label)], request)
    context = {
        **about(request, area, here, day),
        "text": text,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "measures": [(f"n{number}", one) for number, one in enumerate(_measures(request))],
        "filters": _filters(request, levels, rows),
        "totals": [] if text or len(shown) < len(rows) else _totals(rows, request),
    }
    return render(request, "areas/tree.html", context)


def _matching(here: Place, text: str, day: date) -> list[Place]:
    """Everything within whose name or code fits, today also by pinyin."""
    codes = [area.code for area in search_areas(text, Scope((here.code,)), limit=MOST_FOUND)]
    inside = places(Scope((here.code,)).q("code"), day)
    return [
        p
        for p in inside
        if p.id != here.id and (p.code in codes or text in p.name or p.code.startswith(text))
    ][:MOST_FOUND]


def _rows(request: AreaRequest, found: Sequence[Place], day: date, labels: Any) -> list[Row]:
    counts = child_counts(found, day)
    figures: dict[str, Figures] = {}
    if request.viewer.may(FIGURES):
        figures = figures_by_child("", [place.code for place in found], day=day)
    doubtful = ambiguous_names(found) if request.GET.get("q") else set()
    paths = paths_of([place for place in found if place.id in doubtful], below=request.area.code)
    return [
        Row(
            place,
            label_of(place, labels),
            counts.get(place.id, 0),
            figures.get(place.code),
            path_text(paths[place.code][:-1]) if place.id in doubtful else "",
        )
        for place in found
    ]


def _sorted(rows: list[Row], request: AreaRequest) -> list[Row]:
    asked = request.GET.get("sort", "code")
    keys: dict[str, Callable[[Row], Any]] = {
        "code": lambda row: row.place.code,
        "name": lambda row: (row.place.name, row.place.code),
        "children": lambda row: (row.children, row.place.code),
    }
    for number, _measure in enumerate(_measures(request)):
        keys[f"n{number}"] = lambda row, n=number: (row.cells[n][1] or 0, row.place.code)  # type: ignore[misc]
    key = keys.get(asked.removeprefix("-"), keys["code"])
    return sorted(rows, key=key, reverse=asked.startswith("-"))


def _measures(request: AreaRequest) -> Sequence[Measure]:
    return known(IN_LISTS) if request.viewer.may(FIGURES) else ()


def _totals(rows: Sequence[Row], request: AreaRequest) -> list[tuple[Any, int]]:
    """The sum of the rows: with the whole list in view, it is the area's own number."""
    return [
        (one.label, sum(row.cells[n][1] or 0 for row in rows)) for n, one in enumerate(_measures(request))
    ]


def _filters(request: AreaRequest, levels: Sequence[str], rows: Sequence[Row]) -> list[Filter]:
    chosen = request.GET.get("level", "")
    if len(levels) < 2 and not chosen:
        return []
    if chosen:
        return [Filter(pgettext_lazy("area", "Kind"), chosen, _link(request, level=None))]
    counted = [(one, sum(row.label == one for row in rows)) for one in levels]
    return [
        Filter(
            pgettext_lazy("area", "Kind"),
            choices=[Choice(one, _link(request, level=one), count=n) for one, n in counted],
        )
    ]


def _link(request: AreaRequest, **changes: str | None) -> str:
    query = {key: value for key, value in request.GET.items() if key != "page"} | changes
    return "?" + urlencode({key: value for key, value in query.items() if value})
