"""A newer edition and several officers at the same moment: one decision counts, and no end moves further away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from linli.care.actions.edition_changes import (
    ask_heavier,
    keep_change,
    propose_changes,
    sign_heavier,
    take_change,
)
from linli.care.actions.releasing import release_episode
from linli.care.choices import ChangeState, EpisodeState, WhyReleased
from linli.care.models import EditionChange, Episode, Prolongation
from linli.care.problems_editions import ChangeDecided, NotAskedYet
from linli.care.problems_release import OverAlready
from linli.core.models import Event
from linli.incidents.models import Incident
from linli.people.models import User
from linli.registers.models import Resident, Restriction
from tests.care.conftest import MakeEpisode
from tests.care.test_edition_changes import adopt, planned, proposed
from tests.conftest import NOW, TODAY
from tests.duty.test_posts_at_once import all_at_once, kinds

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _many_writers(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")


@pytest.fixture
def change(episode: Episode, epidemic: Incident) -> EditionChange:
    """Seven days by the twenty measures; the ten measures, in force now, have five."""
    planned(episode)
    adopt(epidemic, "ten_measures")
    return proposed(episode)


def taken(change: EditionChange, actor: User) -> Callable[[], object]:
    return lambda: take_change(actor=actor, change=change, at=NOW)


def test_two_who_take_it_take_it_once(change: EditionChange, clerk: User, township_officer: User) -> None:
    found = all_at_once([taken(change, one) for one in (clerk, township_officer, clerk)])
    assert kinds(found) == {Episode: 1, ChangeDecided: 2}
    assert Event.objects.filter(name="care.edition_taken").count() == 1


def test_one_takes_it_and_one_keeps_what_was_and_one_of_them_is_first(
    change: EditionChange, clerk: User, township_officer: User
) -> None:
    before = change.episode.until_at
    all_at_once(
        [
            taken(change, clerk),
            lambda: keep_change(actor=township_officer, change=change, why="等第5天检测", at=NOW),
        ]
    )
    change.refresh_from_db()
    episode = Episode.everywhere.get(pk=change.episode_id)
    if change.state == ChangeState.TAKEN:
        assert episode.until_at == change.until_at
    else:
        assert (change.state, episode.until_at) == (ChangeState.KEPT, before)


def test_what_is_released_meanwhile_stays_released(
    change: EditionChange, clerk: User, township_officer: User
) -> None:
    episode = Episode.everywhere.get(pk=change.episode_id)
    found = all_at_once(
        [
            taken(change, clerk),
            lambda: release_episode(
                actor=township_officer, episode=episode, why=WhyReleased.HOSPITAL, version=None
            ),
        ]
    )
    assert set(kinds(found)) <= {Episode, ChangeDecided, OverAlready}
    episode.refresh_from_db()
    assert episode.state == EpisodeState.RELEASED
    assert not Restriction.everywhere.filter(source_id=episode.pk, lifted_at=None, until_at__gt=NOW).exists()


def test_proposing_twice_at_once_proposes_once(episode: Episode, epidemic: Incident) -> None:
    planned(episode)
    adopt(epidemic, "ten_measures")
    all_at_once([lambda: propose_changes(at=NOW)] * 3)
    assert EditionChange.everywhere.filter(episode=episode).count() == 1


def test_a_physician_who_signs_while_it_is_asked_signs_what_was_asked_or_nothing(
    epidemic: Incident, make_episode: MakeEpisode, resident: Resident, clerk: User, medical_officer: User
) -> None:
    episode = planned(make_episode(resident, from_on=TODAY - timedelta(days=1)), "ten_measures")
    change, before = proposed(episode), episode.until_at
    found = all_at_once(
        [
            lambda: ask_heavier(actor=clerk, change=change, why="家中有人发热"),
            lambda: sign_heavier(actor=medical_officer, change=change, at=NOW),
        ]
    )
    assert set(kinds(found)) <= {EditionChange, Episode, NotAskedYet}
    later = Prolongation.objects.filter(episode=episode)
    if later:
        assert (later[0].asked_by, later[0].signed_by) == (clerk, medical_officer)
    episode.refresh_from_db()
    assert (episode.until_at != before) == later.exists()
