"""Which household a row's door means: one that is there, or one to be opened with it."""

from collections.abc import Sequence
from uuid import UUID

from linli.imports.homes import Homes, same_place
from linli.imports.homes import Known as KnownHome
from linli.imports.ids import Ids
from linli.imports.placing import COMMUNITY_DIGITS, Path, Places, Spot
from linli.imports.plans import Home
from linli.imports.rules.reading import Reading, Said
from linli.lib.doors import door_label


class Doors:
    """Finds households by door while a sheet is read, and remembers those that it opens."""

    def __init__(self, places: Places, homes: Homes) -> None:
        self.places, self.homes = places, homes
        self.opened: dict[UUID, Home] = {}
        self.new_id = Ids()
        self.new_places: dict[tuple[UUID, Path], int] = {}

    def of(self, reading: Reading) -> list[Home] | Said:
        """The households that the row may mean: none without a door, several where it is not clear; or a refusal."""
        if reading.door_is_missing:
            return []
        placed = self.places.find(reading)
        if placed.refusal:
            return placed.refusal
        label = door_label(reading.door)[:60]
        homes: dict[UUID, Home] = {}
        for spot in placed.spots:
            known = self._known_at(spot, label, reading.door.compound or spot.compound)
            for home in [self._there(one) for one in known] or [self._new_home(spot, reading, label)]:
                homes.setdefault(home.id, home)
        return list(homes.values())

    def _there(self, known: KnownHome) -> Home:
        """A household that is known; of one that this sheet opens, all that it will be opened with."""
        return self.opened.get(known.id) or there(known)

    def _known_at(self, spot: Spot, label: str, compound: str) -> Sequence[KnownHome]:
        here = self.homes.find(label, compound=compound, within=spot.area.code)
        # Files from before the tree had this building stand higher up.
        return here or self.homes.find(label, compound=compound, within=spot.area.code[:COMMUNITY_DIGITS])

    def _new_home(self, spot: Spot, reading: Reading, label: str) -> Home:
        door = reading.door
        compounds, codes = self.homes.around(
            door.building, compound=door.compound or spot.compound, within=spot.area.code
        )
        area = spot.area
        if not spot.is_exact and len(codes) == 1:
            area = next((a for a in self.places.inside.values() if a.code in codes), area)
        compound = door.compound or spot.compound or (compounds.pop() if len(compounds) == 1 else "")
        return Home(
            self.new_id(),
            is_new=True,
            area=area.pk,
            place=self._place(spot),
            compound=compound[:60],
            building=door.building[:30],
            stairwell=door.stairwell[:20],
            floor=str(door.floor or ""),
            room=door.room[:30],
            door=label,
        )

    def _place(self, spot: Spot) -> int:
        if not spot.path:
            return -1
        return self.new_places.setdefault((spot.area.pk, spot.path), len(self.new_places))

    def open(self, home: Home) -> None:
        """From here on the household is known, and the next rows with its door belong to it."""
        if not home.is_new or home.id in self.opened:
            return
        self.opened[home.id] = home
        area = self.places.inside.get(home.area) if home.area else None
        code = area.code if area else self.places.root.code
        self.homes.add(
            KnownHome(
                home.id, code, home.compound, home.door, home.part, home.building, home.stairwell, home.room
            )
        )

    def written_otherwise(self, homes: Sequence[Home], household: UUID | None) -> Home | None:
        """The person's own household, where the row only writes its door in another way."""
        own = self.homes.by_id.get(household) if household else None
        if own is None or any(not home.is_new for home in homes):
            return None
        return next((self._there(own) for home in homes if same_place(own, as_known(home))), None)


def there(known: KnownHome) -> Home:
    return Home(
        known.id,
        compound=known.compound,
        building=known.building,
        stairwell=known.stairwell,
        room=known.room,
        door=known.door,
        part=known.part,
    )


def as_known(home: Home) -> KnownHome:
    return KnownHome(
        home.id, "", home.compound, home.door, home.part, home.building, home.stairwell, home.room
    )


def plate(home: KnownHome) -> str:
    return " ".join(filter(None, (home.compound, home.door, home.part)))


def beside(home: Home, homes: Homes, pk: UUID) -> Home:
    """Another household behind the same door, with the next free part."""
    known = homes.by_id[home.id]
    taken = {one.part for one in homes.find(known.door, compound=known.compound, within=known.area_code)}
    part = next(str(number) for number in range(2, len(taken) + 3) if str(number) not in taken)
    return Home(
        pk,
        is_new=True,
        compound=known.compound,
        building=known.building,
        stairwell=known.stairwell,
        room=known.room,
        door=known.door,
        part=part,
        beside=known.id,
    )
