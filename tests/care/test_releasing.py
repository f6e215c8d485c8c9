"""The end of an episode: decided by an officer, or come by itself; never later in silence."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from linli.care.actions.releasing import (
    end_what_is_over,
    go_on_after_release,
    look_at_end,
    release_chosen,
    release_episode,
)
from linli.care.actions.tests import enter_result
from linli.care.choices import EpisodeState, WhyReleased
from linli.care.choices import TestResult as Result
from linli.care.models import CareTask, CareTest, Episode, EpisodePhase
from linli.care.papers import Paper, body_of, phases_of
from linli.care.problems_release import (
    EarlyNeedsAPhysician,
    NotByThisWay,
    NotEndedByItself,
    OverAlready,
    StillLacking,
)
from linli.care.queries_release import lacking_of
from linli.care.rules_release import Lack
from linli.core.models import Event
from linli.core.problems import ChangedMeanwhile
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.models import Resident, Restriction
from tests.care.conftest import DAY, MakeEpisode
from tests.conftest import NOW, TODAY

SeenAs = Callable[[User], Viewer]


@pytest.fixture
def last_day(make_episode: MakeEpisode, resident: Resident) -> Episode:
    """柴丽娟's last day is today, until 24:00."""
    return make_episode(resident, from_on=TODAY - 6 * DAY, days=7)


def add_test(episode: Episode, result: str = Result.PENDING, **values: object) -> CareTest:
    return CareTest.objects.create(
        **{
            "episode": episode, "area": episode.area, "area_code": episode.area_code, "due_on": TODAY, "day": 7,
            "phase": 1, "for_release": True, "result": result, **values,
        }
    )  # fmt: skip


def release(episode: Episode, actor: Viewer, **values: object) -> Episode:
    return release_episode(
        **{"actor": actor, "episode": episode, "why": WhyReleased.DAYS_OVER, "version": None, **values}  # type: ignore[arg-type]
    )


def missing(episode: Episode) -> list[Lack]:
    return [one.what for one in lacking_of([episode], now=NOW)[episode.pk]]


def open_marks(episode: Episode) -> int:
    return Restriction.everywhere.filter(source_id=episode.pk, lifted_at=None, until_at__gt=NOW).count()


def test_a_release_ends_phases_marks_and_tasks_and_begins_aftercare(
    last_day: Episode, clerk: User, viewer: SeenAs
) -> None:
    CareTask.objects.create(
        id=new_id(),
        episode=last_day,
        area=last_day.area,
        area_code=last_day.area_code,
        item="meals",
        on=TODAY,
    )
    assert open_marks(last_day) == 1
    done = release(last_day, viewer(clerk))
    assert (done.state, done.released_by, done.released_why) == ("released", clerk, "days_over")
    assert done.aftercare_until == TODAY + 7 * DAY
    assert open_marks(last_day) == 0
    assert not last_day.phases.filter(ended_at=None).exists()
    assert not CareTask.everywhere.exists()
    assert (
        Event.objects.filter(name="care.episode_released", payload={"episode": str(last_day.pk)}).count() == 1
    )


def test_it_is_released_once(last_day: Episode, clerk: User, viewer: SeenAs) -> None:
    release(last_day, viewer(clerk))
    with pytest.raises(OverAlready):
        release(last_day, viewer(clerk))
    assert Event.objects.filter(name="care.episode_released").count() == 1


def test_a_release_by_days_waits_for_the_last_day(episode: Episode, clerk: User, viewer: SeenAs) -> None:
    with pytest.raises(StillLacking):
        release(episode, viewer(clerk))


@pytest.mark.parametrize("result", [Result.PENDING, Result.POSITIVE, Result.POOL_SUSPECT, Result.INVALID])
def test_a_test_without_a_negative_result_is_missing_on_the_last_day(
    last_day: Episode, clerk: User, viewer: SeenAs, result: str
) -> None:
    add_test(last_day, result)
    with pytest.raises(StillLacking):
        release(last_day, viewer(clerk))


def test_a_test_that_the_plan_asks_for_and_nobody_entered_is_missing(
    make_episode: MakeEpisode, resident: Resident, clerk: User, viewer: SeenAs
) -> None:
    last = make_episode(resident, from_on=TODAY - 6 * DAY, plan={"tests_for_release": 1})
    with pytest.raises(StillLacking):
        release(last, viewer(clerk))


