"""The levels below the community from a workbook: what would be founded, and founding it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from linli.areas.actions.founding import Nursery, PlacePath, found_within
from linli.areas.checks import check_day
from linli.areas.levels_table import COMMUNITY, LevelsTable, Line
from linli.areas.models import Area
from linli.areas.problems import Finding, NoSuchCommunity
from linli.areas.rules import clean_name, name_key
from linli.core.audit import Actor
from linli.core.problems import Problem


class Outcome(StrEnum):
    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowPlan:
    """What is done with one row: the place that it names, whether it is new, or why the row cannot be used."""

    line: Line
    outcome: Outcome
    names: tuple[str, ...] = ()
    reason: str = ""


@dataclass
class LevelsPlan:
    """Every row's outcome; nothing has been written."""

    root: Area
    table: LevelsTable
    rows: list[RowPlan] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)  # level -> places to found
    wanted: list[tuple[Area, PlacePath]] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def new_places(self) -> int:
        return sum(self.new.values())

    @property
    def findings(self) -> list[Finding]:
        return [Finding(row.line.number, row.reason) for row in self.rows if row.outcome == Outcome.REFUSED]


def plan_levels(root: Area, table: LevelsTable, *, on: date) -> LevelsPlan:
    """Say for every row what reading the table in would do. `root` is a community, or an area above or below one."""
    check_day(on)
    plan = LevelsPlan(root, table)
    nursery = Nursery(root, on=on)
    communities = Communities(root)
    before: tuple[str, ...] = ()
    for line in table.lines:
        row = _plan_row(plan, nursery, communities, line, before)
        if row.outcome is not Outcome.REFUSED:
            before = row.line.cells
        plan.rows.append(row)
    plan.new.update(area.level for area in nursery.new)
    return plan


@transaction.atomic
def import_levels(
    root: Area, table: LevelsTable, *, on: date, actor: Actor | None, reason: str = ""
) -> LevelsPlan:
    """Found what the table lists and the tree lacks. Rows that cannot be used are left out; their reasons come back.

    Read in again it founds nothing.
    """
    plan = plan_levels(root, table, on=on)
    found_within(
        root, plan.wanted, on=on, actor=actor, source=table.source[:120], reason=reason or table.source
    )
    return plan


def _plan_row(
    plan: LevelsPlan, nursery: Nursery, communities: "Communities", line: Line, before: tuple[str, ...]
) -> RowPlan:
    levels = [column.level for column in plan.table.columns]
    attempts = [line.cells, _filled_down(line.cells, before)]
    refusal = ""
    for cells in dict.fromkeys(attempts):
        path = tuple((level, cell) for level, cell in zip(levels, cells, strict=True) if cell)
        try:
            start, path = communities.start(path)
            nursery.check(path, start=start)
            count = len(nursery.new)
            area = nursery.place(path, start=start)
        except Problem as problem:
            refusal = refusal or str(problem)
            continue
        plan.wanted.append((start, path))
        outcome = Outcome.NEW if len(nursery.new) > count else Outcome.KNOWN
        return RowPlan(Line(line.number, cells), outcome, nursery.names(area))
    return RowPlan(line, Outcome.REFUSED, reason=refusal)


def _filled_down(cells: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """Sheets often name what stays the same only once: an empty cell left of a filled one means "as above"."""
    last = max((index for index, cell in enumerate(cells) if cell), default=-1)
    filled: list[str] = []
    as_above = bool(before)
    for index, cell in enumerate(cells):
        filled.append(before[index] if as_above and not cell and index < last else cell)
        # Below another grid the building is another one too: nothing right of a new value is "as above".
        as_above = as_above and filled[-1] == before[index]
    return tuple(filled)


class Communities:
    """The communities within an area by whatever a sheet calls them: name, short name, or code."""

    def __init__(self, root: Area) -> None:
        self.root = root
        self._by_name: dict[str, list[Area]] = {}
        inside = Area.objects.current().filter(level=COMMUNITY)
        own = inside.within(root.code) if len(root.code) < 12 else inside.filter(code=root.code[:12])
        for area in own:
            for name in {area.name, area.short, area.code, *self._bare(area)}:
                self._by_name.setdefault(name_key(name), []).append(area)

    @staticmethod
    def _bare(area: Area) -> Iterable[str]:
        """和平 for 和平社区; found only where no other community is meant by it."""
        for ending in ("社区", "居委会", "村"):
            if area.short.endswith(ending):
                yield area.short.removesuffix(ending)

    def start(self, path: PlacePath) -> tuple[Area, PlacePath]:
        """The area from which the path below the community starts, and that path."""
        named = dict(path).get(COMMUNITY)
        rest = tuple(step for step in path if step[0] != COMMUNITY)
        if not named:
            if len(self.root.code) < 12:
                raise NoSuchCommunity(why=_("The row names no community."))
            return self.root, rest
        area = self._named(named)
        return (self.root, rest) if len(self.root.code) >= 12 else (area, rest)

    def _named(self, name: str) -> Area:
        found = self._by_name.get(name_key(clean_name(name)), [])
        exact = [area for area in found if name in (area.name, area.short, area.code)]
        found = exact or found
        if not found:
            why = _("{root} has no community {name}.").format(root=self.root.name, name=name)
            raise NoSuchCommunity(why=why)
        if len(found) > 1:
            names = "、".join(f"{area.name}（{area.code}）" for area in found)
            raise NoSuchCommunity(why=_("{name} may be {names}.").format(name=name, names=names))
        return found[0]
