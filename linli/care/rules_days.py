"""What is due on a day of an episode, and which check is unusual. Plain data in, plain data out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid5

from linli.care.choices import Half
from linli.lib.editions import Measure
from linli.lib.periods import SHANGHAI
from linli.lib.playbook.care import Item, Package

FEVER_AT = 37.3  # as at the gates; a physician judges what it means
# By when a check of the half-day should be there, and where the half-day ends.
DUE_BY = {Half.MORNING: time(12), Half.EVENING: time(20)}
# A name space of its own: the id of a task follows from what it is, so that making it twice makes it once.
TASKS = UUID("6d1f0a52-2d0c-5f3e-9a55-0c6f6b1d7e10")


@dataclass(frozen=True)
class Wanted:
    """One thing to be brought or done."""

    item: str
    on: date
    number: int
    once: bool  # for the episode, the household or the team: not again on another day


def is_abnormal(celsius: float | None, signs: Iterable[str]) -> bool:
    return (celsius is not None and celsius >= FEVER_AT) or any(True for _sign in signs)


def halves_of(measure: Measure | None) -> tuple[Half, ...]:
    """Two checks are one a half-day; one a day is the morning's."""
    if measure is None or not measure.checks_a_day:
        return ()
    return (Half.MORNING,) if measure.checks_a_day == 1 else (Half.MORNING, Half.EVENING)


def halves_due(measure: Measure | None, on: date, *, since: datetime, until: datetime) -> tuple[Half, ...]:
    """The half-days of a day that lie in the episode at least in part."""
    return tuple(half for half in halves_of(measure) if _begins(half, on) < until and _ends(half, on) > since)


def half_at(at: datetime) -> Half:
    return Half.MORNING if at.astimezone(SHANGHAI).time() < DUE_BY[Half.MORNING] else Half.EVENING


def is_late(half: Half, on: date, now: datetime) -> bool:
    return now >= datetime.combine(on, DUE_BY[half], tzinfo=SHANGHAI)


def _begins(half: Half, on: date) -> datetime:
    return datetime.combine(on, time(0) if half == Half.MORNING else DUE_BY[Half.MORNING], tzinfo=SHANGHAI)


def _ends(half: Half, on: date) -> datetime:
    return datetime.combine(on, DUE_BY[Half.MORNING] if half == Half.MORNING else time.max, tzinfo=SHANGHAI)


def wanted_on(package: Package | None, on: date) -> Iterator[Wanted]:
    for item in package.items if package else ():
        once = item.each != "day"
        for number in range(1, (1 if once else item.times or 1) + 1):
            yield Wanted(item.key, on, number, once)


def task_id(episode: UUID, one: Wanted) -> UUID:
    day = "" if one.once else one.on.isoformat()
    return uuid5(TASKS, f"{episode}:{one.item}:{day}:{one.number}")


def is_for_phones(item: Item) -> bool:
    """What is brought to a door. Money, cars and people are given to a team, at a desk."""
    return item.each != "team" and item.amount is None
