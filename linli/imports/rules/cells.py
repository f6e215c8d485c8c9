"""The cells of one row by what their columns are matched with, and where remarks about them go."""

from collections.abc import Mapping, Sequence
from typing import Any

from linli.imports.rules.reading import Reading, Remark, Said
from linli.lib.cells import text_of

Cell = object
Indexes = Mapping[str, Sequence[int]]  # field -> its columns


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """What each cell says; read once for everything that looks at the row."""
    return ["" if cell == "" else text_of(cell) for cell in cells]


class Cells:
    """One row: `cells` as they came, `texts` as they read, padded to the width of the sheet."""

    __slots__ = ("_cells", "_indexes", "_reading", "_texts")

    def __init__(
        self, cells: Sequence[Cell], texts: Sequence[str], indexes: Indexes, reading: Reading
    ) -> None:
        self._cells, self._texts, self._indexes, self._reading = cells, texts, indexes, reading

    def index(self, field: str) -> int:
        """The first column of a field, -1 without one."""
        columns = self._indexes.get(field)
        return columns[0] if columns else -1

    def text(self, field: str) -> str:
        columns = self._indexes.get(field)
        return self._texts[columns[0]] if columns else ""

    def cell(self, field: str) -> Cell:
        """The cell itself, where its type tells something: a date, a number that was rounded."""
        columns = self._indexes.get(field)
        return self._cells[columns[0]] if columns else ""

    def at(self, index: int) -> Cell:
        return self._cells[index]

    def filled(self, field: str) -> list[int]:
        """The columns of a field that say something in this row."""
        return [index for index in self._indexes.get(field, ()) if self._texts[index]]

    def texts(self, field: str) -> list[str]:
        return [self._texts[index] for index in self.filled(field)]

    # ---- remarks -----------------------------------------------------------------------------
    def remark(self, code: Remark, about: str, **data: Any) -> None:
        self._reading.remarks.append(Said(code, self.index(about), data))

    def unreadable(self, field: str) -> None:
        self.remark(Remark.UNREADABLE, field, field=field, text=self.text(field)[:40])

    def read_as(self, field: str, value: str) -> None:
        self.remark(Remark.READ_AS, field, field=field, text=self.text(field)[:40], value=value)

    def doubt(self, code: str, column: int, **data: Any) -> None:
        self._reading.doubts.append(Said(code, column, data))
