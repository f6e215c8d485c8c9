"""Facts as phones tell them from gates, for tests."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from linli.core.facts import FieldFact
from linli.gates.bodies import Scan, ScanAmended
from linli.gates.models import Gate
from linli.people.models import User
from tests.conftest import NOW

SPACE = UUID("0192f6b0-0000-7000-8000-00000000ca7e")
DEVICE = UUID("0192f6b0-0000-7000-8000-00000000d001")


def fact_id(number: int) -> UUID:
    return uuid5(SPACE, str(number))


def scan(number: int, gate: Gate | UUID, by: User | None, at: datetime = NOW, **values: Any) -> FieldFact:
    """Fact `number`: somebody let out by the gate, unless `values` say otherwise."""
    told: dict[str, Any] = {
        "shown": "pass", "verdict": "pass", "reason": "gates.ok", "done": "let_through", "list_minutes": 5, **values,
    }  # fmt: skip
    body = Scan(gate=gate.pk if isinstance(gate, Gate) else gate, **told)
    return FieldFact(fact_id(number), "gate.scan", body, at, NOW, by.pk if by else None, DEVICE)


def amended(number: int, of: int, by: User | None, at: datetime = NOW, **values: Any) -> FieldFact:
    body = ScanAmended(scan=fact_id(of), **values)
    return FieldFact(fact_id(number), "gate.scan_amended", body, at, NOW, by.pk if by else None, DEVICE)