def test_a_negative_test_lets_go(last_day: Episode, clerk: User, viewer: SeenAs) -> None:
    add_test(last_day, Result.NEGATIVE, taken_at=NOW)
    assert release(last_day, viewer(clerk)).state == EpisodeState.RELEASED


@pytest.mark.parametrize("told", [Result.POOL_SUSPECT, Result.INVALID])
def test_a_negative_test_alone_stands_for_what_told_nothing(
    last_day: Episode, medical_officer: User, clerk: User, viewer: SeenAs, told: str
) -> None:
    first = add_test(last_day, taken_at=NOW)
    enter_result(actor=viewer(medical_officer), test=first, result=told)
    with pytest.raises(StillLacking):
        release(last_day, viewer(clerk))
    enter_result(actor=viewer(medical_officer), test=first.again, result=Result.NEGATIVE)
    assert release(last_day, viewer(clerk)).state == EpisodeState.RELEASED


def test_of_a_suspicious_pool_the_queue_names_the_test_alone_and_that_once(
    last_day: Episode, medical_officer: User, viewer: SeenAs
) -> None:
    last_day.plan = {"tests_for_release": 1}
    last_day.save(update_fields=["plan"])
    first = add_test(last_day, taken_at=NOW)
    enter_result(actor=viewer(medical_officer), test=first, result=Result.POOL_SUSPECT)
    assert missing(last_day) == [Lack.NOT_TAKEN]
    enter_result(actor=viewer(medical_officer), test=first.again, result=Result.INVALID)
    assert missing(last_day) == [Lack.NOT_TAKEN]
    enter_result(actor=viewer(medical_officer), test=first.again.again, result=Result.NEGATIVE)
    assert missing(last_day) == []


def test_a_test_alone_that_was_dropped_answers_for_nothing(last_day: Episode) -> None:
    first = add_test(last_day, Result.POOL_SUSPECT, taken_at=NOW)
    add_test(last_day, again_of=first, dropped_at=NOW)
    assert missing(last_day) == [Lack.POOL_SUSPECT]


def test_a_negative_test_alone_does_not_outweigh_a_first_one_that_was_corrected_to_positive(
    last_day: Episode,
) -> None:
    first = add_test(last_day, Result.POSITIVE, taken_at=NOW)
    add_test(last_day, Result.NEGATIVE, again_of=first, taken_at=NOW)
    assert missing(last_day) == [Lack.POSITIVE]


def test_a_test_alone_counts_for_no_second_test_of_the_plan(last_day: Episode) -> None:
    last_day.plan = {"tests_for_release": 2}
    first = add_test(last_day, Result.POOL_SUSPECT, taken_at=NOW)
    add_test(last_day, Result.NEGATIVE, again_of=first, taken_at=NOW)
    assert missing(last_day) == [Lack.NOT_TAKEN]


def test_it_is_for_the_release_as_soon_as_the_test_is_that_it_was_made_of(last_day: Episode) -> None:
    first = add_test(last_day, Result.POOL_SUSPECT, taken_at=NOW)
    add_test(last_day, Result.NEGATIVE, again_of=first, taken_at=NOW, for_release=False)
    assert missing(last_day) == []


def test_the_notice_of_who_was_released_earlier_names_no_end_or_measure_that_never_came(
    make_episode: MakeEpisode, resident: Resident, clerk: User, viewer: SeenAs
) -> None:
    episode = make_episode(resident, measure="facility_quarantine", days=5)
    EpisodePhase.objects.create(
        episode=episode, number=2, measure="home_monitoring", from_at=episode.until_at,
        until_at=NOW + 9 * DAY,
    )  # fmt: skip
    Episode.everywhere.filter(pk=episode.pk).update(until_at=NOW + 9 * DAY)
    episode.refresh_from_db()
    done = release(episode, viewer(clerk), why=WhyReleased.HOSPITAL, now=NOW)
    assert [(str(one.measure and one.measure.key), one.until_at) for one in phases_of(done)] == [
        ("facility_quarantine", NOW)
    ]
    assert "11月29日" not in body_of(Paper.NOTICE, done, language="zh-hans")


def test_beyond_the_end_a_missing_test_holds_nobody(
    make_episode: MakeEpisode, resident: Resident, clerk: User, viewer: SeenAs
) -> None:
    over = make_episode(resident, from_on=TODAY - 8 * DAY, days=7)
    add_test(over)
    assert release(over, viewer(clerk)).state == EpisodeState.RELEASED


