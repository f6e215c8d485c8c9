"""Everything that is done with a batch. The long work runs in jobs; an action starts, stops or answers it."""

from linli.imports.actions.answering import answer_alike, answer_question, take_presets
from linli.imports.actions.going_back import discard, erase_old, start_undo
from linli.imports.actions.holding import CommandLine
from linli.imports.actions.taking import choose_sheet, match_columns, start_check, take_workbook
from linli.imports.actions.writing import start_writing, stop, take_over

__all__ = [
    "CommandLine",
    "answer_alike",
    "answer_question",
    "choose_sheet",
    "discard",
    "erase_old",
    "match_columns",
    "start_check",
    "start_undo",
    "start_writing",
    "stop",
    "take_over",
    "take_presets",
    "take_workbook",
]
