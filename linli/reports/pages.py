"""A page of a ledger as its templates draw it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language

from linli.areas.rules import place_name
from linli.areas.scopes import Scope
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.core.components import Choice, Filter, Text
from linli.duty.choices import BookState
from linli.people.viewer import Viewer
from linli.registers.choices import NeedCode, Occupancy
from linli.reports.ledgers import Ledger
from linli.reports.ledgers.base import Column, Entry, Look
from linli.reports.queries import Chosen, Key, LineCount, Lines, buildings_in, compounds_in
from linli.reports.words import CARE, LABELS, ages, presences, value_in_words
from linli.reports.workbooks import Value


@dataclass(frozen=True, slots=True)
class ShownColumn:
    key: str
    heading: str
    look: str
    sort: str
    css: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    column: ShownColumn
    value: Value
    said_above: bool = False

    @property
    def has_label(self) -> bool:
        """On a phone the heading stands before the value, except where the value speaks for itself."""
        return bool(self.value) and not self.said_above and self.column.look not in {Look.PLATE, Look.NAME}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`group`: the stairwell that begins with this line, because that is how one walks."""

    entry: Any  # an `Entry`, or what the ledger's own source makes
    cells: Sequence[ShownCell]
    group: str = ""


LINES_A_PAGE = 50


def page_of(lines: Lines, count: LineCount, number: str | None) -> Page[Key]:
    """One page of lines, whose number is known already."""
    paginator: Paginator[Key] = Paginator(lines, LINES_A_PAGE)
    paginator.count = count.n
    return paginator.get_page(number)


CSS = {Look.PLATE: "ll-c-plate", Look.NAME: "ll-c-what", Look.NUMBER: "ll-num"}


def is_by_door(ledger: Ledger, chosen: Chosen) -> bool:
    """Whether lines follow the doors, with a heading for each stairwell."""
    return ledger.source is None and chosen.is_by_door


def columns_on_page(ledger: Ledger, viewer: Viewer) -> list[tuple[Column, ShownColumn]]:
    language = get_language() or "zh-hans"
    return [
        (one, ShownColumn(one.key, one.heading.text(language), one.look, one.sort, CSS.get(one.look, "")))
        for one in ledger.columns_for(viewer)
        if one.look is not None
    ]


def lines(
    entries: Iterable[Any], columns: Sequence[tuple[Column, ShownColumn]], *, by_door: bool
) -> list[ShownLine]:
    """By door, what belongs to the household is said on its first line only."""
    shown: list[ShownLine] = []
    before = ""
    for entry in entries:
        stairwell = _stairwell(entry) if by_door else ""
        cells = [_cell(entry, *column, by_door=by_door) for column in columns]
        shown.append(ShownLine(entry, cells, stairwell if stairwell != before else ""))
        before = stairwell
    return shown


def _cell(entry: Any, column: Column, shown: ShownColumn, *, by_door: bool) -> ShownCell:
    said_above = by_door and column.of_household and not entry.starts_household
    return ShownCell(shown, column.value(entry), said_above)


def _stairwell(entry: Entry) -> str:
    home = entry.household
    if not home.building:
        return home.compound
    stairwell = place_name("stairwell", home.stairwell) if home.stairwell else ""
    return " ".join(
        part for part in (home.compound, place_name("building", home.building), stairwell) if part
    )


# ---- filters -----------------------------------------------------------------------------------
def filters(ledger: Ledger, chosen: Chosen, scope: Scope, area_code: str) -> list[Filter]:
    return [_filter(key, chosen, scope, area_code) for key in ledger.filters if _fits(key, chosen, area_code)]


def _fits(key: str, chosen: Chosen, area_code: str) -> bool:
    """Compounds are offered within a community, buildings within a compound: above, there are too many."""
    if key == "compound":
        return bool(chosen.compound) or len(area_code) >= COMMUNITY_DIGITS
    return key != "building" or bool(chosen.compound)


def _filter(key: str, chosen: Chosen, scope: Scope, area_code: str) -> Filter:
    value = getattr(chosen, key)
    if value:
        # A building is one of its compound: it goes with it.
        dropped = {key, "building"} if key == "compound" else {key}
        return Filter(LABELS[key], value_in_words(key, value), _url(chosen, area_code, without=dropped))
    choices = [
        Choice(label, _url(chosen, area_code, **{key: code})) for code, label in _offered(key, chosen, scope)
    ]
    return Filter(LABELS[key], choices=choices)


def _offered(key: str, chosen: Chosen, scope: Scope) -> Sequence[tuple[str, Text]]:
    if key == "compound":
        return [(one, one) for one in compounds_in(scope)]
    if key == "building":
        return [(one, one) for one in buildings_in(scope, chosen.compound)]
    if key == "care":
        return list(CARE.items())
    fixed = {"occupancy": Occupancy.choices, "need": NeedCode.choices, "book": BookState.choices}
    return fixed.get(key) or {"presence": presences, "age": ages}[key]()


def _url(chosen: Chosen, area_code: str, *, without: Iterable[str] = (), **more: str) -> str:
    values = {key: value for key, value in {**chosen.kept(), **more}.items() if key not in set(without)}
    return f"?{urlencode({'area': area_code, **values})}"


def query_of(chosen: Chosen, area_code: str) -> str:
    """The ledger's address with these filters."""
    return _url(chosen, area_code)
