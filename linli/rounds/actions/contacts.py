"""Calls, visits and answers into the contact ledger, each household's day, and the day's figures."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from linli.core.facts import FieldFact
from linli.core.fields import EncryptedJSON
from linli.core.problems import Problem
from linli.core.rows import among, plain_rows, write_rows
from linli.rounds.actions.homes import Home, Refused, homes_of, not_yet, usable
from linli.rounds.actions.needs_reached import note_reached
from linli.rounds.bodies import DailyAnswer, NobodyHome, Visit
from linli.rounds.choices import ContactKind, Outcome, Purpose
from linli.rounds.models import ContactEntry, HouseholdDay
from linli.rounds.rules import Contacted, Day, is_abnormal, step
from linli.rounds.tallies import add

Key = tuple[UUID, date]  # a household on a day
# What stands in columns of its own is not kept again in the details.
IN_COLUMNS = {"household", "resident", "same", "channel", "outcome", "purpose"}
OF_A_DAY = Day.__struct_fields__


class Entry(msgspec.Struct, array_like=True, gc=False):
    """A row of `ContactEntry`."""

    id: UUID
    area_id: UUID
    area_code: str
    household_id: UUID
    resident_id: UUID | None
    at: datetime
    received_at: datetime
    by_id: UUID | None
    device_id: UUID | None
    on: date
    kind: str
    channel: str
    outcome: str
    purpose: str
    abnormal: bool
    needs_help: bool
    after_id: UUID | None
    details: str | None  # sealed


class DayRow(msgspec.Struct, array_like=True, gc=False):
    """A row of `HouseholdDay`."""

    household_id: UUID
    on: date
    area_id: UUID
    area_code: str
    contacts: int
    lived_in: bool
    answered: bool
    changed: bool
    abnormal: bool
    needs_help: bool
    met: bool
    nobody_home: bool
    answer_id: UUID | None


class Open(msgspec.Struct):
    """A household's day while a batch is entered."""

    home: Home
    before: Day
    now: Day
    answer_id: UUID | None


