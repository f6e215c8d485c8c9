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


def in_order(passages: Iterable[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda one: (one.at, one.id))


def returns(passages: Iterable[Passage]) -> Mapping[UUID, Passage]:
    """The entry that ended each exit; an exit that is not in it has not ended, as far as is known.

    An entry ends the latest exit that is open. It ends those of earlier days as well: whoever comes home today is not
    outside since the day before yesterday, though no gate has seen them come in between.
    """
    found: dict[UUID, Passage] = {}
    still_open: list[Passage] = []
    for one in in_order(passages):
        if one.direction == "out":
            still_open.append(one)
            continue
        today = local_day(one.at)
        ended = [each for each in still_open if local_day(each.at) < today]
        if still_open and still_open[-1] not in ended:
            ended.append(still_open[-1])
        found.update({each.id: one for each in ended})
        still_open = [each for each in still_open if each not in ended]
    return found
