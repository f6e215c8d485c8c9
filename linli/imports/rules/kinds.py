"""Tells rows of data from blank rows, totals, repeated headings, remarks, and lines that only name a building."""

from collections.abc import Sequence

from linli.imports.rules.reading import Skip
from linli.lib.doors import read_door
from linli.lib.headings import normalise
from linli.lib.tables import Layout, RowKind, row_kind

_SKIPPED = {
    RowKind.BLANK: Skip.BLANK,
    RowKind.TOTALS: Skip.TOTAL,
    RowKind.REPEATED_HEADING: Skip.HEADING,
    RowKind.NOTE: Skip.NOTE,
}
# A row with more filled cells than this, and no telling word in it, is data; most rows are, and it is quick to see.
_FEW = 4


def skip_reason(cells: Sequence[object], texts: Sequence[str], layout: Layout) -> Skip | None:
    """Why a row below the headings is no data; None for data."""
    filled = [text for text in texts if text]
    if len(filled) > _FEW and _is_plainly_data(filled, layout):
        return None
    if len(set(filled)) == 1 and _names_building(filled[0]):
        return Skip.GROUP
    return _SKIPPED.get(row_kind(cells, layout))


def _is_plainly_data(filled: Sequence[str], layout: Layout) -> bool:
    first = filled[0]
    if first == filled[-1] or (first in ("1", "甲") and filled[1] in ("2", "乙")):
        return False
    if any("计" in text or "otal" in text.lower() for text in filled[:3]):
        return False
    return first.isdecimal() or normalise(first) not in layout.heading_words


def _names_building(text: str) -> bool:
    if len(text) > 20 or text.isdecimal():
        return False
    door = read_door(text)
    return bool(door.building) and not door.room
