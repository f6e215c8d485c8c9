"""The numbers of zones of many areas on a day."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count
from django.db.models.functions import Substr

from linli.areas.scopes import Scope
from linli.zones.measures import ALL

Numbers = dict[str, int]


def zone_figures(codes: Sequence[str], *, within: str, day: date) -> dict[str, Numbers]:
    """Every number of these areas, which lie in `within`. A query a length of code and measure; rows add none."""
    found = {code: {one.key: 0 for one in ALL} for code in codes}
    for length in sorted({len(code) for code in codes}):
        for one in ALL:
            rows = one.counts.objects.within(Scope((within,))).filter(one.where(day))  # type: ignore[attr-defined]
            counted = rows.annotate(of_area=Substr("area_code", 1, length)).order_by().values("of_area")
            for code, n in counted.annotate(n=Count("pk")).values_list("of_area", "n"):
                if len(code) == length and code in found:
                    found[code][one.key] = n
    return found