@pytest.mark.parametrize("why", [WhyReleased.ENDED, "because", ""])
def test_nobody_releases_on_a_ground_that_is_none(
    last_day: Episode, clerk: User, viewer: SeenAs, why: str
) -> None:
    with pytest.raises(NotByThisWay):
        release(last_day, viewer(clerk), why=why)


def test_early_only_where_the_edition_has_it_or_a_physician_says_so(
    episode: Episode, clerk: User, medical_officer: User, viewer: SeenAs
) -> None:
    with pytest.raises(EarlyNeedsAPhysician):
        release(episode, viewer(clerk), why=WhyReleased.EARLY)
    assert release(episode, viewer(medical_officer), why=WhyReleased.EARLY).released_by == medical_officer


def test_an_older_form_is_refused(last_day: Episode, clerk: User, viewer: SeenAs) -> None:
    with pytest.raises(ChangedMeanwhile):
        release(last_day, viewer(clerk), version=last_day.version - 1)


def test_of_several_one_that_lacks_something_holds_no_other_back(
    make_episode: MakeEpisode, last_day: Episode, elder: Resident, clerk: User, viewer: SeenAs
) -> None:
    lacks = make_episode(elder, from_on=TODAY - 6 * DAY, days=7)
    add_test(lacks)
    came = release_chosen([(lacks, lacks.version), (last_day, last_day.version)], actor=viewer(clerk))
    assert came.done == [last_day.pk]
    assert [(pk, type(problem)) for pk, problem in came.refused] == [(lacks.pk, StillLacking)]


# ---- by itself -------------------------------------------------------------------------------------
def test_its_time_ends_it_to_the_minute_though_nobody_decided(last_day: Episode) -> None:
    end = last_day.until_at
    assert end is not None
    assert end_what_is_over(at=end - timedelta(minutes=1)) == 0
    assert end_what_is_over(at=end) == 1
    last_day.refresh_from_db()
    assert (last_day.state, last_day.released_why) == ("released", "ended")
    assert (last_day.released_by, last_day.released_at) == (None, end)


def test_it_ends_by_itself_once(last_day: Episode) -> None:
    end = last_day.until_at
    assert end is not None
    assert [end_what_is_over(at=end + DAY), end_what_is_over(at=end + DAY)] == [1, 0]
    assert Event.objects.filter(name="care.episode_released").count() == 1


def test_an_officer_looks_at_what_ended_by_itself_and_the_first_look_counts(
    last_day: Episode, clerk: User, township_officer: User, viewer: SeenAs
) -> None:
    assert last_day.until_at is not None
    end_what_is_over(at=last_day.until_at)
    look_at_end(actor=viewer(clerk), episode=last_day)
    assert look_at_end(actor=viewer(township_officer), episode=last_day).released_by == clerk


def test_a_decided_release_is_not_one_that_ended_by_itself(
    last_day: Episode, clerk: User, viewer: SeenAs
) -> None:
    release(last_day, viewer(clerk))
    with pytest.raises(NotEndedByItself):
        look_at_end(actor=viewer(clerk), episode=last_day)


def test_aftercare_follows_the_day_after_and_then_it_is_closed(
    last_day: Episode, clerk: User, viewer: SeenAs
) -> None:
    release(last_day, viewer(clerk))
    states = []
    for days in (0, 1, 7, 8, 9):
        go_on_after_release(at=NOW + days * DAY)
        last_day.refresh_from_db()
        states.append(str(last_day.state))
    assert states == ["released", "aftercare", "aftercare", "closed", "closed"]


def test_what_ended_by_itself_is_not_closed_before_somebody_has_looked(
    last_day: Episode, clerk: User, viewer: SeenAs
) -> None:
    assert last_day.until_at is not None
    end_what_is_over(at=last_day.until_at)
    go_on_after_release(at=NOW + 30 * DAY)
    last_day.refresh_from_db()
    assert last_day.state == EpisodeState.AFTERCARE
    look_at_end(actor=viewer(clerk), episode=last_day)
    go_on_after_release(at=NOW + 30 * DAY)
    last_day.refresh_from_db()
    assert last_day.state == EpisodeState.CLOSED
