"""The playbook in force in an area: of the emergency that is open there, else the city's own."""

from functools import lru_cache

from linli.areas.models import Area
from linli.incidents.access import holding_at
from linli.incidents.playbooks import text_in_force
from linli.lib.playbook import Playbook, PlaybookError, read_playbook
from linli.people.titles import playbook_for


def playbook_in_force(area: Area) -> Playbook | None:
    """A real emergency before a drill, the newest first. None where the city has no playbook that can be read."""
    open_here = sorted(holding_at(area.code), key=lambda one: (one.is_drill, -one.opened_on.toordinal()))
    for incident in open_here:
        if found := _read(text_in_force(incident), incident.playbook_name):
            return found
    return playbook_for(area)


@lru_cache(maxsize=32)
def _read(text: str, name: str) -> Playbook | None:
    """A text that cannot be read any more gives way to the city's own; its own page says what is wrong with it."""
    try:
        return read_playbook(text, f"{name}.toml")
    except PlaybookError:
        return None
