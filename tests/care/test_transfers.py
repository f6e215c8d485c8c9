"""Ways to a facility and home: each step by whoever may, the right person at both ends, nobody moved on a pool's word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.releasing import release_episode
from linli.care.actions.transfers import (
    Ride,
    TransferAsked,
    approve_transfer,
    assign_vehicle,
    drop_transfer,
    hand_over,
    receive,
    request_transfer,
)
from linli.care.choices import EpisodeState, TransferState, WhyCancelled, WhyReleased
from linli.care.choices import TestResult as Result
from linli.care.models import CareTest, Episode, HealthCheck, Transfer
from linli.care.problems_release import (
    ApproverAsked,
    OverAlready,
    TransferHeld,
    TransferUnderWay,
    WrongCode,
    WrongStep,
)
from linli.care.transfer_codes import new_code, read_code, shown_code
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.models import Restriction
from tests.conftest import NOW, TODAY

SeenAs = Callable[[User], Viewer]
ASKED = TransferAsked(
    wanted_at=NOW + timedelta(hours=3),
    to_place="第一隔离点",
    medicines="降压药",
    pets="无",
    dependants="母亲，弟弟照看",
)
RIDE = Ride("黑C12345", "老赵", "13800001111")


def ask(episode: Episode, clerk: User, asked: TransferAsked = ASKED) -> Transfer:
    return request_transfer(actor=clerk, episode=episode, transfer_id=new_id(), asked=asked)


@pytest.fixture
def on_the_way(episode: Episode, clerk: User, township_officer: User) -> Transfer:
    way = ask(episode, clerk)
    approve_transfer(actor=township_officer, transfer=way, version=None)
    assign_vehicle(actor=clerk, transfer=way, version=None, ride=RIDE)
    return hand_over(actor=clerk, transfer=way, code=way.code, condition="好")


def add_result(episode: Episode, result: str, hours: int = 0) -> None:
    at = NOW - timedelta(hours=10 - hours)
    CareTest.objects.create(
        episode=episode, area=episode.area, area_code=episode.area_code, due_on=TODAY - timedelta(days=5 - hours),
        day=1, phase=1, result=result, taken_at=at, result_at=at,
    )  # fmt: skip


def test_who_arrives_is_there_and_the_door_at_home_is_free(on_the_way: Transfer, clerk: User) -> None:
    done = receive(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="好", room="201")
    episode = Episode.everywhere.get()
    assert (done.state, episode.place, episode.room) == ("arrived", "第一隔离点", "201")
    assert not Restriction.everywhere.filter(lifted_at=None).exists()
    assert (done.handed_over_by, done.received_by) == (clerk, clerk)
    assert done.received_at >= done.handed_over_at


def test_who_comes_home_is_marked_at_the_door_again(
    on_the_way: Transfer, clerk: User, township_officer: User
) -> None:
    receive(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="好")
    home = ask(Episode.everywhere.get(), clerk, TransferAsked(wanted_at=NOW, goes_home=True))
    approve_transfer(actor=township_officer, transfer=home, version=None)
    assign_vehicle(actor=clerk, transfer=home, version=None, ride=RIDE)
    hand_over(actor=clerk, transfer=home, code=home.code, condition="好")
    receive(actor=clerk, transfer=home, code=home.code, condition="好")
    assert Episode.everywhere.get().place == ""
    assert Restriction.everywhere.filter(lifted_at=None).count() == 1


def test_told_twice_it_stays_as_it_was_told_first(on_the_way: Transfer, clerk: User) -> None:
    again = hand_over(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="差")
    assert again.condition == "好"
    first = receive(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="好")
    second = receive(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="差")
    assert second.received_at == first.received_at


@pytest.mark.parametrize("code", ["", "AAAA2222", "ABC"])
def test_another_code_hands_nobody_over(episode: Episode, clerk: User, code: str) -> None:
    with pytest.raises(WrongCode):
        hand_over(actor=clerk, transfer=ask(episode, clerk), code=code, condition="好")


def test_steps_are_not_skipped(episode: Episode, clerk: User) -> None:
    way = ask(episode, clerk)
    steps: list[Callable[[], Any]] = [
        lambda: assign_vehicle(actor=clerk, transfer=way, version=None, ride=RIDE),
        lambda: hand_over(actor=clerk, transfer=way, code=way.code, condition="好"),
        lambda: receive(actor=clerk, transfer=way, code=way.code, condition="好"),
    ]
    for step in steps:
        with pytest.raises(WrongStep):
            step()


def test_who_asks_does_not_approve(episode: Episode, clerk: User) -> None:
    with pytest.raises(ApproverAsked):
        approve_transfer(actor=clerk, transfer=ask(episode, clerk), version=None)


def test_the_same_form_twice_is_one_way_and_a_second_way_waits(episode: Episode, clerk: User) -> None:
    key = new_id()
    for _time in range(2):
        request_transfer(actor=clerk, episode=episode, transfer_id=key, asked=ASKED)
    assert Transfer.everywhere.count() == 1
    with pytest.raises(TransferUnderWay):
        ask(episode, clerk)


def test_a_suspicious_pool_moves_nobody_without_symptoms(episode: Episode, clerk: User) -> None:
    add_result(episode, Result.POOL_SUSPECT)
    with pytest.raises(TransferHeld):
        ask(episode, clerk)
    add_result(episode, Result.NEGATIVE, hours=2)
    assert ask(episode, clerk).state == TransferState.REQUESTED


def test_a_pool_that_turns_suspicious_holds_a_way_that_was_asked_for(
    episode: Episode, clerk: User, township_officer: User
) -> None:
    way = ask(episode, clerk)
    add_result(episode, Result.POOL_SUSPECT)
    with pytest.raises(TransferHeld):
        approve_transfer(actor=township_officer, transfer=way, version=None)


def test_whoever_has_symptoms_is_moved_all_the_same(episode: Episode, clerk: User) -> None:
    add_result(episode, Result.POOL_SUSPECT)
    HealthCheck.objects.create(
        episode=episode, area=episode.area, area_code=episode.area_code, on=TODAY, half="morning", at=NOW,
        received_at=NOW, told_by="resident", abnormal=True,
    )  # fmt: skip
    assert ask(episode, clerk).state == TransferState.REQUESTED


def test_nobody_who_is_free_is_moved(episode: Episode, clerk: User, viewer: SeenAs) -> None:
    release_episode(actor=viewer(clerk), episode=episode, why=WhyReleased.HOSPITAL, version=None)
    with pytest.raises(OverAlready):
        ask(episode, clerk)


def test_a_release_drops_a_way_that_has_not_begun(episode: Episode, clerk: User, viewer: SeenAs) -> None:
    way = ask(episode, clerk)
    release_episode(actor=viewer(clerk), episode=episode, why=WhyReleased.HOSPITAL, version=None)
    way.refresh_from_db()
    assert way.state == TransferState.DROPPED


def test_who_sits_in_the_car_is_driven_to_the_end(on_the_way: Transfer, clerk: User, viewer: SeenAs) -> None:
    with pytest.raises(WrongStep):
        drop_transfer(actor=clerk, transfer=on_the_way, version=None, why="不用了")
    release_episode(actor=viewer(clerk), episode=on_the_way.episode, why=WhyReleased.HOSPITAL, version=None)
    done = receive(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="好")
    assert done.state == TransferState.ARRIVED


# ---- the way home of who is free ------------------------------------------------------------------------
HOME = TransferAsked(wanted_at=NOW, goes_home=True)


@pytest.fixture
def in_facility(on_the_way: Transfer, clerk: User) -> Episode:
    """柴丽娟 is in the first facility."""
    receive(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="好")
    return Episode.everywhere.get()


def drive_home(home: Transfer, clerk: User, approver: User) -> Transfer:
    approve_transfer(actor=approver, transfer=home, version=None)
    assign_vehicle(actor=clerk, transfer=home, version=None, ride=RIDE)
    hand_over(actor=clerk, transfer=home, code=home.code, condition="好")
    return receive(actor=clerk, transfer=home, code=home.code, condition="好")


def test_a_way_home_that_was_asked_for_before_the_release_is_driven_after_it(
    in_facility: Episode, clerk: User, township_officer: User, viewer: SeenAs
) -> None:
    home = ask(in_facility, clerk, HOME)
    release_episode(actor=viewer(clerk), episode=in_facility, why=WhyReleased.HOSPITAL, version=None)
    assert drive_home(home, clerk, township_officer).state == TransferState.ARRIVED
    assert Episode.everywhere.get().place == ""
    assert not Restriction.everywhere.filter(lifted_at=None).exists()


@pytest.mark.parametrize("state", [EpisodeState.RELEASED, EpisodeState.AFTERCARE, EpisodeState.CLOSED])
def test_who_is_free_and_still_in_a_facility_is_driven_home(
    in_facility: Episode, clerk: User, township_officer: User, viewer: SeenAs, state: str
) -> None:
    release_episode(actor=viewer(clerk), episode=in_facility, why=WhyReleased.HOSPITAL, version=None)
    Episode.everywhere.update(state=state)
    drive_home(ask(in_facility, clerk, HOME), clerk, township_officer)
    assert Episode.everywhere.get().place == ""


def test_who_was_cancelled_in_a_facility_gets_home_and_nobody_else_who_was_cancelled_is_moved(
    in_facility: Episode, clerk: User, township_officer: User, viewer: SeenAs
) -> None:
    cancel_episode(actor=viewer(clerk), episode=in_facility, why=WhyCancelled.WRONG_PERSON)
    drive_home(ask(in_facility, clerk, HOME), clerk, township_officer)
    with pytest.raises(OverAlready):
        ask(in_facility, clerk, HOME)


def test_who_is_free_is_driven_to_no_other_facility(
    in_facility: Episode, clerk: User, viewer: SeenAs
) -> None:
    release_episode(actor=viewer(clerk), episode=in_facility, why=WhyReleased.HOSPITAL, version=None)
    with pytest.raises(OverAlready):
        ask(in_facility, clerk)


def test_who_arrives_in_a_facility_after_the_release_is_there_and_marks_no_door(
    on_the_way: Transfer, clerk: User, viewer: SeenAs
) -> None:
    release_episode(actor=viewer(clerk), episode=on_the_way.episode, why=WhyReleased.HOSPITAL, version=None)
    receive(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="好")
    assert Episode.everywhere.get().place == "第一隔离点"
    assert not Restriction.everywhere.filter(lifted_at=None).exists()


def test_an_arrival_that_is_told_again_later_moves_nobody_back(
    on_the_way: Transfer, in_facility: Episode, clerk: User, township_officer: User
) -> None:
    drive_home(ask(in_facility, clerk, HOME), clerk, township_officer)
    receive(actor=clerk, transfer=on_the_way, code=on_the_way.code, condition="好")
    assert Episode.everywhere.get().place == ""


def test_a_way_is_dropped_once(episode: Episode, clerk: User) -> None:
    way = ask(episode, clerk)
    for _time in range(2):
        assert drop_transfer(actor=clerk, transfer=way, version=None, why="不用了").why_dropped == "不用了"


# ---- codes -------------------------------------------------------------------------------------------
def test_a_code_is_read_as_people_type_it() -> None:
    assert {read_code(typed) for typed in ("k7m2 9qpd", "K7M2-9QPD", "Ｋ７Ｍ２９ＱＰＤ", " K7M29QPD ")} == {
        "K7M29QPD"
    }
    assert shown_code("K7M29QPD") == "K7M2 9QPD"


def test_codes_differ_and_have_no_signs_that_are_mixed_up() -> None:
    codes = {new_code() for _n in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01OILS")
