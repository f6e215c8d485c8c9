"""The numbers of gates of many areas on a day, and what they are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import Substr

from linli.areas.measures import counted_models
from linli.areas.scopes import Scope
from linli.gates import tallies
from linli.gates.counting import EXCEPTIONS, REFUSALS
from linli.gates.measures import FROM_ROWS, OF_THE_DAY, TALLIED

Numbers = dict[str, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """Of one area: how often somebody was turned back on each ground, and let through on each errand."""

    refusals: Mapping[str, int]
    exceptions: Mapping[str, int]


def gate_figures(codes: Sequence[str], *, within: str, day: date, whole: bool = True) -> dict[str, Numbers]:
    """Every number of these areas, which lie in `within`. `whole`: with what is counted from rows.

    A query a length of code, and with `whole` one more a counted model.
    """
    shown = OF_THE_DAY if whole else TALLIED
    found = {code: {one.key: 0 for one in shown} for code in codes}
    for code, told in tallies.numbers_at(codes, within=within, day=day).items():
        found[code] |= {one.key: told[(one.key, "")] for one in TALLIED if (one.key, "") in told}
    if whole:
        for length in sorted({len(code) for code in codes}):
            _count(found, within, day, length)
    return found


def _count(found: Mapping[str, Numbers], within: str, day: date, length: int) -> None:
    for model, measures in counted_models(FROM_ROWS).items():
        for one in measures:
            rows = model.objects.within(Scope((within,))).filter(one.where(day))  # type: ignore[attr-defined]
            counted = rows.annotate(of_area=Substr("area_code", 1, length)).order_by().values("of_area")
            for code, n in counted.annotate(n=Count("pk")).values_list("of_area", "n"):
                if len(code) == length and code in found:
                    found[code][one.key] = n


def parts_of(code: str, *, day: date) -> Parts:
    """What the refusals and exceptions of an area are made of, the most first. One query."""
    told = tallies.numbers_at([code], within=code, day=day)[code]

    def part(measure: str) -> dict[str, int]:
        found = [(key, n) for (one, key), n in told.items() if one == measure and key and n]
        return dict(sorted(found, key=lambda each: (-each[1], each[0])))

    return Parts(part(REFUSALS), part(EXCEPTIONS))
