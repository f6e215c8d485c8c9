"""Reads a sheet's rows; those of a large one in a process of its own, so that deciding and reading share two cores.

The other process gets the file, the plan and the day on its standard input, and gives back pieces of rows on its
output, each behind its length. It touches no database.
"""

import gc
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import IO

import msgspec

from linli.core.fields import lookup
from linli.imports import problems
from linli.imports.columns import Plan
from linli.imports.rules.carrying import Carrier
from linli.imports.rules.cells import texts_of
from linli.imports.rules.kinds import skip_reason
from linli.imports.rules.reading import Reading, Skip
from linli.imports.rules.row import RowReader
from linli.imports.workbooks import Cells, Sheet, open_book
from linli.lib.names import pinyin_of
from linli.lib.phones import phone_tail

PIECE = 2500
LARGE = 20_000
_LENGTH = struct.Struct(">I")


class Line(msgspec.Struct, omit_defaults=True):
    """One row: its cells as text, and either why it is no data or what it says with what follows from that."""

    number: int
    texts: list[str]
    skip: Skip | None = None
    reading: Reading | None = None
    derived: dict[str, str] = {}


class Order(msgspec.Struct):
    """What the reading process is told."""

    content: bytes
    file_name: str
    sheet: str
    plan: Plan
    today: date


class Reader:
    """Reads the rows of one sheet in order."""

    def __init__(self, sheet: Sheet, plan: Plan, today: date) -> None:
        self.sheet, self.plan = sheet, plan
        self._layout = plan.layout()
        self._carrier = Carrier(plan.columns, sheet.merged)
        self._rows = RowReader(plan.columns, today=today)

    def pieces(self) -> Iterator[list[Line]]:
        """Rows below the headings, some at a time; blank ones at the end are left out."""
        lines: list[Line] = []
        blank: list[Line] = []
        for row, cells in islice(enumerate(self.sheet.rows), self.plan.first_row, None):
            if cells.count("") == len(cells):
                self._carrier.interrupted()
                blank.append(Line(row + 1, [], Skip.BLANK))
                continue
            lines.extend(blank)
            blank = []
            lines.append(self._line(row, cells))
            if len(lines) >= PIECE:
                yield lines
                lines = []
        if lines:
            yield lines

    def _line(self, row: int, cells: Cells) -> Line:
        texts = texts_of(cells)
        why = skip_reason(cells, texts, self._layout)
        if why is None:
            reading = self._rows.read(row + 1, self._carrier.fill(row, cells, texts))
            return Line(row + 1, texts, None, reading, _derived(reading))
        if why is Skip.GROUP:
            self._carrier.group(next(filter(None, texts)))
        else:
            self._carrier.interrupted()
        return Line(row + 1, [] if why is Skip.BLANK else texts, why)


def _derived(reading: Reading) -> dict[str, str]:
    """What the register keeps beside a person's name and numbers."""
    if not reading.name:
        return {}
    pinyin, initials = pinyin_of(reading.name)
    document, phone = reading.person.get("document", ""), reading.person.get("phone", "")
    return {
        "pinyin": pinyin,
        "initials": initials,
        "document_hash": lookup(document, "document"),
        "phone_hash": lookup(phone, "phone"),
        "phone_tail": phone_tail(phone),
    }


# ---- in another process --------------------------------------------------------------------------
class Ahead:
    """The pieces of a sheet from a process that reads ahead. Close it when done, or when giving up."""

    def __init__(self, order: Order) -> None:
        command = [sys.executable, "-m", "linli.imports.reading_ahead"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
        )
        assert self._process.stdin is not None
        with self._process.stdin as pipe:
            _send(pipe, msgspec.msgpack.encode(order))

    def pieces(self) -> Iterator[list[Line]]:
        assert self._process.stdout is not None
        decoder = msgspec.msgpack.Decoder(list[Line])
        while (message := _receive(self._process.stdout)) is not None:
            lines = decoder.decode(message)
            for line in lines:
                if line.reading is not None:
                    _give_back_days(line.reading)
            yield lines
        if self._process.wait() != 0:
            raise problems.FileDamaged()

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _give_back_days(reading: Reading) -> None:
    for column in ("birth_on", "away_return_on"):
        if column in reading.person:
            reading.person[column] = date.fromisoformat(reading.person[column])


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)


def _receive(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    return pipe.read(length)


def main() -> None:
    """The reading process: one order in, pieces out."""
    message = _receive(sys.stdin.buffer)
    if message is None:
        sys.exit(2)
    order = msgspec.msgpack.decode(message, type=Order)
    # Nothing here is circular; looking for circles takes a tenth of the time.
    gc.disable()
    sheet = open_book(order.content, order.file_name).sheet(order.sheet)
    encoder = msgspec.msgpack.Encoder()
    with suppress(BrokenPipeError):
        for lines in Reader(sheet, order.plan, order.today).pieces():
            _send(sys.stdout.buffer, encoder.encode(lines))
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    main()
