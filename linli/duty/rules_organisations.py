"""Dealing an organisation's people out over posts. No Django, no clock, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from linli.duty.rules_posts import HOUR, Person, Wanted, fit_of
from linli.lib.playbook.duty import Limits

Pair = tuple[UUID, UUID]  # post, person


def deal(
    posts: Mapping[UUID, Wanted],
    people: Mapping[UUID, Person],
    limits: Mapping[UUID, Limits | None],
    now: datetime,
    *,
    most: int | None = None,
) -> list[Pair]:
    """Who goes where: the posts by their start, each free place to somebody who fits and has the fewest hours so far.

    `limits` by post; `most` places of each post at most. Where nobody fits, the place stays empty: whoever looks at
    the answer sees why.
    """
    pairs: list[Pair] = []
    now_known = dict(people)
    for post, wanted in sorted(posts.items(), key=lambda item: (item[1].shift, item[0].hex)):
        places = wanted.free if most is None else min(wanted.free, most)
        for user in _fitting(now_known, wanted, limits[post], now)[: max(places, 0)]:
            pairs.append((post, user))
            now_known[user] = _with(now_known[user], wanted)
    return pairs


def _fitting(
    people: Mapping[UUID, Person], wanted: Wanted, limits: Limits | None, now: datetime
) -> Sequence[UUID]:
    fit = [user for user, person in people.items() if fit_of(person, wanted, limits, now).fits]
    return sorted(fit, key=lambda user: (_hours(people[user]), user.hex))


def _hours(person: Person) -> float:
    return sum(shift.length / HOUR for shift in person.shifts)


def _with(person: Person, wanted: Wanted) -> Person:
    return replace(person, shifts=(*person.shifts, wanted.shift))
