"""Who comes, and who is not where a list says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.core.facts import FieldFact
from linli.core.problems import Problem
from linli.lib.documents import read_document
from linli.lib.phones import read_phone
from linli.lib.texts import tidy
from linli.rounds.actions.homes import Home, Refused, homes_of, not_yet, usable
from linli.rounds.bodies import Arrival as ArrivalBody
from linli.rounds.bodies import NotMyResident
from linli.rounds.models import Arrival, NotMine


@transaction.atomic
def take_arrivals(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    refused: Refused = {}
    good = usable(not_yet(Arrival, facts), homes_of(facts), refused)
    rows = [_arrival(fact, home) for fact, home, _on in good]
    for row in rows:
        row.derive()
    Arrival.everywhere.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    return refused


@transaction.atomic
def take_not_mine(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    refused: Refused = {}
    good = usable(not_yet(NotMine, facts), homes_of(facts), refused)
    rows = [_not_mine(fact, home, on) for fact, home, on in good]
    NotMine.everywhere.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    return refused


def _arrival(fact: FieldFact, home: Home) -> Arrival:
    body: ArrivalBody = fact.body
    phone, document = read_phone(body.phone), read_document(body.document)
    return Arrival(
        **_told(fact, home),
        resident_id=body.resident,
        state=body.state,
        arrives_on=body.arrives_on,
        name=tidy(body.name),
        # A number that cannot be read is kept as it was typed: somebody will ask.
        phone=phone.number or tidy(body.phone),
        document=document.number or tidy(body.document),
        from_place=tidy(body.from_place),
        from_code=body.from_code,
        reason=tidy(body.reason),
        transport=body.transport,
        transport_number=tidy(body.transport_number),
        companions=body.companions,
        note=body.note,
    )


def _not_mine(fact: FieldFact, home: Home, on: date) -> NotMine:
    body: NotMyResident = fact.body
    return NotMine(
        **_told(fact, home),
        resident_id=body.resident,
        reason=body.reason,
        believed_at=tidy(body.believed_at),
        note=body.note,
    )


def _told(fact: FieldFact, home: Home) -> dict[str, Any]:
    return {
        "pk": fact.id,
        "area_id": home.area_id,
        "area_code": home.area_code,
        "household_id": home.id,
        "at": fact.at,
        "received_at": fact.received_at,
        "by_id": fact.user_id,
        "device_id": fact.device_id,
    }
