"""What follows from what was told. Pure: no clock, no database."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from linli.rounds.bodies import DailyAnswer

# The guidelines of the time count 37.3 degrees under the arm as fever.
FEVER_FROM = 37.3


def is_abnormal(answer: DailyAnswer) -> bool:
    """Whether somebody is ill by this answer: a symptom, or fever."""
    return bool(answer.symptoms) or any(one.celsius >= FEVER_FROM for one in answer.temperatures)


class Contacted(msgspec.Struct, frozen=True, gc=False):
    """What one contact adds to a household's day."""

    answered: bool = False
    changed: bool = False
    abnormal: bool = False
    needs_help: bool = False
    met: bool = False
    nobody_home: bool = False


class Day(msgspec.Struct, frozen=True, gc=False):
    """A household's day: what all its contacts say together. A later answer adds; it takes nothing away."""

    contacts: int = 0
    lived_in: bool = True
    answered: bool = False
    changed: bool = False
    abnormal: bool = False
    needs_help: bool = False
    met: bool = False
    nobody_home: bool = False

    def with_contact(self, told: Contacted) -> "Day":
        return Day(
            self.contacts + 1,
            self.lived_in,
            self.answered or told.answered,
            self.changed or told.changed,
            self.abnormal or told.abnormal,
            self.needs_help or told.needs_help,
            self.met or told.met,
            self.nobody_home or told.nobody_home,
        )


NO_DAY = Day()


def numbers_of(day: Day) -> dict[str, int]:
    """What one household's day adds to the figures; each stands beside its condition in `measures`."""
    return {
        "rounds.contacts": day.contacts,
        "rounds.answered": int(day.answered),
        "rounds.answered_of_lived_in": int(day.answered and day.lived_in),
        "rounds.changed": int(day.changed),
        "rounds.abnormal": int(day.abnormal),
        "rounds.needs_help": int(day.needs_help),
        "rounds.nobody_home": int(day.nobody_home and not day.answered and not day.met),
        "rounds.asked_again": int(day.contacts > 1),
    }


@lru_cache(maxsize=10_000)
def step(before: Day, after: Day) -> Mapping[str, int]:
    """By how much the figures change when a household's day becomes another. Most days are alike."""
    old = numbers_of(before)
    return {key: n - old[key] for key, n in numbers_of(after).items() if n != old[key]}
