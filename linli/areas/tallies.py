"""Keeping and reading tallies: counted when rows change, summed by code prefix when asked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from linli.areas.choices import Grain
from linli.areas.measures import Measure, all_measures, counted_models
from linli.areas.models import Area, Tally
from linli.areas.scopes import Scope
from linli.core.locks import lock_rows

Counts = dict[tuple[str, str], int]  # (area code, measure) -> n

COMMUNITY_DIGITS = 12


def recount(community_codes: Iterable[str], *, day: date) -> None:
    """Count every measure of these communities anew and keep what differs, as of `day`.

    Called at the end of an action, in its transaction. The community's row is locked before counting, so that of
    two actions in one community the second counts what the first has written.
    """
    codes = sorted({code[:COMMUNITY_DIGITS] for code in community_codes})
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Tallies are counted in the transaction of the action.")
    lock_rows(Area.objects.all(), Area.objects.filter(code__in=codes).values_list("pk", flat=True))
    for code in codes:
        _recount_one(code, day)
    Area.objects.filter(code__in=codes).update(counted_at=timezone.now())


def _recount_one(community: str, day: date) -> None:
    places = count_rows(Scope((community,)), all_measures(), day)
    totals: Counter[str] = Counter()
    for (_, measure), n in places.items():
        totals[measure] += n
    _keep(community, Grain.PLACE, places, day)
    _keep(community, Grain.COMMUNITY, {(community, measure): n for measure, n in totals.items()}, day)


def count_rows(scope: Scope, measures: Iterable[Measure], day: date) -> Counts:
    """Count from the rows themselves, by the area in which each stands; one query a counted model."""
    counts: Counts = {}
    for model, group in counted_models(measures).items():
        columns: dict[str, Any] = {f"m{i}": Count("pk", filter=m.where(day)) for i, m in enumerate(group)}
        rows = model.objects.within(scope).values("area_code").annotate(**columns)  # type: ignore[attr-defined]
        for row in rows.order_by():
            counts |= {(row["area_code"], m.key): row[f"m{i}"] for i, m in enumerate(group) if row[f"m{i}"]}
    return counts


def _keep(community: str, grain: Grain, counts: Counts, day: date) -> None:
    """Close the open tallies that no longer hold and open new ones; one that began today is overwritten."""
    where = Scope((community,)).q("code") & Q(grain=grain, until_on=None)
    open_now = {(t.code, t.measure): t for t in Tally.objects.filter(where)}
    changed = {key for key in open_now.keys() | counts.keys() if _n(open_now.get(key)) != counts.get(key, 0)}
    stale = [open_now[key] for key in changed if key in open_now]
    Tally.objects.filter(pk__in=[t.pk for t in stale if t.from_on >= day]).delete()
    Tally.objects.filter(pk__in=[t.pk for t in stale if t.from_on < day]).update(until_on=day)
    Tally.objects.bulk_create(
        (
            Tally(code=code, grain=grain, measure=measure, n=counts[code, measure], from_on=day)
            for code, measure in sorted(changed)
            if counts.get((code, measure))
        ),
        batch_size=2000,
    )


def _n(tally: Tally | None) -> int:
    return tally.n if tally else 0


@dataclass(frozen=True)
class Figures:
    """The counted numbers of one area on one day. A measure that nothing was counted for is 0."""

    code: str
    day: date
    numbers: dict[str, int]

    def __getitem__(self, measure: str) -> int:
        return self.numbers.get(measure, 0)


def figures_of(code: str, *, day: date) -> Figures:
    """All measures of the area that had `code` on `day`: one sum over a code range."""
    grain = Grain.COMMUNITY if len(code) <= COMMUNITY_DIGITS else Grain.PLACE
    rows = _valid_on(day).filter(Scope((code,)).q("code"), grain=grain)
    return Figures(code, day, dict(rows.values_list("measure").annotate(Sum("n"))))


def figures_by_child(code: str, children: Iterable[str], *, day: date) -> dict[str, Figures]:
    """The figures of each child code of `code`, from one query. What stands in no child is left out."""
    codes = sorted(children)
    grain = Grain.COMMUNITY if codes and len(codes[0]) <= COMMUNITY_DIGITS else Grain.PLACE
    numbers: dict[str, Counter[str]] = {child: Counter() for child in codes}
    lengths = sorted({len(child) for child in codes})
    rows = _valid_on(day).filter(Scope((code,)).q("code"), grain=grain)
    for row_code, measure, n in rows.values_list("code", "measure").annotate(Sum("n")):
        child = next((row_code[:size] for size in lengths if row_code[:size] in numbers), None)
        if child:
            numbers[child][measure] += n
    return {child: Figures(child, day, dict(numbers[child])) for child in codes}


def _valid_on(day: date) -> models.QuerySet[Tally]:
    return Tally.objects.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day).order_by()
