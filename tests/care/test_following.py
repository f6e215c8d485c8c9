"""A household whose file is corrected takes its care along: who answers for the new place sees it, the old one no more."""

import pytest

from linli.areas.models import Area
from linli.care.access_episodes import episode_for
from linli.care.actions.days import make_days
from linli.care.actions.following import follow_household
from linli.care.models import CareTask, Episode
from linli.core.outbox import drain
from linli.core.problems import NotFound
from linli.flows.table import REACTIONS
from linli.people.models import User
from linli.people.viewer import viewer_of
from linli.registers.actions.households import correct_household
from linli.registers.models import Restriction
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
