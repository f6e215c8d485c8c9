"""Who came back when: exits and entries of one household, or of one pass, brought together. Pure.

What is known is a set: gates tell late and mixed, and the answer is the same in whichever order they did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.lib.periods import local_day


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody went through a gate."""

    id: UUID
    direction: str  # out, in
    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The entry with which an exit ended. `was_seen`: it was this return; else only that nobody can be outside since."""

    id: UUID
    at: datetime
    was_seen: bool = True


def in_order(passages: Iterable[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda one: (one.at, one.id))


def ends(passages: Iterable[Passage]) -> Mapping[UUID, Ended]:
    """The end of each exit; one that is not in it has not ended, as far as is known.

    An entry is the return from the latest exit that is open. Exits of earlier days end with it as well, though nobody saw
    them return: whoever has been home since is not outside, and has not come back late either.
    """
    found: dict[UUID, Ended] = {}
    still_open: list[Passage] = []
    for one in in_order(passages):
        if one.direction == "out":
            still_open.append(one)
        elif still_open:
            last = still_open.pop()
            found[last.id] = Ended(one.id, one.at)
            earlier = [each for each in still_open if local_day(each.at) < local_day(one.at)]
            found.update({each.id: Ended(one.id, one.at, was_seen=False) for each in earlier})
            still_open = [each for each in still_open if each not in earlier]
    return found


def returns(passages: Iterable[Passage]) -> Mapping[UUID, Ended]:
    """Only the returns that were seen."""
    return {exit_id: one for exit_id, one in ends(passages).items() if one.was_seen}
