"""The numbers of the report, from the records: of one community as of a moment, of many areas as they stand."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, Substr

from linli.areas.measures import Measure, counted_models
from linli.areas.models import AreaSpan
from linli.areas.past import valid_on
from linli.areas.scopes import Scope
from linli.areas.tallies import Figures, figures_at
from linli.care.figures import care_as_of
from linli.duty import measures as duty
from linli.duty.models import Claim, PlaceCheck, Post
from linli.gates import measures as gates
from linli.gates.figures import gate_figures
from linli.gates.models import GateScan
from linli.lib.periods import day_bounds
from linli.registers.models import Household, Resident
from linli.reports.daily import measures as rows
from linli.rounds.choices import ArrivalState, ContactKind, Outcome
from linli.rounds.measures import ANSWERED_OF_LIVED_IN, CONTACTS, SILENT
from linli.rounds.models import Arrival, ContactEntry, HouseholdDay, NotMine
from linli.rounds.rules import NO_DAY, Contacted, Day, numbers_of
from linli.rounds.tallies import day_figures_at

Numbers = dict[str, int]
# The report's own names for numbers of the register.
RENAMED = {"special.total": "residents.with_need"}
FROM_REGISTER = ("households.lived_in", "residents.registered", "residents.living")
# How the round's numbers are made, and no fields of the report.
INNER = {ANSWERED_OF_LIVED_IN.key, CONTACTS.key}
GRID = "grid"
MOST_ORIGINS = 12


@dataclass(frozen=True, slots=True)
class Origin:
    """Where people came from: today, and in all."""

    place: str
    today: int
    total: int


# ---- one community, as of a moment -----------------------------------------------------------------
def numbers_as_of(code: str, *, day: date, at: datetime) -> Numbers:
    """The numbers of a community by what had happened until `at`, whenever its phones told of it.

    Fifteen queries, whatever happened there.
    """
    where = Scope((code,))
    days = _days_as_of(where, day, at)
    reached = {household for household, told in days.items() if told.answered or told.met}
    kept = figures_at([code], day=day)[code]
    numbers = _of_register(kept) | _of_days(days.values(), kept)
    numbers |= {"areas.grids": _grids([code], code, day).get(code, 0)}
    numbers |= {rows.SCREENED.key: len(reached | _reached_before(where, day))}
    numbers |= _arrivals_as_of(where, day, at)
    numbers |= _special(where, reached, kept)
    numbers |= _duty_as_of(where, day, at) | _gates_as_of(code, day, at)
    numbers |= care_as_of(where, day=day, at=at)
    open_then = NotMine.objects.within(where).filter(Q(settled_at=None) | Q(settled_at__gt=at), at__lte=at)
    return numbers | {rows.NOT_MINE.key: open_then.count()}


def _of_register(kept: Figures) -> Numbers:
    """Nothing where the register was not counted that day: that is not zero."""
    if not kept.has_record:
        return {}
    own = {key: kept[key] for key in FROM_REGISTER}
    return own | {key: kept[source] for key, source in RENAMED.items()}


def _days_as_of(where: Scope, day: date, at: datetime) -> dict[UUID, Day]:
    """Each household's day by the contacts until then: the same rule by which the counters are kept."""
    lived_in = dict(
        HouseholdDay.objects.within(where).filter(on=day).values_list("household_id", "lived_in").order_by()
    )
    entries = ContactEntry.objects.within(where).filter(on=day, at__lte=at).order_by()
    days: dict[UUID, Day] = {}
    for household, kind, outcome, ill, needs in entries.values_list(
        "household_id", "kind", "outcome", "abnormal", "needs_help"
    ):
        before = days.get(household) or Day(lived_in=lived_in.get(household, True))
        days[household] = before.with_contact(_told(kind, outcome, ill, needs))
    return days


def _told(kind: str, outcome: str, ill: bool, needs: bool) -> Contacted:
    answered = kind == ContactKind.ANSWER
    return Contacted(
        answered=answered,
        changed=outcome == Outcome.CHANGED,
        abnormal=ill,
        needs_help=needs,
        met=answered or outcome == Outcome.MET,
        nobody_home=outcome == Outcome.NOBODY_HOME,
    )


