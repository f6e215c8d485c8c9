"""Who comes, and who is not where a list says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.core.facts import FieldFact
from linli.core.fields import lookup
from linli.core.outbox import announce
from linli.core.problems import Problem
from linli.core.rows import among
from linli.lib.documents import read_document
from linli.lib.phones import read_phone
from linli.lib.texts import tidy
from linli.rounds.actions.homes import Home, Refused, homes_of, not_yet, usable
from linli.rounds.bodies import Arrival as ArrivalBody
from linli.rounds.bodies import NotMyResident
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival, NotMine
from linli.rounds.origins import code_of_origin


@transaction.atomic
def take_arrivals(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter who comes. Somebody who was expected and is said to have come settles the declaration: no second row."""
    refused: Refused = {}
    homes = homes_of(facts, lock=True)
    good = usable(_not_settled_by(not_yet(Arrival, facts)), homes, refused)
    expected = _expected_at(home for _fact, home, _on in good)
    rows: list[Arrival] = []
    for fact, home, _on in good:
        if declared := _declared(fact.body, expected[home.id]):
            expected[home.id].remove(declared)
            _settle(declared, fact)
            tell_of_arrivals([declared])
        else:
            rows.append(_arrival(fact, home))
    for row in rows:
        row.derive()
    Arrival.everywhere.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    tell_of_arrivals(rows)
    return refused


@transaction.atomic
def take_not_mine(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    refused: Refused = {}
    good = usable(not_yet(NotMine, facts), homes_of(facts), refused)
    rows = [_not_mine(fact, home, on) for fact, home, on in good]
    NotMine.everywhere.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    return refused


def tell_of_arrivals(rows: Iterable[Arrival]) -> None:
    """Who is there, and is known to the register: other parts look what follows. Told again, it is the same arrival."""
    for row in rows:
        if row.state == ArrivalState.ARRIVED and row.resident_id is not None:
            announce("rounds.arrival_told", arrival=str(row.pk))


# ---- somebody who was expected ----------------------------------------------------------------------
def _not_settled_by(facts: Sequence[FieldFact]) -> list[FieldFact]:
    """Without the facts that have settled a declaration already."""
    rows = Arrival.everywhere.filter(among("settled_fact", [fact.id for fact in facts]))
    used = set(rows.values_list("settled_fact", flat=True)) if facts else set()
    return [fact for fact in facts if fact.id not in used]


def _expected_at(homes: Iterable[Home]) -> defaultdict[UUID, list[Arrival]]:
    ids = {home.id for home in homes}
    rows = Arrival.everywhere.filter(among("household_id", ids), state=ArrivalState.EXPECTED)
    found: defaultdict[UUID, list[Arrival]] = defaultdict(list)
    for row in rows.order_by("pk").select_for_update(of=("self",)) if ids else ():
        found[row.household_id].append(row)
    return found


def _declared(body: ArrivalBody, expected: Sequence[Arrival]) -> Arrival | None:
    """The one declaration that this arrival confirms: the one that it names, else the same person at the same door."""
    if body.state != "arrived":
        return None
    if body.declared is not None:
        return next((row for row in expected if row.pk == body.declared), None)
    document = lookup(read_document(body.document).number or tidy(body.document), "document")
    name = tidy(body.name)
    same = [row for row in expected if row.name == name or (document and row.document_hash == document)]
    return same[0] if len(same) == 1 else None


def _settle(row: Arrival, fact: FieldFact) -> None:
    row.state = ArrivalState.ARRIVED
    row.arrived_at = row.settled_at = fact.at
    row.settled_by_id, row.settled_fact = fact.user_id, fact.id
    row.resident_id = row.resident_id or fact.body.resident
    row.version += 1
    row.save(
        update_fields=[
            "state", "arrived_at", "settled_at", "settled_by", "settled_fact", "resident", "version",
        ]
    )  # fmt: skip


# ---- rows -------------------------------------------------------------------------------------------
def _arrival(fact: FieldFact, home: Home) -> Arrival:
    body: ArrivalBody = fact.body
    has_come = body.state == "arrived"
    return Arrival(
        **_told(fact, home),
        resident_id=body.resident,
        state=body.state,
        arrived_at=fact.at if has_come else None,
        settled_at=fact.at if has_come else None,
        settled_by_id=fact.user_id if has_come else None,
        **columns_of(body),
    )


def columns_of(body: ArrivalBody) -> dict[str, Any]:
    """What somebody told of who comes, as the table keeps it."""
    place = tidy(body.from_place)
    return {
        "kind": body.kind,
        "arrives_on": body.arrives_on,
        "name": tidy(body.name),
        # A number that cannot be read is kept as it was typed: somebody will ask.
        "phone": _phone(body.phone),
        "document": read_document(body.document).number or tidy(body.document),
        "from_place": place,
        "from_code": code_of_origin(place, stated=body.from_code),
        "reason": tidy(body.reason),
        "transport": body.transport,
        "transport_number": tidy(body.transport_number),
        "companions": body.companions,
        "note": body.note,
        "declared_by": tidy(body.declared_by),
        "declared_phone": _phone(body.declared_phone),
        "relation": tidy(body.relation),
    }


def _phone(text: str) -> str:
    return read_phone(text).number or tidy(text)


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
