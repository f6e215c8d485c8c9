"""Somebody was registered on the road into a city: their declaration is confirmed, or the household expects them now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.scopes import Scope
from linli.core.audit import log, name_action
from linli.core.facts import FieldFact
from linli.core.fields import lookup
from linli.core.locks import lock_rows
from linli.lib.documents import read_document
from linli.lib.periods import local_day
from linli.lib.texts import tidy
from linli.registers.models import Household, Resident
from linli.rounds.actions.arrivals import take_arrivals
from linli.rounds.bodies import Arrival as ArrivalBody
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival

MET = name_action("rounds:arrival:met", _("A gate registered somebody who comes to {subject}"))
ALREADY = timedelta(days=7)
CODE_DIGITS = 8


@dataclass(frozen=True)
class Registered:
    """Who was registered, as the gate wrote it down. `id`: again with the same one, nothing happens."""

    id: UUID
    within: str  # the area that the gate stands in
    name: str
    at: datetime
    received_at: datetime
    household: UUID | None = None
    document: str = ""
    phone: str = ""
    comes_from: str = ""
    why: str = ""
    declared_as: str = ""
    gate: str = ""
    plate: str = ""


@transaction.atomic
def arrive_by_gate(told: Registered) -> Arrival | None:
    """Confirm the declaration whose code they told; else the household where they go expects them, until somebody has
    seen them there. None where nobody knows where they go: the registration itself is all there is.
    """
    if done := Arrival.everywhere.filter(Q(pk=told.id) | Q(settled_fact=told.id)).first():
        return done
    declared = _declared(told)
    home = declared.household_id if declared else told.household or _known_home(told)
    if home is None or not lock_rows(Household.everywhere.filter(closed_on=None), [home]):
        return None
    if declared is None and (known := _known_already(told, home)):
        return known
    body = _body(told, home, declared)
    fact = FieldFact(told.id, "arrival", body, told.at, told.received_at, None, None, told_by=home)
    if take_arrivals([fact]):
        return None
    made = Arrival.everywhere.get(Q(pk=told.id) | Q(settled_fact=told.id))
    log(MET, actor=None, subject=made, subject_name=made.household.place)
    return made


def _declared(told: Registered) -> Arrival | None:
    """By the code of the declaration, if the person is the same: a code is soon mistyped."""
    code = "".join(one for one in told.declared_as.lower() if one in "0123456789abcdef")
    if len(code) != CODE_DIGITS:
        return None
    rows = Arrival.objects.within(Scope((told.within,))).filter(
        state=ArrivalState.EXPECTED, pk__endswith=code
    )
    found = [one for one in rows[:2] if _is_same(told, one)]
    return found[0] if len(found) == 1 else None


def _is_same(told: Registered, row: Arrival) -> bool:
    document = _document_hash(told)
    return row.name == tidy(told.name) or bool(document and row.document_hash == document)


def _known_home(told: Registered) -> UUID | None:
    """Where the register has them, by their document."""
    document = _document_hash(told)
    if not document:
        return None
    rows = Resident.objects.within(Scope((told.within,))).filter(document_hash=document, merged_into=None)
    homes = set(rows.values_list("household_id", flat=True)[:2])
    return homes.pop() if len(homes) == 1 else None


def _known_already(told: Registered, home: UUID) -> Arrival | None:
    """The household expects them, or they came some days ago: nobody is expected twice."""
    since = local_day(told.at) - ALREADY
    waits = Q(state=ArrivalState.EXPECTED) | Q(state=ArrivalState.ARRIVED, arrives_on__gte=since)
    rows = Arrival.everywhere.filter(waits, household=home).order_by("pk")
    return next((one for one in rows if _is_same(told, one)), None)


def _document_hash(told: Registered) -> str:
    return lookup(read_document(told.document).number or tidy(told.document), "document")


def _body(told: Registered, home: UUID, declared: Arrival | None) -> ArrivalBody:
    return ArrivalBody(
        household=home, name=told.name, arrives_on=local_day(told.at), state="arrived" if declared else "expected",
        phone=told.phone[:30], document=told.document[:60], from_place=told.comes_from, reason=told.why,
        declared=declared.pk if declared else None, declared_by=told.gate[:60],
        transport="car" if told.plate else "unknown", transport_number=told.plate,
    )  # fmt: skip
