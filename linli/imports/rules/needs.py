"""Support needs of a row: yes in a column of their own, words in a column for them, words in the notes."""

from collections.abc import Sequence
from typing import Any

from linli.imports.fields import Column
from linli.imports.rules import words
from linli.imports.rules.cells import Cells
from linli.imports.rules.reading import Need, Reading, Remark
from linli.lib.cells import read_date, read_yes_no, text_of
from linli.lib.support_needs import FoundNeed, read_needs

INFANT_UNTIL = 3
CHILD_UNTIL = 17
# To which need a hospital, a next visit or a medicine belongs, the likeliest first.
_AT_HOSPITAL = ("dialysis", "oncology", "pregnant", "chronic_medicine", "mental", "disabled_care")
CARE = ("hospital", "next_visit_on", "medicine", "medicine_until")
_LONGEST = 500


def read_needs_into(reading: Reading, cells: Cells, flags: Sequence[Column], *, year: int) -> None:
    found: dict[str, Need] = {}
    if flags:
        _from_flags(found, cells, flags)
    for text in cells.texts("support_needs"):
        _from_words(found, text, reading, confirmed=True, year=year)
    if notes := [text for text in cells.texts("notes") if not words.says_nothing(text)]:
        _from_notes(found, "；".join(notes), reading, cells, year)
    _add_care(found, cells)
    if found:
        reading.needs = list(found.values())


def _from_flags(found: dict[str, Need], cells: Cells, flags: Sequence[Column]) -> None:
    for column in flags:
        text = text_of(cells.at(column.index))
        if not text:
            continue
        answer = read_yes_no(text)
        if column.field == "has_smartphone":
            if answer is False:
                found["no_smartphone"] = Need("no_smartphone")
        elif answer or (answer is None and not words.says_nothing(text)):
            code = column.field.removeprefix("need_")
            found[code] = Need(code, details="" if answer else text[:_LONGEST])


def _from_words(
    found: dict[str, Need], text: str, reading: Reading, *, confirmed: bool, year: int
) -> list[FoundNeed]:
    """Add the needs that a text speaks of; return those that are new."""
    new = [n for n in read_needs(text) if str(n.code) not in found and _may_be_theirs(n, reading, year)]
    for need in new:
        details = text[:_LONGEST] if confirmed and text != need.evidence else ""
        found[str(need.code)] = Need(str(need.code), confirmed, details)
    return new


def _from_notes(found: dict[str, Need], notes: str, reading: Reading, cells: Cells, year: int) -> None:
    """Keep the notes; what they say of needs, of being away and of renting is taken up with care."""
    reading.person["notes"] = notes[:2000]
    for need in _from_words(found, notes, reading, confirmed=False, year=year):
        cells.remark(Remark.NEED_IN_NOTES, "notes", need=str(need.code), text=need.evidence)
    if "presence" not in reading.person and (presence := words.presence_in_notes(notes)):
        reading.person["presence"] = presence
        if presence == "away" and (place := words.place_away(notes)):
            reading.person["away_place"] = place
    if "occupancy" not in reading.household and (occupancy := words.occupancy_in_notes(notes)):
        reading.household["occupancy"] = occupancy


def _may_be_theirs(need: FoundNeed, reading: Reading, year: int) -> bool:
    """孙女1岁半 beside a grandmother speaks of somebody else."""
    birth = reading.person.get("birth_on")
    if birth is None:
        return need.code != "infant" or reading.person.get("relation") != "head"
    age: int = year - birth.year
    if need.code == "infant":
        return age <= INFANT_UNTIL + 1
    return need.code != "child_unattended" or age <= CHILD_UNTIL + 1


def _add_care(found: dict[str, Need], cells: Cells) -> None:
    """Hospital, next visit and medicine go to the need that asks for them."""
    care: dict[str, Any] = {}
    for field in CARE:
        text = cells.text(field)
        if not text or words.says_nothing(text):
            continue
        if field in ("hospital", "medicine"):
            care[field] = text[:200]
        elif day := read_date(cells.cell(field)).value:
            care[field] = day
        else:
            cells.unreadable(field)
    if not care:
        return
    code = next((code for code in _AT_HOSPITAL if code in found), "")
    if not code and "medicine" in care:
        code = "chronic_medicine"
        found[code] = Need(code, confirmed=False)
    for name, value in care.items() if code else ():
        setattr(found[code], name, value)
