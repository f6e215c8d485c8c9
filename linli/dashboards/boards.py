"""The figures as the templates draw them: headlines, the board with its tiles, the table of all numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.measures import Measure, measure, of_group
from linli.areas.rules import short_name
from linli.areas.tallies import COMMUNITY_DIGITS, Figures
from linli.core.components import State, Text, TileKey
from linli.dashboards import rules
from linli.dashboards.queries import Board, Place
from linli.dashboards.reader import Reader

# measure, and the one whose share stands below it
HEADLINES = (
    ("households.lived_in", "completeness.reachable"),
    ("residents.registered", "completeness.with_document"),
    ("residents.living", "residents.living"),
    ("residents.away", "residents.away"),
    ("residents.with_need", "residents.with_need"),
    ("households.vacant", "households.vacant"),
)
COLUMNS = ("households.lived_in", "residents.registered", "residents.living", "residents.with_need")
TILE_MEASURES = (
    "residents.registered",
    "households.lived_in",
    "residents.living",
    "residents.with_need",
    "households.vacant",
)
GROUPS: dict[str, Text] = {
    "households": gettext_lazy("Dwellings and households"),
    "residents": gettext_lazy("People"),
    "ages": gettext_lazy("Ages"),
    "needs": gettext_lazy("Support needs"),
    "completeness": gettext_lazy("How complete"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a table: with its link, and the length of its bar against the column's largest."""

    number: rules.Number
    heading: Text
    href: str = ""
    most: int = 0
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    label: Text
    unit: Text
    number: rules.Number | None  # nothing where there is no record
    href: str
    difference: int | None
    share: float | None
    mark: float | None
    note: str


@dataclass(frozen=True, slots=True)
class ShownTile:
    """A tile as `{% tiles %}` draws it."""

    label: str
    name: str
    href: str
    word: str
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    href: str
    note: str
    state: State | None
    word: str
    cells: Sequence[Cell]
    tiles: Sequence[ShownTile] = ()
    word_note: str = ""

    @property
    def is_missing(self) -> bool:
        return self.state == State.MISS


@dataclass(frozen=True, slots=True)
class ShownBoard:
    columns: Sequence[Measure]
    rows: Sequence[Row]
    total: Row
    has_tiles: bool = False
    legend: Sequence[TileKey] = field(default_factory=tuple)


# ---- headlines ---------------------------------------------------------------------------------
def headlines(place: Place, now: Figures, before: Figures, reader: Reader) -> list[Headline]:
    return [_headline(measure(key), measure(beside), place, now, before, reader) for key, beside in HEADLINES]


def _headline(
    main: Measure, beside: Measure, place: Place, now: Figures, before: Figures, reader: Reader
) -> Headline:
    if not now.has_record:
        return Headline(main.label, main.unit, None, "", None, None, None, "")
    shown = reader.number(now, main.key)
    compares = before.has_record and not (shown.is_hidden or reader.number(before, main.key).is_hidden)
    share = reader.share(now, beside.key, beside.of)
    return Headline(
        label=main.label,
        unit=main.unit,
        number=shown,
        href=reader.rows_href(main, place, now),
        difference=now[main.key] - before[main.key] if compares else None,
        share=share,
        mark=reader.share(before, beside.key, beside.of) if before.has_record else None,
        note=_note(main, beside, now, reader, share),
    )


def _note(main: Measure, beside: Measure, now: Figures, reader: Reader, share: float | None) -> str:
    """What the bar says: the part beside the number, or the whole that the number is part of."""
    named = measure(main.of) if beside is main else beside
    parts = [f"{named.label} {reader.number(now, named.key).text}", "" if share is None else f"{share}%"]
    if main.key == "residents.with_need" and now["needs_unconfirmed.all"]:
        waiting = measure("needs_unconfirmed.all")
        parts.append(f"{waiting.label} {reader.number(now, waiting.key).text}")
    return " · ".join(part for part in parts if part)


# ---- the board and the table ---------------------------------------------------------------------
def board(found: Board, reader: Reader, shown: Measure) -> ShownBoard:
    """The children with four numbers each and, as tiles, one number of each area below them."""
    columns = [measure(key) for key in COLUMNS]
    below = [place for child in found.children for place in found.below(child)]
    limits = rules.step_limits(found.of(place)[shown.key] for place in below)
    tiles = partial(_tiles, found, reader, shown, limits)
    rows = _rows(found, reader, columns, tiles)
    legend = _legend([tile for row in rows for tile in row.tiles], limits, shown)
    return ShownBoard(columns, rows, _total(found, reader, columns), found.has_tiles, legend)


def table(found: Board, reader: Reader, group: str) -> ShownBoard:
    """The children with every number of a group."""
    columns = of_group(group)
    return ShownBoard(columns, _rows(found, reader, columns), _total(found, reader, columns))


