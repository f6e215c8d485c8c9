"""Which targets of an area are short of somebody, slot by slot and child by child: one or two queries a pattern."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Substr

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.choices import PlaceKind, Standing, TargetKind
from linli.duty.models import DutyPlace, EpisodeInForce, Responsibility
from linli.duty.rules_responsibilities import SlotState, is_overloaded
from linli.duty.targets import (
    COMMUNITY_DIGITS,
    Seat,
    Target,
    areas_of_pattern,
    episode_target,
    holding,
    households_of_pattern,
    key_of,
    overlapping,
)
from linli.lib.playbook.duty import Pattern
from linli.people.models import Appointment, Organisation, User
from linli.people.queries import holding as appointed_on
from linli.registers.models import Household

# Somebody whose account is closed answers for nothing any more.
REACHABLE = Q(user=None) | Q(user__is_active=True)


@dataclass
class SlotGaps:
    seat: Seat
    short: int = 0  # targets that lack somebody here


@dataclass
class PatternGaps:
    """A pattern in an area: its targets, how many lack somebody, in which slots, in which children."""

    pattern: Pattern
    kind: TargetKind
    slots: list[SlotGaps]
    targets: int = 0
    short: int = 0
    by_child: Counter[str] = field(default_factory=Counter)

    @property
    def complete(self) -> int:
        return self.targets - self.short


def gaps_of(area: Area, seats: Sequence[Seat], children: Sequence[Area], *, day: date) -> list[PatternGaps]:
    """Every pattern of the area; what stands directly in the area is under its own code."""
    groups: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        groups[seat.pattern.key].append(seat)
    digits = len(children[0].code) if children else len(area.code)
    return [_gaps_of_pattern(area, group, digits, day) for group in groups.values()]


def _gaps_of_pattern(area: Area, seats: list[Seat], digits: int, day: date) -> PatternGaps:
    found = PatternGaps(seats[0].pattern, seats[0].kind, [SlotGaps(seat) for seat in seats])
    if seats[0].kind in LISTED:
        _count_listed(found, area, digits, day)
    else:
        _count_rows(found, area, digits, day)
    return found


def _count_rows(found: PatternGaps, area: Area, digits: int, day: date) -> None:
    seats = [one.seat for one in found.slots]
    conditions = [is_short(seat, day) for seat in seats]
    anything = Q(pk__in=[])
    for condition in conditions:
        anything |= condition
    rows = all_targets(seats[0], Scope((area.code,)), day=day)
    code = "code" if found.kind == TargetKind.AREA else "area_code"
    counted = rows.annotate(child=Substr(code, 1, digits)).values("child").order_by()
    columns = {f"s{i}": Count("pk", filter=condition) for i, condition in enumerate(conditions)}
    for row in counted.annotate(all=Count("pk"), any=Count("pk", filter=anything), **columns):
        found.targets += row["all"]
        found.short += row["any"]
        found.by_child[row["child"]] += row["any"]
        for i, slot in enumerate(found.slots):
            slot.short += row[f"s{i}"]


def _count_listed(found: PatternGaps, area: Area, digits: int, day: date) -> None:
    seats = [one.seat for one in found.slots]
    for target, holders in listed_targets(seats[0], area, day=day):
        lacking = [holders[seat.slot.called] < seat.slot.min for seat in seats]
        found.targets += 1
        found.short += any(lacking)
        found.by_child[target.area.code[:digits]] += any(lacking)
        for slot, lacks in zip(found.slots, lacking, strict=True):
            slot.short += lacks


# ---- targets that are rows of a table ------------------------------------------------------------------------
def all_targets(seat: Seat, scope: Scope, *, day: date) -> QuerySet[Any]:
    """The rows that a pattern is about. Where it is for some of them only, those for which somebody was named."""
    rows = _ROWS[seat.kind](seat.pattern, scope)
    if seat.kind == TargetKind.EPISODE:
        return rows  # which pattern is about an episode was decided when it came into force
    return rows.filter(_named(seat, day)) if seat.pattern.only else rows


_ROWS: dict[str, Callable[[Pattern, Scope], QuerySet[Any]]] = {
    TargetKind.AREA: areas_of_pattern,
    TargetKind.HOUSEHOLD: lambda pattern, scope: households_of_pattern(scope),
    TargetKind.GATE: lambda pattern, scope: DutyPlace.objects.within(scope).filter(
        kind=PlaceKind.GATE, closed_on=None
    ),
    TargetKind.EPISODE: lambda pattern, scope: EpisodeInForce.objects.within(scope).filter(
        pattern=pattern.key
    ),
    TargetKind.ORGANISATION: lambda pattern, scope: Organisation.objects.within(scope).filter(closed_on=None),
}
_POINTS_AT = {TargetKind.AREA: "area", TargetKind.HOUSEHOLD: "household"}


def is_short(seat: Seat, day: date) -> Q:
    """The condition on a target that this slot lacks somebody."""
    if not seat.slot.min:
        return Q(pk__in=[])
    rows = _of_pattern(seat).filter(holding(day), REACHABLE, slot=seat.slot.called, standing=Standing.HOLDER)
    column = _POINTS_AT.get(seat.kind, "other_id")
    enough = rows.order_by().values(column).annotate(n=Count("pk")).filter(n__gte=seat.slot.min)
    return ~Q(pk__in=enough.values(column))


def _named(seat: Seat, day: date) -> Q:
    rows = _of_pattern(seat).filter(overlapping(day, None))
    return Q(pk__in=rows.values(_POINTS_AT.get(seat.kind, "other_id")))


def _of_pattern(seat: Seat) -> QuerySet[Responsibility]:
    """Asked once for a whole question, not once for each target."""
    column = _POINTS_AT.get(seat.kind, "other_id")
    rows = Responsibility.everywhere.filter(pattern=seat.pattern.key, target_kind=seat.kind)
    return rows.exclude(**{column: None})


def short_rows(seat: Seat, scope: Scope, *, day: date) -> QuerySet[Any]:
    """The targets that lack somebody in this slot, in the order of their doors or codes."""
    rows = all_targets(seat, scope, day=day).filter(is_short(seat, day))
    if seat.kind == TargetKind.AREA:
        return rows.order_by("code")
    if seat.kind == TargetKind.EPISODE:
        return rows.select_related("area", "household").order_by("until_on", "area_code", "pk")
    order = ("compound", "door_sort") if seat.kind == TargetKind.HOUSEHOLD else ("name",)
    return rows.select_related("area").order_by("area_code", *order, "pk")


def target_of_row(seat: Seat, row: Model) -> Target:
    if isinstance(row, Area):
        return Target(TargetKind.AREA, row)
    if isinstance(row, Household):
        return Target(TargetKind.HOUSEHOLD, row.area, household=row)
    if isinstance(row, EpisodeInForce):
        return episode_target(row)
    assert isinstance(row, DutyPlace | Organisation)
    return Target(seat.kind, row.area, other_id=row.pk, called=str(row.name))


def held_at_the_target(seat: Seat, scope: Scope, *, day: date) -> list[tuple[Target, User]]:
    """People who hold the slot's role at just an area that lacks somebody: whoever was appointed 楼长 there answers for it."""
    if seat.kind != TargetKind.AREA or seat.slot.who != "person" or not seat.slot.role or seat.pattern.only:
        return []
    held = Appointment.objects.within(scope).filter(
        appointed_on(day),
        role=seat.slot.role,
        user__is_active=True,
        area__in=short_rows(seat, scope, day=day),
    )
    rows = held.select_related("area", "user").order_by("area_code", "from_on", "pk")
    return [(Target(TargetKind.AREA, one.area), one.user) for one in rows]


