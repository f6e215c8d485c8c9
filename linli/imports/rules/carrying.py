"""What a blank cell means: a household's second member stands under the first, and only the first has the door.

Merged cells are certain. Without them a row whose place is blank altogether belongs to the door above it; a row
that names a lower part only (a room) keeps the upper parts (the building) of the rows above.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from linli.imports.fields import DOORS, PLACE, Column
from linli.imports.rules.cells import texts_of
from linli.imports.rules.words import DITTO

Cell = object
Ranges = Iterable[tuple[tuple[int, int], tuple[int, int]]]

# Said once for a household and merged over its members' rows.
_OF_HOUSEHOLD = ("head_name",)
_NEVER_DITTO = frozenset(("name", "document", "serial", "relation"))


@dataclass(slots=True)
class Carried:
    """A row with its blanks filled. `from_row` is the row that lent the door, 0 for none."""

    cells: list[Cell]
    texts: list[str]
    from_row: int = 0
    sure: bool = True
    is_merged: bool = False
    group: str = ""  # the building named by a line above


@dataclass
class Carrier:
    """Goes through the rows from the top; keeps what the last ones said of the place."""

    columns: Sequence[Column]
    merged: Ranges = ()
    _last: list[str] = field(default_factory=list)  # the last row of data, filled
    _last_number: int = 0
    _may_repeat: bool = False
    _group: str = ""

    def __post_init__(self) -> None:
        order = {key: n for n, key in enumerate(PLACE)}
        used = [column for column in self.columns if column.field in order]
        self._width = max((column.index for column in self.columns), default=-1) + 1
        self._place = [column.index for column in sorted(used, key=lambda column: order[column.field])]
        self._doors = {column.index for column in used if column.field in DOORS}
        self._lent = [column.index for column in self.columns if column.field in _OF_HOUSEHOLD]
        self._dittoes = [c.index for c in self.columns if c.is_used and c.field not in _NEVER_DITTO]
        self._anchors = dict(_anchors(self.merged, {*self._place, *self._lent}))
        self._last = [""] * self._width

    def interrupted(self) -> None:
        """A blank row, a total, a heading: the next row without a door does not belong to the one before."""
        self._may_repeat = False

    def group(self, text: str) -> None:
        """A line that only names a building: the rows under it stand there."""
        self._group = text
        self._last = [""] * self._width
        self._may_repeat = False

    def fill(self, row: int, cells: Sequence[Cell], texts: Sequence[str] | None = None) -> Carried:
        """`row` counts from 0, as merged ranges do."""
        carried = Carried(list(cells), list(texts_of(cells) if texts is None else texts), group=self._group)
        for missing in (carried.cells, carried.texts):
            if len(missing) < self._width:
                missing.extend([""] * (self._width - len(missing)))
        if not DITTO.isdisjoint(carried.texts):
            self._fill_dittoes(carried)
        if self._anchors:
            self._fill_merged(row, carried)
        if not carried.is_merged:
            self._fill_place(carried)
        self._last, self._last_number, self._may_repeat = carried.texts, row + 1, True
        return carried

    def _fill_dittoes(self, carried: Carried) -> None:
        for index in self._dittoes:
            if carried.texts[index] in DITTO:
                self._take(carried, index)

    def _fill_merged(self, row: int, carried: Carried) -> None:
        """Fill cells that lie in a merged range; its first row lends the door."""
        for index in (*self._place, *self._lent):
            anchor = self._anchors.get((row, index))
            if anchor is not None and not carried.texts[index]:
                self._take(carried, index)
                if index in self._doors:
                    carried.from_row, carried.is_merged = anchor + 1, True

    def _fill_place(self, carried: Carried) -> None:
        given = [index for index in self._place if carried.texts[index]]
        if not given or (self._doors.isdisjoint(given) and self._agrees(carried, given)):
            self._repeat(carried)
        elif given[0] != self._place[0]:
            for index in self._place[: self._place.index(given[0])]:
                self._take(carried, index)

    def _agrees(self, carried: Carried, given: Sequence[int]) -> bool:
        """The parts that are given are those of the row above, and there is a door to take from it."""
        same = all(carried.texts[index] == self._last[index] for index in given)
        return same and any(self._last[index] for index in self._doors)

    def _repeat(self, carried: Carried) -> None:
        if not self._may_repeat:
            return
        for index in self._place:
            self._take(carried, index)
        carried.from_row = self._last_number
        for index in self._lent:
            if not carried.texts[index]:
                self._take(carried, index)
            elif carried.texts[index] != self._last[index]:
                # Another head than above: this is the next household, and its door is missing.
                carried.sure = False

    def _take(self, carried: Carried, index: int) -> None:
        carried.texts[index] = carried.cells[index] = self._last[index]  # type: ignore[assignment]


def _anchors(merged: Ranges, columns: set[int]) -> Iterable[tuple[tuple[int, int], int]]:
    for (top, left), (bottom, right) in merged:
        for column in columns & set(range(left, right + 1)):
            for row in range(top + 1, bottom + 1):
                yield (row, column), top
