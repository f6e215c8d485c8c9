"""A household whose file is corrected takes its care along, and so does a person who moves or is merged: who answers for
the new place sees it, the old one no more."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.areas.models import Area
from linli.care.access_episodes import cares_for, episode_for
from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.cases import report_case
from linli.care.actions.days import make_days
from linli.care.actions.following import follow_household, follow_person
from linli.care.actions.proposing import propose_episode
from linli.care.actions.trips import Arranged, add_trip
from linli.care.choices import AppealWay, WhyCancelled
from linli.care.models import Appeal, Carer, CareTask, Episode, EpisodePhase
from linli.care.notes_episodes import TWO_OPEN
from linli.core.models import Event
from linli.core.outbox import drain
from linli.core.problems import NotFound
from linli.duty.models import EpisodeInForce
from linli.flows.episode_team import keep_team
from linli.flows.person_moved import let_care_follow_person, let_care_follow_workbook
from linli.flows.table import REACTIONS
from linli.gates.models import Errand
from linli.people.models import Note, User
from linli.people.viewer import viewer_of
from linli.registers.actions.households import correct_household
from linli.registers.actions.merging import merge_residents, unmerge_residents
from linli.registers.actions.residents import correct_resident, move_resident
from linli.registers.choices import Relation
from linli.registers.models import Household, Resident, Restriction
from tests.care.conftest import MakeEpisode
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


def move(episode: Episode, area: Area, actor: User) -> None:
    home = episode.household
    correct_household(home, version=home.version, values={}, area=area, actor=actor)
    drain(REACTIONS)
    episode.refresh_from_db()


def test_an_episode_stands_where_its_household_stands(
    episode: Episode, other_community: Area, clerk: User, other_clerk: User, leader: User
) -> None:
    make_days(episode, at=NOW)
    assert CareTask.everywhere.filter(episode=episode).exists()
    assert episode_for(viewer_of(clerk, day=TODAY), episode.pk) == episode
    move(episode, other_community, leader)
    for rows in (Episode, CareTask, Restriction):
        assert set(rows.everywhere.values_list("area_code", flat=True)) == {other_community.code}
    assert episode_for(viewer_of(other_clerk, day=TODAY), episode.pk) == episode
    with pytest.raises(NotFound):
        episode_for(viewer_of(clerk, day=TODAY), episode.pk)


def test_following_twice_changes_nothing(episode: Episode, other_community: Area, leader: User) -> None:
    home = episode.household
    correct_household(home, version=home.version, values={}, area=other_community, actor=leader)
    assert follow_household(home.pk) == [episode.pk]
    assert follow_household(home.pk) == []


def test_the_care_of_another_household_stays(
    episode: Episode, building: Area, other_community: Area, leader: User
) -> None:
    follow_household(episode.household_id)
    assert Episode.everywhere.get().area_code == building.code


# ---- a person ---------------------------------------------------------------------------------------------------------
def run() -> None:
    """Until nothing waits any more: what follows announces something itself."""
    for _turn in range(5):
        drain(REACTIONS)
    assert not Event.objects.filter(handled_at=None).exists()


def to(person: Resident, home: Household, actor: User) -> None:
    move_resident(person, version=None, to=home, relation=Relation.OTHER, actor=actor)


def held(home: Household) -> list[datetime]:
    """The ends of the marks at a door that hold now."""
    now = timezone.now()
    rows = Restriction.everywhere.filter(household=home, lifted_at=None, from_at__lte=now, until_at__gt=now)
    return list(rows.values_list("until_at", flat=True))


def objected(episode: Episode) -> Appeal:
    return Appeal.everywhere.create(
        episode=episode, household=episode.household, area=episode.area, area_code=episode.area_code,
        way=AppealWay.PHONE, text="没去过", made_at=NOW, due_at=NOW + timedelta(days=1),
    )  # fmt: skip


def test_who_moves_within_the_community_frees_the_old_door_and_is_held_at_the_new_one_until_the_same_end(
    episode: Episode, vacant: Household, clerk: User, grid_worker: User
) -> None:
    old, appeal = episode.household, objected(episode)
    trip = add_trip(
        episode.resident, trip_id=uuid4(), kind="dialysis", due_at=NOW + timedelta(days=1), given=Arranged(),
        actor=clerk, at=NOW,
    )  # fmt: skip
    keep_team({"episode": str(episode.pk)})
    run()
    errand = Errand.everywhere.get()
    carers = set(Carer.objects.filter(episode=episode).values_list("user_id", flat=True))
    assert carers
    to(episode.resident, vacant, clerk)
    run()
    for row in (episode, appeal, trip, errand):
        row.refresh_from_db()
        assert (row.household_id, row.area_code) == (vacant.pk, vacant.area_code)
    assert not held(old)
    assert held(vacant) == [episode.until_at]
    assert set(Carer.objects.filter(episode=episode).values_list("user_id", flat=True)) == carers
    assert EpisodeInForce.everywhere.get().household == vacant
    assert not CareTask.everywhere.filter(episode=episode).exclude(area_code=vacant.area_code).exists()
    assert Errand.everywhere.filter(withdrawn_at=None).count() == 1


def test_a_correction_of_somebody_who_stays_changes_nothing(episode: Episode, clerk: User) -> None:
    version = episode.version
    correct_resident(episode.resident, version=None, values={"workplace": "市供水公司"}, actor=clerk)
    run()
    episode.refresh_from_db()
    assert episode.version == version
    assert held(episode.household) == [episode.until_at]


def test_who_moves_to_another_community_is_seen_there_and_no_more_by_the_old_office(
    episode: Episode, stranger_resident: Resident, clerk: User, other_clerk: User, grid_worker: User, leader: User
) -> None:  # fmt: skip
    keep_team({"episode": str(episode.pk)})
    run()
    assert cares_for(viewer_of(grid_worker, day=TODAY), episode, day=TODAY)
    to(episode.resident, stranger_resident.household, leader)
    run()
    assert episode_for(viewer_of(other_clerk, day=TODAY), episode.pk).household == stranger_resident.household
    with pytest.raises(NotFound):
        episode_for(viewer_of(clerk, day=TODAY), episode.pk)
    assert not cares_for(viewer_of(grid_worker, day=TODAY), episode, day=TODAY)
    assert held(stranger_resident.household) == [episode.until_at]


def test_a_mark_that_is_still_to_come_stands_at_the_door_of_the_last_move(
    episode: Episode, vacant: Household, clerk: User
) -> None:
    old, later = episode.household, NOW + timedelta(days=1)
    EpisodePhase.objects.filter(episode=episode).update(from_at=later)
    Restriction.everywhere.filter(source_id=episode.pk).update(from_at=later)
    for home in (vacant, old):
        to(episode.resident, home, clerk)
        run()
        assert Restriction.everywhere.get(source_id=episode.pk, lifted_at=None).household == home


def test_merged_the_episode_and_the_case_are_those_of_the_record_that_is_kept(
    episode: Episode, elder: Resident, clerk: User, medical_officer: User
) -> None:
    old = episode.household
    case = report_case(actor=medical_officer, resident=episode.resident, found_on=TODAY, evidence="单采阳性")
    entry = merge_residents(elder, episode.resident, actor=clerk)
    run()
    episode.refresh_from_db()
    case.refresh_from_db()
    assert (episode.resident, episode.household, case.resident) == (elder, elder.household, elder)
    assert not held(old)
    assert held(elder.household) == [episode.until_at]
    assert propose_episode(actor=clerk, resident=elder, source="by_hand") == episode
    unmerge_residents(entry, actor=clerk)
    run()
    assert Episode.everywhere.get().household == old
    assert held(old) == [episode.until_at]
    assert not held(elder.household)


def test_two_that_are_open_for_one_person_stay_until_people_cancel_the_later_one(
    episode: Episode, elder: Resident, make_episode: MakeEpisode, clerk: User
) -> None:
    later = make_episode(elder, from_on=TODAY - timedelta(days=1))
    old = episode.household
    merge_residents(elder, episode.resident, actor=clerk)
    run()
    follow_person(elder.pk, at=NOW)
    assert held(old) == [episode.until_at]
    assert held(elder.household) == [later.until_at]
    note = Note.objects.get(kind=TWO_OPEN, user=clerk)
    assert note.url == reverse("care:episode_cancel", args=[later.pk]) + "?why=twice"
    cancel_episode(actor=clerk, episode=later, why=WhyCancelled.TWICE, at=NOW)
    run()
    episode.refresh_from_db()
    assert episode.resident == elder
    assert not held(old)
    assert held(elder.household) == [episode.until_at]


def test_whom_a_workbook_moves_is_followed_too_and_nobody_else(
    episode: Episode, elder: Resident, vacant: Household, make_episode: MakeEpisode
) -> None:
    other, old = make_episode(elder), episode.household
    Resident.everywhere.filter(pk=episode.resident_id).update(
        household=vacant, area=vacant.area, area_code=vacant.area_code
    )
    let_care_follow_workbook({})
    let_care_follow_workbook({})
    episode.refresh_from_db()
    assert episode.household == vacant
    assert not held(old)
    assert held(vacant) == [episode.until_at]
    assert held(other.household) == [other.until_at]


def test_following_a_person_twice_or_after_it_was_killed_happens_once(
    episode: Episode, vacant: Household, clerk: User
) -> None:
    def killed(_payload: dict[str, Any]) -> None:
        raise RuntimeError("killed")

    to(episode.resident, vacant, clerk)
    drain({"registers.resident_changed": [let_care_follow_person, killed]})
    assert not held(vacant)  # nothing of it stays half done
    assert held(episode.household) == [episode.until_at]
    run()
    marks = Restriction.everywhere.count()
    episode.refresh_from_db()
    for _again in range(2):
        let_care_follow_person({"resident_id": str(episode.resident_id)})
    run()
    assert Restriction.everywhere.count() == marks == 2
    assert Episode.everywhere.get().version == episode.version
