"""The households that facts are about, as they are now, and whether each may be told about by whoever did."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from linli.areas.models import Area
from linli.areas.problems import TreeChanged
from linli.core.facts import FieldFact
from linli.core.problems import Problem
from linli.core.rows import Hex, among, digits_of, plain_rows, rows_by_key
from linli.core.sqlite.base import id_from
from linli.lib.periods import local_day
from linli.registers.measures import NOT_LIVED_IN
from linli.registers.models import Household, Resident
from linli.rounds.access import Duties
from linli.rounds.bodies import DailyAnswer
from linli.rounds.problems import HouseholdClosed, OutsideDuty, ResidentElsewhere
from linli.rounds.tallies import lock_places

Refused = dict[UUID, Problem]


class Home(msgspec.Struct, frozen=True, gc=False):
    hex: Hex
    area_hex: Hex
    area_code: str
    lived_in: bool
    is_closed: bool

    @property
    def id(self) -> UUID:
        return id_from(self.hex)

    @property
    def area_id(self) -> UUID:
        return id_from(self.area_hex)


def homes_of(facts: Sequence[FieldFact], *, lock: bool = False) -> dict[Hex, Home]:
    """The households of these facts. Locked by the places where they stand: the days of one household are
    written by one at a time."""
    ids = {fact.body.household.hex for fact in facts}
    rows = Household.everywhere.filter(among("pk", ids))
    if not lock or not connection.features.has_select_for_update:  # there one writes at a time
        return {home.hex: home for home in _read(rows)}
    codes = lock_places(Area.objects.filter(pk__in=rows.order_by().values("area_id")))
    homes = {home.hex: home for home in _read(rows)}
    if any(codes.get(home.area_hex) != home.area_code for home in homes.values()):
        raise TreeChanged()  # a household, or its place, moved in this moment: the batch is taken again
    return homes


def _read(rows: Any) -> Iterator[Home]:
    columns = rows.values_list("pk", "area_id", "area_code", "occupancy", "closed_on")
    for pk, area, code, occupancy, closed in plain_rows(columns):
        yield Home(pk, area, code, occupancy not in NOT_LIVED_IN, closed is not None)


def usable(
    facts: Sequence[FieldFact], homes: Mapping[Hex, Home], refused: Refused
) -> list[tuple[FieldFact, Home, date]]:
    """The facts whose sender may tell them, with household and day; the others go to `refused` with the reason."""
    duties = Duties(fact.user_id for fact in facts)
    strangers = _strangers(facts)
    good: list[tuple[FieldFact, Home, date]] = []
    for fact in facts:
        home, on = homes.get(fact.body.household.hex), local_day(fact.at)
        if home is None or not _may_tell(fact, home, duties, on):
            refused[fact.id] = OutsideDuty()
        elif home.is_closed:
            refused[fact.id] = HouseholdClosed()
        elif strangers and fact.id in strangers:
            refused[fact.id] = ResidentElsewhere()
        else:
            good.append((fact, home, on))
    return good


def _may_tell(fact: FieldFact, home: Home, duties: Duties, on: date) -> bool:
    """A worker of the households in the area of a duty; a household of itself."""
    if fact.user_id is None:
        return fact.told_by == home.id
    return duties.cover(fact.user_id, home.area_code, on)


def _strangers(facts: Sequence[FieldFact]) -> set[UUID]:
    """The facts that name somebody who does not belong to the household."""
    named = [(fact, people) for fact in facts if (people := set(residents_in(fact.body)))]
    if not named:
        return set()
    rows = Resident.everywhere.filter(among("pk", set().union(*(people for _fact, people in named))))
    homes: dict[UUID, UUID] = dict(rows.values_list("pk", "household_id"))
    return {
        fact.id
        for fact, people in named
        if any(homes.get(person) != fact.body.household for person in people)
    }


def residents_in(body: Any) -> Iterable[UUID]:
    """Everybody whom a body names."""
    if type(body) is DailyAnswer and body.same:
        return
    if (person := getattr(body, "resident", None)) is not None:
        yield person
    for part in ("travel", "symptoms", "temperatures", "vaccinations", "schooling", "needs"):
        for told in getattr(body, part, ()):
            if told.resident is not None:
                yield told.resident


class ById(msgspec.Struct, gc=False):
    id: UUID


def not_yet(model: Any, facts: Sequence[FieldFact]) -> list[FieldFact]:
    """Without the facts that have become rows already."""
    rows = rows_by_key(model, [ById(fact.id) for fact in facts], ["id"])
    there = {digits_of(pk) for (pk,) in rows}
    return [fact for fact in facts if fact.id.hex not in there] if there else list(facts)
