"""What one scan adds to the numbers of its gate's day. Pure; each number stands beside its condition in `measures`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

Numbers = Mapping[tuple[str, str], int]  # (measure, detail) -> n

PEOPLE, VEHICLES = "gates.people", "gates.vehicles"
EXITS, ENTRIES = "gates.exits", "gates.entries"
REFUSALS, FEVERS, EXCEPTIONS = "gates.refusals", "gates.fevers", "gates.exceptions"
NO_GROUND = "none"  # turned back, and nobody said on which ground


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a scan is counted."""

    direction: str
    done: str
    people: int = 1
    is_vehicle: bool = False
    fever: bool = False
    errand: str = ""
    ground: str = ""
    is_unanswered: bool = (
        False  # the server asked, and no keeper has said yet what they did: nobody was turned back
    )


def numbers_of(scan: Counted | None) -> Numbers:
    """A scan that was recorded in error adds nothing, as one that is not there."""
    if scan is None or scan.done == "taken_back":
        return {}
    found = {(PEOPLE, ""): scan.people, (VEHICLES, ""): int(scan.is_vehicle), (FEVERS, ""): int(scan.fever)}
    if scan.is_unanswered:
        return found
    if scan.done == "refused":
        found[(REFUSALS, "")] = 1
        found[(REFUSALS, scan.ground or NO_GROUND)] = 1
        return found
    found[(EXITS if scan.direction == "out" else ENTRIES, "")] = scan.people
    if scan.errand:
        found[(EXCEPTIONS, "")] = 1
        found[(EXCEPTIONS, scan.errand)] = 1
    return found


def step(before: Counted | None, after: Counted | None) -> Numbers:
    """By how much the numbers change when a scan becomes another."""
    total = Counter(numbers_of(after))
    total.subtract(numbers_of(before))
    return {key: n for key, n in total.items() if n}
