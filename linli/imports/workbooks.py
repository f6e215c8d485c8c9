"""Opening a file as it comes: .xlsx, .xls, or a text file with separated columns. No Django, no database.

A sheet gives its rows one by one, from the first row of the sheet on, so that row numbers are those that its owner sees.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from linli.imports import problems, texts
from linli.imports.glimpses import extent_of, glimpse_of

Cell = object
Cells = list[Cell]
Ranges = list[tuple[tuple[int, int], tuple[int, int]]]

MEGABYTE = 1024 * 1024
MAX_FILE = 40 * MEGABYTE
# A zip of a few kilobytes can hold gigabytes; the sheets of a real workbook of 200,000 rows are about 200 MB.
MAX_UNPACKED = 900 * MEGABYTE
MAX_ROWS = 300_000
MAX_CELLS = 12_000_000
GLANCE_ROWS = 80
# A glimpse of a large sheet has more rows than this, and fewer than the sheet.
_GLIMPSED = 100

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
)
WEB_PAGE = re.compile(
    rb"^\s*(<!doctype html|<html|<table|<meta|<\?xml[^>]*>\s*<(html|workbook))", re.IGNORECASE
)
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")


@dataclass
class Sheet:
    """One sheet: its rows from the top, and which cells are merged (0-based row and column, both ends within)."""

    name: str
    rows: Iterable[Cells]
    height: int
    merged: Ranges = field(default_factory=list)
    hidden: bool = False

    def first_rows(self, count: int = GLANCE_ROWS) -> list[Cells]:
        return list(islice(self.rows, count))


class Book:
    """An opened file. Sheets are read when asked for."""

    names: list[str]

    def sheet(self, name: str) -> Sheet:
        raise NotImplementedError


def open_book(content: bytes, file_name: str, *, glimpse: bool = False) -> Book:
    """Open a file by what it is, not by what it is called. Raises a `FileRefused`.

    `glimpse`: the first rows are enough; a large sheet then counts its rows only roughly.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise problems.FileEmpty()
    if len(content) > MAX_FILE:
        raise problems.FileTooLarge(size=len(content) // MEGABYTE + 1, limit=MAX_FILE // MEGABYTE)
    if content.startswith(ZIP):
        return _open_zip(content, glimpse=glimpse)
    if content.startswith(OLE):
        return _open_ole(content)
    _refuse_other_kinds(content, file_name)
    return _TextBook(file_name, content)


def _refuse_other_kinds(content: bytes, file_name: str) -> None:
    suffix = suffix_of(file_name)
    for start, kind in KINDS:
        if content.startswith(start):
            raise problems.WrongKind(kind=kind)
    if WEB_PAGE.match(content[:1000].removeprefix(b"\xef\xbb\xbf")):
        raise problems.WebPage(suffix=suffix or "—")
    if suffix not in TEXT_SUFFIXES:
        if suffix.startswith(".xls"):
            raise problems.FileDamaged()
        raise problems.WrongKind(kind=suffix or "—")


def suffix_of(file_name: str) -> str:
    dot = file_name.rfind(".")
    return file_name[dot:].lower() if dot > 0 else ""


# ---- Excel and WPS -------------------------------------------------------------------------------
def _open_zip(content: bytes, *, glimpse: bool) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            unpacked = sum(part.file_size for part in parts.infolist())
            _refuse_other_packages(names)
            if unpacked > MAX_UNPACKED:
                raise problems.FileTooLarge(size=unpacked // MEGABYTE, limit=MAX_UNPACKED // MEGABYTE)
            extents = {name: extent_of(parts, name) for name in names if _SHEET.fullmatch(name)}
        for name, extent in extents.items():
            # One stray cell far out would make the reader lay out billions of empty ones.
            _refuse_size(name.rpartition("/")[2], extent.rows, extent.columns)
        small = glimpse_of(content, extents) if glimpse else None
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise problems.FileDamaged() from error
    deepest = max((extent.rows for extent in extents.values()), default=0) if small else 0
    return _open_calamine(small or content, deepest=deepest)


_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def _refuse_other_packages(names: list[str]) -> None:
    if any(name.startswith("xl/") for name in names):
        return
    for start, kind in (("word/", "Word"), ("ppt/", "PowerPoint"), ("content.xml", "OpenDocument")):
        if any(name.startswith(start) for name in names):
            raise problems.WrongKind(kind=kind)
    raise problems.WrongKind(kind="ZIP")


def _refuse_size(name: str, height: int, width: int) -> None:
    if height > MAX_ROWS or height * width > MAX_CELLS:
        raise problems.SheetTooLarge(sheet=name, rows=height, columns=width, limit=MAX_ROWS)


def _open_ole(content: bytes) -> Book:
    # UTF-16 names of the streams in a compound file: an encrypted .xlsx, a Word document.
    head = content[: 64 * 1024] + content[-64 * 1024 :]
    if "EncryptedPackage".encode("utf-16-le") in head:
        raise problems.PasswordProtected()
    if "WordDocument".encode("utf-16-le") in head:
        raise problems.WrongKind(kind="Word")
    return _open_calamine(content)


def _open_calamine(content: bytes, *, deepest: int = 0) -> Book:
    try:
        return _ExcelBook(CalamineWorkbook.from_filelike(io.BytesIO(content)), deepest)
    except PasswordError as error:
        raise problems.PasswordProtected() from error
    except CalamineError as error:
        if "password" in str(error).lower():
            raise problems.PasswordProtected() from error
        raise problems.FileDamaged() from error


class _ExcelBook(Book):
    def __init__(self, book: CalamineWorkbook, deepest: int = 0) -> None:
        self._book, self._deepest = book, deepest
        self._hidden = {
            meta.name for meta in book.sheets_metadata if str(meta.visible) != "SheetVisibleEnum.Visible"
        }
        self.names = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]

    def sheet(self, name: str) -> Sheet:
        try:
            found = self._book.get_sheet_by_name(name)
        except CalamineError as error:
            raise problems.FileDamaged() from error
        first = found.start or (0, 0)
        height = first[0] + found.height
        _refuse_size(name, height, max(found.width, 1))
        if height >= _GLIMPSED:
            height = max(height, self._deepest)
        merged = found.merged_cell_ranges or []
        return Sheet(name, _ExcelRows(found, first[1]), height, list(merged), name in self._hidden)


class _ExcelRows:
    """The rows of a sheet from its very first cell; the library leaves out empty columns at the left."""

    def __init__(self, sheet: CalamineSheet, left: int) -> None:
        self._sheet, self._left = sheet, left

    def __iter__(self) -> Iterator[Cells]:
        margin: Cells = [""] * self._left
        for row in self._sheet.iter_rows() if self._sheet.height else ():
            yield [*margin, *row]


# ---- text files ----------------------------------------------------------------------------------
class _TextBook(Book):
    def __init__(self, file_name: str, content: bytes) -> None:
        self._rows = texts.TextRows(content)
        self._name = file_name.rsplit(".", 1)[0][:100] or file_name
        width = max((len(row) for row in islice(self._rows, GLANCE_ROWS)), default=1)
        _refuse_size(self._name, self._rows.height, max(width, 1))
        self.names = [self._name]

    def sheet(self, name: str) -> Sheet:
        return Sheet(self._name, self._rows, self._rows.height)


# ---- letters of columns --------------------------------------------------------------------------
def column_letter(index: int) -> str:
    """0 is A, 26 is AA, as sheets name their columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
