"""The tree of any day: what areas were called, where they stood, and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from linli.areas.choices import ChangeKind
from linli.areas.models import Area, AreaChange, AreaLineage, AreaSpan
from linli.areas.rules import short_name
from linli.areas.scopes import Scope
from linli.lib.area_codes import AreaCodeError, prefix


@dataclass(frozen=True, slots=True)
class Place:
    """An area as it was on a day. `id` is the area's; `code`, `name` and `parent_id` are those of the day."""

    id: UUID
    code: str
    level: str
    name: str
    kind: str
    parent_id: UUID | None

    @property
    def short(self) -> str:
        return short_name(self.name)

    def __str__(self) -> str:
        return self.name


def valid_on(day: date) -> Q:
    """The condition on spans that they hold on this day."""
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gt=day))


def places(where: Q, day: date) -> list[Place]:
    """The places of that day for which `where` (a condition on spans) holds, in code order."""
    rows = AreaSpan.objects.filter(where, valid_on(day)).order_by("code")
    columns = ("area_id", "code", "level", "name", "area__kind", "parent_id")
    return [Place(*row) for row in rows.values_list(*columns)]


def tree_on(day: date, root: str = "") -> list[Place]:
    """All places of that day in code order, so that each parent comes before what lies in it."""
    return places(Scope((root,)).q("code") if root else Q(), day)


def area_on(area: Area | str, day: date) -> Place | None:
    """The area as it was on a day, by itself or by any code that it has or had; None if it was not there then."""
    if isinstance(area, Area):
        return next(iter(places(Q(area=area), day)), None)
    code = _prefix(area)
    if code is None:
        return None
    exact = next(iter(places(Q(code=code), day)), None)
    if exact:
        return exact
    known = area_by_code(code)
    return area_on(known, day) if known else None


def area_by_code(code: str) -> Area | None:
    """The area that has this code, or else had it once. A code was never given to two areas."""
    wanted = _prefix(code)
    if wanted is None:
        return None
    area = Area.objects.select_related("parent").filter(code=wanted).first()
    if area:
        return area
    span = AreaSpan.objects.filter(code=wanted).select_related("area__parent").first()
    return span.area if span else None


def _prefix(code: str) -> str | None:
    try:
        return prefix(code)
    except AreaCodeError:
        return None


def children_on(area: Area | Place | str, day: date) -> list[Place]:
    """What lay directly in the area on that day, in code order."""
    here = area if isinstance(area, Place) else area_on(area, day)
    return places(Q(parent_id=here.id), day) if here else []


def child_counts(of: Iterable[Place], day: date) -> dict[UUID, int]:
    """How many places lay directly in each of these on that day; one query for all."""
    spans = AreaSpan.objects.filter(valid_on(day), parent__in=[place.id for place in of])
    return dict(spans.order_by().values_list("parent_id").annotate(Count("pk")))


def path_on(area: Area | Place | str, day: date) -> list[Place]:
    """From the top of the tree of that day down to the area itself."""
    here = area if isinstance(area, Place) else area_on(area, day)
    if here is None:
        return []
    prefixes = [here.code[:length] for length in range(2, len(here.code) + 1)]
    return places(Q(code__in=prefixes), day)


def successors_of(area: Area) -> list[Area]:
    """The areas that are open today and came out of this one: itself, or what it was merged or divided into."""
    if area.is_open:
        return [area]
    found: dict[UUID, Area] = {}
    seen: set[UUID] = {area.pk}
    waiting = [area.pk]
    while waiting:
        became = AreaLineage.objects.filter(old__in=waiting).exclude(new=None).select_related("new")
        heirs = [line.new for line in became if line.new and line.new.pk not in seen]
        seen |= {heir.pk for heir in heirs}
        found |= {heir.pk: heir for heir in heirs if heir.is_open}
        waiting = [heir.pk for heir in heirs if not heir.is_open]
    return sorted(found.values(), key=lambda heir: heir.code)


@dataclass(frozen=True)
class Event:
    """A change in which an area had a part, with what became of what."""

    change: AreaChange
    lines: Sequence[AreaLineage]

    @property
    def is_many(self) -> bool:
        return len(self.lines) > 6

    @property
    def old(self) -> list[tuple[str, str]]:
        """(name, code) of each area before."""
        return list(dict.fromkeys((line.old_name, line.old_code) for line in self.lines if line.old_code))

    @property
    def new(self) -> list[tuple[str, str]]:
        return list(dict.fromkeys((line.new_name, line.new_code) for line in self.lines if line.new_code))


def events_of(area: Area, *, limit: int = 50) -> list[Event]:
    """The changes of the area itself, the latest first. Of a table that was read in, only its own line."""
    own = Q(lineage__old=area) | Q(lineage__new=area)
    changes = list(AreaChange.objects.filter(own).distinct().order_by("-on", "-recorded_at")[:limit])
    founded = [change.pk for change in changes if change.kind == ChangeKind.FOUNDED]
    lines: dict[UUID, list[AreaLineage]] = {change.pk: [] for change in changes}
    mine = Q(old=area) | Q(new=area)
    others = Q(change__in=[pk for pk in lines if pk not in founded])
    for line in AreaLineage.objects.filter(Q(change__in=founded) & mine | others).order_by("pk"):
        lines[line.change_id].append(line)
    return [Event(change, lines[change.pk]) for change in changes]
