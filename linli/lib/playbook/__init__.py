"""Playbooks: a city's way of working as data, read from TOML and checked as a whole.

`load_playbook("muling")`, `playbook_names()`, `load_roles()`. Each section has a file here with its types and
checks; `convert` makes typed values, `merge` lays a city over what it extends, `reading` joins it all.
How to write one: docs/recipes/add-a-city.md.
"""

from linli.lib.playbook.base import Name
from linli.lib.playbook.difference import between_values, to_difference
from linli.lib.playbook.mechanism import mechanism_ids
from linli.lib.playbook.problems import PlaybookError, Trouble
from linli.lib.playbook.reading import load_playbook, load_roles, load_shared, playbook_names, read_playbook
from linli.lib.playbook.register import SupportNeed
from linli.lib.playbook.roles import Capability, LocalRole, Role
from linli.lib.playbook.tree import City, Level
from linli.lib.playbook.whole import Playbook, Sections

__all__ = [
    "Capability",
    "City",
    "Level",
    "LocalRole",
    "Name",
    "Playbook",
    "PlaybookError",
    "Role",
    "Sections",
    "SupportNeed",
    "Trouble",
    "between_values",
    "load_playbook",
    "load_roles",
    "load_shared",
    "mechanism_ids",
    "playbook_names",
    "read_playbook",
    "to_difference",
]
