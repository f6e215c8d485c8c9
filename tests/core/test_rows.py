"""Many rows at once come out as they went in, on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import msgspec
import pytest
from django.db import connection

from linli.areas.models import Area
from linli.core.rows import Hex, among, as_given, digits, given_rows, plain_rows, rows_by_key, write_rows
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household
from linli.rounds.models import ContactEntry, HouseholdDay

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 20, 0, 12, 5, 118_000, tzinfo=UTC)
IN_CHINA = datetime(2026, 11, 20, 8, 12, 5, tzinfo=timezone(timedelta(hours=8)))


class Contact(msgspec.Struct):
    id: UUID
    area_id: Hex
    area_code: str
    household_id: Hex
    by_id: UUID | None
    at: datetime
    received_at: datetime
    on: date
    kind: str
    channel: str
    outcome: str
    purpose: str
    abnormal: bool
    needs_help: bool


class Count(msgspec.Struct):
    household_id: Hex
    on: date
    area_id: Hex
    area_code: str
    contacts: int
    lived_in: bool
    answered: bool
    changed: bool
    abnormal: bool
    needs_help: bool
    met: bool
    nobody_home: bool


class DayOf(msgspec.Struct):
    household_id: Hex
    on: date


class Wanted(msgspec.Struct):
    whose: Hex
    since: datetime | None


def contact(household: Household, *, by: User | None = None, purpose: str = "daily") -> Contact:
    return Contact(
        new_id(), household.area_id.hex, household.area_code, household.pk.hex, by and by.pk, MORNING, IN_CHINA,
        date(2026, 11, 20), "answer", "door", "same", purpose, True, False,
    )  # fmt: skip


def count(household: Household, contacts: int, *, met: bool = False) -> Count:
    return Count(
        household.pk.hex, date(2026, 11, 20), household.area_id.hex, household.area_code, contacts, True, True,
        False, False, False, met, False,
    )  # fmt: skip


def test_ids_times_and_words_come_back_as_they_were(household: Household, grid_worker: User) -> None:
    odd = "'\"\\%s 冯\n"
    told = contact(household, by=grid_worker, purpose=odd[:8])
    write_rows(ContactEntry, [told, contact(household)], unique=["id"])
    row = ContactEntry.everywhere.get(pk=told.id)
    assert (row.household, row.area, row.by) == (household, household.area, grid_worker)
    assert (row.at, row.received_at, row.on) == (MORNING, IN_CHINA, date(2026, 11, 20))
    assert (row.purpose, row.abnormal, row.needs_help, row.details) == (odd[:8], True, False, None)
    assert ContactEntry.everywhere.exclude(pk=told.id).get().by is None


@pytest.mark.parametrize(
    "odd", ["null", "NULL", '"', "\\", "\t", "a\\n", "{}", ",", "冯", "", "\x1f", "\u2028"]
)
def test_odd_words_beside_none_and_plain_ones(household: Household, odd: str) -> None:
    rows = [contact(household, purpose=odd), contact(household, purpose="need")]
    write_rows(ContactEntry, rows, unique=["id"])
    assert {row.pk: row.purpose for row in ContactEntry.everywhere.all()} == {
        row.id: row.purpose for row in rows
    }


def test_a_row_that_is_there_stays_as_it_is(household: Household) -> None:
    told = contact(household)
    write_rows(ContactEntry, [told], unique=["id"])
    write_rows(ContactEntry, [msgspec.structs.replace(told, outcome="changed")], unique=["id"])
    assert ContactEntry.everywhere.get().outcome == "same"


def test_of_a_row_that_is_there_columns_are_replaced_or_added_to(household: Household) -> None:
    write_rows(HouseholdDay, [count(household, 2)], unique=["household_id", "on"])
    again = count(household, 3, met=True)
    write_rows(HouseholdDay, [again], unique=["household_id", "on"], replace=["met"], add=["contacts"])
    day = HouseholdDay.everywhere.get()
    assert (day.contacts, day.met) == (5, True)


@pytest.mark.django_db(transaction=True)
def test_rows_are_written_in_a_transaction_only(household: Household) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        write_rows(HouseholdDay, [count(household, 1)], unique=["household_id", "on"])


def test_structs_stand_in_a_statement_as_rows(household: Household) -> None:
    given = given_rows(Wanted, ContactEntry, {"whose": "household", "since": "at"})
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT home.id FROM {given} JOIN registers_household AS home ON home.id = given.whose "
            "WHERE given.since IS NULL",
            as_given([Wanted(household.pk.hex, None), Wanted(new_id().hex, MORNING)]),
        )
        assert [digits(row[0]) for row in cursor.fetchall()] == [household.pk.hex]


def test_rows_are_found_by_what_tells_them_apart(household: Household) -> None:
    write_rows(HouseholdDay, [count(household, 2)], unique=["household_id", "on"])
    asked = [DayOf(household.pk.hex, date(2026, 11, 20)), DayOf(household.pk.hex, date(2026, 11, 21))]
    assert rows_by_key(HouseholdDay, asked, ["on", "contacts"]) == [(date(2026, 11, 20), 2)]
    assert rows_by_key(HouseholdDay, [], ["on"]) == []


def test_plain_rows_give_ids_as_their_digits(household: Household, building: Area) -> None:
    rows = Household.everywhere.filter(among("pk", [household.pk, new_id().hex]))
    assert plain_rows(rows.values_list("pk", "area", "area_code")) == [
        (household.pk.hex, building.pk.hex, building.code)
    ]
    assert plain_rows(Household.everywhere.none().values_list("pk")) == []
