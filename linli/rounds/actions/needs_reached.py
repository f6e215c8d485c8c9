"""Who was reached is known at their support needs in the same moment, whichever office reached them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec
from django.db import connection

from linli.core.rows import Hex, as_given, given_rows
from linli.registers.models import Resident, SupportNeed
from linli.rounds.choices import ContactKind, Outcome


class Reached(Protocol):
    """A row of the contact ledger, as far as it matters here."""

    household_id: Hex
    resident_id: Hex | None
    at: datetime
    by_id: Hex | None
    kind: str
    outcome: str


class Last(msgspec.Struct, gc=False):
    """The last contact of a household, or of one resident."""

    whose: Hex
    at: datetime  # in UTC, as the database keeps it
    by_id: Hex | None


LIKE = {"whose": "resident", "at": "contacted_at", "by_id": "contacted_by"}
ANSWER, MET = ContactKind.ANSWER.value, Outcome.MET.value


def note_reached(entries: Iterable[Any]) -> None:
    """Set the last contact of the open needs of whom these entries, in the order of time, reached; what was known to be
    later stays.

    An answer is the household's: it says how everybody is. A visit to one person reaches that person. One statement for
    the households and one for the people, however many entries.
    """
    homes: dict[Hex, Reached] = {}
    people: dict[Hex, Reached] = {}
    for one in entries:
        if one.kind == ANSWER or (one.outcome == MET and one.resident_id is None):
            homes[one.household_id] = one
        elif one.outcome == MET:
            people[one.resident_id] = one
    _write("household_id", homes)
    _write("id", people)


def _write(column: str, reached: Mapping[Hex, Reached]) -> None:
    if not reached:
        return
    last = [Last(whose, one.at.astimezone(UTC), one.by_id) for whose, one in reached.items()]
    need, person = (connection.ops.quote_name(model._meta.db_table) for model in (SupportNeed, Resident))
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {need} SET contacted_at = given."at", contacted_by_id = given.by_id '  # noqa: S608 - names of our own
            f"FROM {given_rows(Last, SupportNeed, LIKE)} JOIN {person} AS person ON person.{column} = given.whose "
            f"WHERE {need}.resident_id = person.id AND {need}.ended_on IS NULL "
            f'AND ({need}.contacted_at IS NULL OR {need}.contacted_at < given."at")',
            as_given(last),
        )
