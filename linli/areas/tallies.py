"""Keeping and reading tallies: counted when rows change, summed by code prefix when asked.

What stands in one place (a building, a village group) is counted from the rows. Its difference is added to
the community and to every area above, so a figure of any of them is one row. Below the community places are
summed.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from linli.areas.choices import Grain
from linli.areas.measures import Measure, all_measures, counted_models
from linli.areas.models import Area, AreaSpan, Tally
from linli.areas.problems import TreeChanged
from linli.areas.scopes import Scope
from linli.lib.area_codes import LEVEL_BY_LENGTH

COMMUNITY_DIGITS = 12
# Not a measure of rows: how many communities of an area have anything counted at all.
RECORDED = "communities.recorded"

Numbers = dict[str, int]  # measure -> n
Advance = Callable[[int, int], None]  # (done, of)


# ---- counting ----------------------------------------------------------------------------------
def recount(codes: Iterable[str], *, day: date) -> None:
    """Count every measure in these communities, or places below one, and keep what differs, as of `day`.

    Called once, at the end of an action, in its transaction. Name the place (`household.area_code`) when only
    its rows have changed, and the community's code after a change of many places. The community is locked
    before counting, so that of two actions in it the second counts what the first has written; the areas
    above are locked only for adding the difference.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Tallies are counted in the transaction of the action.")
    where = Scope.of(codes)
    whole = [code for code in where.prefixes if len(code) <= COMMUNITY_DIGITS]
    _lock({code[:COMMUNITY_DIGITS] for code in where.prefixes})
    counted = count_rows(where, all_measures(), day)
    _refuse_if_moved({*where.prefixes, *counted})
    kept = _open_numbers(Grain.PLACE, where.q("code"))
    places = {code: counted.get(code, {}) for code in counted.keys() | kept.keys()}
    changed = {code: numbers for code, numbers in places.items() if numbers != kept.get(code)}
    if changed:
        _keep(Grain.PLACE, changed, day)
        _add_above({code: _less(numbers, kept.get(code, {})) for code, numbers in changed.items()}, day)
    Area.objects.filter(code__in=whole).update(counted_at=timezone.now())


def _refuse_if_moved(codes: Collection[str]) -> None:
    """An action that was under way while its area moved wrote the old code; it must be taken back and repeated."""
    there = set(Area.objects.filter(code__in=codes).values_list("code", flat=True))
    if set(codes) - there:
        raise TreeChanged(codes=sorted(set(codes) - there))


def count_rows(scope: Scope, measures: Iterable[Measure], day: date) -> dict[str, Numbers]:
    """Count from the rows themselves, by the area in which each stands; one query a counted model."""
    counts: dict[str, Numbers] = {}
    for model, group in counted_models(measures).items():
        columns: dict[str, Any] = {f"m{i}": Count("pk", filter=m.where(day)) for i, m in enumerate(group)}
        rows = model.objects.within(scope).values("area_code").annotate(**columns)  # type: ignore[attr-defined]
        for row in rows.order_by():
            found = {m.key: row[f"m{i}"] for i, m in enumerate(group) if row[f"m{i}"]}
            if found:
                counts.setdefault(row["area_code"], {}).update(found)
    return counts


def recount_stale(day: date, *, since: datetime, advance: Advance | None = None) -> int:
    """Count the communities anew that were last counted before `since`, each in a transaction of its own.

    Age bands move with the calendar although nobody writes. Run again it finds nothing left to do.
    """
    due = Q(counted_at__lt=since) | Q(counted_at=None)
    stale = list(
        Area.objects.filter(due, level=LEVEL_BY_LENGTH[COMMUNITY_DIGITS]).values_list("code", flat=True)
    )
    for done, code in enumerate(stale, start=1):
        with transaction.atomic():
            recount([code], day=day)
        if advance:
            advance(done, len(stale))
    return len(stale)


@transaction.atomic
def add_up(*, day: date) -> None:
    """Set the totals of all communities and of the areas above from the places, whatever was added before.

    For a tree that has grown upwards (a city above its counties), and as a safeguard once a day.
    """
    known = _statutory_codes()
    _lock(code for code in known if len(code) == COMMUNITY_DIGITS)
    _lock(code for code in known if len(code) < COMMUNITY_DIGITS)
    kept = _open_numbers(Grain.AREA, Q())
    totals = _totals(_open_numbers(Grain.PLACE, Q()))
    right = {code: _without_zeros(totals.get(code, {})) for code in known | kept.keys()}
    _keep(
        Grain.AREA, {code: numbers for code, numbers in right.items() if numbers != kept.get(code, {})}, day
    )


