"""Who was reached is known at their support needs in the same moment, whichever office reached them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from linli.core.rows import among
from linli.registers.models import SupportNeed
from linli.rounds.choices import ContactKind, Outcome

MOST_AT_ONCE = 300


class Reached(Protocol):
    """A row of the contact ledger, as far as it matters here."""

    household_id: UUID
    resident_id: UUID | None
    at: datetime
    by_id: UUID | None
    kind: str
    outcome: str


def note_reached(entries: Iterable[Any]) -> None:
    """Set the last contact of the open needs of whom these entries reached; an earlier one changes nothing.

    An answer is the household's: it says how everybody is. A visit to one person reaches that person. One query to
    read, one to write, however many entries.
    """
    latest = _latest(entries)
    if not latest:
        return
    homes = {household for household, _resident in latest}
    needs = SupportNeed.everywhere.filter(among("resident__household_id", homes), ended_on=None)
    changed = []
    for need in needs.only("pk", "contacted_at", "contacted_by", "resident__household_id").select_related(
        "resident"
    ):
        last = _of(latest, need.resident.household_id, need.resident_id)
        if last and (need.contacted_at is None or need.contacted_at < last[0]):
            need.contacted_at, need.contacted_by_id = last
            changed.append(need)
    SupportNeed.everywhere.bulk_update(changed, ["contacted_at", "contacted_by"], batch_size=MOST_AT_ONCE)


Key = tuple[UUID, UUID | None]
Last = tuple[datetime, UUID | None]


def _latest(entries: Iterable[Reached]) -> dict[Key, Last]:
    """The last contact of each household, and of each person who was visited by name."""
    found: dict[Key, Last] = {}
    for one in entries:
        if one.kind != ContactKind.ANSWER and one.outcome != Outcome.MET:
            continue
        key = (one.household_id, one.resident_id if one.kind != ContactKind.ANSWER else None)
        if key not in found or found[key][0] < one.at:
            found[key] = (one.at, one.by_id)
    return found


def _of(latest: dict[Key, Last], household: UUID, resident: UUID) -> Last | None:
    told = [last for key in ((household, None), (household, resident)) if (last := latest.get(key))]
    return max(told, key=lambda one: one[0], default=None)
