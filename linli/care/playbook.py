"""The care section in force in an area."""

from linli.areas.models import Area
from linli.incidents.in_force import playbook_in_force
from linli.lib.playbook.care import Care


def care_in_force(area: Area) -> Care:
    """An empty section, with its defaults, where there is no playbook."""
    playbook = playbook_in_force(area)
    return playbook.care if playbook else Care()