@transaction.atomic
def take_contacts(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter visits, daily answers and closed doors. Of two answers of a day the earlier stands, the later is marked."""
    refused: Refused = {}
    homes = homes_of(facts, lock=True)
    good = usable(not_yet(ContactEntry, facts), homes, refused)
    good.sort(key=lambda one: (one[0].at, one[0].id))
    days = _days({(home.id, on): home for _fact, home, on in good})
    entries = [_entry(fact, home, on) for fact, home, on in good]
    _tell(entries, days)
    write_rows(ContactEntry, entries, unique=["id"])
    note_reached(entries)
    _keep(days)
    _count(days)
    return refused


def _days(homes: Mapping[Key, Home]) -> dict[Key, Open]:
    """The days that these contacts belong to, as they are known by now."""
    households, on = {key[0] for key in homes}, {key[1] for key in homes}
    rows = HouseholdDay.everywhere.filter(among("household_id", households), on__in=on)
    found = plain_rows(rows.values_list("household_id", "on", "answer_id", *OF_A_DAY))
    known = {row[:2]: row[2:] for row in found}
    days: dict[Key, Open] = {}
    for key, home in homes.items():
        answer_id, *told = known.get(key, (None, 0, home.lived_in))
        before = Day(*told)
        days[key] = Open(home, before, before, answer_id)
    return days


def _tell(entries: Iterable[Entry], days: Mapping[Key, Open]) -> None:
    answers: dict[Key, list[Entry]] = {}
    for entry in entries:
        key = (entry.household_id, entry.on)
        day = days[key]
        day.now = day.now.with_contact(_told(entry))
        if entry.kind == ContactKind.ANSWER:
            answers.setdefault(key, []).append(entry)
    _mark_later(answers, days)


def _mark_later(answers: Mapping[Key, list[Entry]], days: Mapping[Key, Open]) -> None:
    """The first answer of a day stands, by the time when it was given; every other one names it.

    A phone that was without a line may bring the first one last.
    """
    given_at = _given_at([one for key in answers if (one := days[key].answer_id)])
    for key, new in answers.items():
        day, first = days[key], new[0]
        standing = day.answer_id if day.answer_id in given_at else None
        if standing and (given_at[standing], standing) < (first.at, first.id):
            first_id = standing
        else:
            first_id = first.id
            if standing:
                _name_in_all_others(key, first_id)
        for entry in new:
            entry.after_id = None if entry.id == first_id else first_id
        day.answer_id = first_id


def _given_at(ids: Collection[UUID]) -> dict[UUID, datetime]:
    return dict(ContactEntry.everywhere.filter(among("pk", ids)).values_list("pk", "at")) if ids else {}


def _name_in_all_others(key: Key, first_id: UUID) -> None:
    there = ContactEntry.everywhere.filter(household=key[0], on=key[1], kind=ContactKind.ANSWER)
    there.update(after_id=first_id)


def _keep(days: Mapping[Key, Open]) -> None:
    rows = [_day_row(household, on, day) for (household, on), day in days.items()]
    write_rows(HouseholdDay, rows, unique=["household_id", "on"], replace=[*OF_A_DAY, "answer_id"])


def _day_row(household: UUID, on: date, day: Open) -> DayRow:
    now = day.now
    return DayRow(
        household, on, day.home.area_id, day.home.area_code, now.contacts, now.lived_in, now.answered, now.changed,
        now.abnormal, now.needs_help, now.met, now.nobody_home, day.answer_id,
    )  # fmt: skip


def _count(days: Mapping[Key, Open]) -> None:
    steps: dict[tuple[str, date], Counter[str]] = {}
    for (_household, on), day in days.items():
        total = steps.setdefault((day.home.area_code, on), Counter())
        for measure, n in step(day.before, day.now).items():
            total[measure] += n
    add(steps)


# ---- from what was told to columns -----------------------------------------------------------------
def _entry(fact: FieldFact, home: Home, on: date) -> Entry:
    body = fact.body
    kind, outcome, purpose, resident = _columns(body)
    answer = body if isinstance(body, DailyAnswer) else None
    return Entry(
        fact.id,
        home.area_id,
        home.area_code,
        home.id,
        resident,
        fact.at,
        fact.received_at,
        fact.user_id,
        fact.device_id,
        on,
        kind,
        body.channel,
        outcome,
        purpose,
        answer is not None and is_abnormal(answer),
        answer is not None and bool(answer.needs),
        None,
        _details(body),
    )


def _columns(body: DailyAnswer | Visit | NobodyHome) -> tuple[str, str, str, UUID | None]:
    match body:
        case DailyAnswer():
            outcome = Outcome.CHANGED if body.tells_something else Outcome.SAME
            return ContactKind.ANSWER.value, outcome.value, Purpose.DAILY.value, None
        case Visit():
            return ContactKind.VISIT.value, body.outcome, body.purpose, body.resident
        case NobodyHome():
            return ContactKind.VISIT.value, Outcome.NOBODY_HOME.value, Purpose.DAILY.value, None


def _details(body: DailyAnswer | Visit | NobodyHome) -> str | None:
    if isinstance(body, DailyAnswer) and body.same:
        return None
    told: dict[str, Any] = msgspec.to_builtins(body)
    kept = {key: value for key, value in told.items() if key not in IN_COLUMNS}
    return _DETAILS.get_prep_value(kept) if kept else None


_DETAILS: EncryptedJSON = ContactEntry._meta.get_field("details")


def _told(entry: Entry) -> Contacted:
    answered = entry.kind == ContactKind.ANSWER
    return Contacted(
        answered,
        entry.outcome == Outcome.CHANGED,
        entry.abnormal,
        entry.needs_help,
        answered or entry.outcome == Outcome.MET,
        entry.outcome == Outcome.NOBODY_HOME,
    )