def _rows(
    found: Board,
    reader: Reader,
    columns: Sequence[Measure],
    tiles: Callable[[Place], list[ShownTile]] | None = None,
) -> list[Row]:
    largest = Figures("", found.day, _largest(found))
    rows = [
        Row(
            name=short_name(child.name),
            href=reader.area_href(child),
            note=_recorded(found, child),
            state=(state := _state(found, child)),
            word=_word(state),
            cells=_cells(child, found.of(child), reader, columns, largest),
            tiles=tiles(child) if tiles else (),
            word_note=_lacking(found, child, state),
        )
        for child in found.children
    ]
    if found.children and any(found.rest[one.key] for one in columns):
        cells = _cells(found.place, found.rest, reader, columns, linked=False)
        rows.append(Row(_("In none of these"), "", "", None, "", cells))
    return rows


def _largest(found: Board) -> dict[str, int]:
    """Of every measure the largest count of a child: a full bar."""
    largest: dict[str, int] = {}
    for child in found.children:
        for key, n in found.of(child).numbers.items():
            largest[key] = max(n, largest.get(key, 0))
    return largest


def _total(found: Board, reader: Reader, columns: Sequence[Measure]) -> Row:
    name = _("All of {area}").format(area=short_name(found.place.name))
    cells = _cells(found.place, found.whole, reader, columns)
    return Row(name, "", included(found), None, "", cells)


def _cells(
    place: Place,
    figures: Figures,
    reader: Reader,
    columns: Iterable[Measure],
    largest: Figures | None = None,
    *,
    linked: bool = True,
) -> list[Cell]:
    return [
        Cell(
            number=reader.number(figures, one.key),
            heading=one.label,
            href=reader.rows_href(one, place, figures) if linked else "",
            most=largest[one.key] if largest else 0,
            share=reader.share(figures, one.key, one.of) if one.group == "completeness" else None,
        )
        for one in columns
    ]


def included(found: Board) -> str:
    """How complete a sum is: how many communities (or, below one, how many parts) have a record."""
    n, of = counts_recorded(found)
    return f"{n:,} / {of:,}" if of else ""


def counts_recorded(found: Board) -> tuple[int, int]:
    if len(found.place.code) < COMMUNITY_DIGITS:
        return found.whole.communities_recorded, found.communities.within(found.place.code)
    return sum(found.of(child).has_record for child in found.children), len(found.children)


def _recorded(found: Board, child: Place) -> str:
    if len(child.code) >= COMMUNITY_DIGITS:
        return ""
    return f"{found.of(child).communities_recorded:,} / {found.communities.within(child.code):,}"


def _lacking(found: Board, child: Place, state: State) -> str:
    """How many communities of a part are still without a record."""
    if state != State.RUN:
        return ""
    n = found.communities.within(child.code) - found.of(child).communities_recorded
    return _("{n} missing").format(n=f"{n:,}")


def _state(found: Board, child: Place) -> State:
    figures = found.of(child)
    if not figures.has_record:
        return State.MISS
    if len(child.code) >= COMMUNITY_DIGITS:
        return State.DONE
    return State.DONE if figures.communities_recorded >= found.communities.within(child.code) else State.RUN


def _word(state: State) -> str:
    return {State.DONE: _("recorded"), State.RUN: _("in part"), State.MISS: _("no record")}[state]


# ---- tiles -------------------------------------------------------------------------------------
def _tiles(
    found: Board, reader: Reader, shown: Measure, limits: Sequence[int], child: Place
) -> list[ShownTile]:
    places = found.below(child)
    labels = rules.tile_labels([place.name for place in places])
    return [
        _tile(place, label, found.of(place), reader, shown, limits)
        for place, label in zip(places, labels, strict=True)
    ]


def _tile(
    place: Place, label: str, figures: Figures, reader: Reader, shown: Measure, limits: Sequence[int]
) -> ShownTile:
    if not figures.has_record:
        return ShownTile(label, place.name, reader.area_href(place), _("no record"), "miss", "")
    number = reader.number(figures, shown.key)
    # A hidden count gets the lightest grey, whatever the limits are: the shade must not tell 1 from 2.
    step = 1 if number.is_hidden else rules.step_of(figures[shown.key], limits)
    return ShownTile(label, place.name, reader.area_href(place), number.text, f"step-{step}", number.text)


def _legend(tiles: Sequence[ShownTile], limits: Sequence[int], shown: Measure) -> list[TileKey]:
    """The greys that are on the board, with the counts they begin at."""
    starts = [0, 1, *limits]
    used = {tile.kind for tile in tiles}
    keys = [
        TileKey(f"step-{step}", _range(start, starts[step + 1 : step + 2]))
        for step, start in enumerate(starts)
        if f"step-{step}" in used
    ]
    missing = sum(tile.kind == "miss" for tile in tiles)
    return [*keys, TileKey("miss", _("no record"), missing)] if missing else keys


def _range(start: int, following: Sequence[int]) -> str:
    if not following:
        return _("{n} and more").format(n=f"{start:,}")
    last = following[0] - 1
    return f"{start:,}" if last == start else f"{start:,}–{last:,}"
