"""When a report is due, how it stands, what a nil return may say, what has to be looked at. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from linli.lib.periods import SHANGHAI

# A number that jumps like this is asked about before somebody signs it.
JUMP = 5
TIMES = 3

Numbers = Mapping[str, int]


class Standing(StrEnum):
    """How the report of one area stands, as the level above reads it."""

    WAITING = "waiting"  # nothing yet, and it is not time yet
    MISSING = "missing"  # the cut-off is over, and nobody has reported
    RETURNED = "returned"
    REPORTED = "reported"
    NIL = "nil"
    SIGNED = "signed"

    @property
    def is_in(self) -> bool:
        return self in {Standing.REPORTED, Standing.NIL, Standing.SIGNED}


def at_clock(day: date, clock: str) -> datetime:
    """The instant of `10:00` on a day; `24:00` is its end."""
    hours, minutes = (int(part) for part in clock.split(":"))
    return datetime.combine(day, time(), tzinfo=SHANGHAI) + timedelta(hours=hours, minutes=minutes)


def standing(state: str, *, is_nil: bool, cut_off: datetime | None, now: datetime) -> Standing:
    """`state` is that of the kept report; empty where there is none."""
    if state == "signed":
        return Standing.NIL if is_nil else Standing.SIGNED
    if state == "submitted":
        return Standing.NIL if is_nil else Standing.REPORTED
    if state == "returned":
        return Standing.RETURNED
    return Standing.MISSING if cut_off is not None and now >= cut_off else Standing.WAITING


def is_late(submitted_at: datetime | None, cut_off: datetime | None) -> bool:
    """Sent after the cut-off. To the second at which it falls due is still in time."""
    return submitted_at is not None and cut_off is not None and submitted_at > cut_off


def speaks_against_nil(numbers: Numbers, news: Iterable[str]) -> list[str]:
    """The fields that make a nil return untrue: somebody looked, and there was something."""
    return [key for key in news if numbers.get(key, 0)]


def has_jumped(now: int | None, before: int | None) -> bool:
    """True for a count so far above yesterday's that a person should say whether it is right."""
    if now is None or before is None:
        return False
    return now - before >= JUMP and now >= before * TIMES


def summed(parts: Iterable[Numbers]) -> dict[str, int]:
    """A field that no part has stays without a number: nobody counted it, and that is not zero."""
    total: dict[str, int] = {}
    for part in parts:
        for key, n in part.items():
            total[key] = total.get(key, 0) + n
    return total


def compared(parts: Iterable[tuple[Numbers, Numbers | None]]) -> dict[str, int]:
    """By how much the fields differ from the day before, over those parts that have both days."""
    both = [(now, before) for now, before in parts if before is not None]
    keys = {key for now, _before in both for key in now}
    return {
        key: sum(now[key] - before[key] for now, before in both if key in now and key in before)
        for key in keys
        if any(key in now and key in before for now, before in both)
    }


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    old: int | None
    new: int | None


def differences(frozen: Numbers, now: Numbers, fields: Iterable[str]) -> list[Difference]:
    """What a frozen report would say otherwise by now."""
    return [
        Difference(key, frozen.get(key), now.get(key)) for key in fields if frozen.get(key) != now.get(key)
    ]


def amended(frozen: Numbers, changes: Iterable[Difference]) -> dict[str, int]:
    """The figures with every later correction laid over them, the latest last."""
    found = dict(frozen)
    for change in changes:
        if change.new is None:
            found.pop(change.field, None)
        else:
            found[change.field] = change.new
    return found
