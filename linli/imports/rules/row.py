"""Reads one row of the sheet: each column by what it is matched with, then what the columns tell together."""

import re
from collections.abc import Sequence
from datetime import date

from linli.imports.fields import Column
from linli.imports.rules import needs, numbers, place, words
from linli.imports.rules.carrying import Carried
from linli.imports.rules.cells import Cells
from linli.imports.rules.reading import Reading, Refusal, Remark, Said
from linli.lib.cells import read_age, read_date, read_int, read_sex
from linli.lib.dates import NO_DATE, DateRead, Precision
from linli.lib.names import clean_name

OLDEST = 130
LONGEST_NAME = 40
MOST_RESIDENTS = 99

_PLAIN_NAME = re.compile(r"[一-鿿]{2,4}")
_BETWEEN_NAMES = re.compile(r"[、，,;；/]")
_DIGITS = re.compile(r"\D")
_EMPTY = ("vacant", "other_use")


class RowReader:
    """Reads rows of one sheet. `today` turns ages into years of birth."""

    def __init__(self, columns: Sequence[Column], *, today: date) -> None:
        self.today = today
        self._indexes: dict[str, list[int]] = {}
        for column in columns:
            if column.is_used:
                self._indexes.setdefault(column.field, []).append(column.index)
        self._headings = {column.index: column.heading for column in columns}
        self._flags = [c for c in columns if c.field.startswith("need_") or c.field == "has_smartphone"]
        self._name_field = "name" if "name" in self._indexes else "head_name"

    def read(self, number: int, carried: Carried) -> Reading:
        """Read a row of data. Why it cannot be used is part of the reading."""
        reading = Reading(number)
        cells = Cells(carried.cells, carried.texts, self._indexes, reading)
        self._read_name(reading, cells)
        numbers.read_document_into(reading, cells)
        self._read_sex(reading, cells)
        self._read_birth(reading, cells)
        numbers.read_phone_into(reading, cells)
        self._read_relation(reading, cells)
        self._read_presence(reading, cells)
        self._read_household(reading, cells)
        numbers.read_contact_into(reading, cells)
        self._read_vehicles(reading, cells)
        place.read_place_into(reading, cells, carried)
        needs.read_needs_into(reading, cells, self._flags, year=self.today.year)
        _keep_other_phones(reading)
        if not reading.name:
            _judge_nameless(reading)
        return reading

    # ---- who ---------------------------------------------------------------------------------
    def _read_name(self, reading: Reading, cells: Cells) -> None:
        name, mark = clean_name(cells.text(self._name_field))
        if name:
            reading.name = reading.person["name"] = name
            reading.refusal = _refuse_name(name)
        if not mark:
            return
        if relation := words.read_relation(mark):
            reading.person["relation"] = relation
        if presence := words.presence_in_notes(mark):
            reading.person["presence"] = presence
        if not name and words.read_occupancy(mark) == "vacant":
            reading.household["occupancy"] = "vacant"

    def _read_sex(self, reading: Reading, cells: Cells) -> None:
        written = cells.text("sex")
        if not written:
            return
        stated = read_sex(written)
        if stated is None:
            cells.unreadable("sex")
        elif reading.person.setdefault("sex", stated.value) != stated.value:
            cells.remark(Remark.SEX_FROM_DOCUMENT, "sex")

    def _read_birth(self, reading: Reading, cells: Cells) -> None:
        person = reading.person
        known: date | None = person.get("birth_on")
        if known and _DIGITS.sub("", cells.text("birth")) in ("", f"{known:%Y%m%d}"):
            return
        birth = self._birth(cells)
        if birth.value is None:
            return
        if known is None:
            person["birth_on"], person["birth_precision"] = birth.value, str(birth.precision)
        elif birth.precision is Precision.DAY and known != birth.value:
            cells.remark(Remark.BIRTH_FROM_DOCUMENT, "birth")

    def _birth(self, cells: Cells) -> DateRead:
        read = read_date(cells.cell("birth")) if cells.text("birth") else NO_DATE
        if read.value and not self.today.year - OLDEST <= read.value.year <= self.today.year:
            read = NO_DATE
            cells.unreadable("birth")
        elif read.problem and read.value:
            cells.read_as("birth", read.value.isoformat())
        elif read.problem:
            cells.unreadable("birth")
        if read.value or not cells.text("age"):
            return read
        age = read_age(cells.cell("age"))
        if age is None:
            cells.unreadable("age")
            return NO_DATE
        return DateRead(date(self.today.year - age, 1, 1), Precision.YEAR)

    def _read_relation(self, reading: Reading, cells: Cells) -> None:
        if written := cells.text("relation"):
            relation = words.read_relation(written)
            if relation is None:
                cells.read_as("relation", "other")
            reading.person["relation"] = relation or "other"
        elif "relation" not in reading.person and reading.name:
            head = cells.text("head_name")
            if head and clean_name(head).name == reading.name:
                reading.person["relation"] = "head"

    # ---- here or away ------------------------------------------------------------------------
    def _read_presence(self, reading: Reading, cells: Cells) -> None:
        person = reading.person
        if written := cells.text("is_living_here"):
            presence = words.read_presence(written)
            if presence:
                person["presence"] = presence
            else:
                cells.unreadable("is_living_here")
        for field in ("is_away", "away_place"):
            written = cells.text(field)
            if not written or words.says_nothing(written):
                continue
            person["presence"] = "away"
            if where := words.place_away(written):
                person["away_place"] = where
        if cells.text("away_return_on"):
            day = read_date(cells.cell("away_return_on")).value
            if day:
                person["away_return_on"] = day
            else:
                cells.unreadable("away_return_on")
        if "is_away" in self._indexes and reading.name:
            # The column was filled in for those who are away; whoever is not among them is here.
            person.setdefault("presence", "living")

    # ---- the household -----------------------------------------------------------------------
    def _read_household(self, reading: Reading, cells: Cells) -> None:
        household = reading.household
        for index in cells.filled("occupancy"):
            written, heading = cells.at(index), self._headings[index]
            kind = words.occupancy_of_heading(heading, written) or words.read_occupancy(written)
            if kind:
                household["occupancy"] = kind
            else:
                cells.unreadable("occupancy")
        if written := cells.text("household_size"):
            size = read_int(written)
            if size is None or not 0 <= size <= MOST_RESIDENTS:
                cells.unreadable("household_size")
            else:
                household["stated_residents"] = size
                if not written.isascii():
                    cells.read_as("household_size", str(size))
        if landlord := clean_name(cells.text("landlord_name")).name:
            household["landlord_name"] = landlord[:60]
        workplace = cells.text("workplace")
        if workplace and not words.says_nothing(workplace):
            reading.person["workplace"] = workplace[:120]

    def _read_vehicles(self, reading: Reading, cells: Cells) -> None:
        for text in cells.texts("vehicle"):
            plates, rest = words.read_plates(text)
            reading.plates.extend(plate for plate in plates if plate not in reading.plates)
            if rest:
                cells.unreadable("vehicle")


def _keep_other_phones(reading: Reading) -> None:
    """The register has one number a person; what else the sheet has stays readable in the notes."""
    if reading.other_phones:
        others = "另有电话 " + "、".join(reading.other_phones)
        notes = reading.person.get("notes", "")
        reading.person["notes"] = f"{notes}；{others}" if notes else others


def _judge_nameless(reading: Reading) -> None:
    """A row without a name is an empty dwelling, where it says so, and else cannot be used."""
    if reading.household.get("occupancy") in _EMPTY and not reading.door_is_missing:
        reading.is_dwelling = True
        reading.doubts = []
    else:
        reading.refusal = Said(Refusal.NO_NAME)


def _refuse_name(name: str) -> Said | None:
    if _PLAIN_NAME.fullmatch(name) and not name.endswith("某"):
        return None
    if "*" in name or name.endswith("某"):
        return Said(Refusal.NAME_MASKED)
    if len(name) > 4 and _BETWEEN_NAMES.search(name):
        return Said(Refusal.SEVERAL_NAMES)
    letters = name.strip("·. ")
    if any(sign.isdecimal() for sign in name) or not 2 <= len(letters) <= LONGEST_NAME:
        return Said(Refusal.NOT_A_NAME)
    return None
