"""Every write to the register. One function is one action: check, lock, change, log, announce."""

from linli.registers.actions.contacts import (
    add_contact,
    add_vehicle,
    correct_contact,
    remove_contact,
    remove_vehicle,
)
from linli.registers.actions.households import add_household, close_household, correct_household, record_visit
from linli.registers.actions.looking import Opened, Secret, may_open, note_opening, note_printing, open_value
from linli.registers.actions.merging import keep_apart, merge_residents, unmerge_residents
from linli.registers.actions.needs import add_need, correct_need, end_need
from linli.registers.actions.residents import add_resident, correct_resident, mark_presence, move_resident
from linli.registers.actions.restoring import can_restore, restore_value

__all__ = [
    "Opened",
    "Secret",
    "add_contact",
    "add_household",
    "add_need",
    "add_resident",
    "add_vehicle",
    "can_restore",
    "close_household",
    "correct_contact",
    "correct_household",
    "correct_need",
    "correct_resident",
    "end_need",
    "keep_apart",
    "mark_presence",
    "may_open",
    "merge_residents",
    "move_resident",
    "note_opening",
    "note_printing",
    "open_value",
    "record_visit",
    "remove_contact",
    "remove_vehicle",
    "restore_value",
    "unmerge_residents",
]
