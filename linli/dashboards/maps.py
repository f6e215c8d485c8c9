"""The city's own outlines of the areas below, where it has given them."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from linli.areas.measures import Measure
from linli.areas.models import Area
from linli.core.components import GeoChart
from linli.dashboards import rules
from linli.dashboards.queries import Board, Place, places_below, shapes_below
from linli.dashboards.reader import Reader


def outlined(area: Area, found: Board, reader: Reader, shown: Measure) -> GeoChart | None:
    """A map of the children, or nothing where none of them has an outline."""
    if not shapes_below(found.children).exists():
        return None
    names = _names(found.children)
    numbers = {child.code: _value(found, child, reader, shown) for child in found.children}
    return GeoChart(
        title=shown.label,
        sentence=_("{measure} by area; white areas have none, areas without a number no record.").format(
            measure=shown.label
        ),
        outlines_url=_url(area, reader),
        values=[(names[child.code], numbers[child.code]) for child in found.children],
        limits=rules.step_limits(n for n in numbers.values() if n is not None),
        unit=shown.unit,
        heading=_("Area"),
    )


def _url(area: Area, reader: Reader) -> str:
    return f"{reverse('dashboards:outlines')}?{urlencode({'area': area.code, 'day': reader.day.isoformat()})}"


def _value(found: Board, child: Place, reader: Reader, shown: Measure) -> int | None:
    figures = found.of(child)
    return reader.number(figures, shown.key).value if figures.has_record else None


def geojson(place: Place, day: date) -> dict[str, Any]:
    children = places_below([place.area_id], day)
    names = _names(children)
    codes = {child.area_id: child.code for child in children}
    features = [
        {"type": "Feature", "properties": {"name": names[codes[pk]]}, "geometry": shape}
        for pk, shape in shapes_below(children).order_by("code").values_list("pk", "shape")
    ]
    return {"type": "FeatureCollection", "features": features}


def _names(places: list[Place]) -> dict[str, str]:
    """One name an area, for the map finds a number by it: two of one name get their codes."""
    names = [place.name for place in places]
    return {
        place.code: place.name if names.count(place.name) == 1 else f"{place.name} {place.code}"
        for place in places
    }
