"""Calls, visits and answers into the contact ledger, each household's day, and the day's figures."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction

from linli.core.facts import FieldFact
from linli.core.fields import EncryptedJSON
from linli.core.problems import Problem
from linli.core.rows import (
    Hex,
    among,
    as_given,
    digits,
    digits_of,
    given_rows,
    rows_by_key,
    write_rows,
)
from linli.rounds.actions.homes import Home, Refused, homes_of, not_yet, usable
from linli.rounds.actions.needs_reached import note_reached
from linli.rounds.bodies import DailyAnswer, NobodyHome, Visit
from linli.rounds.choices import ContactKind, Outcome, Purpose
from linli.rounds.models import ContactEntry, HouseholdDay
from linli.rounds.rules import Contacted, Day, is_abnormal, step
from linli.rounds.tallies import add

Key = tuple[Hex, date]  # a household on a day
# What stands in columns of its own is not kept again in the details.
IN_COLUMNS = {"household", "resident", "same", "channel", "outcome", "purpose"}
OF_A_DAY = Day.__struct_fields__
ANSWER, VISIT = ContactKind.ANSWER.value, ContactKind.VISIT.value


class Entry(msgspec.Struct, gc=False):
    """A row of `ContactEntry`."""

    id: Hex
    area_id: Hex
    area_code: str
    household_id: Hex
    resident_id: Hex | None
    at: datetime
    received_at: datetime
    by_id: Hex | None
    device_id: Hex | None
    on: date
    kind: str
    channel: str
    outcome: str
    purpose: str
    abnormal: bool
    needs_help: bool
    after_id: Hex | None
    details: str | None  # sealed


class DayRow(msgspec.Struct, gc=False):
    """A row of `HouseholdDay`."""

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
    answer_id: Hex | None


class DayKey(msgspec.Struct, gc=False):
    household_id: Hex
    on: date


class First(msgspec.Struct, gc=False):
    """The answer of a household's day that all others name."""

    household_id: Hex
    on: date
    after_id: Hex


class Open(msgspec.Struct):
    """A household's day while a batch is entered."""

    home: Home
    on: date
    before: Day
    now: Day
    answer_id: Hex | None
    answers: list[Entry] = []  # that are new, in the order of time


