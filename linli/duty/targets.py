"""What somebody answers for: an area, a compound known by its name, a household, a gate, an episode, a body."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from linli.areas.levels import COMMUNITY
from linli.areas.models import Area
from linli.areas.rules import is_village
from linli.areas.scopes import Scope
from linli.duty.choices import TargetKind
from linli.duty.models import EpisodeInForce, Responsibility
from linli.duty.rules_responsibilities import target_kind
from linli.lib.playbook import Playbook
from linli.lib.playbook.duty import Pattern, Slot
from linli.registers.measures import NOT_LIVED_IN
from linli.registers.models import Household

COMMUNITY_DIGITS = 12


@dataclass(frozen=True)
class Seat:
    """A slot of a pattern, with what its target is in this city."""

    pattern: Pattern
    slot: Slot
    kind: TargetKind

    @property
    def keys(self) -> dict[str, str]:
        return {"pattern": self.pattern.key, "slot": self.slot.called}


@dataclass(frozen=True)
class Target:
    """One thing to answer for. It stands in `area`; a compound known by name stands in its community."""

    kind: TargetKind
    area: Area
    household: Household | None = None
    compound: str = ""
    other_id: UUID | None = None
    called: str = ""
    pattern: str = ""  # of an episode: by its measure, the one pattern that is about it

    @property
    def key(self) -> tuple[str, ...]:
        """The same for two targets only if they are the same."""
        if self.household is not None:
            return self.kind, str(self.household.pk)
        if self.other_id is not None:
            return self.kind, str(self.other_id)
        return self.kind, str(self.area.pk), self.compound

    @property
    def name(self) -> str:
        if self.household is not None:
            return self.household.place
        return self.called or self.compound or self.area.short

    @property
    def q(self) -> Q:
        """The responsibilities for just this target."""
        if self.household is not None:
            return Q(household=self.household)
        if self.other_id is not None:
            return Q(target_kind=self.kind, other_id=self.other_id)
        return Q(target_kind=self.kind, area=self.area, compound=self.compound, household=None, other_id=None)

    @property
    def values(self) -> dict[str, object]:
        return {
            "target_kind": self.kind, "household": self.household, "compound": self.compound,
            "other_id": self.other_id, "area": self.area, "area_code": self.area.code,
        }  # fmt: skip


def key_of(row: Responsibility) -> tuple[str, ...]:
    """The key of the target that a row is for."""
    if row.household_id is not None:
        return TargetKind.HOUSEHOLD.value, str(row.household_id)
    if row.other_id is not None:
        return str(row.target_kind), str(row.other_id)
    return str(row.target_kind), str(row.area_id), str(row.compound)


def target_of(row: Responsibility) -> Target:
    return Target(TargetKind(row.target_kind), row.area, row.household, str(row.compound), row.other_id)


def episode_target(row: EpisodeInForce) -> Target:
    """By its door; why somebody is cared for there is not duty's to tell."""
    return Target(
        TargetKind.EPISODE, row.area, other_id=row.pk, called=row.household.place, pattern=row.pattern
    )


def episode_targets(ids: Iterable[UUID]) -> list[Target]:
    """Those of them that are under way; one query, and none for none."""
    wanted = list(ids)
    rows = EpisodeInForce.everywhere.filter(pk__in=wanted).select_related("area", "household")
    return [episode_target(one) for one in rows] if wanted else []


def seats(playbook: Playbook | None) -> list[Seat]:
    """Every slot of every pattern of a playbook."""
    if playbook is None:
        return []
    levels = [level.key for level in playbook.levels]
    return [
        Seat(pattern, slot, TargetKind(target_kind(pattern, levels)))
        for pattern in playbook.duty.patterns
        for slot in pattern.slots
    ]


def seat_of(playbook: Playbook | None, pattern: str, slot: str) -> Seat | None:
    return next(
        (one for one in seats(playbook) if one.pattern.key == pattern and one.slot.called == slot), None
    )


def fits_pattern(seat: Seat, target: Target) -> bool:
    """Whether the pattern is about such a target at all."""
    if seat.kind != target.kind:
        return False
    if seat.kind == TargetKind.EPISODE:
        return not target.pattern or target.pattern == seat.pattern.key
    return seat.kind != TargetKind.AREA or is_of_level(target.area, seat.pattern.target)


def is_of_level(area: Area, level: str) -> bool:
    """A village is a community by its code, and another thing to who answers for it."""
    if area.level == COMMUNITY:
        return level == ("village" if is_village(area.code, area.kind) else COMMUNITY)
    return area.level == level


# ---- rows at a time ---------------------------------------------------------------------------------------------
def holding(day: date) -> Q:
    """Responsibilities that hold on a day."""
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gt=day))


def overlapping(from_on: date, until_on: date | None) -> Q:
    """Responsibilities that hold on some day of a term; one that was taken back on its first day holds on none."""
    starts = Q() if until_on is None else Q(from_on__lt=until_on)
    return starts & (Q(until_on=None) | Q(until_on__gt=from_on))


# ---- all targets of a pattern in an area -----------------------------------------------------------------------
def areas_of_pattern(pattern: Pattern, scope: Scope) -> QuerySet[Area]:
    """The open areas that a pattern is about."""
    if pattern.target in (COMMUNITY, "village"):
        rows = Area.objects.within(scope).current().filter(level=COMMUNITY)
        rows = rows.annotate(number=Substr("code", 10, 3))
        villages = Q(kind__contains="村") | Q(kind="", number__gte="200", number__lt="400")
        return rows.filter(villages) if pattern.target == "village" else rows.exclude(villages)
    return Area.objects.within(scope).current().filter(level=pattern.target)


def households_of_pattern(scope: Scope) -> QuerySet[Household]:
    """The households that somebody lives in, or may: a vacant dwelling needs no liaison."""
    return Household.objects.within(scope).filter(closed_on=None).exclude(occupancy__in=NOT_LIVED_IN)
