"""Counters of a day: added to as facts come in, summed by a range of codes when asked.

Kept at the place where a household stands and at its community. Areas above the community are summed when read:
writing to their rows would make all who report in a city wait for each other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Length, Substr

from linli.areas.choices import Grain
from linli.areas.models import Area, InArea
from linli.areas.scopes import Scope
from linli.areas.tallies import COMMUNITY_DIGITS, figures_at
from linli.core.rows import Hex, plain_rows, write_rows
from linli.lib.area_codes import LEVEL_BY_LENGTH
from linli.rounds.measures import ANSWERED_OF_LIVED_IN, COUNTED, SILENT
from linli.rounds.models import DayTally

AREA, PLACE = Grain.AREA.value, Grain.PLACE.value
Steps = Mapping[tuple[str, date], Mapping[str, int]]  # (place, day) -> measure -> by how much


class Row(msgspec.Struct, gc=False, order=True):
    """A row of `DayTally`."""

    grain: str
    code: str
    on: date
    measure: str
    n: int


# ---- counting ----------------------------------------------------------------------------------
def add(steps: Steps) -> None:
    """Add to the counters. Rows are touched in one order, so that two who add cannot wait for each other."""
    communities: dict[tuple[str, date], Counter[str]] = {}
    rows = []
    for (place, day), numbers in steps.items():
        rows += [Row(PLACE, place, day, measure, n) for measure, n in numbers.items() if n]
        communities.setdefault((place[:COMMUNITY_DIGITS], day), Counter()).update(numbers)
    for (code, day), numbers in communities.items():
        rows += [Row(AREA, code, day, measure, n) for measure, n in numbers.items() if n]
    rows.sort()
    write_rows(DayTally, rows, unique=["grain", "on", "code", "measure"], add=["n"])


def lock_places(places: QuerySet[Area]) -> dict[Hex, str]:
    """Let one at a time write the days of these places; return the code that each has now.

    In the order in which a change of the tree locks them. `no_key`: rows that are being written into the places do not
    stand in the way.
    """
    rows = places.order_by(Length("code").desc(), "pk").select_for_update(of=("self",), no_key=True)
    return dict(plain_rows(rows.values_list("pk", "code")))


@transaction.atomic
def recount_day(code: str, *, day: date) -> None:
    """Set the counters of an area, or of the whole community that it lies in, from the rows.

    After a change of the tree, or a doubt. Waits for those who are adding.
    """
    within = Scope((code[:COMMUNITY_DIGITS],))
    lock_places(Area.objects.filter(within.q("code")))
    DayTally.objects.filter(within.q("code"), on=day).delete()
    steps: dict[tuple[str, date], Counter[str]] = {}
    for measure in COUNTED:
        counted: type[InArea] = measure.counts  # type: ignore[assignment]
        rows = counted.objects.within(within).filter(measure.where(day)).order_by().values("area_code")
        for place, n in rows.annotate(n=Count("pk")).values_list("area_code", "n"):
            steps.setdefault((place, day), Counter())[measure.key] = n
    add(steps)


def recount_since(codes: Iterable[str], *, since: date) -> None:
    """Count these areas again for every day from `since` on of which they have figures."""
    within = Scope.of(codes)
    days = (
        DayTally.objects.filter(within.q("code"), on__gte=since).order_by("on").values_list("on", flat=True)
    )
    for day in list(days.distinct()):
        for code in within.prefixes:
            recount_day(code, day=day)


# ---- reading -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class DayFigures:
    """The numbers of one area on one day; what nothing was told about is 0."""

    code: str
    day: date
    numbers: Mapping[str, int]

    def __getitem__(self, measure: str) -> int:
        return self.numbers.get(measure, 0)


def day_figures(code: str, *, day: date) -> DayFigures:
    return day_figures_at([code], day=day)[code]


def day_figures_at(codes: Iterable[str], *, day: date) -> dict[str, DayFigures]:
    """The day's numbers of many areas, in a number of queries that does not grow with them."""
    wanted = list(dict.fromkeys(codes))
    numbers: dict[str, Counter[str]] = {code: Counter() for code in wanted}
    for length in sorted({len(code) for code in wanted}):
        same = [code for code in wanted if len(code) == length]
        rows = _rows(same).filter(on=day).annotate(area=Substr("code", 1, length)).order_by()
        for area, measure, n in (
            rows.values("area", "measure").annotate(sum=Sum("n")).values_list("area", "measure", "sum")
        ):
            if len(area) == length and area in numbers:
                numbers[area][measure] += n
    for code, kept in figures_at(wanted, day=day).items():
        numbers[code][SILENT.key] = max(
            kept["households.lived_in"] - numbers[code][ANSWERED_OF_LIVED_IN.key], 0
        )
    return {code: DayFigures(code, day, found) for code, found in numbers.items()}


def day_figures_over(code: str, days: Sequence[date]) -> list[DayFigures]:
    """The counted numbers of one area on each of these days, for a line over time; without the silent ones."""
    numbers: dict[date, dict[str, int]] = {day: {} for day in days}
    rows = _rows([code]).filter(on__in=days).order_by().values("on", "measure").annotate(sum=Sum("n"))
    for day, measure, n in rows.values_list("on", "measure", "sum"):
        numbers[day][measure] = n
    return [DayFigures(code, day, numbers[day]) for day in days]


def _rows(codes: Sequence[str]) -> QuerySet[DayTally]:
    """What codes of one length are made of: communities are added up for those above, places for those below.

    One range over all that they have in common, however many they are.
    """
    rows = DayTally.objects.filter(grain=Grain.AREA if len(codes[0]) <= COMMUNITY_DIGITS else Grain.PLACE)
    within = _shared_beginning(min(codes), max(codes))
    return rows.filter(Scope((within,)).q("code")) if within else rows


def _shared_beginning(one: str, other: str) -> str:
    """The code of the smallest area in which both may lie; digits that are no area's code are left away."""
    length = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    if length < COMMUNITY_DIGITS:
        length = max((known for known in LEVEL_BY_LENGTH if known <= length), default=0)
    return one[:length]
