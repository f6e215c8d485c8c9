"""What is due each day: things to bring and tests of the plan; results, and what follows of them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import linli
from linli.care import choices
from linli.care.actions.days import end_days, make_all_days, make_days
from linli.care.actions.tasks import set_task
from linli.care.actions.tests import enter_result
from linli.care.choices import EpisodeState, MeasureWord, TaskState
from linli.care.models import CareTask, CareTest, Case, Episode
from linli.care.problems_days import HasResult, NotYetTaken
from linli.care.rules_days import halves_due
from linli.core.models import Event
from linli.core.problems import NotFound, Problem
from linli.incidents.models import Incident
from linli.lib.editions import measure_named
from linli.people.models import User
from linli.registers.models import Resident
from tests.care.conftest import MakeEpisode
from tests.conftest import NOW, TODAY

DAY = timedelta(days=1)
PLAYBOOKS = Path(linli.__file__).parent / "playbooks"


@pytest.fixture
def meihekou(epidemic: Incident) -> None:
    """The city works by another city's playbook, in the open emergency too."""
    text = (PLAYBOOKS / "meihekou.toml").read_text()
    Incident.everywhere.filter(pk=epidemic.pk).update(playbook_name="meihekou", playbook_text=text)


def plan(*tests: tuple[int, bool]) -> dict[str, Any]:
    """A plan that asks for tests so many days from today."""
    due = [
        {"on": (TODAY + n * DAY).isoformat(), "phase": 0, "day": 4 + n, "why": "by_day", "for_release": last}
        for n, last in tests
    ]
    return {"edition": "twenty_measures", "category": "spill_high", "tests": due}


@pytest.fixture
def planned(make_episode: MakeEpisode, resident: Resident) -> Episode:
    return make_episode(resident, plan=plan((0, False), (2, True)))


# ---- things to bring
def test_the_seven_ones_are_due_three_meals_a_day_and_money_once(meihekou: None, episode: Episode) -> None:
    make_days(episode, at=NOW)
    due = list(CareTask.everywhere.values_list("item", flat=True))
    assert (due.count("meal"), due.count("message"), due.count("thermometer"), due.count("allowance")) == (
        3,
        1,
        1,
        1,
    )
    make_days(episode, at=NOW + DAY)
    due = list(CareTask.everywhere.values_list("item", flat=True))
    assert (due.count("meal"), due.count("message"), due.count("thermometer"), due.count("allowance")) == (
        6,
        2,
        1,
        1,
    )


def test_made_again_nothing_is_made(episode: Episode) -> None:
    assert make_days(episode, at=NOW) > 0
    assert [make_days(episode, at=NOW) for _again in range(10)] == [0] * 10


def test_what_was_called_off_with_one_is_brought_for_the_other_of_the_household(
    meihekou: None, make_episode: MakeEpisode, episode: Episode, resident: Resident
) -> None:
    make_days(episode, at=NOW)
    Episode.everywhere.update(state=EpisodeState.CANCELLED)
    end_days(episode.pk, at=NOW)
    spouse = make_episode(resident.household.members.get(relation="spouse"))
    make_days(spouse, at=NOW)
    assert CareTask.everywhere.filter(episode=spouse, item="thermometer", state=TaskState.OPEN).exists()


def test_what_a_household_gets_once_two_people_of_it_get_once(
    make_episode: MakeEpisode, resident: Resident
) -> None:
    spouse = resident.household.members.get(relation="spouse")
    for one in (make_episode(resident), make_episode(spouse)):
        make_days(one, at=NOW)
    assert CareTask.everywhere.filter(item="thermometer").count() == 1
    assert CareTask.everywhere.filter(item="goods").count() == 2


def test_a_proposal_and_a_released_person_are_due_nothing(
    make_episode: MakeEpisode, resident: Resident, elder: Resident
) -> None:
    proposed = make_episode(resident, state=EpisodeState.PROPOSED)
    released = make_episode(elder, state=EpisodeState.RELEASED)
    assert make_days(proposed, at=NOW) == make_days(released, at=NOW) == 0


def test_yesterdays_meal_is_missed_and_what_comes_once_is_still_due(episode: Episode) -> None:
    make_days(episode, at=NOW - DAY)
    make_all_days(at=NOW)
    states = dict(CareTask.everywhere.filter(on=TODAY - DAY).values_list("item", "state"))
    assert states == {"message": "missed", "goods": "missed", "thermometer": "open", "masks": "open"}


def test_the_last_day_has_its_things_and_the_day_after_has_none(episode: Episode) -> None:
    assert make_days(episode, at=episode.until_at - timedelta(minutes=1)) > 0
    before = CareTask.everywhere.count()
    make_days(episode, at=episode.until_at)
    assert CareTask.everywhere.count() == before


