"""What may become of a declaration, and for which days one is taken. Pure: no clock, no database."""

from collections.abc import Mapping
from datetime import date, timedelta

from linli.rounds.choices import ArrivalState as S

# Who was said not to come may come after all; a mistake is set right; what a household withdrew stays its word,
# until somebody stands at the door.
NEXT: Mapping[str, frozenset[str]] = {
    S.EXPECTED: frozenset({S.ARRIVED, S.NOT_COME, S.WRONG, S.WITHDRAWN}),
    S.NOT_COME: frozenset({S.ARRIVED, S.WRONG, S.EXPECTED}),
    S.WITHDRAWN: frozenset({S.ARRIVED}),
    S.ARRIVED: frozenset({S.WRONG}),
    S.WRONG: frozenset({S.EXPECTED}),
}
BACK = timedelta(days=31)
AHEAD = timedelta(days=92)
# Declarations lose their numbers and notes this long after the day of arrival.
KEPT = timedelta(days=28)


def may_become(state: str, wanted: str) -> bool:
    return wanted in NEXT.get(state, frozenset())


def is_in_reach(arrives_on: date, *, today: date) -> bool:
    return today - BACK <= arrives_on <= today + AHEAD
