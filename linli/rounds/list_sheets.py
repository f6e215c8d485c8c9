"""The rows of a list that came as a workbook, a text file, or as text that was pasted. Nothing here touches the database."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from linli.rounds.problems import ListRefused

MOST_ROWS = 5_000
MEGABYTE = 1024 * 1024
MOST_BYTES = 8 * MEGABYTE
MOST_UNPACKED = 150 * MEGABYTE
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")

Rows = list[list[object]]
_SEPARATORS = re.compile(r"[,，、;；|]")


def rows_of_file(content: bytes, *, name: str) -> Rows:
    """The rows of the first sheet that has any, by what the file is and not by what it is called."""
    if not content.strip():
        raise ListRefused(why=_("there is nothing in the file."))
    if len(content) > MOST_BYTES:
        raise ListRefused(why=_("the file has more than {n} MB.").format(n=MOST_BYTES // MEGABYTE))
    if content.startswith((ZIP, OLE)):
        return _counted(_workbook(content))
    if not name.lower().endswith(TEXT_SUFFIXES):
        raise ListRefused(why=_("it is neither a workbook (.xlsx, .xls) nor a .csv file."))
    return rows_of_text(_decoded(content))


def rows_of_text(text: str) -> Rows:
    """One person a line; parts are divided by tabs, as a copied sheet has them, else by commas, else by spaces."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise ListRefused(why=_("there is nothing in it."))
    return _counted([list(parts) for parts in _divided(lines)])


def _divided(lines: Sequence[str]) -> Iterator[list[str]]:
    most = (len(lines) + 1) // 2
    if sum("\t" in line for line in lines) >= most:
        return (line.split("\t") for line in lines)
    if any(line.count('"') > 1 for line in lines):
        return csv.reader(io.StringIO("\n".join(lines)))
    if sum(bool(_SEPARATORS.search(line)) for line in lines) >= most:
        return (_SEPARATORS.split(line) for line in lines)
    return (line.split() for line in lines)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListRefused(why=_("its characters are neither UTF-8 nor GB18030. Save it as .xlsx."))


def _workbook(content: bytes) -> Rows:
    _refuse_bombs(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height > MOST_ROWS * 2:
                raise ListRefused(why=_too_long(sheet.height))
            if rows := sheet.to_python(skip_empty_area=False):
                return [list(row) for row in rows]
    except PasswordError:
        raise ListRefused(
            why=_("it is protected by a password. Take the password away and save it.")
        ) from None
    except (CalamineError, OSError, ValueError):
        raise ListRefused(why=_("the file is damaged. Open it in Excel or WPS and save it anew.")) from None
    raise ListRefused(why=_("no sheet of it has rows."))


def _refuse_bombs(content: bytes) -> None:
    """A zip of a few kilobytes may hold gigabytes."""
    if not content.startswith(ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, EOFError):
        raise ListRefused(why=_("the file is damaged. Open it in Excel or WPS and save it anew.")) from None
    if unpacked > MOST_UNPACKED:
        raise ListRefused(why=_("unpacked it has more than {n} MB.").format(n=MOST_UNPACKED // MEGABYTE))
    if not any(one.startswith("xl/") for one in names):
        raise ListRefused(why=_("it is neither a workbook (.xlsx, .xls) nor a .csv file."))


def _counted(rows: Rows) -> Rows:
    if len(rows) > MOST_ROWS + 50:
        raise ListRefused(why=_too_long(len(rows)))
    return rows


def _too_long(count: int) -> str:
    return _("it has {n} rows; at most {most} are taken at once.").format(n=count, most=MOST_ROWS)
