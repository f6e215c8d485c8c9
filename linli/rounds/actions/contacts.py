"""Calls, visits and answers into the contact ledger, each household's day, and the day's figures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from linli.core.facts import FieldFact
from linli.core.problems import Problem
from linli.rounds.actions.homes import Home, Refused, homes_of, not_yet, usable
from linli.rounds.bodies import DailyAnswer, NobodyHome, Visit
from linli.rounds.choices import ContactKind, Outcome
from linli.rounds.models import ContactEntry, HouseholdDay
from linli.rounds.rules import Contacted, Day, is_abnormal, step
from linli.rounds.tallies import add

Key = tuple[UUID, date]  # a household on a day
# What stands in columns of its own is not kept again in the details.
IN_COLUMNS = {"household", "resident", "same", "channel", "outcome", "purpose"}


@transaction.atomic
def take_contacts(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter visits, daily answers and closed doors. Of two answers of a day the earlier one stands, the later is marked."""
    refused: Refused = {}
    homes = homes_of(facts, lock=True)
    good = usable(not_yet(ContactEntry, facts), homes, refused)
    good.sort(key=lambda one: (one[0].at, one[0].id))
    entries = [_entry(fact, home, on) for fact, home, on in good]
    days = _days(good)
    _enter(entries, days)
    return refused


@dataclass(slots=True)
class _Open:
    """A household's day while a batch is entered."""

    home: Home
    before: Day
    now: Day
    row_id: int | None = None


def _days(good: Iterable[tuple[FieldFact, Home, date]]) -> dict[Key, _Open]:
    keys = {(home.id, on): home for _fact, home, on in good}
    rows = HouseholdDay.everywhere.filter(household__in={k[0] for k in keys}, on__in={k[1] for k in keys})
    known = {(row.household_id, row.on): row for row in rows}
    days: dict[Key, _Open] = {}
    for key, home in keys.items():
        row = known.get(key)
        before = row.as_day() if row else Day(lived_in=home.lived_in)
        days[key] = _Open(home, before, before, row.pk if row else None)
    return days


def _enter(entries: Sequence[ContactEntry], days: Mapping[Key, _Open]) -> None:
    answers: dict[Key, list[ContactEntry]] = {}
    for entry in entries:
        key = (entry.household_id, entry.on)
        days[key].now = days[key].now.with_contact(_told(entry))
        if entry.kind == ContactKind.ANSWER:
            answers.setdefault(key, []).append(entry)
    _mark_later(answers, days)
    ContactEntry.everywhere.bulk_create(entries, batch_size=2000)
    _keep(days)
    steps: dict[tuple[str, date], Counter[str]] = {}
    for (_household, on), day in days.items():
        steps.setdefault((day.home.area_code, on), Counter()).update(step(day.before, day.now))
    add(steps)


def _mark_later(answers: Mapping[Key, list[ContactEntry]], days: Mapping[Key, _Open]) -> None:
    """The first answer of a day stands, by the time when it was given; every other one names it.

    A phone that was without a line may bring the first one last.
    """
    standing = _answers_in([day.now.answer_id for key, day in days.items() if key in answers])
    for key, new in answers.items():
        day = days[key]
        earlier = standing.get(day.now.answer_id) if day.now.answer_id else None
        first = min([new[0], *([earlier] if earlier else [])], key=lambda entry: (entry.at, entry.pk))
        for entry in new:
            entry.after_id = None if entry is first else first.pk
        if earlier and first is not earlier:
            of_the_day = ContactEntry.everywhere.filter(household=key[0], on=key[1], kind=ContactKind.ANSWER)
            of_the_day.update(after_id=first.pk)
        day.now = replace(day.now, answer_id=first.pk)


def _answers_in(ids: Iterable[UUID | None]) -> dict[UUID, ContactEntry]:
    wanted = [one for one in ids if one]
    rows = ContactEntry.everywhere.filter(pk__in=wanted).only("pk", "at") if wanted else []
    return {row.pk: row for row in rows}


def _keep(days: Mapping[Key, _Open]) -> None:
    rows = []
    for (household, on), day in days.items():
        row = HouseholdDay(
            household_id=household, on=on, area_id=day.home.area_id, area_code=day.home.area_code,
            **{name: getattr(day.now, name) for name in COLUMNS},
        )  # fmt: skip
        rows.append(row)
    HouseholdDay.everywhere.bulk_create(
        rows, batch_size=2000, update_conflicts=True, unique_fields=["household", "on"], update_fields=COLUMNS
    )


COLUMNS = [
    "contacts", "lived_in", "answered", "changed", "abnormal", "needs_help", "met", "nobody_home", "answer_id",
]  # fmt: skip


def _entry(fact: FieldFact, home: Home, on: date) -> ContactEntry:
    body = fact.body
    return ContactEntry(
        pk=fact.id,
        area_id=home.area_id,
        area_code=home.area_code,
        household_id=home.id,
        at=fact.at,
        received_at=fact.received_at,
        by_id=fact.user_id,
        device_id=fact.device_id,
        on=on,
        channel=body.channel,
        details=_details(body),
        **_columns(body),
    )


def _columns(body: DailyAnswer | Visit | NobodyHome) -> dict[str, Any]:
    match body:
        case DailyAnswer():
            return {
                "kind": ContactKind.ANSWER,
                "outcome": Outcome.CHANGED if body.tells_something else Outcome.SAME,
                "abnormal": is_abnormal(body),
                "needs_help": bool(body.needs),
            }
        case Visit():
            return {
                "kind": ContactKind.VISIT,
                "outcome": Outcome(body.outcome),
                "purpose": body.purpose,
                "resident_id": body.resident,
            }
        case NobodyHome():
            return {"kind": ContactKind.VISIT, "outcome": Outcome.NOBODY_HOME}


def _details(body: msgspec.Struct) -> dict[str, Any] | None:
    told = {key: value for key, value in msgspec.to_builtins(body).items() if key not in IN_COLUMNS}
    return told or None


def _told(entry: ContactEntry) -> Contacted:
    answered = entry.kind == ContactKind.ANSWER
    return Contacted(
        answered=answered,
        changed=entry.outcome == Outcome.CHANGED,
        abnormal=entry.abnormal,
        needs_help=entry.needs_help,
        met=answered or entry.outcome == Outcome.MET,
        nobody_home=entry.outcome == Outcome.NOBODY_HOME,
    )
