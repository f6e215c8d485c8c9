"""The day of everybody in care, as the desk's lists ask for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.areas.scopes import Scope
from linli.care.choices import IN_FORCE, Half, MeasureWord, TaskState, TestResult
from linli.care.models import CareTask, CareTest, Episode, HealthCheck
from linli.care.rules_days import DUE_BY, halves_due, halves_of, is_late
from linli.lib.editions import measure_named
from linli.lib.periods import SHANGHAI, day_bounds

BACK = timedelta(days=3)  # unusual checks of so many days are shown
DOOR = ("household__compound", "household__door_sort", "pk")
SORTS: Mapping[str, tuple[str, ...]] = {
    "door": DOOR,
    "area": ("area_code", *DOOR),
    "until": ("until_at", *DOOR),
}


# ---- checks of a day ---------------------------------------------------------------------------------------------------
def checked_measures() -> dict[str, int]:
    """Measures with checks, and how many a day."""
    found = {key: len(halves_of(measure_named(key))) for key in MeasureWord.values}  # type: ignore[arg-type]
    return {key: n for key, n in found.items() if n}


def to_check(scope: Scope, day: date) -> QuerySet[Episode]:
    """Everybody of whom a check is wanted on a day, with whether it is there."""
    begins, ends = day_bounds(day)
    rows = Episode.objects.within(scope).filter(
        state__in=IN_FORCE, measure__in=checked_measures(), from_at__lt=ends, until_at__gt=begins
    )
    there = HealthCheck.everywhere.filter(episode=OuterRef("pk"), on=day, nobody_answered=False)
    return rows.annotate(
        morning=Exists(there.filter(half=Half.MORNING)), evening=Exists(there.filter(half=Half.EVENING))
    )


def missing(day: date, now: datetime) -> Q:
    """What should be there by now: the morning's all day long, the evening's from noon on."""
    noon = datetime.combine(day, DUE_BY[Half.MORNING], tzinfo=SHANGHAI)
    twice = [key for key, n in checked_measures().items() if n > 1]
    morning = Q(morning=False, from_at__lt=noon) & (Q(approved_at=None) | Q(approved_at__lt=noon))
    if now < noon:
        return morning
    return morning | Q(evening=False, measure__in=twice, until_at__gt=noon)


@dataclass(frozen=True)
class HalfSeen:
    """A half-day as the list shows it."""

    half: str
    due: bool
    check: HealthCheck | None = None
    silent: bool = False
    late: bool = False


@dataclass(frozen=True)
class DaySeen:
    episode: Episode
    morning: HalfSeen
    evening: HalfSeen


def days_seen(episodes: Iterable[Episode], day: date, now: datetime) -> list[DaySeen]:
    """One query more, however many there are."""
    listed = list(episodes)
    told: dict[tuple[UUID, str], list[HealthCheck]] = {}
    rows = HealthCheck.everywhere.filter(episode__in=[one.pk for one in listed], on=day).order_by("at")
    for row in rows:
        told.setdefault((row.episode_id, str(row.half)), []).append(row)
    return [
        DaySeen(one, *(_half(one, half, told.get((one.pk, half.value), ()), day, now) for half in Half))
        for one in listed
    ]


def _half(episode: Episode, half: Half, told: Sequence[HealthCheck], day: date, now: datetime) -> HalfSeen:
    """Of several the unusual one is shown, else the last."""
    answered = [one for one in told if not one.nobody_answered]
    shown = next((one for one in answered if one.abnormal), answered[-1] if answered else None)
    due = half in halves_on(episode, day)
    late = due and shown is None and is_late(half, day, now)
    return HalfSeen(half.value, due, shown, bool(told) and not answered, late)


def halves_on(episode: Episode, day: date) -> tuple[Half, ...]:
    if episode.from_at is None or episode.until_at is None:
        return ()
    since = max(episode.from_at, episode.approved_at or episode.from_at)
    measure = measure_named(episode.measure)  # type: ignore[arg-type]
    return halves_due(measure, day, since=since, until=episode.until_at)


def ordered(rows: QuerySet[Episode], sort: str) -> QuerySet[Episode]:
    columns = SORTS.get(sort.removeprefix("-"), SORTS["door"])
    down = "-" if sort.startswith("-") else ""
    return rows.order_by(*(down + one for one in columns)).select_related("household", "resident", "area")


# ---- unusual checks ------------------------------------------------------------------------------------------------------
def abnormal(scope: Scope, day: date) -> QuerySet[HealthCheck]:
    rows = HealthCheck.objects.within(scope).filter(abnormal=True, on__gt=day - BACK, on__lte=day)
    return rows.select_related("episode__household", "episode__resident", "by", "area")


# ---- tests ---------------------------------------------------------------------------------------------------------------
TEST_VIEWS = ("due", "waiting", "again", "told")
TEST_SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("due_on",), "area": ("area_code",), "door": ("episode__household__compound", "episode__household__door_sort"),
}  # fmt: skip


def tests_in(scope: Scope, view: str, day: date) -> QuerySet[CareTest]:
    """`due`: no sample yet; `waiting`: no result yet; `again`: one more is wanted; `told`: results of the last days."""
    rows = (
        CareTest.objects.within(scope)
        .filter(dropped_at=None)
        .select_related("episode__household", "episode__resident", "area", "result_by", "again_of")
    )
    if view == "waiting":
        return rows.filter(taken_at__isnull=False, result=TestResult.PENDING)
    if view == "again":
        return rows.filter(again_of__isnull=False, result=TestResult.PENDING)
    if view == "told":
        return rows.exclude(result=TestResult.PENDING).filter(result_at__gte=day_bounds(day - BACK)[0])
    return rows.filter(taken_at=None, due_on__lte=day, result=TestResult.PENDING, episode__state__in=IN_FORCE)


def sorted_tests(rows: QuerySet[CareTest], sort: str) -> QuerySet[CareTest]:
    columns = TEST_SORTS.get(sort.removeprefix("-"), TEST_SORTS["due"])
    down = "-" if sort.startswith("-") else ""
    return rows.order_by(*(down + one for one in columns), "area_code", "pk")


def without_result(scope: Scope, day: date) -> QuerySet[CareTest]:
    """Those for which a result may come in: taken, or due by today."""
    rows = CareTest.objects.within(scope).filter(
        Q(taken_at__isnull=False) | Q(due_on__lte=day), dropped_at=None, result=TestResult.PENDING
    )
    return rows.select_related("episode__household", "episode__resident", "area").order_by("due_on", "pk")


# ---- things to bring or do -------------------------------------------------------------------------------------------------
def open_tasks(scope: Scope) -> QuerySet[CareTask]:
    return CareTask.objects.within(scope).filter(state=TaskState.OPEN, episode__state__in=IN_FORCE)


def homes_with_tasks(rows: QuerySet[CareTask]) -> QuerySet[Episode]:
    found = Episode.everywhere.filter(pk__in=rows.values("episode"))
    return found.select_related("household", "resident", "area")


def tasks_by_episode(episodes: Iterable[UUID], rows: QuerySet[CareTask]) -> dict[UUID, list[CareTask]]:
    found: dict[UUID, list[CareTask]] = {}
    for row in rows.filter(episode__in=list(episodes)).order_by("on", "item", "number"):
        found.setdefault(row.episode_id, []).append(row)
    return found


# ---- numbers -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class DayCounts:
    wanted: int
    missing: int
    abnormal: int
    tests: int
    waiting: int
    tasks: int


def day_counts(scope: Scope, day: date, now: datetime) -> DayCounts:
    rows = to_check(scope, day)
    checks = rows.aggregate(wanted=Count("pk"), missing=Count("pk", filter=missing(day, now)))
    return DayCounts(
        wanted=checks["wanted"], missing=checks["missing"], abnormal=abnormal(scope, day).filter(on=day).count(),
        tests=tests_in(scope, "due", day).count(), waiting=tests_in(scope, "waiting", day).count(),
        tasks=open_tasks(scope).count(),
    )  # fmt: skip
