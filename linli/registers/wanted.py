"""What the address of the register's list asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

from linli.areas.tallies import Figures
from linli.registers.choices import NeedCode, Occupancy, Presence

ANY = "any"
NONE = "none"
SORTS = ("door", "-door", "head", "-head", "visit", "-visit")


@dataclass(frozen=True)
class Wanted:
    """Values that mean nothing are left out, as if they had not been asked for."""

    compound: str = ""
    building: str = ""
    occupancy: str = ""
    need: str = ""  # a NeedCode or "any"
    phone: str = ""  # "none": nobody there can be called
    presence: str = ""  # "away": at least one is
    sort: str = "door"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        allowed: dict[str, Callable[[str], bool]] = {
            "occupancy": Occupancy.values.__contains__,
            "need": [ANY, *NeedCode.values].__contains__,
            "phone": NONE.__eq__,
            "presence": Presence.AWAY.value.__eq__,
            "sort": SORTS.__contains__,
        }
        found = {one.name: query.get(one.name, "").strip()[:60] for one in fields(cls)}
        return cls(
            **{name: v for name, v in found.items() if v and (name not in allowed or allowed[name](v))}
        )

    @property
    def filters(self) -> dict[str, str]:
        names = [one.name for one in fields(self) if one.name != "sort"]
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    @property
    def walks(self) -> bool:
        """In the order of the doors."""
        return self.sort in ("door", "-door")

    def only(self, *names: str) -> Self:
        """With no filters but these."""
        return replace(self, **{name: "" for name in self.filters if name not in names})


def number_in(wanted: Wanted, numbers: Mapping[str, int] | Figures) -> int | None:
    """How many households a tally has of what is wanted; None where no tally counts it."""
    asked = wanted.filters
    if not asked:
        return _n(numbers, "households.dwellings")
    if asked == {"phone": NONE}:
        return _n(numbers, "households.lived_in") - _n(numbers, "completeness.reachable")
    if asked == {"need": ANY}:
        return _n(numbers, "households.with_need")
    if asked == {"presence": "away"}:
        return _n(numbers, "households.with_away")
    if list(asked) == ["occupancy"]:
        return _n(numbers, f"households.{asked['occupancy']}")
    return None


def _n(numbers: Mapping[str, int] | Figures, key: str) -> int:
    return numbers[key] if isinstance(numbers, Figures) else numbers.get(key, 0)
