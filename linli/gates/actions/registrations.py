"""People registered in full at a gate: visitors, and arrivals at the roads into a city."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID, uuid5

from linli.core.facts import FieldFact
from linli.core.fields import lookup
from linli.core.outbox import announce
from linli.core.rows import among
from linli.gates.bodies import Person, Scan
from linli.gates.choices import Direction, GateKind
from linli.gates.models import Gate, Registration
from linli.gates.scan_rows import Around
from linli.lib.documents import read_document
from linli.lib.phones import read_phone
from linli.lib.texts import tidy

# Who is registered here has come into the city; at any other gate it is a visit.
INTO_THE_CITY = {GateKind.CITY_ROAD, GateKind.STATION, GateKind.BORDER}


def register(facts: Sequence[FieldFact], known: Around) -> None:
    """Keep everybody whom these scans name. An arrival goes on to the daily round."""
    rows = [row for fact in facts for row in _rows(fact, known)]
    Registration.everywhere.bulk_create(rows, ignore_conflicts=True)
    directions = {fact.id: fact.body.direction for fact in facts}
    for row in rows:
        came_in = row.scan_id is not None and directions[row.scan_id] == Direction.IN
        if came_in and (row.gate.kind in INTO_THE_CITY or row.declared_as):
            announce("gates.arrival_registered", registration=str(row.pk), gate=str(row.gate_id))


def forget_registrations(scan_ids: Iterable[UUID]) -> None:
    """Of scans that were recorded in error."""
    Registration.everywhere.filter(among("scan_id", list(scan_ids))).delete()


def _rows(fact: FieldFact, known: Around) -> Iterator[Registration]:
    """The first has the id of its fact, the others one that follows from it."""
    body: Scan = fact.body
    for number, person in enumerate(body.persons):
        pk = uuid5(fact.id, f"person {number}") if number else fact.id
        yield _row(pk, fact, person, known.gates[body.gate], known)


def _row(pk: UUID, fact: FieldFact, person: Person, gate: Gate, known: Around) -> Registration:
    read = read_document(person.document)
    document = read.number or tidy(person.document)
    return Registration(
        pk=pk, area_id=gate.area_id, area_code=gate.area_code, gate=gate, scan_id=fact.id, name=tidy(person.name),
        document_kind=person.document_kind[:30], document=document, document_hash=lookup(document, "document"),
        phone=read_phone(person.phone).number or tidy(person.phone), plate=tidy(fact.body.plate),
        comes_from=tidy(person.comes_from), goes_to_id=known.near(person.goes_to, gate),
        goes_to_words=tidy(person.goes_to_words), why=tidy(person.why), declared_as=tidy(person.declared_as),
        at=fact.at, received_at=fact.received_at, by_id=fact.user_id,
    )  # fmt: skip
