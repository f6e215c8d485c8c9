"""What the search for over-implementation looks at: open gates, refusals of the last days, passes that are valid."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Value, When

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.gates.choices import PassState, Verdict
from linli.gates.lint import (
    GateStood,
    Hint,
    Issued,
    TurnedBack,
    of_compounds,
    of_gate,
    of_passes,
    of_refusals,
    worst_first,
)
from linli.gates.measures import TURNED_BACK
from linli.gates.models import Gate, GatePass, GateScan
from linli.gates.playbook import gates_in_force
from linli.incidents.models import Incident
from linli.lib.area_codes import is_within
from linli.lib.playbook.gates import Gates

LATELY = timedelta(days=7)
GATE_COLUMNS = (
    "id", "name", "kind", "area_code", "until_on", "compound", "basis", "decided_by", "procedure",
)  # fmt: skip
RULE_COLUMNS = ("area_code", "rule", "people", "every_days", "times", "max_hours", "forfeits")


class Rulebooks:
    """The gates section in force at many areas, each text read once: areas with the same emergencies and the same
    city share theirs."""

    def __init__(self) -> None:
        self._open = list(Incident.everywhere.filter(closed_on=None).values_list("pk", "area_code"))
        self._named = list(Area.objects.exclude(playbook="").values_list("code", flat=True))
        self._known: dict[tuple[frozenset[UUID], str], Gates] = {}

    def at(self, code: str) -> Gates:
        here = frozenset(pk for pk, above in self._open if is_within(code, above))
        city = max((one for one in self._named if is_within(code, one)), key=len, default="")
        if (here, city) not in self._known:
            area = Area.objects.filter(code=code).order_by("-valid_from").first()
            self._known[(here, city)] = gates_in_force(area) if area else Gates()
        return self._known[(here, city)]


def hints_in(scope: Scope, *, now: datetime, today: date) -> list[Hint]:
    """Everything that was found in an area, the worst first. The number of queries does not grow with gates."""
    books = Rulebooks()
    gates = {one.id: one for one in _gates(scope)}
    found = [hint for gate in gates.values() for hint in of_gate(gate, books.at(gate.area_code), today=today)]
    found += of_compounds(gates.values())
    for turned in _turned_back(scope, gates, since=now - LATELY):
        found += of_refusals(turned, books.at(turned.gate.area_code))
    for issued in _issued(scope, now):
        found += of_passes(issued, books.at(issued.area_code))
    return worst_first(found)


def _gates(scope: Scope) -> Iterator[GateStood]:
    rows = Gate.objects.within(scope).filter(closed_at=None).order_by("area_code", "name", "pk")
    return (GateStood(*row) for row in rows.values_list(*GATE_COLUMNS))


def _turned_back(scope: Scope, gates: dict[UUID, GateStood], *, since: datetime) -> Iterator[TurnedBack]:
    """Of gates that are closed by now as well."""
    rows = GateScan.objects.within(scope).filter(TURNED_BACK, at__gte=since).order_by()
    rows = rows.annotate(
        by_gate=Case(When(verdict=Verdict.STOP, then=True), default=False, output_field=BooleanField()),
        words=Case(
            When(ground_words="", then=Value(False)), default=Value(True), output_field=BooleanField()
        ),
    )
    counted = rows.values("gate_id", "ground", "by_gate", "words").annotate(n=Count("pk"))
    found: list[Any] = list(counted.order_by("gate_id", "ground", "by_gate", "words"))
    closed = Gate.everywhere.filter(pk__in={one["gate_id"] for one in found} - set(gates))
    known = gates | {one.id: one for one in (GateStood(*row) for row in closed.values_list(*GATE_COLUMNS))}
    for one in found:
        yield TurnedBack(known[one["gate_id"]], one["ground"], one["n"], one["by_gate"], one["words"])


def _issued(scope: Scope, now: datetime) -> Iterator[Issued]:
    rows = GatePass.objects.within(scope).filter(state=PassState.VALID, valid_until__gt=now)
    for row in rows.order_by().values(*RULE_COLUMNS).annotate(n=Count("pk")).order_by(*RULE_COLUMNS):
        yield Issued(**row)
