"""Two officers at the same moment: one release, one later end, one answer; the other sees what was first."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from linli.care.actions.appeals import Against, Answer, answer_appeal, make_appeal
from linli.care.actions.prolonging import ask_prolongation, sign_prolongation
from linli.care.actions.releasing import end_what_is_over, release_episode
from linli.care.choices import WhyReleased
from linli.care.models import Appeal, Episode, Prolongation
from linli.care.problems_release import AnsweredAlready, OverAlready
from linli.core.models import Event
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.models import Restriction
from tests.care.conftest import DAY
from tests.conftest import NOW
from tests.duty.test_posts_at_once import all_at_once, kinds

pytestmark = [pytest.mark.django_db(transaction=True)]
SeenAs = Callable[[User], Viewer]


@pytest.fixture(autouse=True)
def _many_writers(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")


def released(episode: Episode, actor: Any) -> Callable[[], Any]:
    return lambda: release_episode(actor=actor, episode=episode, why=WhyReleased.HOSPITAL, version=None)


def test_two_who_release_release_once(
    episode: Episode, clerk: User, township_officer: User, viewer: SeenAs
) -> None:
    found = all_at_once([released(episode, viewer(one)) for one in (clerk, township_officer, clerk)])
    assert kinds(found) == {Episode: 1, OverAlready: 2}
    assert Event.objects.filter(name="care.episode_released").count() == 1


def test_a_release_and_a_later_end_never_leave_a_mark_behind(
    episode: Episode, clerk: User, medical_officer: User, viewer: SeenAs
) -> None:
    assert episode.until_at is not None
    asked = ask_prolongation(
        actor=viewer(clerk), episode=episode, until=episode.until_at + DAY, why="复检", version=None
    )
    signer, releaser = viewer(medical_officer), viewer(clerk)
    all_at_once([released(episode, releaser), lambda: sign_prolongation(actor=signer, asked=asked)])
    episode.refresh_from_db()
    assert episode.state == "released"
    assert not Restriction.everywhere.filter(source_id=episode.pk, lifted_at=None).exists()
    assert Prolongation.objects.count() <= 1


def test_time_and_an_officer_end_it_once(episode: Episode, clerk: User, viewer: SeenAs) -> None:
    actor, end = viewer(clerk), episode.until_at
    assert end is not None
    all_at_once(
        [released(episode, actor), lambda: end_what_is_over(at=end), lambda: end_what_is_over(at=end)]
    )
    assert Event.objects.filter(name="care.episode_released").count() == 1


def test_two_answers_are_one(episode: Episode, medical_officer: User, viewer: SeenAs) -> None:
    made = make_appeal(
        household=episode.household,
        appeal_id=new_id(),
        against=Against(episode=episode),
        text="不对",
        now=NOW,
    )
    actor = viewer(medical_officer)
    answers = [Answer(True, "天数算错"), Answer(False, "票据可查")]
    found = all_at_once(
        [lambda one=one: answer_appeal(actor=actor, appeal=made, answer=one) for one in answers]
    )
    assert kinds(found) == {Appeal: 1, AnsweredAlready: 1}