# ---- targets that are no rows: compounds by name ---------------------------------------------------------------
LISTED = (TargetKind.COMPOUND,)


def listed_targets(seat: Seat, area: Area, *, day: date) -> list[tuple[Target, Counter[str]]]:
    """Each with how many hold each slot of the pattern."""
    rows = _rows_of_listed(seat, area, day)
    holders: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        holders[key_of(row)][str(row.slot)] += row.standing == Standing.HOLDER and row.from_on <= day
    targets = compounds_in(area)
    if seat.pattern.only:
        targets = [one for one in targets if one.key in holders]
    return [(target, holders[target.key]) for target in targets]


def _rows_of_listed(seat: Seat, area: Area, day: date) -> list[Responsibility]:
    rows = Responsibility.objects.within(area.code[:COMMUNITY_DIGITS]).filter(
        overlapping(day, None), REACHABLE, pattern=seat.pattern.key, target_kind=seat.kind
    )
    return list(rows.select_related("area"))


def compounds_in(area: Area) -> list[Target]:
    """The compounds that doors within the area name; each stands in its community. Two queries."""
    named = (
        households_of_pattern(Scope((area.code,)))
        .exclude(compound="")
        .annotate(community=Substr("area_code", 1, COMMUNITY_DIGITS))
        .values_list("community", "compound")
        .distinct()
        .order_by("community", "compound")
    )
    found = [(code, compound) for code, compound in named if len(code) == COMMUNITY_DIGITS]
    areas = {one.code: one for one in Area.objects.filter(code__in={code for code, _name in found})}
    return [Target(TargetKind.COMPOUND, areas[code], compound=name) for code, name in found if code in areas]


# ---- too many, too much --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Overload:
    """Somebody who answers for more than the playbook allows one person in a slot."""

    seat: Seat
    user_id: UUID
    name: str
    number: int


def above_maximum(seats: Sequence[Seat], scope: Scope, *, day: date) -> list[tuple[Seat, int]]:
    """Slots with how many targets have more in them than the playbook allows; one query."""
    limited = {(one.pattern.key, one.slot.called): one for one in seats if one.slot.max is not None}
    target = ("target_kind", "area", "household", "compound", "other_id")
    found: Counter[tuple[str, str]] = Counter()
    for row in _counted(limited, target, scope, day).filter(n__gt=1):
        key = (row["pattern"], row["slot"])
        if key in limited and SlotState(limited[key].slot, row["n"]).over:
            found[key] += 1
    return [(limited[key], n) for key, n in found.most_common()]


def above_load(seats: Sequence[Seat], scope: Scope, *, day: date) -> list[Overload]:
    """People who answer for more than the playbook allows one person, the most loaded first; one query."""
    limited = {(one.pattern.key, one.slot.called): one for one in seats if one.slot.load is not None}
    rows = _counted(limited, ("user", "user__name"), scope, day).exclude(user=None)
    found = [
        Overload(seat, row["user"], row["user__name"], row["n"])
        for row in rows
        if (seat := limited.get((row["pattern"], row["slot"]))) and is_overloaded(seat.slot, row["n"])
    ]
    return sorted(found, key=lambda one: (-one.number, one.name))


def _counted(
    limited: Mapping[tuple[str, str], Seat], columns: Sequence[str], scope: Scope, day: date
) -> QuerySet[Any, Any]:
    rows = Responsibility.objects.within(scope).filter(
        holding(day), REACHABLE, pattern__in={pattern for pattern, _slot in limited}, standing=Standing.HOLDER
    )
    counted: QuerySet[Any, Any] = rows.order_by().values("pattern", "slot", *columns).annotate(n=Count("pk"))
    return counted
