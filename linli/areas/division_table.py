"""Reading a city's division table: code, name, level, parent_code, kind, one statutory area a line.

Everything that is wrong is found at once, each finding with its line; nothing here touches the database.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from linli.areas.problems import Finding
from linli.areas.rules import NAME_LENGTH, STATUTORY_UNDER, clean_name
from linli.lib.area_codes import AreaCodeError, prefix, statutory_level
from linli.lib.texts import squeeze

COLUMNS = ("code", "name", "level", "parent_code", "kind")
NEEDED = COLUMNS[:4]
# What tables call a level, and what the tree calls it.
LEVELS = {
    "province": "province",
    "city": "city",
    "county": "county",
    "town": "town",
    "village": "community",
    "community": "community",
}
# Levels that may be the top of a table.
TOPS = ("province", "city", "county")

Wrong = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Division:
    """One line of the table. `parent` is empty for the top."""

    line: int
    code: str
    name: str
    level: str
    parent: str
    kind: str


class TableError(ValueError):
    """The file as a whole is no division table."""

    def __init__(self, sentence: str) -> None:
        self.finding = Finding(0, sentence)
        super().__init__(sentence)


def read_text(content: bytes) -> str:
    """The text of a CSV file, as UTF-8 with or without a mark, UTF-16 with one, or GB18030."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(_("The file is neither UTF-8 nor GB18030 text. Save it as CSV (UTF-8) and try again."))


def read_file(path: Path) -> list[Mapping[str, str]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TableError(
            _("The file cannot be read: {why}. Check its name and place.").format(why=error.strerror)
        ) from None
    return read_lines(read_text(content))


def read_lines(text: str) -> list[Mapping[str, str]]:
    """The lines below the heading, by column. Empty lines are passed over, and keep their number."""
    if "\0" in text:
        raise TableError(_("The file is not text. Save the table as CSV (UTF-8) and try again."))
    lines = text.splitlines()
    heading = lines[0] if lines else ""
    separator = max(",\t;", key=heading.count)
    rows = list(csv.reader(lines, delimiter=separator))
    columns = [squeeze(cell).lower() for cell in rows[0]] if rows else []
    if missing := [name for name in NEEDED if name not in columns]:
        raise TableError(
            _("Line 1: the heading must be {wanted}; {missing} is not there (found: {found}).").format(
                wanted=",".join(COLUMNS), missing=", ".join(missing), found=",".join(columns)[:80] or "-"
            )
        )
    return [_by_column(columns, row) for row in rows[1:]]


def _by_column(columns: list[str], row: list[str]) -> Mapping[str, str]:
    return dict(zip(columns, row, strict=False)) if any(cell.strip() for cell in row) else {}


def check_rows(rows: Iterable[Mapping[str, str]], findings: list[Finding]) -> list[Division]:
    """The divisions that the rows name; what is wrong is added to `findings`."""
    divisions: list[Division] = []
    for line, row in enumerate(rows, start=2):
        if row and (division := _division(line, row, findings)):
            divisions.append(division)
    divisions = list(_without_repeats(divisions, findings))
    if not divisions and not findings:
        findings.append(Finding(0, _("The table has no lines below its heading.")))
    return divisions


def _division(line: int, row: Mapping[str, str], findings: list[Finding]) -> Division | None:
    def wrong(sentence: str, **data: object) -> None:
        findings.append(Finding(line, _("Line {line}: ").format(line=line) + sentence.format(**data)))

    before = len(findings)
    given, given_parent = (squeeze(row.get(column) or "") for column in ("code", "parent_code"))
    level = LEVELS.get(squeeze(row.get("level") or "").lower(), "")
    name = clean_name(row.get("name") or "")
    if not level:
        wrong(_("the level is “{found}”; write city, county, town or village."), found=row.get("level") or "")
    if not name or len(name) > NAME_LENGTH:
        wrong(_("the name is empty or longer than {limit} characters. Fill it in."), limit=NAME_LENGTH)
    own_county = level == "county" and bool(given) and given == given_parent
    code = _code(given, "city" if own_county else level, wrong)
    parent = "" if own_county else _parent(given_parent, code, level, wrong)
    if len(findings) > before:
        return None
    return Division(line, code, name, level, parent, clean_name(row.get("kind") or "")[:40])


def _code(given: str, level: str, wrong: Wrong) -> str:
    if "e" in given.lower() or "." in given:
        wrong(_("the code {code} was rounded by a spreadsheet. Keep the column as text."), code=given)
        return ""
    try:
        code = prefix(given)
        found = statutory_level(given)
    except AreaCodeError:
        wrong(_("the code “{code}” cannot be used; a code has 12 digits, such as 231085100006."), code=given)
        return ""
    if found is None:
        wrong(_("the code {code} has more than 12 digits; levels below come from a workbook."), code=given)
    elif level and found != level:
        wrong(
            _("{code} is the code of a {found}, and the line says {level}. Correct one of them."),
            code=given,
            found=_word(found),
            level=_word(level),
        )
    return code


def _parent(given: str, code: str, level: str, wrong: Wrong) -> str:
    if not given:
        if level and level not in TOPS:
            wrong(_("a {level} needs the code of its parent."), level=_word(level))
        return ""
    try:
        parent = prefix(given)
        above = statutory_level(given)
    except AreaCodeError:
        wrong(_("the parent's code “{code}” cannot be used."), code=given)
        return ""
    if code and level and not (code.startswith(parent) and above in STATUTORY_UNDER.get(level, ())):
        wrong(
            _("{parent} is not the parent of {code}: a {level}'s code begins with its parent's."),
            parent=given,
            code=code,
            level=_word(level),
        )
    return parent


def _word(level: str) -> str:
    """The word that the table uses for a level."""
    return "village" if level == "community" else level


def _without_repeats(divisions: Iterable[Division], findings: list[Finding]) -> Iterator[Division]:
    """A city without counties may stand a second time, as its own county; any other repeat is refused."""
    first: dict[str, Division] = {}
    for division in divisions:
        earlier = first.setdefault(division.code, division)
        if earlier is division:
            yield division
        elif division.level != "county" or earlier.level != "city":
            sentence = _("Line {line}: the code {code} already stands in line {earlier}. Remove one of them.")
            said = sentence.format(line=division.line, code=division.code, earlier=earlier.line)
            findings.append(Finding(division.line, said))


def check_parents(
    divisions: Collection[Division], there: Collection[str], findings: list[Finding]
) -> Division | None:
    """Return the top of the table. Every other line needs its parent, in the table or in the tree already.

    The table of one county may name its city and leave it out: the county then stands alone.
    """
    known = {division.code for division in divisions} | set(there)
    orphans = [division for division in divisions if division.parent and division.parent not in known]
    tops = [division for division in divisions if not division.parent or division.parent in there]
    if not tops and len(orphans) == 1 and orphans[0].level in TOPS:
        return orphans[0]
    for one in orphans:
        sentence = _(
            "Line {line}: the parent {parent} of {name} is neither in the table nor in the tree. Add it."
        )
        findings.append(Finding(one.line, sentence.format(line=one.line, parent=one.parent, name=one.name)))
    for one in (one for one in tops[1:] if not one.parent):
        sentence = _(
            "Line {line}: {name} has no parent, and neither has {top} in line {first}. Keep one city a table."
        )
        said = sentence.format(line=one.line, name=one.name, top=tops[0].name, first=tops[0].line)
        findings.append(Finding(one.line, said))
    return tops[0] if tops else None