def _of_days(days: Iterable[Day], kept: Figures) -> Numbers:
    total: Counter[str] = Counter(dict.fromkeys(numbers_of(NO_DAY), 0))
    for one in days:
        total.update(numbers_of(one))
    told = {key: n for key, n in total.items() if key not in INNER}
    if not kept.has_record:
        return told
    return told | {SILENT.key: max(kept["households.lived_in"] - total[ANSWERED_OF_LIVED_IN.key], 0)}


def _reached_before(where: Scope, day: date) -> set[UUID]:
    earlier = HouseholdDay.everywhere.filter(rows.REACHED, household=OuterRef("pk"), on__lt=day)
    homes = Household.objects.within(where).filter(Exists(earlier))
    return set(homes.order_by().values_list("pk", flat=True))


def _arrivals_as_of(where: Scope, day: date, at: datetime) -> Numbers:
    """Who was confirmed after the hour of the report was still expected then."""
    told, by_then = Arrival.objects.within(where).filter(at__lte=at), Q(arrived_at__lte=at)
    counted = told.aggregate(
        today=Count("pk", filter=rows.ARRIVED_TODAY.where(day) & by_then),
        total=Count("pk", filter=rows.ARRIVED.where(day) & by_then),
        expected=Count("pk", filter=rows.EXPECTED.where(day) | Q(settled_at__gt=at)),
    )
    return {f"arrivals.{key}": n for key, n in counted.items()}


def _duty_as_of(where: Scope, day: date, at: datetime) -> Numbers:
    """Who had come to a post by then; posts as they stand now, for nothing says how full they were."""
    came = Coalesce("mended_in_at", "checked_in_at")
    stood = Claim.objects.within(where).filter(duty.stood_on(day)).annotate(came=came).filter(came__lte=at)
    posts = Post.objects.within(where).filter(duty.open_on(day), published_at__lte=at)
    counted = posts.aggregate(all=Count("pk"), short=Count("pk", filter=duty.SHORT.where(day)))
    people = stood.order_by().values("user").distinct().count()
    return {
        duty.ON_POST.key: people, duty.PUBLISHED.key: counted["all"], duty.SHORT.key: counted["short"],
    }  # fmt: skip


def _gates_as_of(code: str, day: date, at: datetime) -> Numbers:
    """What had come to gates by then. Of a day that is over the counters know it, also when the rows have vanished."""
    if at >= day_bounds(day)[1]:
        told = gate_figures([code], within=code, day=day, whole=False)[code]
        return {one.key: told[one.key] for one in rows.GATES}
    scans = GateScan.objects.within(code).filter(gates.of_day(day), at__lte=at)
    counted = scans.aggregate(
        people=Sum("people", default=0),
        vehicles=Count("pk", filter=gates.VEHICLES.where(day)),
        refusals=Count("pk", filter=gates.REFUSALS.where(day)),
        fevers=Count("pk", filter=gates.FEVERS.where(day)),
    )
    return {
        gates.PEOPLE.key: counted["people"], gates.VEHICLES.key: counted["vehicles"],
        gates.REFUSALS.key: counted["refusals"], gates.FEVERS.key: counted["fevers"],
    }  # fmt: skip


def _special(where: Scope, reached: set[UUID], kept: Figures) -> Numbers:
    if not kept.has_record:
        return {}
    total = kept["residents.with_need"]
    homes = (
        Resident.objects.within(where).filter(rows.NEEDY).order_by().values_list("household_id", flat=True)
    )
    contacted = min(sum(home in reached for home in homes), total)
    return {rows.CONTACTED.key: contacted, rows.NOT_CONTACTED.key: total - contacted}


def came_late(code: str, *, day: date, at: datetime, since: datetime) -> bool:
    """Whether phones told after `since` of what had happened until `at`."""
    late = Q(at__lte=at, received_at__gt=since)
    contacts = ContactEntry.objects.within(code).filter(late, on=day)
    if (
        contacts.exists()
        or PlaceCheck.objects.within(code).filter(late, duty.of_day(day, "claim__post__")).exists()
    ):
        return True
    if GateScan.objects.within(code).filter(late, gates.of_day(day)).exists():
        return True
    return Arrival.objects.within(code).filter(late, arrives_on=day).exists()


