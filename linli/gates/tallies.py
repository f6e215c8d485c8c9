"""The numbers of gates of a day: added to as facts come in, summed when asked. They stay when the logs have gone."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Substr

from linli.areas.scopes import Scope
from linli.gates.counting import Numbers
from linli.gates.models import Gate, GateTally

Steps = Mapping[tuple[UUID, date], Numbers]  # (gate, day) -> by how much
Day = Mapping[tuple[str, str], int]  # (measure, detail) -> n

ADD = (
    "INSERT INTO gates_gatetally (area_id, area_code, gate_id, {on}, measure, detail, n) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (gate_id, {on}, measure, detail) "
    "DO UPDATE SET n = gates_gatetally.n + excluded.n"
)


def add(steps: Steps, gates: Mapping[UUID, Gate]) -> None:
    """Add to the counters. Rows are touched in one order, so that two who add cannot wait for each other."""
    rows = sorted(
        (str(gate_id), day.isoformat(), measure, detail, n)
        for (gate_id, day), numbers in steps.items()
        for (measure, detail), n in numbers.items()
        if n
    )
    if not rows:
        return
    own = {str(one.pk): (_key(one.area_id), one.area_code, _key(one.pk)) for one in gates.values()}
    values = [(*own[gate], on, measure, detail, n) for gate, on, measure, detail, n in rows]
    with connection.cursor() as cursor:
        cursor.executemany(ADD.format(on=connection.ops.quote_name("on")), values)


def _key(value: UUID) -> UUID | str:
    """An id in the form in which this database keeps it."""
    return value if connection.vendor == "postgresql" else value.hex


# ---- reading ---------------------------------------------------------------------------------------------------------
def numbers_at(codes: Sequence[str], *, within: str, day: date) -> dict[str, Day]:
    """A day's numbers of many areas that lie in `within`; one query a length of code."""
    found: dict[str, Counter[tuple[str, str]]] = {code: Counter() for code in codes}
    rows = GateTally.objects.within(Scope((within,))).filter(on=day)
    for length in sorted({len(code) for code in codes}):
        here = rows.annotate(of_area=Substr("area_code", 1, length)).order_by()
        summed = here.values("of_area", "measure", "detail").annotate(sum=Sum("n"))
        for code, measure, detail, n in summed.values_list("of_area", "measure", "detail", "sum"):
            if (
                len(code) == length and code in found
            ):  # a gate of the area itself has a shorter code than its parts
                found[code][(measure, detail)] += n
    return dict(found)


def numbers_by_gate(gate_ids: Collection[UUID], *, day: date) -> dict[UUID, Day]:
    """A day's numbers of gates: the running count of a gate on a road. One query."""
    found: dict[UUID, Counter[tuple[str, str]]] = {one: Counter() for one in gate_ids}
    rows = GateTally.everywhere.filter(gate_id__in=gate_ids, on=day)
    for gate_id, measure, detail, n in rows.values_list("gate_id", "measure", "detail", "n"):
        found[gate_id][(measure, detail)] += n
    return dict(found)


def numbers_over(code: str, days: Iterable[date]) -> dict[date, Day]:
    """The numbers of one area on each of these days, also of those whose logs have gone. One query."""
    found: dict[date, Counter[tuple[str, str]]] = {day: Counter() for day in days}
    rows = GateTally.objects.within(Scope((code,))).filter(on__in=list(found)).order_by()
    summed = rows.values("on", "measure", "detail").annotate(sum=Sum("n"))
    for on, measure, detail, n in summed.values_list("on", "measure", "detail", "sum"):
        found[on][(measure, detail)] = n
    return dict(found)
