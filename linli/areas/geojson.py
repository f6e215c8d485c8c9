"""Reading outlines of areas: a GeoJSON FeatureCollection whose features carry a code or a name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.areas.problems import Finding
from linli.lib.area_codes import AreaCodeError, prefix

CODE_KEYS = ("code", "adcode")
MOST_POSITIONS = 200_000


@dataclass(frozen=True)
class Outline:
    """One feature: its number in the file, whose outline it is (a code, or else a name), and the geometry."""

    number: int
    code: str
    name: str
    geometry: Mapping[str, Any]


def read_outlines(content: bytes, findings: list[Finding]) -> list[Outline]:
    """The outlines of the file; what is wrong is added to `findings`."""
    try:
        collection = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        findings.append(Finding(0, _("The file is no JSON. Export the outlines as GeoJSON and try again.")))
        return []
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        findings.append(
            Finding(0, _("The file is no GeoJSON FeatureCollection. Export the outlines as one."))
        )
        return []
    if not features:
        findings.append(Finding(0, _("The file holds no features.")))
    found = [_outline(number, feature, findings) for number, feature in enumerate(features, start=1)]
    return [outline for outline in found if outline]


def _outline(number: int, feature: Any, findings: list[Finding]) -> Outline | None:
    def wrong(sentence: str) -> None:
        findings.append(Finding(number, _("Feature {number}: ").format(number=number) + sentence))

    known = len(findings)
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        wrong(_("it has no properties, so nobody knows whose outline it is. Add its code."))
        return None
    given = next((str(properties[key]).strip() for key in CODE_KEYS if properties.get(key)), "")
    name = str(properties.get("name") or "").strip()
    code = _code(given, wrong) if given else ""
    if not given and not name:
        wrong(_("it has neither code nor name. Add its code."))
    geometry = feature.get("geometry")
    if reason := _why_unfit(geometry):
        wrong(reason)
    return Outline(number, code, name, geometry) if len(findings) == known else None


def _code(given: str, wrong: Any) -> str:
    try:
        return prefix(given)
    except AreaCodeError:
        wrong(_("the code “{code}” cannot be used.").format(code=given[:40]))
        return ""


def _why_unfit(geometry: Any) -> str:
    """The first reason why this cannot be an area's outline, or empty."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        return _("its geometry is {kind}; an outline is a Polygon or MultiPolygon.").format(kind=kind or "-")
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    try:
        rings = [ring for polygon in polygons for ring in polygon]
        positions = [(float(position[0]), float(position[1])) for ring in rings for position in ring]
    except (TypeError, ValueError, IndexError):
        return _("its coordinates are no pairs of numbers.")
    if not positions or any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        return _("a ring of the outline is not closed, or has fewer than four points.")
    if len(positions) > MOST_POSITIONS:
        return _("it has {count} points. Simplify the outline first.").format(count=len(positions))
    return _why_out_of_place(positions)


def _why_out_of_place(positions: list[tuple[float, float]]) -> str:
    if any(abs(x) > 180 or abs(y) > 180 for x, y in positions):
        return _("its coordinates are no degrees. Export in WGS84 (EPSG:4326).")
    if any(abs(y) > 90 for _x, y in positions):
        return _("latitude and longitude seem to be swapped; longitude comes first.")
    return ""
