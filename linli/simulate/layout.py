"""Where doors stand: grids, compounds and buildings of a community, groups and houses of a village."""

from dataclasses import dataclass, field
from random import Random

COMPOUNDS = (
    "和平家园", "阳光花园", "锦绣小区", "福泰嘉园", "康宁小区", "绿洲家园", "银河小区", "龙泽苑", "安居小区", "馨苑小区",
    "盛世华庭", "丽景湾", "吉祥小区", "春晖园", "金桥小区", "北苑小区", "粮食局家属楼", "铁路小区", "教师新村", "水岸名都",
)  # fmt: skip


@dataclass
class Door:
    compound: str
    building: str
    stairwell: str
    floor: str
    room: str

    @property
    def label(self) -> str:
        return "-".join(part for part in (self.building, self.stairwell, self.room) if part)


@dataclass
class Building:
    compound: str
    number: str
    doors: list[Door] = field(default_factory=list)


def buildings(rng: Random, households: int, *, compounds: int = 2) -> list[Building]:
    """Buildings of five to seven floors with two flats a landing, until there are enough doors."""
    names = rng.sample(COMPOUNDS, min(compounds, len(COMPOUNDS)))
    made: list[Building] = []
    left = households
    while left > 0:
        compound = names[len(made) % len(names)]
        number = str(sum(b.compound == compound for b in made) + 1)
        building = _building(rng, compound, number, left)
        made.append(building)
        left -= len(building.doors)
    return made


def _building(rng: Random, compound: str, number: str, most: int) -> Building:
    building = Building(compound, number)
    floors, stairwells = rng.randint(5, 7), rng.randint(2, 4)
    for stairwell in range(1, stairwells + 1):
        for floor in range(1, floors + 1):
            for flat in (1, 2):
                if len(building.doors) < most:
                    room = f"{floor}{flat:02d}"
                    building.doors.append(Door(compound, number, str(stairwell), str(floor), room))
    return building


def houses(households: int, group: int) -> list[Door]:
    """Houses of a village group, numbered along the lane."""
    return [Door("", f"{group}组", "", "", str(number)) for number in range(1, households + 1)]