def _totals(places: Mapping[str, Numbers]) -> dict[str, Counter[str]]:
    totals: dict[str, Counter[str]] = {}
    for place, numbers in places.items():
        for code in prefixes_of(place):
            _add(totals.setdefault(code, Counter()), numbers)
    for code in [c for c, numbers in totals.items() if len(c) == COMMUNITY_DIGITS and any(numbers.values())]:
        for above in prefixes_of(code):
            totals[above][RECORDED] += 1
    return totals


def prefixes_of(code: str) -> list[str]:
    """The statutory areas that a code lies in, from the province down to the community."""
    return [code[:length] for length in LEVEL_BY_LENGTH if length <= len(code)]


def _statutory_codes() -> set[str]:
    return set(Area.objects.filter(level__in=LEVEL_BY_LENGTH.values()).values_list("code", flat=True))


def _lock(codes: Iterable[str]) -> None:
    """Let one action at a time count here. `no_key`: rows that were just written into the area do not stand in the way."""
    areas = Area.objects.filter(code__in=list(codes)).order_by("pk")
    list(areas.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _add_above(differences: Mapping[str, Numbers], day: date) -> None:
    """Add what changed in places to their communities and to the areas above."""
    totals: dict[str, Counter[str]] = {}
    for place, difference in differences.items():
        for code in prefixes_of(place):
            _add(totals.setdefault(code, Counter()), difference)
    _lock(code for code in totals if len(code) < COMMUNITY_DIGITS)
    kept = _open_numbers(Grain.AREA, Q(code__in=totals))
    _note_recorded(totals, kept)
    known = kept.keys() | set(Area.objects.filter(code__in=totals).values_list("code", flat=True))
    _keep(
        Grain.AREA, {code: _plus(kept.get(code, {}), totals[code]) for code in totals if code in known}, day
    )


def _note_recorded(totals: dict[str, Counter[str]], kept: Mapping[str, Numbers]) -> None:
    """A community that has its first row, or has lost its last one, is told to the areas above."""
    for code in [code for code in totals if len(code) == COMMUNITY_DIGITS]:
        before = kept.get(code, {})
        after = _plus({key: n for key, n in before.items() if key != RECORDED}, totals[code])
        step = int(bool(after)) - before.get(RECORDED, 0)
        for above in prefixes_of(code):
            totals[above][RECORDED] += step


def _open_numbers(grain: Grain, where: Q) -> dict[str, Numbers]:
    return dict(Tally.objects.filter(where, grain=grain, until_on=None).values_list("code", "numbers"))


def _keep(grain: Grain, changed: Mapping[str, Numbers], day: date) -> None:
    """Close the open tallies of these codes and open new ones; one that began on `day` is overwritten."""
    rows = Tally.objects.filter(grain=grain, code__in=list(changed), until_on=None)
    today = {tally.code: tally for tally in rows.filter(from_on__gte=day)}
    for code, tally in today.items():
        tally.numbers = changed[code]
    Tally.objects.bulk_update(today.values(), ["numbers"], batch_size=500)
    rows.filter(from_on__lt=day).update(until_on=day)
    fresh = (
        Tally(grain=grain, code=c, numbers=changed[c], from_on=day) for c in sorted(changed.keys() - today)
    )
    Tally.objects.bulk_create(fresh, batch_size=2000)


def _less(new: Numbers, old: Numbers) -> Numbers:
    return {key: new.get(key, 0) - old.get(key, 0) for key in new.keys() | old.keys()}


def _plus(numbers: Numbers, difference: Mapping[str, int]) -> Numbers:
    return _without_zeros(
        {key: numbers.get(key, 0) + difference.get(key, 0) for key in numbers.keys() | difference.keys()}
    )


def _without_zeros(numbers: Mapping[str, int]) -> Numbers:
    return {key: n for key, n in numbers.items() if n}


def _add(total: Counter[str], numbers: Numbers) -> None:
    for key, n in numbers.items():  # Counter.update would do, and is slower for small dicts
        total[key] += n


# ---- reading -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Figures:
    """The counted numbers of one area on one day. A measure that nothing was counted for is 0."""

    code: str
    day: date
    numbers: Numbers

    def __getitem__(self, measure: str) -> int:
        return self.numbers.get(measure, 0)

    @property
    def has_record(self) -> bool:
        """False where nothing at all was ever entered: then a 0 would be a lie."""
        return bool(self.numbers)

    @property
    def communities_recorded(self) -> int:
        return self[RECORDED]


def figures_of(code: str, *, day: date) -> Figures:
    """All measures of the area that had `code` on `day`."""
    return figures_at([code], day=day)[code]


def figures_by_child(code: str, children: Iterable[str], *, day: date) -> dict[str, Figures]:
    """The figures of each child code of `code`. What stands in no child is left out."""
    return figures_at(children, day=day)


def figures_at(codes: Iterable[str], *, day: date) -> dict[str, Figures]:
    """The figures of many areas, in a fixed number of queries: neither areas nor history add any."""
    wanted = list(codes)
    numbers = _of_areas([code for code in wanted if len(code) <= COMMUNITY_DIGITS], day)
    numbers |= _of_places([code for code in wanted if len(code) > COMMUNITY_DIGITS], day)
    return {code: Figures(code, day, numbers.get(code, {})) for code in wanted}


def figures_over(code: str, days: Sequence[date]) -> list[Figures | None]:
    """The figures of one area on each of these days, in order; None before it was first counted."""
    grain, where = _rows_of(code)
    rows = list(
        _in_force(days[0], days[-1]).filter(where, grain=grain).values_list("numbers", "from_on", "until_on")
    )
    return [_on(code, day, rows) for day in days]


def _on(code: str, day: date, rows: Iterable[tuple[Numbers, date, date | None]]) -> Figures | None:
    valid = [numbers for numbers, begin, end in rows if begin <= day and (end is None or day < end)]
    return Figures(code, day, _sum(valid)) if valid else None


def _rows_of(code: str) -> tuple[Grain, Q]:
    if len(code) <= COMMUNITY_DIGITS:
        return Grain.AREA, Q(code=code)
    return Grain.PLACE, Scope((code,)).q("code")


def _of_areas(codes: Sequence[str], day: date) -> dict[str, Numbers]:
    """One index seek an area: the last tally that began by `day`. Years of history cost nothing."""
    if not codes:
        return {}
    begun = Tally.objects.filter(grain=Grain.AREA, code=OuterRef("code"), from_on__lte=day)
    last = Subquery(begun.order_by("-from_on").values("numbers")[:1])
    spans = AreaSpan.objects.filter(code__in=codes).order_by().annotate(numbers=last)
    return {code: numbers for code, numbers in spans.values_list("code", "numbers") if numbers}


def _of_places(codes: Sequence[str], day: date) -> dict[str, Numbers]:
    if not codes:
        return {}
    totals: dict[str, Counter[str]] = {code: Counter() for code in codes}
    lengths = sorted({len(code) for code in codes}, reverse=True)
    # Of a community of which more than one is asked for everything is read: a range for each of hundreds of places takes PostgreSQL
    # longer to plan than to read.
    asked = Counter(code[:COMMUNITY_DIGITS] for code in codes)
    where = Scope.of(
        {code if asked[code[:COMMUNITY_DIGITS]] == 1 else code[:COMMUNITY_DIGITS] for code in codes}
    )
    rows = _in_force(day, day).filter(where.q("code"), grain=Grain.PLACE)
    for place, numbers in rows.values_list("code", "numbers"):
        for length in lengths:
            if len(place) >= length and place[:length] in totals:
                _add(totals[place[:length]], numbers)
    return {code: dict(numbers) for code, numbers in totals.items()}


def _sum(rows: Iterable[Numbers]) -> Numbers:
    total: Counter[str] = Counter()
    for numbers in rows:
        _add(total, numbers)
    return dict(total)


def _in_force(first: date, last: date) -> models.QuerySet[Tally]:
    return Tally.objects.filter(Q(until_on=None) | Q(until_on__gt=first), from_on__lte=last).order_by()