# ---- many areas, as they stand --------------------------------------------------------------------
def numbers_now(codes: Sequence[str], *, within: str, day: date, whole: bool = True) -> dict[str, Numbers]:
    """The numbers of areas that lie in `within`, from the counters; the number of queries does not grow with them.

    `whole`: also what has to be counted household by household; leave it out for a whole city.
    """
    if not codes:
        return {}
    kept, told = figures_at(codes, day=day), day_figures_at(codes, day=day)
    round_keys = [key for key in (*numbers_of(NO_DAY), SILENT.key) if key not in INNER]
    counted = _counted(codes, within, day, rows.FROM_ROWS if whole else rows.CHEAP)
    grids = _grids(codes, within, day)
    at_gates = gate_figures(codes, within=within, day=day, whole=False)
    found: dict[str, Numbers] = {}
    for code in codes:
        numbers = _of_register(kept[code]) | {key: told[code][key] for key in round_keys}
        numbers |= {"areas.grids": grids.get(code, 0)} | counted[code]
        numbers |= {one.key: at_gates[code][one.key] for one in rows.GATES}
        if not kept[code].has_record:
            del numbers[SILENT.key]
            numbers.pop(rows.CONTACTED.key, None)
        elif whole:
            contacted = min(numbers[rows.CONTACTED.key], numbers["special.total"])
            numbers[rows.NOT_CONTACTED.key] = numbers["special.total"] - contacted
        found[code] = numbers
    return found


def _counted(codes: Sequence[str], within: str, day: date, measures: Sequence[Measure]) -> dict[str, Numbers]:
    """One query a counted model and length of code."""
    found: dict[str, Numbers] = {code: dict.fromkeys((m.key for m in measures), 0) for code in codes}
    for same in _by_length(codes):
        for model, group in counted_models(measures).items():
            columns = {f"m{i}": Count("pk", filter=m.where(day)) for i, m in enumerate(group)}
            area = Substr("area_code", 1, len(same[0]))
            rows_ = model.objects.within(Scope((within,)))  # type: ignore[attr-defined]
            counted = rows_.annotate(of_area=area).values("of_area").annotate(**columns)
            for row in counted.order_by():
                if row["of_area"] in same:  # what stands in the area itself has a shorter code than its parts
                    found[row["of_area"]].update({m.key: row[f"m{i}"] for i, m in enumerate(group)})
    return found


def _grids(codes: Sequence[str], within: str, day: date) -> dict[str, int]:
    """How many grids lie in each of the areas."""
    found: dict[str, int] = {}
    for same in _by_length(codes):
        spans = AreaSpan.objects.filter(Scope((within,)).q("code"), valid_on(day), level=GRID)
        parts = spans.annotate(of_area=Substr("code", 1, len(same[0]))).order_by().values("of_area")
        found |= dict(parts.annotate(n=Count("pk")).values_list("of_area", "n"))
    return found


def _by_length(codes: Sequence[str]) -> list[list[str]]:
    return [[code for code in codes if len(code) == length] for length in sorted({len(c) for c in codes})]


# ---- where people came from ---------------------------------------------------------------------
def origins_of(code: str, *, day: date) -> list[Origin]:
    """The arrivals by where they came from, the most first. What was not resolved stands as it was written."""
    came = Arrival.objects.within(code).filter(state=ArrivalState.ARRIVED, arrives_on__lte=day).order_by()
    counted = came.values(place=F("from_place")).annotate(
        total=Count("pk"), today=Count("pk", filter=Q(arrives_on=day))
    )
    rows_ = counted.order_by("-total", "place")[:MOST_ORIGINS]
    return [Origin(row["place"], row["today"], row["total"]) for row in rows_]


def origins_from(kept: Sequence[Sequence[object]]) -> list[Origin]:
    return [Origin(str(place), int(str(today)), int(str(total))) for place, today, total in kept]


def kept_origins(found: Sequence[Origin]) -> list[list[object]]:
    return [[one.place, one.today, one.total] for one in found]


def added_up(parts: Iterable[Sequence[Origin]]) -> list[Origin]:
    totals: dict[str, list[int]] = {}
    for origins in parts:
        for one in origins:
            sums = totals.setdefault(one.place, [0, 0])
            sums[0] += one.today
            sums[1] += one.total
    found = [Origin(place, *sums) for place, sums in totals.items()]
    return sorted(found, key=lambda one: (-one.total, one.place))[:MOST_ORIGINS]
