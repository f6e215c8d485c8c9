"""Who is looked for, row by row: columns found by their headings, or by what stands in them. No database."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.translation import gettext as _

from linli.lib.cells import text_of
from linli.lib.documents import read_document
from linli.lib.doors import door_label, read_door
from linli.lib.headings import normalise, recognise
from linli.lib.phones import read_phone
from linli.lib.tables import Layout, RowKind, find_layout, row_kind
from linli.lib.texts import tidy
from linli.rounds.choices import CheckTrouble
from linli.rounds.problems import ListRefused

LOOK_AT_ROWS = 80
NAME, PHONE, DOCUMENT, COMMUNITY, PLACE, NOTE = "name", "phone", "document", "community", "place", "note"
# Fields of the register's vocabulary, as this list needs them.
FIELDS = {
    "name": NAME, "head_name": NAME, "phone": PHONE, "document": DOCUMENT, "notes": NOTE,
    "area": PLACE, "compound": PLACE, "building": PLACE, "stairwell": PLACE, "room": PLACE, "door": PLACE,
    "building_stairwell": PLACE,
}  # fmt: skip
_COMMUNITY = re.compile(r"(?:所属|所在|现住|居住)?(?:社区|村|村社区|社区村|村居|居委会|村委会)(?:名称)?")
_PLACE = re.compile(r".*(?:地址|住址|地点|目的地|去向|街道|乡镇).*")
_NAME = re.compile(r"[\u3400-\u9fff·]{2,6}|[A-Za-z][A-Za-z .'-]{2,40}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list. `number` counts as the sender's sheet does."""

    number: int
    name: str = ""
    phone: str = ""
    document: str = ""
    community: str = ""
    place: str = ""
    note: str = ""
    trouble: str = ""
    same_as: int | None = None

    @property
    def door(self) -> str:
        """The door as the register writes it, where the place names one."""
        return door_label(read_door(self.place)) if self.place else ""


def read_list(rows: Sequence[Sequence[object]]) -> list[Listed]:
    """Every row of the list, also those that cannot be checked; refused where no column holds anybody."""
    layout = find_layout(list(islice(rows, LOOK_AT_ROWS)))
    columns = _by_heading(layout) or _by_content(rows[layout.first_data_row :])
    if not {NAME, PHONE, DOCUMENT} & set(columns.values()):
        raise ListRefused(
            why=_("no column holds names or telephone numbers. Name the columns 姓名, 电话, 住址.")
        )
    found = [
        _listed(number, row, columns)
        for number, row in enumerate(rows[layout.first_data_row :], layout.first_data_row + 1)
        if row_kind(row, layout) is RowKind.DATA
    ]
    if not found:
        raise ListRefused(why=_("there are headings and no rows below them."))
    return list(_mark_twice(found))


def _by_heading(layout: Layout) -> dict[int, str]:
    columns: dict[int, str] = {}
    for at, (heading, guess) in enumerate(zip(layout.headings, recognise(layout.headings), strict=True)):
        last = normalise(heading.rpartition("/")[2])
        if _COMMUNITY.fullmatch(last):
            columns[at] = COMMUNITY
        elif field := FIELDS.get(guess.field or ""):
            columns[at] = field
        elif _PLACE.fullmatch(last):
            columns[at] = PLACE
    return columns


def _by_content(rows: Sequence[Sequence[object]]) -> dict[int, str]:
    """Without headings: what most cells of a column are. The rest is taken for the place."""
    width = max((len(row) for row in rows), default=0)
    columns: dict[int, str] = {}
    for at in range(width):
        seen = Counter(_kind_of(text) for row in rows if at < len(row) and (text := text_of(row[at])))
        if seen:
            kind, n = seen.most_common(1)[0]
            columns[at] = kind if 2 * n > seen.total() else PLACE
    for kind in (NAME, PHONE, DOCUMENT):
        for at in [at for at, one in columns.items() if one == kind][1:]:
            columns[at] = PLACE if kind == NAME else NOTE
    return columns


def _kind_of(text: str) -> str:
    if len(text) >= 15 and read_document(text).number and not read_document(text).problem:
        return DOCUMENT
    if not read_phone(text).problem and read_phone(text).number:
        return PHONE
    if text.isdecimal() and len(text) < 5:
        return "serial"
    return NAME if _NAME.fullmatch(text) else PLACE


def _listed(number: int, row: Sequence[object], columns: Mapping[int, str]) -> Listed:
    said: dict[str, list[str]] = {}
    for at, field in columns.items():
        if at < len(row) and (text := tidy(text_of(row[at]))) and text not in said.setdefault(field, []):
            said[field].append(text)
    phone, document = read_phone(_first(said, PHONE)), read_document(_first(said, DOCUMENT))
    one = Listed(
        number,
        name=_first(said, NAME)[:60],
        # A number that cannot be read is kept as it came: whoever looks may make sense of it.
        phone=phone.number[:40],
        document=document.number[:40],
        community=_first(said, COMMUNITY)[:60],
        place=" ".join([*said.get(COMMUNITY, []), *said.get(PLACE, [])])[:200],
        note=" ".join(said.get(NOTE, []))[:200],
    )
    return one if one.name or one.phone or one.document else replace(one, trouble=CheckTrouble.NOBODY)


def _first(said: Mapping[str, Sequence[str]], field: str) -> str:
    return next(iter(said.get(field, ())), "")


def _mark_twice(rows: Sequence[Listed]) -> Iterator[Listed]:
    """The first row of somebody stands; the others name it."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        keys = [] if row.trouble else list(_same(row))
        earlier = next((first[key] for key in keys if key in first), None)
        for key in keys:
            first.setdefault(key, earlier or row.number)
        yield row if earlier is None else replace(row, trouble=CheckTrouble.TWICE, same_as=earlier)


def _same(row: Listed) -> Iterator[tuple[str, ...]]:
    if row.document:
        yield "document", row.document
    if row.phone:
        yield "phone", row.phone, row.name
    elif row.name and not row.document:
        yield "place", row.name, row.place
