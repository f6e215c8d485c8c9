"""Text files with separated columns: which characters, which separator, and what Excel's CSV does to long numbers."""

import csv
import io
import re
from collections.abc import Iterator

from linli.imports import problems

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = ",\t;|，"
FIELD_LIMIT = 100_000
# Excel keeps a long number's digits in a CSV only when it is written as a formula: ="231085..."
_AS_FORMULA = re.compile(r'=\s*"(.*)"', re.DOTALL)
_SAMPLE_LINES = 40


class TextRows:
    """The rows of a text file as lists of strings, read anew each time. Raises a `FileRefused` when made."""

    def __init__(self, content: bytes) -> None:
        self._text = decode(content)
        self._separator = separator_of(self._text)
        try:
            self.height = sum(1 for _ in self._lines())
        except csv.Error as error:
            raise problems.FileDamaged() from error

    def __iter__(self) -> Iterator[list[object]]:
        for row in self._lines():
            yield [_plain(cell) if cell.startswith("=") else cell for cell in row]

    def _lines(self) -> Iterator[list[str]]:
        csv.field_size_limit(FIELD_LIMIT)
        return csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator)


def decode(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else GB18030."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return _decoded(content, (name,))
    return _decoded(content, ("utf-8", "gb18030"))


def _decoded(content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise problems.EncodingUnknown()


def separator_of(text: str) -> str:
    """The sign that divides most lines into the same number of parts, of more than one."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def agreement(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines if sign in line]
        usual = max(set(counts), key=counts.count) if counts else 0
        return counts.count(usual) if usual else 0, usual

    return max(SEPARATORS, key=agreement)


def _plain(cell: str) -> str:
    found = _AS_FORMULA.fullmatch(cell)
    return found[1] if found else cell
