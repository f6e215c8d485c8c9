"""The numbers of duty of many areas on a day; one query a counted model and length of code."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr

from linli.areas.measures import Measure, counted_models
from linli.areas.scopes import Scope
from linli.duty.measures import HOURS, OF_THE_DAY
from linli.duty.models import Claim
from linli.duty.queries_hours import served_by

Numbers = dict[str, int]


def duty_figures(
    codes: Sequence[str], *, within: str, day: date, measures: Sequence[Measure] = OF_THE_DAY
) -> Mapping[str, Numbers]:
    """Every number of these areas, which lie in `within`."""
    found: dict[str, Numbers] = {code: {one.key: 0 for one in measures} for code in codes}
    counted = [one for one in measures if one is not HOURS]
    for length in sorted({len(code) for code in codes}):
        for model, group in counted_models(counted).items():
            for code, numbers in _counted(model, group, within, day, length):
                if len(code) == length and code in found:
                    found[code].update(numbers)
        if HOURS in measures:
            for code, hours in _hours(within, day, length).items():
                if len(code) == length and code in found:
                    found[code][HOURS.key] = hours
    return found


def _counted(
    model: Any, group: Sequence[Measure], within: str, day: date, length: int
) -> list[tuple[str, Numbers]]:
    columns = {f"m{at}": Count("pk", filter=one.where(day)) for at, one in enumerate(group)}
    rows = model.objects.within(Scope((within,))).annotate(of_area=Substr("area_code", 1, length))
    counted = rows.order_by().values("of_area").annotate(**columns)
    return [(row["of_area"], {one.key: row[f"m{at}"] for at, one in enumerate(group)}) for row in counted]


def _hours(within: str, day: date, length: int) -> dict[str, int]:
    claims = Claim.objects.within(Scope((within,))).filter(HOURS.where(day))
    served = served_by(claims.annotate(of_area=Substr("area_code", 1, length)), "of_area")
    return {code: int(hours) for code, (_posts, hours) in served.items()}
