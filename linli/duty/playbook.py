"""The duty section in force in an area."""

from linli.areas.models import Area
from linli.incidents.in_force import playbook_in_force
from linli.lib.playbook.duty import Duty

__all__ = ["duty_in_force", "playbook_in_force"]


def duty_in_force(area: Area) -> Duty:
    """Patterns, kinds of post and limits; an empty section where there is no playbook."""
    playbook = playbook_in_force(area)
    return playbook.duty if playbook else Duty()
