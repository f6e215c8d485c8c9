"""Where doors and people stand for a proposal, without coordinates: along the way that the area tree and the doors give.

Two doors of one stairwell are a few metres apart, two buildings some tens, two compounds and grids some hundreds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from linli.lib.area_codes import is_within

DOOR, STAIRWELL, BUILDING, COMPOUND, GRID, COMMUNITY = 4.0, 15.0, 60.0, 250.0, 300.0, 2_000.0
COMMUNITY_DIGITS, GRID_DIGITS = 12, 15


@dataclass(frozen=True, slots=True)
class Door:
    """A household in the order of its door. Those of one `group` live behind one door."""

    key: str
    code: str
    compound: str = ""
    building: str = ""
    stairwell: str = ""
    group: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who may be chosen: where their role is held, how many they have, behind which doors."""

    key: str
    codes: tuple[str, ...]
    has: int = 0
    homes: tuple[str, ...] = ()


@dataclass
class Way:
    """Every door's place on one long walk through the area."""

    doors: Sequence[Door]
    at: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        place, before = 0.0, None
        for door in self.doors:
            place += step(before, door) if before else 0.0
            self.at[door.key], before = place, door


def step(before: Door, door: Door) -> float:
    """How far it is from one door to the next one."""
    if before.code[:COMMUNITY_DIGITS] != door.code[:COMMUNITY_DIGITS]:
        return COMMUNITY
    if before.code[:GRID_DIGITS] != door.code[:GRID_DIGITS]:
        return GRID
    if before.compound != door.compound:
        return COMPOUND
    if (before.code, before.building) != (door.code, door.building):
        return BUILDING
    return DOOR if before.stairwell == door.stairwell else STAIRWELL


def places_of(helpers: Iterable[Helper], way: Way, known: Mapping[str, float]) -> dict[str, float | None]:
    """Where each helper stands: amid the doors they have already, else spread evenly over those of their role.

    `known` has the place of doors that somebody answers for already. Nobody stands where their role reaches no door.
    """
    placed: dict[str, float | None] = {}
    free: dict[tuple[str, ...], list[Helper]] = {}
    for helper in helpers:
        own = [known[home] for home in helper.homes if home in known]
        if own:
            placed[helper.key] = sum(own) / len(own)
        else:
            free.setdefault(helper.codes, []).append(helper)
    for codes, group in free.items():
        reach = [way.at[door.key] for door in way.doors if any(_near(door.code, code) for code in codes)]
        for number, helper in enumerate(group):
            index = int((number + 0.5) * len(reach) / len(group)) if reach else None
            placed[helper.key] = None if index is None else reach[min(index, len(reach) - 1)]
    return placed


def _near(code: str, at: str) -> bool:
    return is_within(code, at) or is_within(at, code)
