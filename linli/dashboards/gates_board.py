"""Gates as they are drawn: the figures of an area on a day, a line for each area below, and what they are made of."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from linli.areas.measures import Measure
from linli.areas.models import Area
from linli.areas.rules import short_name
from linli.core.components import Figure
from linli.core.numbers import thousands
from linli.dashboards.duty_board import Cell, Line, Opens
from linli.dashboards.queries import Place, places_below
from linli.gates import measures as gates
from linli.gates.counting import NO_GROUND
from linli.gates.figures import Parts, gate_figures, parts_of
from linli.gates.playbook import gates_in_force
from linli.lib.playbook.gates import Gates

HEADLINES = (gates.PEOPLE, gates.VEHICLES, gates.REFUSALS, gates.FEVERS, gates.EXCEPTIONS, gates.OVERDUE)
COLUMNS = (
    gates.GATES, gates.PEOPLE, gates.VEHICLES, gates.ENTRIES, gates.EXITS, gates.REFUSALS, gates.FEVERS,
    gates.EXCEPTIONS, gates.PASSES, gates.OVERDUE, gates.FINDINGS,
)  # fmt: skip
ALARMS = (gates.FEVERS, gates.OVERDUE, gates.FINDINGS)


@dataclass(frozen=True)
class AtGates:
    """The numbers of one moment, of an area and of those below it."""

    place: Place
    day: date
    children: Sequence[Place]
    numbers: Mapping[str, Mapping[str, int]]
    parts: Parts

    @property
    def version(self) -> str:
        told = [f"{code}:{sorted(found.items())}" for code, found in sorted(self.numbers.items())]
        return hashlib.sha256(f"{'|'.join(told)}{self.parts}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Share:
    """A ground of refusals, or an errand: how often. `is_known`: the rules in force have it."""

    name: str
    n: int
    is_known: bool = True


def at_gates_of(place: Place, day: date) -> AtGates:
    """A fixed number of queries, however many areas there are below."""
    children = places_below([place.area_id], day)
    codes = [place.code, *(one.code for one in children)]
    found = gate_figures(codes, within=place.code, day=day)
    return AtGates(place, day, children, found, parts_of(place.code, day=day))


def figures(found: AtGates, opens: Opens) -> list[Figure]:
    numbers = found.numbers[found.place.code]
    return [_figure(one, numbers, opens(one, found.place.code_now)) for one in HEADLINES]


def _figure(one: Measure, numbers: Mapping[str, int], href: str) -> Figure:
    note = ""
    if one is gates.PEOPLE:
        note = pgettext("gate figures", "in {ins}, out {outs}").format(
            ins=thousands(numbers[gates.ENTRIES.key]), outs=thousands(numbers[gates.EXITS.key])
        )
    return Figure(one.label, numbers[one.key], one.unit, href=href if numbers[one.key] else "", note=note)


def lines(found: AtGates, opens: Opens, *, href: str) -> list[Line]:
    return [_line(one, found, f"{href}{one.code_now}", opens) for one in found.children]


def total(found: AtGates, opens: Opens) -> Line:
    return _line(found.place, found, "", opens)


def _line(place: Place, found: AtGates, href: str, opens: Opens) -> Line:
    numbers = found.numbers[place.code]
    return Line(
        short_name(place.name),
        href,
        [
            Cell(one, numbers[one.key], one in ALARMS and numbers[one.key] > 0,
                 opens(one, place.code_now) if numbers[one.key] else "")
            for one in COLUMNS
        ],
    )  # fmt: skip


def grounds(found: AtGates, area: Area) -> list[Share]:
    book = gates_in_force(area)
    names = ground_names(book)
    return [Share(names.get(key, key), n, key in names) for key, n in found.parts.refusals.items()]


def errands(found: AtGates, area: Area) -> list[Share]:
    names = errand_names(gates_in_force(area))
    return [Share(names.get(key, key), n, key in names) for key, n in found.parts.exceptions.items()]


def ground_names(book: Gates) -> dict[str, str]:
    language = get_language() or "zh"
    return {NO_GROUND: _("No ground was given")} | {one.key: one.name.text(language) for one in book.grounds}


def errand_names(book: Gates) -> dict[str, str]:
    language = get_language() or "zh"
    return {one.key: one.name.text(language) for one in book.errands}
