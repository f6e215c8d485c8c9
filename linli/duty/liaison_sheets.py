"""A workbook that says who answers for which door: its rows, column by column. No database."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from linli.duty.problems_responsibilities import LiaisonsRefused
from linli.lib.cells import text_of
from linli.lib.doors import Door, read_parts
from linli.lib.headings import normalise, recognise
from linli.lib.phones import read_phone
from linli.lib.tables import Layout, RowKind, find_layout, row_kind
from linli.lib.texts import tidy

MOST_ROWS = 20_000
MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_UNPACKED = 8 * MEGABYTE, 150 * MEGABYTE
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOOK_AT_ROWS = 80

# Columns of the one who answers; those of the household are found by the register's vocabulary.
WHO = re.compile(r"包户|包联|包保|挂联|联户|联系户|结对|帮扶|责任|liaison|member|党员|干部")
NUMBER = re.compile(r"电话|手机|号码|联系方式|phone|mobile|tel")
ACCOUNT = re.compile(r"账号|帐号|用户名|account|username")
DOOR_FIELDS = ("compound", "building", "stairwell", "floor", "room", "door", "building_stairwell")

Rows = list[list[object]]


@dataclass(frozen=True)
class Said:
    """What one row says: a door, and somebody by account, telephone or name."""

    number: int
    door: Door
    name: str = ""
    phone: str = ""
    account: str = ""


def read_liaisons(content: bytes, *, file_name: str) -> list[Said]:
    """Every row below the headings, by the numbers that the sheet shows."""
    rows = _rows(content, file_name)
    layout = find_layout(rows[:LOOK_AT_ROWS])
    columns = columns_of(layout)
    if not {"door", "room", "building_stairwell"} & set(columns.values()):
        raise LiaisonsRefused(why=_("no column says which door it is (小区, 楼栋, 单元, 房号, 门牌)."))
    if not {"who_name", "who_phone", "who_account"} & set(columns.values()):
        raise LiaisonsRefused(why=_("no column says who answers for it (包户人, 包户人电话)."))
    found = list(_said(rows, layout, columns))
    if not found:
        raise LiaisonsRefused(why=_("there are headings and no rows below them."))
    if len(found) > MOST_ROWS:
        raise LiaisonsRefused(
            why=_("it has {n} rows; at most {most} are taken at once.").format(n=len(found), most=MOST_ROWS)
        )
    return found


def columns_of(layout: Layout) -> dict[int, str]:
    """What each column holds. 联系电话 alone is the telephone of the one who answers, unless a head of household is named
    beside it: then it is theirs."""
    guessed = [guess.field or "" for guess in recognise(layout.headings)]
    columns: dict[int, str] = {}
    for at, (heading, field) in enumerate(zip(layout.headings, guessed, strict=True)):
        words = normalise(heading)
        if field in DOOR_FIELDS:
            columns[at] = field
        elif ACCOUNT.search(words):
            columns[at] = "who_account"
        elif WHO.search(words) and field != "area":
            columns[at] = "who_phone" if NUMBER.search(words) else "who_name"
    for plain in ("phone", "name"):
        if f"who_{plain}" not in columns.values() and "head_name" not in guessed and plain in guessed:
            columns.setdefault(guessed.index(plain), f"who_{plain}")
    return columns


def _said(rows: Rows, layout: Layout, columns: Mapping[int, str]) -> Iterator[Said]:
    for number, row in enumerate(rows[layout.first_data_row :], start=layout.first_data_row + 1):
        if row_kind(row, layout) is not RowKind.DATA:
            continue
        cells: dict[str, object] = {}
        for at, field in columns.items():
            if at < len(row) and text_of(row[at]):
                cells.setdefault(field, row[at])
        yield Said(
            number,
            _door(cells),
            tidy(text_of(cells.get("who_name"))),
            read_phone(cells.get("who_phone")).number,
            text_of(cells.get("who_account")).strip().lower(),
        )


def _door(cells: Mapping[str, object]) -> Door:
    return read_parts(**{field: cells.get(field) for field in DOOR_FIELDS})


# ---- opening --------------------------------------------------------------------------------------------------
def _rows(content: bytes, name: str) -> Rows:
    """By what the file is, not by what it is called."""
    if not content.strip():
        raise LiaisonsRefused(why=_("there is nothing in the file."))
    if len(content) > MOST_BYTES:
        raise LiaisonsRefused(why=_("the file has more than {n} MB.").format(n=MOST_BYTES // MEGABYTE))
    if content.startswith((ZIP, OLE)):
        return _workbook(content)
    if not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise LiaisonsRefused(why=_("it is neither a workbook (.xlsx, .xls) nor a .csv file."))
    text = _decoded(content)
    return [
        list(row) for row in csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text[:2000] else ",")
    ]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LiaisonsRefused(why=_("its characters are neither UTF-8 nor GB18030. Save it as .xlsx."))


def _workbook(content: bytes) -> Rows:
    damaged = _("the file is damaged. Open it in Excel or WPS and save it anew.")
    try:
        if content.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                if (
                    sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED
                ):  # a few kB may hold gigabytes
                    raise LiaisonsRefused(
                        why=_("the file has more than {n} MB.").format(n=MOST_UNPACKED // MEGABYTE)
                    )
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if 0 < sheet.height <= MOST_ROWS * 2:
                return [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except PasswordError:
        raise LiaisonsRefused(
            why=_("it is protected by a password. Take the password away and save it.")
        ) from None
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, EOFError):
        raise LiaisonsRefused(why=damaged) from None
    raise LiaisonsRefused(why=_("no sheet of it has rows."))
