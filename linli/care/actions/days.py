"""What is due in an episode, made when it opens and each night: things to bring or do, and tests by its plan."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.care.actions.one_by_one import one_by_one
from linli.care.actions.signing import plan_of
from linli.care.choices import IN_FORCE, TaskState
from linli.care.models import CareTask, CareTest, Episode
from linli.care.plans import TestDue
from linli.care.playbook import care_in_force
from linli.care.rules_days import Wanted, task_id, wanted_on
from linli.lib.periods import day_bounds, local_day
from linli.lib.playbook.care import Care
from linli.registers.models import Household


@transaction.atomic
def make_days(episode: Episode, *, at: datetime, care: Care | None = None) -> int:
    """Make what is due by now; again, it makes nothing. Returns how many rows are new."""
    row = _held(episode.pk)
    if row is None or row.state not in IN_FORCE:
        return 0
    day = local_day(at)
    _mark_missed(row, day)
    return _make_tasks(row, day, care or care_in_force(row.area)) + _make_tests(row, at)


@transaction.atomic
def end_days(episode_id: UUID, *, at: datetime) -> int:
    """Nothing more is brought and no sample taken once it is over; what was done stays."""
    row = _held(episode_id)
    if row is None or row.state in IN_FORCE:
        return 0
    dropped = CareTest.everywhere.filter(episode=row, dropped_at=None, taken_at=None, result="pending")
    left = CareTask.everywhere.filter(episode=row, state=TaskState.OPEN)
    return dropped.update(dropped_at=at) + left.update(state=TaskState.NOT_WANTED)


def make_all_days(*, at: datetime) -> int:
    """For every episode in force, each in a transaction of its own: one that fails keeps no other from its meals."""
    sections: dict[UUID, Care] = {}

    def make_the_days(episode_id: UUID) -> int:
        row = Episode.everywhere.select_related("area").get(pk=episode_id)
        if row.area_id not in sections:
            sections[row.area_id] = care_in_force(row.area)
        return make_days(row, at=at, care=sections[row.area_id])

    rows = Episode.everywhere.filter(state__in=IN_FORCE).order_by("pk")
    return one_by_one(list(rows.values_list("pk", flat=True)), make_the_days)


# ---- things to bring or do -------------------------------------------------------------------------------------------
def _held(episode_id: UUID) -> Episode | None:
    """The household is held: of two episodes behind one door only one makes what the household gets once."""
    home = Episode.everywhere.filter(pk=episode_id).values("household")
    list(Household.everywhere.filter(pk__in=home).select_for_update(of=("self",), no_key=True))
    return Episode.everywhere.select_related("area").filter(pk=episode_id).first()


def _make_tasks(episode: Episode, day: date, care: Care) -> int:
    if not _covers(episode, day):
        return 0
    package = care.package_for(str(episode.measure))
    wanted = list(wanted_on(package, day))
    keys = {task_id(episode.pk, one) for one in wanted}
    there = set(CareTask.everywhere.filter(pk__in=keys).values_list("pk", flat=True))
    shared = {one.key for one in package.items if one.each == "household"} if package else set()
    brought = _brought_to_household(episode, shared) if shared else set()
    new = [
        _task(episode, one)
        for one in wanted
        if task_id(episode.pk, one) not in there and one.item not in brought
    ]
    CareTask.everywhere.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _covers(episode: Episode, day: date) -> bool:
    if episode.from_at is None or episode.until_at is None:
        return False
    return local_day(episode.from_at) <= day and _begins_before(episode.until_at, day)


def _begins_before(until_at: datetime, day: date) -> bool:
    return day_bounds(day)[0] < until_at


def _brought_to_household(episode: Episode, items: set[str]) -> set[str]:
    """What somebody else of the household was brought in this epidemic, or will be: not what was called off."""
    same = CareTask.everywhere.filter(
        episode__household=episode.household_id, episode__incident=episode.incident_id, item__in=items
    )
    coming = Q(state__in=[TaskState.OPEN, TaskState.NOT_WANTED], episode__state__in=IN_FORCE)
    had = same.filter(Q(state=TaskState.DONE) | coming).exclude(episode=episode)
    return set(had.values_list("item", flat=True))


def _task(episode: Episode, one: Wanted) -> CareTask:
    return CareTask(
        pk=task_id(episode.pk, one), episode=episode, item=one.item, on=one.on, number=one.number,
        area_id=episode.area_id, area_code=episode.area_code,
    )  # fmt: skip


def _mark_missed(episode: Episode, day: date) -> None:
    """Yesterday's meals cannot be brought any more; what comes once can. A phone that was without a line may still
    tell that it was done."""
    late = CareTask.everywhere.filter(episode=episode, state=TaskState.OPEN, on__lt=day)
    daily = [
        row.pk
        for row in late
        if row.pk == task_id(episode.pk, Wanted(row.item, row.on, row.number, once=False))
    ]
    CareTask.everywhere.filter(pk__in=daily, state=TaskState.OPEN).update(state=TaskState.MISSED)


# ---- tests -----------------------------------------------------------------------------------------------------------------
def _make_tests(episode: Episode, at: datetime) -> int:
    """Those of the plan. A lighter plan asks for fewer: what it asks for no more is dropped, unless it was taken."""
    plan = plan_of(episode)
    due = {(one.phase, one.on): one for one in plan.tests}
    rows = list(CareTest.everywhere.filter(episode=episode, dropped_at=None, again_of=None))
    there = {(row.phase, row.due_on) for row in rows}
    gone = [row.pk for row in rows if (row.phase, row.due_on) not in due]
    _drop(gone, at)
    _follow_release(rows, due)
    new = [
        CareTest(
            episode=episode, due_on=one.on, day=one.day, phase=one.phase, for_release=one.for_release,
            area_id=episode.area_id, area_code=episode.area_code,
        )
        for key, one in due.items() if key not in there
    ]  # fmt: skip
    CareTest.everywhere.bulk_create(new)
    return len(new)


def _drop(keys: Sequence[UUID], at: datetime) -> None:
    untaken = Q(taken_at=None, result="pending")
    CareTest.everywhere.filter(untaken, pk__in=keys).update(dropped_at=at)


def _follow_release(rows: Sequence[CareTest], due: Mapping[tuple[int, date], TestDue]) -> None:
    for row in rows:
        found = due.get((row.phase, row.due_on))
        if found is not None and found.for_release != row.for_release:
            row.for_release = found.for_release
            row.save(update_fields=["for_release"])
