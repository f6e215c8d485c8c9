"""What a change of the tree does to tallies: from its day on, numbers stand under the codes of the new tree.

Nothing is counted here. Days before the change keep their rows as they are. From the day of the change on, the
rows of a place that moved are carried over to its new code, and the totals of communities and of the areas
above are added up again, day by day, from what lies in them then.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from itertools import zip_longest

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Length, Substr

from linli.areas.choices import Grain
from linli.areas.models import Area, Tally
from linli.areas.scopes import Scope
from linli.areas.tallies import COMMUNITY_DIGITS, RECORDED, Numbers, prefixes_of
from linli.core.fields import CodeField

Row = tuple[Numbers, date, date | None]  # numbers, from, until
BATCH = 2000


def carry(old: str, new: str, on: date) -> None:
    """Give the tallies of everything within `old` to the codes within `new`, which nobody ever had, from `on`."""
    inside = Tally.objects.filter(Scope((old,)).q("code"))
    running = inside.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lt=on)
    ends = [
        Tally(
            grain=t.grain, code=new + t.code[len(old) :], numbers=t.numbers, from_on=on, until_on=t.until_on
        )
        for t in running.iterator()
    ]
    # The old code of an area ends with an empty row of no days: its past is read by the last row that began.
    empty = [
        Tally(grain=t.grain, code=old + t.code[len(new) :], numbers={}, from_on=on, until_on=on)
        for t in ends
        if t.grain == Grain.AREA
    ]
    later = inside.filter(from_on__gte=on)
    later.update(code=Concat(Value(new), Substr("code", len(old) + 1), output_field=CodeField()))
    running.update(until_on=on)
    Tally.objects.bulk_create([*ends, *empty], batch_size=BATCH)


def pour(sources: Iterable[str], into: str, on: date) -> None:
    """Add what stood directly in the places `sources` to the place `into`, day by day from `on`."""
    codes = {*sources, into}
    rows = _rows(Q(grain=Grain.PLACE, code__in=codes), on)
    for code in sorted(codes):
        _rewrite(Grain.PLACE, code, _added_up(rows, on) if code == into else (), on)


def add_up_from(codes: Iterable[str], on: date) -> None:
    """Set the totals of the communities and areas above that these codes lie in, for every day from `on`."""
    above = {prefix for code in codes for prefix in prefixes_of(code)}
    for code in sorted(_with_totals(above), key=len, reverse=True):
        recorded = len(code) == COMMUNITY_DIGITS
        _rewrite(Grain.AREA, code, _added_up(_rows(_parts_of(code), on), on, recorded=recorded), on)


def _with_totals(codes: Collection[str]) -> set[str]:
    known = set(Area.objects.filter(code__in=codes).values_list("code", flat=True))
    return known | set(Tally.objects.filter(grain=Grain.AREA, code__in=codes).values_list("code", flat=True))


def _parts_of(code: str) -> Q:
    """A community is the sum of its places; an area above, of its communities and of what stands in no community."""
    inside = Scope((code,)).q("code")
    if len(code) == COMMUNITY_DIGITS:
        return inside & Q(grain=Grain.PLACE)
    return inside & (
        Q(grain=Grain.AREA, digits=COMMUNITY_DIGITS) | Q(grain=Grain.PLACE, digits__lt=COMMUNITY_DIGITS)
    )


def _rows(where: Q, on: date) -> list[Row]:
    rows = Tally.objects.annotate(digits=Length("code")).filter(where, Q(until_on=None) | Q(until_on__gt=on))
    # Rows of no days only mark an end.
    rows = rows.exclude(until_on=F("from_on"))
    return list(rows.values_list("numbers", "from_on", "until_on"))


def _added_up(rows: Iterable[Row], on: date, *, recorded: bool = False) -> list[Row]:
    """The sum of all rows, one row for each stretch of days from `on` in which it stays the same."""
    running: Counter[str] = Counter()
    stretches: list[tuple[date, Numbers]] = []
    for day, step in sorted(_steps(rows, on).items()):
        running.update(step)
        numbers = {key: n for key, n in running.items() if n}
        if recorded and numbers:
            numbers[RECORDED] = 1
        if not stretches or stretches[-1][1] != numbers:
            stretches.append((day, numbers))
    ends = [day for day, _ in stretches[1:]]
    return [(numbers, day, end) for (day, numbers), end in zip_longest(stretches, ends)]


def _steps(rows: Iterable[Row], on: date) -> dict[date, Counter[str]]:
    """By how much the sum rises or falls on each day."""
    steps: dict[date, Counter[str]] = {}
    for numbers, begin, end in rows:
        steps.setdefault(max(begin, on), Counter()).update(numbers)
        if end is not None:
            steps.setdefault(end, Counter()).subtract(numbers)
    return steps


def _rewrite(grain: Grain, code: str, rows: Iterable[Row], on: date) -> None:
    """Let the tallies of one code say `rows` from `on`; before, they stay as they are."""
    kept = Tally.objects.filter(grain=grain, code=code)
    had_rows = kept.exists()
    kept.filter(from_on__gte=on).delete()
    kept.filter(Q(until_on=None) | Q(until_on__gt=on)).update(until_on=on)
    fresh = [
        Tally(grain=grain, code=code, numbers=numbers, from_on=begin, until_on=end)
        for numbers, begin, end in rows
    ]
    if had_rows and not fresh:
        fresh = [Tally(grain=grain, code=code, numbers={}, from_on=on)]
    Tally.objects.bulk_create(fresh, batch_size=BATCH)
