"""The playbooks of the gates that a batch of facts tells of, each read when it is first needed."""

from uuid import UUID

from linli.gates.models import Gate, PatrolRoute
from linli.gates.playbook import gates_in_force, procedure_of
from linli.lib.playbook.gates import Gates


class Books:
    def __init__(self) -> None:
        self._known: dict[UUID, Gates] = {}

    def at(self, gate: Gate | PatrolRoute) -> Gates:
        if gate.area_id not in self._known:
            self._known[gate.area_id] = gates_in_force(gate.area)
        return self._known[gate.area_id]

    def is_fever(self, gate: Gate, celsius: float | None) -> bool:
        """By the gate's procedure. Where it measures nobody, a number that was told is none."""
        if celsius is None:
            return False
        procedure = procedure_of(self.at(gate), key=gate.procedure, kind=gate.kind)
        return procedure is not None and procedure.fever_at is not None and celsius >= procedure.fever_at

    def must_pass(self, gate: Gate, errand: str) -> bool:
        return any(one.key == errand for one in self.at(gate).errands)

    def knows_ground(self, gate: Gate, key: str) -> bool:
        """Whether the rules in force have this ground, for gates of this kind."""
        found = self.at(gate).ground(key) if key else None
        return found is not None and (not found.kinds or gate.kind in found.kinds)
