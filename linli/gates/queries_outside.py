"""What offices ask of gates: who is outside, who came in from where, who was turned back. Each in a fixed number of
queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from linli.areas.scopes import Scope
from linli.core.rows import among
from linli.gates.choices import Direction, Done, FindingState
from linli.gates.counting import EXCEPTIONS, REFUSALS
from linli.gates.measures import TURNED_BACK
from linli.gates.models import Finding, Gate, GateScan, GateTally, Registration
from linli.lib.periods import day_bounds
from linli.people.viewer import Viewer
from linli.registers.models import Household
from linli.registers.rows import HouseholdRow, household_rows, with_families
from linli.registers.shown import ShownHousehold, shown_household

# Sealed, and in no list.
SEALED = ("plate",)


@dataclass(frozen=True)
class Span:
    """Whole days, the last one included."""

    first: date
    last: date

    @classmethod
    def back(cls, days: int, *, until: date) -> "Span":
        return cls(until - timedelta(days=days - 1), until)

    @property
    def q(self) -> Q:
        return Q(at__gte=day_bounds(self.first)[0], at__lt=day_bounds(self.last)[1])


def gates_in(scope: Scope) -> QuerySet[Gate]:
    """Those that stand, for the filters of lists."""
    return (
        Gate.objects.within(scope)
        .filter(closed_at=None)
        .only("id", "name")
        .order_by("area_code", "name", "pk")
    )


# ---- who is outside ------------------------------------------------------------------------------------------------
OUTSIDE_SORTS = {"due": "due_back_at", "since": "at", "gate": "gate__name", "door": "household__door_sort"}


def outside(scope: Scope) -> QuerySet[GateScan]:
    """Exits of households that no entry has ended, as far as is known here."""
    rows = GateScan.objects.within(scope).filter(
        direction=Direction.OUT, done=Done.LET_THROUGH, back_at=None, household__isnull=False
    )
    return rows.select_related("gate", "exit_pass").defer(*SEALED, "exit_pass__holder", "exit_pass__plate")


def overdue(scope: Scope, *, now: datetime) -> QuerySet[GateScan]:
    return outside(scope).filter(due_back_at__lt=now)


def sorted_outside(rows: QuerySet[GateScan], sort: str) -> QuerySet[GateScan]:
    """Who is due first comes first; who has no hour comes last."""
    key = F(OUTSIDE_SORTS.get(sort.removeprefix("-"), "due_back_at"))
    order = key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)
    return rows.order_by(order, "at", "pk")


@dataclass(frozen=True)
class Outside:
    """How many are outside, and how many of them should be back."""

    exits: int
    people: int
    overdue: int


def count_outside(scope: Scope, *, now: datetime) -> Outside:
    found = outside(scope).order_by().aggregate(
        exits=Count("pk"), people=Sum("people"), overdue=Count("pk", filter=Q(due_back_at__lt=now))
    )  # fmt: skip
    return Outside(found["exits"], found["people"] or 0, found["overdue"])


def homes_of(ids: Iterable[UUID | None], viewer: Viewer, *, day: date) -> Mapping[UUID, ShownHousehold]:
    """The households that lie in the viewer's duty, as it may see them. One that lies elsewhere stays closed."""
    wanted = [one for one in ids if one is not None]
    rows = household_rows(Household.objects.within(viewer.scope).filter(among("pk", wanted)))
    shown = [shown_household(row, viewer, day=day) for row in _families(rows)]
    return {one.id: one for one in shown}


def _families(rows: list[HouseholdRow]) -> list[HouseholdRow]:
    return with_families(rows) if rows else []


# ---- who was turned back, and who was let through on an errand -----------------------------------------------------
def refusals(scope: Scope, span: Span) -> QuerySet[GateScan]:
    rows = GateScan.objects.within(scope).filter(span.q, TURNED_BACK)
    return rows.select_related("gate__area", "by").defer(*SEALED)


def on_errands(scope: Scope, span: Span) -> QuerySet[GateScan]:
    rows = GateScan.objects.within(scope).filter(span.q, done=Done.LET_THROUGH).exclude(errand="")
    return rows.select_related("gate__area", "by").defer(*SEALED)


def counted(scope: Scope, span: Span, measure: str, *, gate: UUID | None = None) -> dict[str, int]:
    """A measure by its detail over some days: of the figures, which stay when the logs have gone."""
    rows = GateTally.objects.within(scope).filter(measure=measure, on__gte=span.first, on__lte=span.last)
    if gate is not None:
        rows = rows.filter(gate=gate)
    summed = rows.exclude(detail="").order_by().values_list("detail").annotate(sum=Sum("n"))
    return {key: n for key, n in summed if n > 0}


def refused_by_ground(scope: Scope, span: Span, *, gate: UUID | None = None) -> dict[str, int]:
    return counted(scope, span, REFUSALS, gate=gate)


def passed_by_errand(scope: Scope, span: Span, *, gate: UUID | None = None) -> dict[str, int]:
    return counted(scope, span, EXCEPTIONS, gate=gate)


# ---- who came in from where ----------------------------------------------------------------------------------------
MOST_PLACES = 12


def registered(scope: Scope, span: Span) -> QuerySet[Registration]:
    rows = Registration.objects.within(scope).filter(span.q).select_related("gate", "by")
    return rows.defer("plate").order_by("-at", "pk")


def from_where(rows: QuerySet[Registration]) -> list[tuple[str, int]]:
    """The places that most have come from; told or not."""
    counted = rows.order_by().values_list("comes_from").annotate(n=Count("pk")).order_by("-n", "comes_from")
    return list(counted[:MOST_PLACES])


# ---- findings ------------------------------------------------------------------------------------------------------
def findings(scope: Scope, *, settled: bool = False) -> QuerySet[Finding]:
    state = FindingState.SETTLED if settled else FindingState.OPEN
    rows = Finding.objects.within(scope).filter(state=state)
    rows = rows.select_related("scan__gate", "scan__exit_pass", "other__gate", "settled_by")
    return rows.defer(
        "scan__plate", "other__plate", "scan__exit_pass__holder", "scan__exit_pass__plate"
    ).order_by("-settled_at" if settled else "-scan__at", "pk")  # fmt: skip


def findings_by_kind(scope: Scope) -> Counter[str]:
    rows = Finding.objects.within(scope).filter(state=FindingState.OPEN).order_by()
    return Counter(dict(rows.values_list("kind").annotate(n=Count("pk"))))
