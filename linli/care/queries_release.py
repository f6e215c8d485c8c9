"""Who is due for release, what is missing, and how many: the queue of an area."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.areas.scopes import Scope
from linli.care.choices import IN_FORCE, EpisodeState, TestResult, WhyReleased
from linli.care.editions_release import tests_needed
from linli.care.models import CareTest, Episode, HealthCheck, ProlongationAsked
from linli.care.rules_release import Due, Lacking, TestSeen, day_of, due, lacking, transfer_held, window

ORDERS = {
    "until": ("until_at", "pk"),
    "-until": ("-until_at", "pk"),
    "door": ("household__compound", "household__door_sort", "pk"),
    "-door": ("-household__compound", "-household__door_sort", "pk"),
    "area": ("area_code", "until_at", "pk"),
    "-area": ("-area_code", "until_at", "pk"),
}


def unlooked() -> Q:
    """Ended by itself, and no officer has looked at it since."""
    after = (EpisodeState.RELEASED, EpisodeState.AFTERCARE)
    return Q(state__in=after, released_why=WhyReleased.ENDED, released_by=None)


def due_q(which: Due, now: datetime) -> Q:
    after, until = window(which, now)
    found = Q(state__in=IN_FORCE)
    if after is not None:
        found &= Q(until_at__gt=after)
    if until is not None:
        found &= Q(until_at__lte=until)
    return found | unlooked() if which == Due.OVERDUE else found


def queue(scope: Scope, which: Due, *, now: datetime, measure: str = "", sort: str = "") -> QuerySet[Episode]:
    rows = Episode.objects.within(scope).filter(due_q(which, now))
    if measure:
        rows = rows.filter(measure=measure)
    ordered = rows.order_by(*ORDERS.get(sort, ORDERS["until"]))
    return ordered.select_related("household", "resident", "area")


def counts(scope: Scope, *, now: datetime) -> dict[Due, int]:
    return {which: Episode.objects.within(scope).filter(due_q(which, now)).count() for which in Due}


@dataclass(frozen=True)
class InQueue:
    """An episode as the queue shows it."""

    episode: Episode
    due: Due
    day: int
    days: int
    lacks: tuple[Lacking, ...]
    by_itself: bool  # over, and nobody has decided
    asked_longer: bool

    @property
    def may_release(self) -> bool:
        """By days and tests, without looking at more than the row."""
        return not self.by_itself and (self.due == Due.OVERDUE or not self.lacks)


def rows_of(episodes: Iterable[Episode], *, now: datetime) -> list[InQueue]:
    """Two queries more, however many there are."""
    shown = list(episodes)
    lacks = lacking_of(shown, now=now)
    keys = [one.pk for one in shown]
    asked = set(
        ProlongationAsked.objects.filter(episode__in=keys, answered_at=None).values_list(
            "episode_id", flat=True
        )
    )
    return [_row(one, lacks[one.pk], one.pk in asked, now) for one in shown]


def _row(episode: Episode, lacks: tuple[Lacking, ...], asked: bool, now: datetime) -> InQueue:
    assert episode.from_at is not None
    assert episode.until_at is not None
    day, days = day_of(episode.from_at, episode.until_at, now)
    over = episode.state not in IN_FORCE
    return InQueue(episode, due(episode.until_at, now), day, days, () if over else lacks, over, asked)


def lacking_of(episodes: Sequence[Episode], *, now: datetime) -> Mapping[UUID, tuple[Lacking, ...]]:
    """What stands against a release of each by days and tests; one query."""
    keys = [one.pk for one in episodes]
    tests: dict[UUID, list[TestSeen]] = {}
    live = {one.pk: one for one in CareTest.everywhere.filter(episode__in=keys, dropped_at=None)}
    asked_again = {one.again_of_id for one in live.values()}
    for row in sorted(live.values(), key=lambda one: (one.due_on, one.pk)):
        if not _first_of(row, live).for_release:
            continue
        seen = TestSeen(
            row.due_on,
            row.taken_at is not None,
            str(row.result),
            row.again_of_id in live,
            row.pk in asked_again,
        )
        tests.setdefault(row.episode_id, []).append(seen)
    found = {}
    for one in episodes:
        assert one.until_at is not None
        found[one.pk] = lacking(one.until_at, tests.get(one.pk, []), now, needed=tests_needed(one))
    return found


def _first_of(test: CareTest, live: Mapping[UUID, CareTest]) -> CareTest:
    """The test of the plan that this one was made of, or itself: another edition counts that one for the release."""
    while test.again_of_id is not None and test.again_of_id in live:
        test = live[test.again_of_id]
    return test


def is_held(episode: Episode) -> bool:
    """Whether a transfer waits: the newest result is a suspicious pool, and nothing tells of symptoms."""
    known = CareTest.everywhere.filter(episode=episode, dropped_at=None).exclude(
        result__in=[TestResult.PENDING, TestResult.INVALID]
    )
    results = [(row.result_at or row.taken_at or episode.proposed_at, str(row.result)) for row in known]
    return transfer_held(results, symptomatic=_symptomatic(episode))


def _symptomatic(episode: Episode) -> bool:
    """By the newest check that somebody answered."""
    checks = HealthCheck.everywhere.filter(episode=episode, nobody_answered=False)
    return bool(checks.order_by("-at").values_list("abnormal", flat=True).first())