def test_over_nothing_is_open_any_more_and_what_was_done_stays(planned: Episode, clerk: User) -> None:
    make_days(planned, at=NOW)
    done = CareTask.everywhere.filter(item="goods").get()
    set_task(actor=clerk, task=done, outcome=TaskState.DONE)
    Episode.everywhere.update(state=EpisodeState.RELEASED, released_at=NOW)
    end_days(planned.pk, at=NOW)
    assert not CareTask.everywhere.filter(state=TaskState.OPEN).exists()
    assert CareTask.everywhere.get(pk=done.pk).state == TaskState.DONE
    assert not CareTest.everywhere.filter(dropped_at=None).exists()


def test_who_may_not_sign_for_episodes_sets_no_task(
    episode: Episode, grid_worker: User, other_clerk: User
) -> None:
    make_days(episode, at=NOW)
    task = CareTask.everywhere.filter(item="goods").get()
    for stranger in (grid_worker, other_clerk, None):
        with pytest.raises(Problem):
            set_task(actor=stranger, task=task, outcome=TaskState.DONE)


# ---- tests by the plan
def test_tests_are_due_by_the_plan_once(planned: Episode) -> None:
    make_days(planned, at=NOW)
    make_days(planned, at=NOW + DAY)
    found = CareTest.everywhere.order_by("due_on").values_list("due_on", "for_release")
    assert list(found) == [(TODAY, False), (TODAY + 2 * DAY, True)]


def test_a_lighter_plan_drops_what_it_does_not_ask_for(planned: Episode) -> None:
    make_days(planned, at=NOW)
    planned.plan = plan((0, True))
    planned.save()
    make_days(planned, at=NOW)
    left = CareTest.everywhere.filter(dropped_at=None)
    assert list(left.values_list("due_on", "for_release")) == [(TODAY, True)]


def test_a_suspicious_pool_is_followed_by_one_test_alone_and_makes_no_case(
    planned: Episode, clerk: User
) -> None:
    make_days(planned, at=NOW)
    pool = CareTest.everywhere.get(due_on=TODAY)
    for _again in range(2):
        enter_result(actor=clerk, test=pool, result=choices.TestResult.POOL_SUSPECT)
    again = CareTest.everywhere.get(again_of=pool)
    assert (again.due_on, again.result, again.episode_id) == (TODAY, choices.TestResult.PENDING, planned.pk)
    assert not Case.everywhere.exists()
    assert Event.objects.filter(name="care.test_result").count() == 1


def test_a_positive_test_makes_no_case_and_leaves_the_episode_as_it_was(
    planned: Episode, doctor: User
) -> None:
    make_days(planned, at=NOW)
    enter_result(actor=doctor, test=CareTest.everywhere.get(due_on=TODAY), result=choices.TestResult.POSITIVE)
    before = planned.until_at, planned.measure
    planned.refresh_from_db()
    assert (planned.until_at, planned.measure) == before
    assert not Case.everywhere.exists()


def test_a_result_is_corrected_by_a_physician_with_a_reason_and_by_nobody_else(
    planned: Episode, clerk: User, doctor: User
) -> None:
    make_days(planned, at=NOW)
    test = CareTest.everywhere.get(due_on=TODAY)
    enter_result(actor=clerk, test=test, result=choices.TestResult.INVALID)
    for who, why in ((clerk, "录错"), (doctor, "")):
        with pytest.raises(HasResult):
            enter_result(actor=who, test=test, result=choices.TestResult.NEGATIVE, why=why)
    enter_result(actor=doctor, test=test, result=choices.TestResult.NEGATIVE, why="录错")
    assert not CareTest.everywhere.filter(again_of=test, dropped_at=None).exists()


def test_no_result_before_the_day(planned: Episode, clerk: User) -> None:
    make_days(planned, at=NOW)
    with pytest.raises(NotYetTaken):
        enter_result(
            actor=clerk,
            test=CareTest.everywhere.get(due_on=TODAY + 2 * DAY),
            result=choices.TestResult.NEGATIVE,
        )


def test_a_carer_or_somebody_of_another_community_enters_no_result(
    planned: Episode, grid_worker: User, other_clerk: User
) -> None:
    make_days(planned, at=NOW)
    for stranger in (grid_worker, other_clerk):
        with pytest.raises(NotFound):
            enter_result(
                actor=stranger, test=CareTest.everywhere.get(due_on=TODAY), result=choices.TestResult.NEGATIVE
            )


# ---- checks due
def test_two_checks_a_day_at_home_in_quarantine_and_those_of_the_first_day_after_its_hour() -> None:
    quarantine = measure_named(MeasureWord.HOME_QUARANTINE)
    assert len(halves_due(quarantine, TODAY, since=NOW - DAY, until=NOW + DAY)) == 2
    afternoon = NOW.replace(hour=15)
    assert [str(one) for one in halves_due(quarantine, TODAY, since=afternoon, until=NOW + DAY)] == [
        "evening"
    ]
    assert halves_due(None, TODAY, since=NOW, until=NOW + DAY) == ()
