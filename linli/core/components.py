"""What the page components take. A view makes these; the templates in `core/` draw them.

Each has an example on the page `/components/` and in `docs/components.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from linli.core.numbers import Number

Text = str | Promise


class State(StrEnum):
    """One vocabulary of states: a shape each, always with a word."""

    DONE = "done"  # disc with tick: done, nothing to do
    NONE = "none"  # ring: nothing expected yet
    RUN = "run"  # half disc: under way
    NEW = "new"  # diamond: a new fact, look at it
    ASK = "ask"  # triangle: a person must decide
    STOP = "stop"  # octagon: late, refused, harm possible
    MISS = "miss"  # dashed square: nothing was heard
    NIL = "nil"  # boxed zero: someone looked, and there is none


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the header, or a saved view with its count above a list."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may take."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as a word. With a value it is on and `remove_url` takes it away; else it opens its choices."""

    label: Text
    value: Text = ""
    remove_url: str = ""
    choices: Sequence[Choice] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it lacks: unit, difference to the same hour yesterday, and its base."""

    label: Text
    value: Number | None
    unit: Text = ""
    href: str = ""
    note: Text = ""
    difference: Number | None = None
    against: Text = ""
    share: Number | None = None
    mark: Number | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows had one outcome; may be a link that shows only those."""

    state: State
    word: Text
    number: int
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    label: Text
    position: str = "ahead"  # past | current | ahead


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole in a stacked bar: kind is rest, new, done, ask, stop or miss."""

    kind: str
    label: Text
    number: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A cut-off of the day. `minute` counts from midnight; 24:00 is 1440."""

    minute: int
    label: Text
    state: State = State.NONE

    @property
    def clock(self) -> str:
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


@dataclass(frozen=True, slots=True)
class DayStrip:
    """The day's cut-offs as stops at equal distances, and now between two of them."""

    stops: Sequence[Stop]
    now: int

    @property
    def clock(self) -> str:
        return f"{self.now // 60:02}:{self.now % 60:02}"

    @property
    def now_percent(self) -> float:
        """Where the flag stands: equal distances between stops, the time shared out within each."""
        gaps = len(self.stops) - 1
        if gaps < 1:
            return 0.0
        for at, (left, right) in enumerate(zip(self.stops, self.stops[1:], strict=False)):
            if self.now < right.minute:
                within = max(0, self.now - left.minute) / (right.minute - left.minute)
                return round((at + within) * 100 / gaps, 2)
        return 100.0

    @property
    def missed(self) -> list[Stop]:
        return [stop for stop in self.stops if stop.state == State.MISS]

    @property
    def next(self) -> Stop | None:
        return next((stop for stop in self.stops if stop.minute > self.now), None)


@dataclass(frozen=True, slots=True)
class Tile:
    """One community or village: a state, or a number with its grey step 0 to 3 (`over` above the limit)."""

    label: Text
    name: Text
    href: str
    word: Text
    kind: str = "done"  # done | nil | miss | ask | step-0 .. step-3 | over
    number: str = ""


@dataclass(frozen=True, slots=True)
class TileRow:
    """One township or subdistrict: its name, how it stands, its tiles in code order, its own figures."""

    name: Text
    href: str
    tiles: Sequence[Tile]
    note: Text = ""
    state: State | None = None
    word: Text = ""
    word_note: Text = ""
    numbers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TileKey:
    """A line of the tile map's legend."""

    kind: str
    label: Text
    number: int | None = None


@dataclass(frozen=True, slots=True)
class TileMap:
    rows: Sequence[TileRow]
    row_heading: Text
    tile_heading: Text
    state_heading: Text = ""
    number_headings: Sequence[Text] = ()
    legend: Sequence[TileKey] = ()
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A line or bars. A missing day is None: it breaks the line, it is not zero."""

    name: Text
    values: Sequence[float | None]
    form: str = "ink"  # ink (line), bar (grey), plate ("ours"), dash


@dataclass(frozen=True, slots=True)
class Chart:
    """At most three series over the same labels. The sentence says what it shows: its text alternative."""

    title: Text
    sentence: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    unit: Text = ""
    kind: str = "line"  # line | bar | rows (lying bars)
    heading: Text = ""  # of the first column of its table
    mark: Text = ""  # the label that is today
    peak: Text = ""  # the word before the highest value, e.g. "highest"
    tall: bool = False

    @property
    def spec(self) -> dict[str, Any]:
        """What the chart behaviour reads."""
        return {
            "kind": self.kind,
            "labels": [str(label) for label in self.labels],
            "series": [
                {"name": str(one.name), "values": list(one.values), "form": one.form} for one in self.series
            ],
            "unit": str(self.unit),
            "mark": str(self.mark),
            "peak": str(self.peak),
            "sentence": str(self.sentence),
        }

    def table(self) -> list[tuple[Text, list[float | None]]]:
        """The same numbers as rows."""
        return [(label, [one.values[at] for one in self.series]) for at, label in enumerate(self.labels)]


@dataclass(frozen=True, slots=True)
class GeoChart:
    """A city's own outlines with one measure in four grey steps; the same data is a table."""

    title: Text
    sentence: Text
    outlines_url: str
    values: Sequence[tuple[str, float | None]] = field(default_factory=tuple)
    limits: Sequence[float] = ()
    unit: Text = ""
    heading: Text = ""

    @property
    def spec(self) -> dict[str, Any]:
        return {
            "kind": "map",
            "outlines": self.outlines_url,
            "values": [{"name": name, "value": value} for name, value in self.values],
            "limits": list(self.limits),
            "unit": str(self.unit),
            "missing": gettext("not reported"),
            "sentence": str(self.sentence),
        }

    def table(self) -> list[tuple[Text, list[float | None]]]:
        return [(name, [value]) for name, value in self.values]
