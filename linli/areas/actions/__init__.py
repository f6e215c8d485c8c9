"""Everything that changes the tree. Each action is one transaction with a line in the trail and in the history."""

from linli.areas.actions.changing import close_area, move_area, rename_area
from linli.areas.actions.divisions import Divisions, choose_playbook, import_divisions
from linli.areas.actions.founding import PlacePath, found_area, found_places, found_within
from linli.areas.actions.merging import Part, merge_areas, split_area
from linli.areas.actions.shapes import keep_shapes
from linli.areas.actions.workbook import LevelsPlan, import_levels, plan_levels

__all__ = [
    "Divisions",
    "LevelsPlan",
    "Part",
    "PlacePath",
    "choose_playbook",
    "close_area",
    "found_area",
    "found_places",
    "found_within",
    "import_divisions",
    "import_levels",
    "keep_shapes",
    "merge_areas",
    "move_area",
    "plan_levels",
    "rename_area",
    "split_area",
]
