"""What carers and households tell of an episode's days: checks, things brought, samples, notices."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.care import bodies
from linli.care.actions.checks import take_checks
from linli.care.actions.days import make_days
from linli.care.actions.notices import take_notices
from linli.care.actions.tasks import take_tasks
from linli.care.actions.tests import take_tests
from linli.care.bodies import CareTaskDone, HealthCheckTold, NoticeHanded
from linli.care.choices import EpisodeState, TaskState, ToldBy
from linli.care.models import Carer, CareTask, CareTest, Episode, HealthCheck
from linli.core.facts import FieldFact
from linli.core.models import Event
from linli.core.problems import Problem
from linli.people.models import User
from linli.registers.models import Resident
from tests.conftest import NOW, TODAY

HOUR = timedelta(hours=1)
Take = Callable[..., Any]


def told(
    body: Any, by: User | None, *, pk: UUID | None = None, at: datetime = NOW, home: UUID | None = None
) -> FieldFact:
    return FieldFact(pk or uuid4(), "care", body, at, NOW, by.pk if by else None, None, home)


@pytest.fixture
def task(episode: Episode) -> CareTask:
    make_days(episode, at=NOW)
    return CareTask.everywhere.filter(item="goods").get()


@pytest.fixture
def test(episode: Episode) -> CareTest:
    return CareTest.everywhere.create(
        episode=episode,
        due_on=TODAY,
        day=4,
        phase=0,
        for_release=True,
        area=episode.area,
        area_code=episode.area_code,
    )


def every_kind(episode: Episode, task: CareTask, test: CareTest) -> list[tuple[Take, Any]]:
    return [
        (take_checks, HealthCheckTold(episode=episode.pk, half="morning", celsius=36.4, no_signs=True)),
        (take_tasks, CareTaskDone(task=task.pk)),
        (take_tests, bodies.TestTaken(test=test.pk)),
        (take_notices, NoticeHanded(episode=episode.pk)),
    ]


def state_of(episode: Episode) -> tuple[Any, ...]:
    return (
        HealthCheck.everywhere.count(), Event.objects.count(),
        list(CareTask.everywhere.order_by("pk").values_list("pk", "state", "done_at", "fact_id")),
        list(CareTest.everywhere.values_list("pk", "taken_at", "taken_by", "taken_fact")),
        Episode.everywhere.values_list("notice_at", "state", "version").get(pk=episode.pk),
    )  # fmt: skip


# ---- every kind alike
@pytest.mark.parametrize("kind", range(4))
@pytest.mark.parametrize("times", [2, 10])
def test_sent_again_it_counts_once(
    kind: int, times: int, episode: Episode, carer: User, task: CareTask, test: CareTest
) -> None:
    take, body = every_kind(episode, task, test)[kind]
    fact = told(body, carer)
    assert take([fact]) == {}
    once = state_of(episode)
    for _again in range(times - 1):
        assert take([fact]) == {}
    assert state_of(episode) == once


@pytest.mark.parametrize("kind", range(4))
def test_who_does_not_care_for_the_person_is_refused(
    kind: int, episode: Episode, carer: User, warden: User, task: CareTask, test: CareTest
) -> None:
    take, body = every_kind(episode, task, test)[kind]
    fact = told(body, warden)
    before = state_of(episode)
    assert take([fact])[fact.id].code == "care.not_your_care"
    assert state_of(episode) == before


@pytest.mark.parametrize("kind", range(4))
def test_an_unknown_episode_task_or_test_is_refused_with_a_reason(kind: int, carer: User) -> None:
    nowhere = uuid4()
    take, body = [
        (take_checks, HealthCheckTold(episode=nowhere, half="morning", no_signs=True)),
        (take_tasks, CareTaskDone(task=nowhere)),
        (take_tests, bodies.TestTaken(test=nowhere)),
        (take_notices, NoticeHanded(episode=nowhere)),
    ][kind]
    fact = told(body, carer)
    problem = take([fact])[fact.id]
    assert isinstance(problem, Problem)
    assert problem.code in {"care.not_your_care", "care.no_such_task", "care.no_such_test"}


@pytest.mark.parametrize("kind", range(4))
def test_one_bad_fact_keeps_no_other_out(
    kind: int, episode: Episode, carer: User, warden: User, task: CareTask, test: CareTest
) -> None:
    take, body = every_kind(episode, task, test)[kind]
    good, bad = told(body, carer), told(body, warden)
    assert set(take([bad, good])) == {bad.id}


def test_a_carer_whose_term_is_over_is_refused_but_not_for_the_days_before(
    episode: Episode, carer: User
) -> None:
    Carer.objects.update(until_on=TODAY)
    today = told(HealthCheckTold(episode=episode.pk, half="morning", no_signs=True), carer)
    earlier = told(
        HealthCheckTold(episode=episode.pk, half="evening", no_signs=True), carer, at=NOW - 24 * HOUR
    )
    assert set(take_checks([today, earlier])) == {today.id}


def test_after_the_release_only_what_happened_before_it_is_taken(episode: Episode, carer: User) -> None:
    episode.state, episode.released_at = EpisodeState.RELEASED, NOW - 2 * HOUR
    episode.save()
    body = HealthCheckTold(episode=episode.pk, half="morning", no_signs=True)
    late, early = told(body, carer), told(body, carer, at=NOW - 3 * HOUR)
    refused = take_checks([late, early])
    assert {pk: problem.code for pk, problem in refused.items()} == {late.id: "care.not_in_care"}


# ---- checks
@pytest.mark.parametrize(
    ("celsius", "signs", "abnormal"),
    [(37.2, (), False), (37.3, (), True), (36.5, ("dry_cough",), True), (None, (), False)],
)
def test_a_temperature_of_37_3_or_a_symptom_is_unusual_and_is_announced_once(
    celsius: float | None, signs: tuple[str, ...], abnormal: bool, episode: Episode, carer: User
) -> None:
    body = HealthCheckTold(
        episode=episode.pk, half="morning", celsius=celsius, signs=signs, no_signs=not signs
    )  # type: ignore[arg-type]
    fact = told(body, carer)
    take_checks([fact])
    take_checks([fact])
    row = HealthCheck.everywhere.get()
    assert (row.abnormal, row.told_by) == (abnormal, ToldBy.CARER)
    assert Event.objects.filter(name="care.check_abnormal").count() == int(abnormal)


def test_the_household_tells_of_itself_and_of_nobody_else(
    episode: Episode, stranger_resident: Resident
) -> None:
    body = HealthCheckTold(episode=episode.pk, half="evening", celsius=36.6, no_signs=True)
    own, others = (
        told(body, None, home=episode.household_id),
        told(body, None, home=stranger_resident.household_id),
    )
    assert set(take_checks([own, others])) == {others.id}
    assert HealthCheck.everywhere.get().told_by == ToldBy.RESIDENT


def test_a_check_that_says_nothing_is_refused(episode: Episode, carer: User) -> None:
    fact = told(HealthCheckTold(episode=episode.pk, half="morning"), carer)
    assert take_checks([fact])[fact.id].code == "care.check_says_nothing"


def test_temperature_and_symptoms_are_sealed_in_the_database(episode: Episode, carer: User) -> None:
    from django.db import connection

    take_checks(
        [told(HealthCheckTold(episode=episode.pk, half="morning", celsius=38.9, signs=("fatigue",)), carer)]
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT celsius, signs FROM care_healthcheck")
        assert "38.9" not in str(row := cursor.fetchone())
        assert "fatigue" not in str(row)


# ---- things brought, samples, notices
def test_of_two_words_on_one_thing_the_later_stands_whichever_comes_first(
    episode: Episode, carer: User, task: CareTask
) -> None:
    later = told(CareTaskDone(task=task.pk, outcome="not_wanted"), carer, at=NOW)
    earlier = told(CareTaskDone(task=task.pk), carer, at=NOW - HOUR)
    take_tasks([later])
    take_tasks([earlier])
    task.refresh_from_db()
    assert task.state == TaskState.NOT_WANTED


def test_who_came_in_vain_is_noted_and_the_test_is_still_due(
    episode: Episode, carer: User, test: CareTest
) -> None:
    take_tests([told(bodies.TestTaken(test=test.pk, outcome="nobody_home"), carer)])
    test.refresh_from_db()
    assert (test.tried, test.taken_at) == ("nobody_home", None)


def test_the_notice_says_whether_the_home_is_fit(episode: Episode, carer: User) -> None:
    Episode.everywhere.update(state=EpisodeState.NOTIFIED)
    body = NoticeHanded(episode=episode.pk, home="unsuitable", troubles=("no_toilet",), housemates="too")
    assert take_notices([told(body, carer)]) == {}
    episode.refresh_from_db()
    assert (episode.home, episode.home_troubles, episode.housemates) == ("unsuitable", ["no_toilet"], "too")
    assert episode.notice_at == NOW
