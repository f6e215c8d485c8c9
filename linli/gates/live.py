"""What has gone through gates today, by gate. Counted as facts come in, so that looking costs two queries."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from linli.areas.scopes import Scope
from linli.gates.counting import ENTRIES, EXCEPTIONS, EXITS, FEVERS, PEOPLE, REFUSALS, VEHICLES
from linli.gates.models import Gate
from linli.gates.tallies import Day, numbers_by_gate

MOST_GATES = 200
MEASURES = (PEOPLE, VEHICLES, ENTRIES, EXITS, REFUSALS, FEVERS, EXCEPTIONS)


@dataclass(frozen=True)
class GateCounts:
    gate: Gate
    numbers: Day

    def of(self, measure: str) -> int:
        return self.numbers.get((measure, ""), 0)

    @property
    def cells(self) -> list[int]:
        return [self.of(one) for one in MEASURES]


@dataclass(frozen=True)
class Counts:
    rows: Sequence[GateCounts]
    left_out: int = 0  # gates that found no room

    @cached_property
    def total(self) -> list[int]:
        return [sum(column) for column in zip(*(one.cells for one in self.rows), strict=True)] or [0] * len(
            MEASURES
        )

    @property
    def version(self) -> str:
        """Changes when a number or a gate does."""
        seen = repr([(str(one.gate.pk), one.gate.name, one.cells) for one in self.rows])
        return hashlib.sha256(seen.encode()).hexdigest()[:20]


def live_of(scope: Scope, *, kinds: Collection[str] | None, day: date) -> Counts:
    """The gates that stand, the busiest first."""
    rows = Gate.objects.within(scope).filter(closed_at=None)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    gates = list(rows.only("id", "name", "kind", "area_code").order_by("area_code", "name", "pk"))
    numbers = numbers_by_gate([one.pk for one in gates], day=day)
    counted = [GateCounts(one, numbers[one.pk]) for one in gates]
    counted.sort(key=lambda one: -one.of(PEOPLE))
    return Counts(counted[:MOST_GATES], max(len(counted) - MOST_GATES, 0))
