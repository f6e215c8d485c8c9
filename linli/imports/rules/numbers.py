"""Documents and telephone numbers of a row. Nobody is refused for a number: a spoiled one is asked about."""

from linli.imports.rules import words
from linli.imports.rules.cells import Cells
from linli.imports.rules.reading import Contact, Doubt, Reading, Remark
from linli.lib.cells import text_of
from linli.lib.documents import (
    Document,
    DocumentProblem,
    DocumentWarning,
    read_document,
    read_document_kind,
)
from linli.lib.names import clean_name
from linli.lib.phones import Phone, PhoneProblem, read_phone


def read_document_into(reading: Reading, cells: Cells) -> None:
    if not cells.text("document"):
        return
    kind = cells.text("document_kind")
    read = read_document(cells.cell("document"), read_document_kind(kind) if kind else None)
    person = reading.person
    if read.birth_on:
        person["birth_on"], person["birth_precision"] = read.birth_on, "day"
    if read.sex:
        person["sex"] = read.sex.value
    if read.problem is None and read.number:
        person["document"], person["document_kind"] = read.number, read.kind.value
    if read.problem or read.warning:
        _say(read, cells)


def _say(read: Document, cells: Cells) -> None:
    if read.problem is DocumentProblem.MASKED:
        cells.remark(Remark.DOCUMENT_MASKED, "document")
    elif read.problem:
        data = {"problem": read.problem.value, "expected": read.expected_check or "", "number": read.number}
        cells.doubt(Doubt.DOCUMENT, cells.index("document"), **data)
    elif read.warning is DocumentWarning.OLD_NUMBER:
        cells.remark(Remark.OLD_DOCUMENT, "document")
    elif read.warning is DocumentWarning.WORDS_ONLY:
        cells.remark(Remark.DOCUMENT_WORDS, "document", text=read.as_written[:40])


def read_phone_into(reading: Reading, cells: Cells) -> None:
    """The first number that can be kept; a spoiled one is asked about only where there is no good one."""
    spoiled: tuple[int, Phone] | None = None
    others: list[str] = []
    for index in cells.filled("phone"):
        read = read_phone(cells.at(index))
        if read.problem:
            if not words.says_nothing(text_of(cells.at(index))):
                spoiled = spoiled or (index, read)
        elif read.number and "phone" not in reading.person:
            reading.person["phone"] = read.number
            others.extend(read.others)
        elif read.number:
            others.extend((read.number, *read.others))
    if others:
        reading.other_phones = [o for o in dict.fromkeys(others) if o != reading.person["phone"]]
        cells.remark(Remark.PHONE_OTHERS, "phone", count=len(reading.other_phones))
    if spoiled and "phone" not in reading.person:
        _doubt_phone(cells, *spoiled)


def _doubt_phone(cells: Cells, index: int, read: Phone) -> None:
    if read.problem is PhoneProblem.MASKED:
        cells.remark(Remark.PHONE_MASKED, "phone")
    elif read.problem:
        cells.doubt(Doubt.PHONE, index, problem=read.problem.value)


def read_contact_into(reading: Reading, cells: Cells) -> None:
    """Whom to call for the household, and the landlord's number."""
    if cells.text("landlord_phone"):
        landlord = read_phone(cells.cell("landlord_phone"))
        if landlord.is_usable:
            reading.household["landlord_phone"] = landlord.number
    # Name and number often share one of the two cells: 冯强13800002290（儿子）.
    field = "emergency_phone" if cells.text("emergency_phone") else "emergency_name"
    written = cells.text(field)
    if not written or words.says_nothing(written):
        return
    read = read_phone(cells.cell(field))
    if not read.is_usable:
        cells.unreadable(field)
        return
    named = cells.text("emergency_name") if field == "emergency_phone" else ""
    name, mark = clean_name(named or read.note)
    if name or mark:
        reading.contact = Contact((name or mark)[:60], read.number, mark[:40] if name else "")
