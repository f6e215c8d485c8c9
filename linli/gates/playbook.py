"""The gates section in force in an area: procedures, rules of passes, errands that must pass, grounds."""

from linli.areas.models import Area
from linli.incidents.in_force import playbook_in_force
from linli.lib.playbook.gates import Gates, Procedure


def gates_in_force(area: Area) -> Gates:
    """An empty section where there is no playbook."""
    playbook = playbook_in_force(area)
    return playbook.gates if playbook else Gates()


def procedure_of(gates: Gates, *, key: str, kind: str) -> Procedure | None:
    """The procedure that a gate names; if the playbook has it no more, the usual one for its kind."""
    return gates.procedure(key) or gates.usual_at(kind)
