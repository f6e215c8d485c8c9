"""Keeping the outlines that a city has of its areas."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas.geojson import Outline, read_outlines
from linli.areas.models import Area
from linli.areas.problems import Finding, ShapesRefused
from linli.core.audit import Actor, log, name_action

SHAPED = name_action("areas:shapes:kept", _("{actor} read {count} outlines of areas in from {source}"))


@transaction.atomic
def keep_shapes(content: bytes, *, source: str, actor: Actor | None) -> list[Area]:
    """Keep the outlines of a GeoJSON FeatureCollection with the areas that they belong to; return these.

    A feature names its area by `code` (or `adcode`), or by a `name` that only one area has. If anything is wrong
    all of it is refused at once and nothing is kept. Read in again it replaces the outlines.
    """
    findings: list[Finding] = []
    outlines = read_outlines(content, findings)
    pairs = _areas_of(outlines, findings)
    if findings:
        raise ShapesRefused(sorted(findings, key=lambda finding: finding.line), source=source)
    for area, outline in pairs:
        area.shape = dict(outline.geometry)
    areas = [area for area, _outline in pairs]
    Area.objects.bulk_update(areas, ["shape"], batch_size=100)
    log(SHAPED, actor=actor, subject_name=source[:120], count=len(areas), source=source)
    return areas


def _areas_of(outlines: Sequence[Outline], findings: list[Finding]) -> list[tuple[Area, Outline]]:
    current = Area.objects.current()
    by_code = {area.code: area for area in current.filter(code__in=[o.code for o in outlines if o.code])}
    by_name: dict[str, list[Area]] = {}
    for area in current.filter(name__in=[o.name for o in outlines if not o.code]):
        by_name.setdefault(area.name, []).append(area)
    pairs: list[tuple[Area, Outline]] = []
    seen: dict[str, int] = {}
    for outline in outlines:
        named = [by_code[outline.code]] if outline.code in by_code else []
        if not outline.code:
            named = by_name.get(outline.name, [])
        if reason := _why_not(outline, named, seen):
            findings.append(Finding(outline.number, reason))
        else:
            seen[named[0].code] = outline.number
            pairs.append((named[0], outline))
    return pairs


def _why_not(outline: Outline, named: Sequence[Area], seen: dict[str, int]) -> str:
    number, called = outline.number, outline.code or outline.name
    if not named:
        sentence = gettext(
            "Feature {number}: there is no area {called} in the tree. Correct it, or read the table in."
        )
        return sentence.format(number=number, called=called)
    if len(named) > 1:
        codes = ", ".join(area.code for area in named)
        sentence = gettext("Feature {number}: {called} is the name of several areas ({codes}). Add the code.")
        return sentence.format(number=number, called=called, codes=codes)
    if earlier := seen.get(named[0].code):
        sentence = gettext(
            "Feature {number}: feature {earlier} already is the outline of {called}. Remove one."
        )
        return sentence.format(number=number, earlier=earlier, called=called)
    return ""
