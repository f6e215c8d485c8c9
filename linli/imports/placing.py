"""Where in the tree a row's household stands: by community, grid, compound, building and stairwell of the row."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from linli.areas.levels import playbook_of, standing_as
from linli.areas.models import Area
from linli.areas.rules import name_key, short_name
from linli.imports.rules.reading import Reading, Refusal, Said
from linli.lib.doors import read_parts
from linli.lib.playbook import Playbook

BUILDING, STAIRWELL, COMPOUND, GROUP = "building", "stairwell", "compound", "group"
COMMUNITY_DIGITS = 12
TOWN_DIGITS = 9

Path = tuple[tuple[str, str], ...]

_COMMITTEE = re.compile(r"(?:社区|村)?(?:居民委员会|村民委员会|居委会|村委会|居民委|村民委)?$")
_NAMED_IN_ADDRESS = re.compile(r"[^省市区县旗镇乡街道\s\d-]{1,10}?(?:社区|村)")


@dataclass(frozen=True)
class Spot:
    """An area of the tree, and the places below it that are to be founded first."""

    area: Area
    path: Path = ()
    compound: str = ""  # how the register writes it, where the sheet leaves it out
    is_exact: bool = True  # False: the tree has no place for the building, so it stands in the area above


@dataclass
class Placed:
    """What came of looking: a spot, several to choose from, or a refusal."""

    spots: list[Spot] = field(default_factory=list)
    refusal: Said | None = None


def bare(name: str) -> str:
    """What a community is called in talk: 和平社区居委会 is 和平."""
    return _COMMITTEE.sub("", short_name(name)) or name


class Places:
    """The areas within `root`, found by what rows say of them. Loaded once a sheet."""

    def __init__(
        self, root: Area, inside: Iterable[Area], others: Iterable[Area], playbook: Playbook | None
    ) -> None:
        self.root, self.playbook = root, playbook
        self.inside = {area.pk: area for area in inside} | {root.pk: root}
        self._children: defaultdict[UUID | None, list[Area]] = defaultdict(list)
        for area in self.inside.values():
            if area.pk != root.pk:
                self._children[area.parent_id].append(area)
        self.communities = [a for a in self.inside.values() if len(a.code) == COMMUNITY_DIGITS]
        self._others = {bare(area.name): area for area in others}
        self._buildings = self._index_buildings()
        self._seen: dict[tuple[str, ...], Placed] = {}

    @classmethod
    def load(cls, root: Area) -> "Places":
        inside = list(Area.objects.within(root.code).current().order_by("code"))
        town = root.code[:TOWN_DIGITS]
        around = Area.objects.within(town[:6]).current().filter(level="community").order_by("code")
        own = root.code[:COMMUNITY_DIGITS]
        others = [area for area in around if not area.code.startswith(own)]
        return cls(root, inside, others, playbook_of(root))

    # ---- asking ------------------------------------------------------------------------------
    def find(self, reading: Reading) -> Placed:
        door = reading.door
        key = (reading.community, reading.area, door.compound, door.building, door.stairwell, door.rest)
        if key not in self._seen:
            self._seen[key] = self._find(reading)
        return self._seen[key]

    def _find(self, reading: Reading) -> Placed:
        community = self._community(reading)
        if isinstance(community, Said):
            return Placed(refusal=community)
        base = self._grid(community, reading.area)
        if reading.door.building:
            return self._at_building(base, reading)
        return Placed([Spot(base, compound=reading.door.compound)])

    # ---- the community -----------------------------------------------------------------------
    def _community(self, reading: Reading) -> Area | Said:
        """The area in which to look, or why the row belongs elsewhere."""
        column = reading.door_column
        if named := reading.community:
            return self._named_community(named, column)
        for name in _NAMED_IN_ADDRESS.findall(reading.door.rest):
            known = self._known_community(name)
            if known is None and bare(name) in self._others:
                return self._elsewhere(bare(name), column)
            if known is not None:
                return known
        compound = bare(reading.door.compound)
        if compound in self._others and not self._has_compound(reading.door.compound):
            return self._elsewhere(compound, column)
        if len(self.root.code) >= COMMUNITY_DIGITS:
            return self.root
        if len(self.communities) == 1:
            return self.communities[0]
        return Said(Refusal.WHICH_COMMUNITY, column)

    def _named_community(self, name: str, column: int) -> Area | Said:
        if known := self._known_community(name):
            return known
        if bare(name) in self._others:
            return self._elsewhere(bare(name), column)
        return Said(Refusal.UNKNOWN_COMMUNITY, column, {"name": name[:40]})

    def _known_community(self, name: str) -> Area | None:
        wanted = bare(name)
        if len(self.root.code) >= COMMUNITY_DIGITS:
            own = self._own_community_name()
            return self.root if wanted == own else None
        return next((area for area in self.communities if bare(area.name) == wanted), None)

    def _own_community_name(self) -> str:
        if len(self.root.code) == COMMUNITY_DIGITS:
            return bare(self.root.name)
        own = Area.objects.filter(code=self.root.code[:COMMUNITY_DIGITS]).values_list("name", flat=True)
        return bare(own.first() or "")

    def _elsewhere(self, name: str, column: int) -> Said:
        other = self._others[name]
        data = {"here": bare(self.root.name), "there": short_name(other.name), "code": other.code}
        return Said(Refusal.OTHER_COMMUNITY, column, data)

    def _has_compound(self, compound: str) -> bool:
        return any(known == compound for _, known, _ in self._all_buildings())

    # ---- the grid ----------------------------------------------------------------------------
    def _grid(self, community: Area, name: str) -> Area:
        """The grid that the row names, if the tree has it; a grid is never founded by a list of residents."""
        if not name:
            return community
        wanted = name_key(name)
        below = [
            a for a in self.inside.values() if a.pk != community.pk and a.code.startswith(community.code)
        ]
        named = [a for a in below if a.level not in (BUILDING, STAIRWELL) and name_key(a.name) == wanted]
        return named[0] if len(named) == 1 else community

    # ---- the building ------------------------------------------------------------------------
    def _index_buildings(self) -> dict[str, list[tuple[str, Area]]]:
        """Building number -> (compound, area). A compound stands in the building's name or above it."""
        found: defaultdict[str, list[tuple[str, Area]]] = defaultdict(list)
        for area in self.inside.values():
            if len(area.code) <= COMMUNITY_DIGITS or area.level in (STAIRWELL, COMPOUND, "grid", "sector"):
                continue
            door = read_parts(building=area.name)
            if door.building and not door.stairwell:
                found[door.building].append((door.compound or self._compound_above(area), area))
        return found

    def _all_buildings(self) -> Iterable[tuple[str, str, Area]]:
        for number, known in self._buildings.items():
            for compound, area in known:
                yield number, compound, area

    def _compound_above(self, area: Area) -> str:
        above = self.inside.get(area.parent_id) if area.parent_id else None
        return above.name if above is not None and above.level == COMPOUND else ""

    def _at_building(self, base: Area, reading: Reading) -> Placed:
        door = reading.door
        here = [(c, a) for c, a in self._buildings.get(door.building, ()) if a.code.startswith(base.code)]
        if door.compound:
            here = [pair for pair in here if pair[0] == door.compound] or [p for p in here if not p[0]]
        if here:
            return Placed([self._at_stairwell(area, compound, door.stairwell) for compound, area in here])
        return Placed([self._new_building(base, reading)])

    def _at_stairwell(self, building: Area, compound: str, stairwell: str) -> Spot:
        stairwells = [a for a in self._children[building.pk] if a.level == STAIRWELL]
        if not stairwell or not stairwells:
            return Spot(building, compound=compound)
        wanted = name_key(stairwell)
        named = [area for area in stairwells if name_key(area.name) == wanted]
        if named:
            return Spot(named[0], compound=compound)
        return Spot(building, ((STAIRWELL, f"{stairwell}单元"),), compound)

    def _new_building(self, base: Area, reading: Reading) -> Spot:
        """A building that the tree lacks: founded where the playbook has a level for it right here."""
        door = reading.door
        start = self._only_parent(base)
        under = self._levels_under(start)
        named = door.building if not door.building.isdecimal() else f"{door.building}号楼"
        path: Path = ()
        if GROUP in under and door.building.endswith(("组", "队", "社", "屯")):
            path = ((GROUP, door.building),)
        elif BUILDING in under:
            path = ((BUILDING, named if start.level == COMPOUND else f"{door.compound}{named}"),)
        elif COMPOUND in under and door.compound:
            path = self._in_compound(start, door.compound, named)
        if path and path[-1][0] == BUILDING and door.stairwell and STAIRWELL in self._level_keys(BUILDING):
            path = (*path, (STAIRWELL, f"{door.stairwell}单元"))
        if not path:
            return Spot(base, compound=door.compound, is_exact=False)
        return Spot(start, path, door.compound)

    def _in_compound(self, start: Area, compound: str, building: str) -> Path:
        return ((COMPOUND, compound), (BUILDING, building))

    def _only_parent(self, base: Area) -> Area:
        """The area under which a building can only stand: base, or its one grid."""
        here = base
        while BUILDING not in (under := self._levels_under(here)) and COMPOUND not in under:
            middle = [a for a in self._children[here.pk] if BUILDING in self._levels_under(a)]
            if len(middle) != 1:
                return base
            here = middle[0]
        return here

    def room_under(self, area: UUID, level: str) -> int:
        """How many more areas of a level the numbers under this one can hold."""
        if self.playbook is None:
            return 0
        digits = next((known.digits for known in self.playbook.levels if known.key == level), 1)
        return int(10**digits) - 1 - len(self._children[area])

    def _levels_under(self, area: Area) -> frozenset[str]:
        return self._level_keys(standing_as(area))

    def _level_keys(self, stands: str) -> frozenset[str]:
        if self.playbook is None or (
            stands not in ("community", "village")
            and all(stands != level.key for level in self.playbook.levels)
        ):
            return frozenset()
        return frozenset(level.key for level in self.playbook.levels_under(stands))
