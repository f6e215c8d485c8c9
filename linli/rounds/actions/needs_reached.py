"""Who was reached is known at their support needs in the same moment, whichever office reached them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec
from django.db import connection

from linli.core.rows import EACH, unpacked
from linli.registers.models import Resident, SupportNeed
from linli.rounds.choices import ContactKind, Outcome


class Reached(Protocol):
    """A row of the contact ledger, as far as it matters here."""

    household_id: UUID
    resident_id: UUID | None
    at: datetime
    by_id: UUID | None
    kind: str
    outcome: str


class Last(msgspec.Struct, array_like=True, gc=False):
    """The last contact of a household, or of one resident."""

    whose: UUID
    at: datetime  # in UTC, as the database keeps it
    by_id: UUID | None


def note_reached(entries: Iterable[Any]) -> None:
    """Set the last contact of the open needs of whom these entries reached; an earlier one changes nothing.

    An answer is the household's: it says how everybody is. A visit to one person reaches that person. One statement for
    the households and one for the people, however many entries.
    """
    homes: dict[UUID, Last] = {}
    people: dict[UUID, Last] = {}
    for one in entries:
        if one.kind == ContactKind.ANSWER:
            _keep_last(homes, one.household_id, one)
        elif one.outcome == Outcome.MET:
            if one.resident_id is None:
                _keep_last(homes, one.household_id, one)
            else:
                _keep_last(people, one.resident_id, one)
    _write("household_id", list(homes.values()))
    _write("id", list(people.values()))


def _keep_last(found: dict[UUID, Last], whose: UUID, one: Reached) -> None:
    if whose not in found or found[whose].at < one.at:
        found[whose] = Last(whose, one.at.astimezone(UTC), one.by_id)


def _write(column: str, told: Sequence[Last]) -> None:
    if not told:
        return
    need, person = (connection.ops.quote_name(model._meta.db_table) for model in (SupportNeed, Resident))
    fields = SupportNeed._meta.get_field
    whose, at, by = (
        unpacked(field, n)
        for n, field in enumerate((Resident._meta.pk, fields("contacted_at"), fields("contacted_by")))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {need} SET contacted_at = {at}, contacted_by_id = {by} "  # noqa: S608 - names of our own
            f"FROM {EACH[connection.vendor]} JOIN {person} AS person ON person.{column} = {whose} "
            f"WHERE {need}.resident_id = person.id AND {need}.ended_on IS NULL "
            f"AND ({need}.contacted_at IS NULL OR {need}.contacted_at < {at})",
            [msgspec.json.encode(told).decode()],
        )
