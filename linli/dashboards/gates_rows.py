"""The rows behind a number of gates, as long as they are kept: scans, without saying whose they were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from linli.areas.measures import Measure
from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.dashboards.gates_board import errand_names, ground_names
from linli.gates import measures as gates
from linli.gates.models import GateScan
from linli.gates.playbook import gates_in_force
from linli.gates.scan_rows import is_unanswered

MEASURES = {one.key: one for one in gates.OF_THE_DAY if one.counts is GateScan and one is not gates.OVERDUE}
# Numbers whose rows have a page of their own, and those of them that show households.
PAGES = {gates.GATES.key: "gates:gates", gates.FINDINGS.key: "gates:findings"}
OF_HOUSEHOLDS = {gates.PASSES.key: "gates:passes", gates.OVERDUE.key: "gates:outside"}


@dataclass(frozen=True, slots=True)
class Row:
    at: datetime
    gate: str
    direction: str
    shown: str
    people: int
    is_vehicle: bool
    done: str
    is_refused: bool
    why: str  # the ground, or the errand
    fever: bool


def gate_measure_for(key: str) -> Measure:
    found = MEASURES.get(key or gates.PEOPLE.key)
    if found is None:
        raise NotFound(measure=key)
    return found


def rows_behind(measure: Measure, scope: Scope, day: date) -> QuerySet[GateScan]:
    """The newest first."""
    rows = GateScan.objects.within(scope).filter(measure.where(day))
    return rows.select_related("gate").order_by("-at", "-pk")


def shown(rows: Iterable[GateScan], area: Area) -> list[Row]:
    book = gates_in_force(area)
    grounds, errands = ground_names(book), errand_names(book)
    return [
        Row(
            at=row.at, gate=row.gate.name, direction=row.get_direction_display(), shown=row.get_shown_display(),
            people=row.people, is_vehicle=row.is_vehicle, done=row.get_done_display(),
            is_refused=row.done == "refused" and not is_unanswered(row),
            why=grounds.get(row.ground, row.ground) or row.ground_words or errands.get(row.errand, row.errand),
            fever=row.fever,
        )
        for row in rows
    ]  # fmt: skip
