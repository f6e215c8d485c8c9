"""Who answers for something, nearest first and up the tree; and what somebody answers for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.areas.levels import level_labels
from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.choices import Standing, TargetKind
from linli.duty.models import Responsibility, Team
from linli.duty.targets import COMMUNITY_DIGITS, Seat, Target, fits_pattern, key_of, overlapping
from linli.duty.words_responsibilities import holder_name, named, pattern_title, slot_title, unknown
from linli.lib.masking import mask_phone
from linli.lib.playbook import Playbook
from linli.people.models import Organisation, User
from linli.people.titles import prefixes
from linli.registers.models import Household

WITH_NAMES = ("area", "household", "user", "organisation", "team")


@dataclass(frozen=True)
class Holder:
    """Somebody in a slot as a page shows them."""

    row: Responsibility
    name: str
    is_deputy: bool
    phone: str  # masked, and only where the duty sees numbers
    is_to_come: bool
    is_closed: bool  # the account: it answers for nothing any more

    @property
    def last_day(self) -> date | None:
        return self.row.until_on - timedelta(days=1) if self.row.until_on else None


@dataclass
class SlotAnswer:
    seat: Seat | None
    title: str
    holders: list[Holder] = field(default_factory=list)
    give: str = ""  # where somebody can be named, set by the page that may

    @property
    def lacks(self) -> int:
        """How many are missing today; deputies and those to come do not count."""
        if self.seat is None:
            return 0
        now = [one for one in self.holders if not (one.is_deputy or one.is_to_come or one.is_closed)]
        return max(0, self.seat.slot.min - len(now))

    @property
    def has_room(self) -> bool:
        now = [one for one in self.holders if not (one.is_deputy or one.is_closed)]
        return self.seat is not None and (self.seat.slot.max is None or len(now) < self.seat.slot.max)


@dataclass
class PatternAnswer:
    title: str
    only: str
    slots: list[SlotAnswer]


@dataclass
class TargetAnswer:
    """One thing with its patterns; `is_asked` is the thing that was asked about."""

    target: Target
    level: str
    patterns: list[PatternAnswer]
    is_asked: bool

    @property
    def lacks(self) -> int:
        return sum(slot.lacks for pattern in self.patterns for slot in pattern.slots)


# ---- who answers for it ------------------------------------------------------------------------------------------
def who_answers(
    asked: Target, playbook: Playbook | None, seats: Sequence[Seat], *, day: date, sees_phones: bool
) -> list[TargetAnswer]:
    """The thing itself, then everything it lies in, up to the top: two queries, however many answer."""
    chain = _chain(asked)
    rows = _rows(chain, day)
    by_target: dict[tuple[str, ...], list[Responsibility]] = defaultdict(list)
    for row in rows:
        by_target[key_of(row)].append(row)
    labels = level_labels(playbook)
    found = [
        TargetAnswer(
            target,
            labels.get(target.area.level, "") if target.kind == TargetKind.AREA else str(target.kind.label),
            _patterns(target, by_target[target.key], seats, playbook, day, sees_phones),
            target is asked,
        )
        for target in chain
    ]
    return [one for one in found if one.patterns or one.is_asked]


def _chain(asked: Target) -> list[Target]:
    chain = [asked]
    areas = {one.code: one for one in Area.objects.filter(code__in=prefixes(asked.area.code))}
    compound = asked.household.compound if asked.household else ""
    for code in sorted(areas, key=len, reverse=True):
        if compound and len(code) == COMMUNITY_DIGITS:
            chain.append(Target(TargetKind.COMPOUND, areas[code], compound=compound))
        if asked.kind != TargetKind.AREA or code != asked.area.code:
            chain.append(Target(TargetKind.AREA, areas[code]))
    return chain


def _rows(chain: list[Target], day: date) -> Iterable[Responsibility]:
    wanted = Q()
    for target in chain:
        wanted |= target.q
    rows = Responsibility.everywhere.filter(wanted, overlapping(day, None)).select_related(*WITH_NAMES)
    return rows.order_by("-standing", "from_on", "pk")


def _patterns(
    target: Target,
    rows: list[Responsibility],
    seats: Sequence[Seat],
    playbook: Playbook | None,
    day: date,
    sees_phones: bool,
) -> list[PatternAnswer]:
    """What the playbook wants here, with who does it; and what stands from an older playbook."""
    left = defaultdict(list)
    for row in rows:
        left[str(row.pattern), str(row.slot)].append(row)
    groups: dict[str, PatternAnswer] = {}
    for seat in seats:
        wanted = fits_pattern(seat, target)
        mine = left.pop((seat.pattern.key, seat.slot.called), []) if wanted else []
        if not wanted or (seat.pattern.only and not any(row.pattern == seat.pattern.key for row in rows)):
            continue
        only = named(seat.pattern.only) if seat.pattern.only else ""
        group = groups.setdefault(seat.pattern.key, PatternAnswer(pattern_title(seat.pattern), only, []))
        title = slot_title(seat.slot, playbook=playbook, level=target.area.level)
        group.slots.append(SlotAnswer(seat, title, [_holder(row, day, sees_phones) for row in mine]))
    for (pattern, slot), others in left.items():
        group = groups.setdefault(pattern, PatternAnswer(unknown(pattern), "", []))
        group.slots.append(SlotAnswer(None, slot, [_holder(row, day, sees_phones) for row in others]))
    return list(groups.values())


def _holder(row: Responsibility, day: date, sees_phones: bool) -> Holder:
    return Holder(
        row,
        holder_name(row.user or row.organisation or row.team),
        row.standing == Standing.DEPUTY,
        mask_phone(phone_of(row)) if sees_phones and phone_of(row) else "",
        row.from_on > day,
        row.user is not None and not row.user.is_active,
    )


def phone_of(row: Responsibility) -> str:
    """The work telephone of a person, of an organisation's contact; a team is called by its lead's."""
    if row.user is not None:
        return str(row.user.phone)
    if row.organisation is not None:
        return str(row.organisation.contact_phone)
    return str(row.team.lead.phone) if row.team is not None and row.team.lead is not None else ""


# ---- what somebody answers for ------------------------------------------------------------------------------------
def of_holder(
    holder: User | Organisation | Team, scope: Scope | None, *, day: date, pattern: str = "", slot: str = ""
) -> QuerySet[Responsibility]:
    """What somebody answers for within a scope (None: their own, wherever), now or later, in the order of doors."""
    column = "team" if isinstance(holder, Team) else "user" if isinstance(holder, User) else "organisation"
    known = Responsibility.everywhere.all() if scope is None else Responsibility.objects.within(scope)
    rows = known.filter(overlapping(day, None), **{column: holder})
    if pattern:
        rows = rows.filter(pattern=pattern, slot=slot)
    order = ("pattern", "slot", "area_code", "compound", "household__compound", "household__door_sort", "pk")
    return rows.select_related(*WITH_NAMES).order_by(*order)


@dataclass(frozen=True)
class Share:
    """How much of one slot somebody has, and how much the playbook wants one person to have."""

    seat: Seat | None
    pattern: str
    slot: str
    number: int
    deputy: int


def shares_of(
    holder: User | Organisation | Team, scope: Scope | None, seats: Sequence[Seat], *, day: date
) -> list[Share]:
    """One line a slot."""
    known = {(one.pattern.key, one.slot.called): one for one in seats}
    rows = of_holder(holder, scope, day=day).order_by().values("pattern", "slot")
    counted = rows.annotate(
        n=Count("pk", filter=Q(standing=Standing.HOLDER)),
        deputy=Count("pk", filter=Q(standing=Standing.DEPUTY)),
    )
    found = [
        Share(known.get((row["pattern"], row["slot"])), row["pattern"], row["slot"], row["n"], row["deputy"])
        for row in counted
    ]
    return sorted(found, key=lambda one: (-one.number, one.pattern, one.slot))


def household_target(household: Household) -> Target:
    return Target(TargetKind.HOUSEHOLD, household.area, household=household)


def responsibilities(ids: Iterable[UUID], scope: Scope) -> list[Responsibility]:
    return list(Responsibility.objects.within(scope).filter(pk__in=list(ids)).select_related(*WITH_NAMES))