@transaction.atomic
def take_contacts(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter visits, daily answers and closed doors. Of two answers of a day the earlier stands, the later is marked."""
    refused: Refused = {}
    homes = homes_of(facts, lock=True)
    good = usable(not_yet(ContactEntry, facts), homes, refused)
    good.sort(key=lambda one: (one[0].at, one[0].id.int))
    days = _days({(home.hex, on): home for _fact, home, on in good})
    entries = [_entry(fact, home, on, days[home.hex, on]) for fact, home, on in good]
    _mark_later(days.values())
    write_rows(ContactEntry, entries, unique=["id"])
    note_reached(entries)
    _keep(days.values())
    _count(days.values())
    return refused


def _days(homes: Mapping[Key, Home]) -> dict[Key, Open]:
    """The days that these contacts belong to, as they are known by now."""
    known = _known(list(homes))
    days: dict[Key, Open] = {}
    for key, home in homes.items():
        before, answer_id = known.get(key) or (UNTOLD[home.lived_in], None)
        days[key] = Open(home, key[1], before, before, answer_id)
    return days


UNTOLD = {lived_in: Day(lived_in=lived_in) for lived_in in (True, False)}


def _known(keys: Sequence[Key]) -> dict[Key, tuple[Day, Hex | None]]:
    """What is kept of these days, with the id of the answer that stands."""
    wanted = [DayKey(household, on) for household, on in keys]
    rows = rows_by_key(HouseholdDay, wanted, ["household_id", "on", "answer_id", *OF_A_DAY])
    return {(digits_of(home), on): (Day(*told), digits(answer)) for home, on, answer, *told in rows}


def _mark_later(days: Iterable[Open]) -> None:
    """The first answer of a day stands, by the time when it was given; every other one names it.

    A phone that was without a line may bring the first one last.
    """
    answered = [day for day in days if day.answers]
    given_at = _given_at([day.answer_id for day in answered if day.answer_id])
    overtaken: list[First] = []
    for day in answered:
        first = day.answers[0]
        standing = day.answer_id if day.answer_id in given_at else None
        if standing and (given_at[standing], standing) < (first.at, first.id):
            first_id = standing
        else:
            first_id = first.id
            if standing:
                overtaken.append(First(day.home.hex, day.on, first_id))
        for entry in day.answers:
            entry.after_id = None if entry.id == first_id else first_id
        day.answer_id = first_id
    _name_in_all_others(overtaken)


def _given_at(ids: Collection[Hex]) -> dict[Hex, datetime]:
    rows = ContactEntry.everywhere.filter(among("pk", ids)).values_list("pk", "at") if ids else ()
    return {pk.hex: at for pk, at in rows}


def _name_in_all_others(firsts: Sequence[First]) -> None:
    """In the answers that were there already. One statement: a phone that comes late may be the first at hundreds of doors."""
    if not firsts:
        return
    table = connection.ops.quote_name(ContactEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET after_id = given.after_id FROM {given_rows(First, ContactEntry)} "  # noqa: S608 - names of our own
            f'WHERE {table}.household_id = given.household_id AND {table}."on" = given."on" AND {table}.kind = %s',
            [*as_given(firsts), ANSWER],
        )


def _keep(days: Iterable[Open]) -> None:
    rows = [_day_row(day) for day in days]
    write_rows(HouseholdDay, rows, unique=["household_id", "on"], replace=[*OF_A_DAY, "answer_id"])


def _day_row(day: Open) -> DayRow:
    home, now = day.home, day.now
    return DayRow(
        home.hex, day.on, home.area_hex, home.area_code, now.contacts, now.lived_in, now.answered, now.changed,
        now.abnormal, now.needs_help, now.met, now.nobody_home, day.answer_id,
    )  # fmt: skip


def _count(days: Iterable[Open]) -> None:
    alike = Counter((day.home.area_code, day.on, day.before, day.now) for day in days)
    steps: dict[tuple[str, date], Counter[str]] = {}
    for (code, on, before, now), times in alike.items():
        total = steps.setdefault((code, on), Counter())
        for measure, n in step(before, now).items():
            total[measure] += n * times
    add(steps)


# ---- from what was told to columns -----------------------------------------------------------------
class Told(msgspec.Struct, frozen=True, gc=False):
    """What a body says, in the columns of an entry; and what it adds to the household's day."""

    kind: str
    outcome: str
    purpose: str
    adds: Contacted


def _answered(outcome: Outcome, adds: Contacted) -> Told:
    return Told(ANSWER, outcome.value, Purpose.DAILY.value, adds)


# Most bodies say one of these.
SAME = _answered(Outcome.SAME, Contacted(answered=True, met=True))
NO_ONE = Told(VISIT, Outcome.NOBODY_HOME.value, Purpose.DAILY.value, Contacted(nobody_home=True))


def _told(body: DailyAnswer | Visit | NobodyHome) -> Told:
    match body:
        case DailyAnswer():
            return SAME if not body.tells_something else _answered(Outcome.CHANGED, _news(body))
        case Visit():
            met, nobody = body.outcome == "met", body.outcome == "nobody_home"
            return Told(VISIT, body.outcome, body.purpose, Contacted(met=met, nobody_home=nobody))
        case NobodyHome():
            return NO_ONE


def _news(answer: DailyAnswer) -> Contacted:
    return Contacted(
        answered=True, changed=True, abnormal=is_abnormal(answer), needs_help=bool(answer.needs), met=True
    )


def _entry(fact: FieldFact, home: Home, on: date, day: Open) -> Entry:
    """The row of a fact; its day knows of it from now on."""
    body = fact.body
    told = _told(body)
    adds, resident = told.adds, getattr(body, "resident", None)
    entry = Entry(
        fact.id.hex,
        home.area_hex,
        home.area_code,
        home.hex,
        None if resident is None else resident.hex,
        fact.at,
        fact.received_at,
        None if fact.user_id is None else fact.user_id.hex,
        None if fact.device_id is None else fact.device_id.hex,
        on,
        told.kind,
        body.channel,
        told.outcome,
        told.purpose,
        adds.abnormal,
        adds.needs_help,
        None,
        _details(body),
    )
    day.now = day.now.with_contact(adds)
    if adds.answered:
        day.answers.append(entry)
    return entry


def _details(body: DailyAnswer | Visit | NobodyHome) -> str | None:
    if isinstance(body, DailyAnswer) and body.same:
        return None
    told: dict[str, Any] = msgspec.to_builtins(body)
    kept = {key: value for key, value in told.items() if key not in IN_COLUMNS}
    return _DETAILS.get_prep_value(kept) if kept else None


_DETAILS: EncryptedJSON = ContactEntry._meta.get_field("details")
