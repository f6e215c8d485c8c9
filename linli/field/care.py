"""The people whom somebody cares for, as a phone takes them along: only their own, with what is due today.

No illness, no category and no reason is on a phone. What is told from it goes out sealed, as everything does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from django.db.models import Q

from linli.areas.models import Area
from linli.care.carers import cared_for_by
from linli.care.choices import TestResult
from linli.care.models import CareTask, CareTest, Episode, HealthCheck
from linli.care.playbook import care_in_force
from linli.care.queries_days import halves_on
from linli.care.rules_days import is_for_phones
from linli.care.words_days import items_of
from linli.lib.periods import SHANGHAI, local_day
from linli.lib.playbook.care import Care
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.viewer import Viewer

DAY = timedelta(days=1)


class ToBring(msgspec.Struct, omit_defaults=True, gc=False):
    id: UUID
    name: str
    state: str
    number: int = 1
    on: date | None = None  # where it is of an earlier day


class Sample(msgspec.Struct, omit_defaults=True, gc=False):
    id: UUID
    on: date
    taken: bool = False
    tried: str = ""
    alone: bool = False  # after a suspicious pool


class CaredFor(msgspec.Struct, omit_defaults=True, gc=False):
    """One person. `halves` are the checks that are wanted today, `told` those that are there."""

    id: UUID
    name: str
    door: str
    measure: str
    until: datetime
    day: int
    days: int
    compound: str = ""
    place: str = ""
    phone: str = ""  # masked
    needs: tuple[str, ...] = ()
    notice: bool = False  # has been handed over
    home: bool = False  # has been looked at
    halves: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    tasks: tuple[ToBring, ...] = ()
    tests: tuple[Sample, ...] = ()


def cared_for(user: User, viewers: Iterable[Viewer], *, day: date) -> tuple[CaredFor, ...]:
    """Nobody for whoever cares for nobody; else six queries, however many they are."""
    viewers = list(viewers)
    if not any(one.may(Capability.CARE_HELP) for one in viewers):
        return ()
    rows = list(cared_for_by(user, day=day).prefetch_related("resident__needs"))
    if not rows:
        return ()
    keys = [one.pk for one in rows]
    told, tasks, tests = _told(keys, day), _tasks(keys, day), _tests(keys, day)
    sections = {area.pk: care_in_force(area) for area in _areas(rows)}
    found = [
        _person(
            one, day, told[one.pk], tasks[one.pk], tests[one.pk], sections[one.area_id],
            needs=_sees(viewers, one, Capability.NEEDS), phone=_sees(viewers, one, Capability.CONTACT_MASKED),
        )
        for one in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.compound, one.door, one.name)))


def _areas(rows: Sequence[Episode]) -> Iterable[Area]:
    return {one.area_id: one.area for one in rows}.values()


def _told(keys: Sequence[UUID], day: date) -> Mapping[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = HealthCheck.everywhere.filter(episode__in=keys, on=day, nobody_answered=False)
    for episode, half in rows.values_list("episode_id", "half"):
        found[episode].add(half)
    return found


def _tasks(keys: Sequence[UUID], day: date) -> Mapping[UUID, list[CareTask]]:
    """All of today, done or not; of earlier days what can still be done."""
    rows = CareTask.everywhere.filter(Q(on=day) | Q(on__lt=day, state="open"), episode__in=keys)
    found: dict[UUID, list[CareTask]] = defaultdict(list)
    for row in rows.order_by("on", "item", "number"):
        found[row.episode_id].append(row)
    return found


def _tests(keys: Sequence[UUID], day: date) -> Mapping[UUID, list[CareTest]]:
    """What is due by tomorrow: somebody must bring what is needed."""
    rows = CareTest.everywhere.filter(
        episode__in=keys, dropped_at=None, due_on__lte=day + DAY, result=TestResult.PENDING
    )
    found: dict[UUID, list[CareTest]] = defaultdict(list)
    for row in rows.order_by("due_on", "pk"):
        found[row.episode_id].append(row)
    return found


def _sees(viewers: Iterable[Viewer], one: Episode, capability: Capability) -> bool:
    """To care for somebody opens no more of the register than the duty does."""
    return any(viewer.may(capability) and viewer.scope.covers(one.area_code) for viewer in viewers)


def _needs(one: Episode) -> tuple[str, ...]:
    return tuple(str(need.get_code_display()) for need in one.resident.needs.all() if need.ended_on is None)


def _person(
    one: Episode,
    day: date,
    told: set[str],
    tasks: list[CareTask],
    tests: list[CareTest],
    care: Care,
    *,
    needs: bool,
    phone: bool,
) -> CaredFor:
    assert one.from_at is not None
    assert one.until_at is not None
    names = items_of(care)
    at_desk = {item.key for package in care.packages for item in package.items if not is_for_phones(item)}
    first, last = local_day(one.from_at), local_day(one.until_at - timedelta(microseconds=1))
    return CaredFor(
        id=one.pk,
        name=one.resident.name,
        door=one.household.plate,
        compound=one.household.compound,
        place=" ".join(part for part in (one.place, one.room) if part),
        measure=one.get_measure_display(),
        until=one.until_at.astimezone(SHANGHAI),
        day=(day - first).days + 1,
        days=(last - first).days + 1,
        phone=one.resident.masked_phone if phone else "",
        needs=_needs(one) if needs else (),
        notice=one.notice_at is not None,
        home=one.screened_at is not None,
        halves=tuple(half.value for half in halves_on(one, day)),
        told=tuple(sorted(told)),
        tasks=tuple(
            ToBring(
                row.pk, names.get(row.item, row.item), row.state, row.number, row.on if row.on < day else None
            )
            for row in tasks
            if row.item not in at_desk
        ),
        tests=tuple(
            Sample(row.pk, row.due_on, row.taken_at is not None, row.tried, row.again_of_id is not None)
            for row in tests
        ),
    )
