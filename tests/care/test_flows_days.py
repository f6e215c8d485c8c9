"""An episode comes into force: team, carers and tasks are there; it ends: all of it does. Killed half-way, it completes."""

from typing import Any

import pytest
from django.db import transaction

from linli.areas.models import Area
from linli.care.actions.checks import take_checks
from linli.care.actions.tests import enter_result
from linli.care.bodies import HealthCheckTold
from linli.care.choices import EpisodeState, TaskState
from linli.care.models import Carer, CareTask, CareTest, Episode, Told
from linli.core.models import Event
from linli.core.outbox import announce, drain
from linli.duty.choices import TargetKind
from linli.duty.models import EpisodeInForce, Responsibility
from linli.flows.table import REACTIONS
from linli.people.models import Note, User
from linli.registers.models import Household
from tests.care.test_days_facts import told
from tests.conftest import NOW, TODAY, appoint, place


def happened(name: str, **payload: Any) -> None:
    with transaction.atomic():
        announce(name, **payload)


def run() -> None:
    """Until nothing waits any more: a reaction may announce something itself."""
    for _turn in range(5):
        drain(REACTIONS)
    assert not Event.objects.filter(handled_at=None).exists()


@pytest.fixture
def team(community: Area, grid_worker: User, doctor: User) -> list[User]:
    return [grid_worker, doctor, appoint("she-gong", "社工甲", "community_worker", community)]


def opened(episode: Episode) -> None:
    happened("care.episode_opened", episode=str(episode.pk))


def state() -> dict[str, Any]:
    held = Responsibility.everywhere.filter(target_kind=TargetKind.EPISODE)
    return {
        "mirror": list(EpisodeInForce.everywhere.values_list("pk", "pattern", "until_on")),
        "team": sorted(held.values_list("slot", "user__name", "until_on")),
        "carers": sorted(Carer.objects.values_list("slot", "user__name", "until_on")),
        "tasks": sorted(CareTask.everywhere.values_list("item", "number", "state")),
        "told": sorted(Told.objects.filter(user__isnull=False).values_list("user__name", flat=True)),
    }


def test_in_force_it_has_a_team_carers_and_things_to_do(episode: Episode, team: list[User]) -> None:
    opened(episode)
    run()
    now = state()
    assert [name for _slot, name, _until in now["carers"]] == [name for _slot, name, _until in now["team"]]
    assert sorted(name for _slot, name, _until in now["carers"]) == sorted(one.name for one in team)
    assert now["tasks"]
    assert now["told"] == sorted(one.name for one in team)


def test_the_last_day_of_the_team_is_the_last_day_of_the_episode(episode: Episode, team: list[User]) -> None:
    opened(episode)
    run()
    assert {until.isoformat() for _slot, _name, until in state()["carers"]} == {"2026-11-24"}


def test_said_ten_times_it_happens_once(episode: Episode, team: list[User]) -> None:
    opened(episode)
    run()
    once = state()
    for _again in range(10):
        opened(episode)
    run()
    assert state() == once


@pytest.mark.parametrize("event", ["care.episode_released", "care.episode_cancelled"])
def test_over_all_of_it_is_undone(event: str, episode: Episode, team: list[User]) -> None:
    opened(episode)
    run()
    over = EpisodeState.RELEASED if event.endswith("released") else EpisodeState.CANCELLED
    Episode.everywhere.update(state=over, released_at=NOW)
    for _again in range(2):
        happened(event, episode=str(episode.pk))
        run()
    assert not EpisodeInForce.everywhere.exists()
    assert not Carer.objects.filter(until_on=None).exists()
    assert not Carer.objects.filter(until_on__gt=TODAY).exists()
    assert not Responsibility.everywhere.filter(target_kind=TargetKind.EPISODE, until_on__gt=TODAY).exists()
    assert not CareTask.everywhere.filter(state=TaskState.OPEN).exists()


def test_a_late_word_of_the_opening_after_the_release_opens_nothing(
    episode: Episode, team: list[User]
) -> None:
    Episode.everywhere.update(state=EpisodeState.RELEASED, released_at=NOW)
    opened(episode)
    run()
    assert not Carer.objects.exists()
    assert not CareTask.everywhere.exists()


class Killed(BaseException):
    """As if the power went: nothing catches it."""


WHERE = (
    "linli.duty.actions.episodes.log", "linli.duty.actions.episodes.give", "linli.duty.actions.episodes.finish",
    "linli.care.actions.days._make_tests", "linli.care.carers._keep_told",
)  # fmt: skip


@pytest.mark.parametrize("where", WHERE)
def test_killed_half_way_it_completes(
    where: str, episode: Episode, team: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*given: Any, **named: Any) -> None:
        raise Killed

    def open_and_run() -> None:
        opened(episode)
        run()

    with monkeypatch.context() as patched:
        patched.setattr(where, dies)
        with pytest.raises(Killed):
            open_and_run()
    assert Event.objects.filter(handled_at=None).exists()
    run()
    now = state()
    assert len(now["carers"]) == len(now["team"]) == 3
    assert now["tasks"]
    assert Responsibility.everywhere.count() == 3


def test_a_household_that_moves_keeps_its_team(episode: Episode, team: list[User], grid: Area) -> None:
    opened(episode)
    run()
    building = place("231085100006001009", "building", "9号楼", grid)
    Household.objects.within(episode.area_code).filter(pk=episode.household_id).update(
        area=building, area_code=building.code
    )
    happened("registers.household_changed", household_id=str(episode.household_id))
    run()
    assert EpisodeInForce.everywhere.get().area_code == building.code
    codes = Responsibility.everywhere.filter(target_kind=TargetKind.EPISODE).values_list(
        "area_code", flat=True
    )
    assert set(codes) == {building.code}


def test_an_unusual_check_is_told_to_carers_and_the_nearest_physician_once(
    episode: Episode, carer: User, doctor: User, medical_officer: User, clerk: User
) -> None:
    take_checks([told(HealthCheckTold(episode=episode.pk, half="morning", celsius=38.2), carer)])
    happened("care.check_abnormal", **Event.objects.get(name="care.check_abnormal").payload)
    run()
    notes = {note.user: note for note in Note.objects.filter(kind__startswith="care_abnormal")}
    assert set(notes) == {carer, doctor}
    said = str([(note.kind, note.url, note.data) for note in notes.values()])
    assert "38" not in said
    assert "柴丽娟" not in said


def test_a_positive_test_is_told_to_physicians_alone(episode: Episode, clerk: User, doctor: User) -> None:
    test = CareTest.everywhere.create(
        episode=episode, due_on=TODAY, day=4, phase=0, area=episode.area, area_code=episode.area_code
    )
    enter_result(actor=clerk, test=test, result="positive")
    run()
    assert [note.user for note in Note.objects.filter(kind="care_test_positive")] == [doctor]
