"""The households of an area, found by door while a sheet is read. Those to be opened are among them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from linli.areas.scopes import Scope
from linli.registers.models import Household


class Known(NamedTuple):
    """A household as far as finding one needs it."""

    id: UUID
    area_code: str
    compound: str
    door: str
    part: str
    building: str
    stairwell: str
    room: str


AnyHome = TypeVar("AnyHome", Known, Household)
COLUMNS = ("id", "area_code", "compound", "door", "part", "building", "stairwell", "room")


class Homes:
    """Households by the label of their door."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_id: dict[UUID, Known] = {}
        self._by_door: defaultdict[str, list[Known]] = defaultdict(list)
        self._by_building: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for one in known:
            self.add(one)

    @classmethod
    def load(cls, scope: Scope) -> "Homes":
        rows = Household.objects.within(scope).filter(closed_on=None).values_list(*COLUMNS)
        return cls(map(Known._make, rows.iterator(chunk_size=5000)))

    def add(self, known: Known) -> None:
        self.by_id[known.id] = known
        self._by_door[known.door].append(known)
        if known.building:
            self._by_building[known.building].add((known.compound, known.area_code))

    def find(self, door: str, *, compound: str, within: str) -> Sequence[Known]:
        """The households behind a door; of several compounds the one that is named, else all that could be meant."""
        known = self._by_door.get(door)
        if not known:
            return ()
        here = [one for one in known if one.area_code.startswith(within)]
        return of_compound(here, compound)

    def around(self, building: str, *, compound: str, within: str) -> tuple[set[str], set[str]]:
        """Under which compounds, and in which areas, the neighbours in a building are kept."""
        near = [
            (name, code)
            for name, code in self._by_building.get(building, ())
            if code.startswith(within) and (not compound or name in ("", compound))
        ]
        return {name for name, _ in near if name}, {code for _, code in near}


def of_compound(homes: Sequence[AnyHome], compound: str) -> Sequence[AnyHome]:
    """Of households behind one door those of the compound that is named, else those of none; unnamed: all."""
    if not compound:
        return homes
    return [one for one in homes if one.compound == compound] or [one for one in homes if not one.compound]


def same_place(one: Known, other: Known) -> bool:
    """One door written in two ways: with and without its stairwell, with and without its compound."""
    if one.building != other.building or one.room != other.room:
        return False
    stairwells = {one.stairwell, other.stairwell} - {""}
    compounds = {one.compound, other.compound} - {""}
    return len(stairwells) <= 1 and len(compounds) <= 1
