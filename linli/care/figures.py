"""The numbers of care of many areas on a day; one query a counted model and length of code."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr

from linli.areas.measures import Measure, counted_models
from linli.areas.scopes import Scope
from linli.care.measures import AS_OF, OF_THE_DAY, as_of

Numbers = dict[str, int]


def care_figures(
    codes: Sequence[str], *, within: str, day: date, measures: Sequence[Measure] = OF_THE_DAY
) -> Mapping[str, Numbers]:
    """Every number of these areas, which lie in `within`."""
    found: dict[str, Numbers] = {code: {one.key: 0 for one in measures} for code in codes}
    for length in sorted({len(code) for code in codes}):
        for model, group in counted_models(measures).items():
            for code, numbers in _counted(model, group, within, day, length):
                if len(code) == length and code in found:
                    found[code].update(numbers)
    return found


def _counted(
    model: Any, group: Sequence[Measure], within: str, day: date, length: int
) -> list[tuple[str, Numbers]]:
    columns = {f"m{at}": Count("pk", filter=one.where(day)) for at, one in enumerate(group)}
    rows = model.objects.within(Scope((within,))).annotate(of_area=Substr("area_code", 1, length))
    counted = rows.order_by().values("of_area").annotate(**columns)
    return [(row["of_area"], {one.key: row[f"m{at}"] for at, one in enumerate(group)}) for row in counted]


def care_as_of(where: Scope, *, day: date, at: datetime) -> Numbers:
    """The numbers of an area by what had been decided and told until `at`: one query a counted model."""
    found: Numbers = {}
    for model, group in counted_models(AS_OF).items():
        columns = {f"m{n}": Count("pk", filter=as_of(one, day, at)) for n, one in enumerate(group)}
        counted = model.objects.within(where).order_by().aggregate(**columns)  # type: ignore[attr-defined]
        found |= {one.key: counted[f"m{n}"] for n, one in enumerate(group)}
    return found


def care_over(where: Scope, measures: Sequence[Measure], days: Sequence[date]) -> dict[str, list[int]]:
    """These measures on each of some days, for a line: one query a counted model."""
    found: dict[str, list[int]] = {}
    for model, group in counted_models(measures).items():
        columns = {
            f"m{n}_{at}": Count("pk", filter=one.where(day))
            for n, one in enumerate(group)
            for at, day in enumerate(days)
        }
        counted = model.objects.within(where).order_by().aggregate(**columns)  # type: ignore[attr-defined]
        for n, one in enumerate(group):
            found[one.key] = [counted[f"m{n}_{at}"] for at in range(len(days))]
    return found
