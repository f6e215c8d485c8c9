"""What is known of the use of passes: asked by gates with a line, by lists for phones, and by the search for findings."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.core.rows import among
from linli.gates.choices import Direction
from linli.gates.models import Gate, GatePass, GateScan, PassUse
from linli.gates.passages import Passage, returns
from linli.gates.rules import PassSeen, Use

NONE: tuple[Use, ...] = ()


def uses_known(
    pass_ids: Collection[UUID], household_ids: Collection[UUID], *, at: datetime
) -> dict[UUID, tuple[Use, ...]]:
    """The exits that count until a moment, of each pass and each household that is asked for; see `uses_of`.

    Under a household's id stand those of all its passes, also of one that was replaced, and those without any: its
    turns are one. Three queries, however many are asked for.
    """
    rows = list(_rows(pass_ids, household_ids).filter(at__lte=at))
    names = dict(Gate.everywhere.filter(among("pk", {row.gate_id for row in rows})).values_list("pk", "name"))
    due = _due(rows)
    found: dict[UUID, tuple[Use, ...]] = dict.fromkeys([*pass_ids, *household_ids], NONE)
    for key, own in _by_key(rows, set(found)).items():
        back = returns(Passage(row.pk, row.direction, row.at) for row in own)
        found[key] = tuple(
            Use(
                row.at,
                back[row.pk].at if row.pk in back else None,
                due.get(row.pk),
                names.get(row.gate_id, ""),
            )
            for row in own
            if row.counts and row.direction == Direction.OUT
        )
    return found


def uses_of(
    known: Mapping[UUID, tuple[Use, ...]], *, pass_id: UUID | None, household_id: UUID | None
) -> tuple[Use, ...]:
    """What counts for a pass: the uses of its household where it has one, else its own."""
    return known.get(household_id or pass_id or _NOBODY, NONE)


_NOBODY = UUID(int=0)


def _rows(pass_ids: Collection[UUID], household_ids: Collection[UUID]) -> QuerySet[PassUse]:
    wanted = Q(pk__in=[])
    if pass_ids:
        wanted |= Q(among("pass_id", pass_ids))
    if household_ids:
        wanted |= Q(among("household_id", household_ids))
    return PassUse.objects.filter(wanted).order_by("at", "pk")


def _due(rows: Iterable[PassUse]) -> dict[UUID, datetime]:
    scans = GateScan.everywhere.filter(among("pk", [row.pk for row in rows])).values_list("pk", "due_back_at")
    return {pk: due for pk, due in scans if due is not None}


def _by_key(rows: Iterable[PassUse], keys: Collection[UUID]) -> Mapping[UUID, list[PassUse]]:
    found: dict[UUID, list[PassUse]] = defaultdict(list)
    for row in rows:
        for key in (row.pass_id, row.household_id):
            if key is not None and key in keys:
                found[key].append(row)
    return found


def seen_of(issued: GatePass, uses: tuple[Use, ...] = ()) -> PassSeen:
    """A pass as the rules see it, by what is kept of it here."""
    return PassSeen(
        kind=issued.kind, area=issued.area_code, valid_from=issued.valid_from, valid_until=issued.valid_until,
        people=issued.people, every_days=issued.every_days, times=issued.times, max_hours=issued.max_hours,
        forfeits=issued.forfeits, state=issued.state, uses=uses,
    )  # fmt: skip
