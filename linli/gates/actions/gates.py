"""Setting a gate up, correcting it, extending it by a new decision, closing it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, keep_revision, log, name_action, plain
from linli.core.outbox import announce
from linli.gates.models import Gate
from linli.gates.playbook import gates_in_force
from linli.gates.problems_office import GateClosed, GateNeedsATerm, NoSuchProcedure, NotLonger
from linli.lib.periods import local_day
from linli.people.models import Organisation, User
from linli.people.viewer import user_behind
from linli.registers.actions.writing import correct, locked

SET_UP = name_action("gates:gate:set_up", _("{actor} set up the gate {subject}: {basis}"))
CHANGED = name_action("gates:gate:changed", _("{actor} changed the gate {subject}"))
EXTENDED = name_action("gates:gate:extended", _("{actor} extended the gate {subject} until {until}: {basis}"))
CLOSED = name_action("gates:gate:closed", _("{actor} closed the gate {subject}"))

# By one decision. Set for Linli: the rules forbid check points without an end, and name no number.
MOST_DAYS = 31


@dataclass(frozen=True)
class GateAsked:
    """What a gate is; the decision by which it stands comes beside it."""

    name: str
    kind: str
    procedure: str
    address: str = ""
    compound: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    organisation: Organisation | None = None
    responsible: User | None = None
    phone: str = ""

    @property
    def values(self) -> dict[str, Any]:
        plain = {
            key: value for key, value in vars(self).items() if key not in ("organisation", "responsible")
        }
        return plain | {
            "organisation_id": self.organisation.pk if self.organisation else None,
            "responsible_id": self.responsible.pk if self.responsible else None,
        }


@dataclass(frozen=True)
class Decision:
    """Why and until when there is a gate. `until_on`: the last day is the day before."""

    basis: str
    decided_by: str
    from_on: date
    until_on: date


@transaction.atomic
def set_up_gate(area: Area, *, gate_id: UUID, asked: GateAsked, by: Decision, actor: Actor | None) -> Gate:
    """Set a gate up; the same form twice makes one. It ends by itself on its last day."""
    if there := Gate.everywhere.filter(pk=gate_id).first():
        return there
    _check_procedure(area, asked.procedure)
    _check_term(by.from_on, by.until_on)
    made = Gate.objects.create(
        pk=gate_id, area=area, area_code=area.code, set_up_by=user_behind(actor), **asked.values, **asdict(by)
    )
    entry = log(SET_UP, actor=actor, subject=made, subject_name=made.name, basis=by.basis)
    after = plain(made, [*asked.values, *asdict(by)])
    keep_revision(entry, made, before=None, after=after, created=True)
    announce("gates.gate_set_up", gate=str(made.pk))
    return made


@transaction.atomic
def change_gate(gate: Gate, *, version: int | None, asked: GateAsked, actor: Actor | None) -> Gate:
    """Correct a gate. Basis and term are not corrected: a new decision extends it."""
    current = _standing(gate, version)
    if asked.procedure != current.procedure:
        _check_procedure(current.area, asked.procedure)
    if correct(current, asked.values, CHANGED, actor=actor, place=current.name):
        announce("gates.gate_changed", gate=str(current.pk))
    return current


@transaction.atomic
def extend_gate(gate: Gate, *, basis: str, decided_by: str, until_on: date, actor: Actor | None) -> Gate:
    """Let it stand longer, by a decision of its own. The earlier one stays readable in the history."""
    current = _standing(gate, None)
    if until_on <= current.until_on:
        raise NotLonger()
    _check_term(current.until_on, until_on)
    values = {"basis": basis, "decided_by": decided_by, "until_on": until_on}
    last = until_on - timedelta(days=1)
    correct(current, values, EXTENDED, actor=actor, place=current.name, until=last.isoformat(), basis=basis)
    announce("gates.gate_changed", gate=str(current.pk))
    return current


@transaction.atomic
def close_gate(gate: Gate, *, actor: Actor | None, now: datetime) -> Gate:
    """Take it down. Closed twice it stays closed since the first time."""
    current = locked(Gate, gate.pk, None)
    if current.closed_at is not None:
        return current
    correct(current, {"closed_at": now}, CLOSED, actor=actor, place=current.name)
    announce("gates.gate_closed", gate=str(current.pk), on=local_day(now).isoformat())
    return current


def _standing(gate: Gate, version: int | None) -> Gate:
    current = locked(Gate, gate.pk, version)
    if current.closed_at is not None:
        raise GateClosed(name=current.name)
    return current


def _check_procedure(area: Area, key: str) -> None:
    if gates_in_force(area).procedure(key) is None:
        raise NoSuchProcedure()


def _check_term(from_on: date, until_on: date) -> None:
    if not timedelta() < until_on - from_on <= timedelta(days=MOST_DAYS):
        raise GateNeedsATerm(most=MOST_DAYS)
