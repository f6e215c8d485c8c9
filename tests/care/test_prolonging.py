"""A later end needs a reason and two people; beyond the edition one of them is a physician."""

from collections.abc import Callable
from typing import Any

import pytest

from linli.care.actions.prolonging import (
    ask_prolongation,
    prolong_episode,
    refuse_prolongation,
    sign_prolongation,
)
from linli.care.actions.releasing import release_episode
from linli.care.choices import WhyReleased
from linli.care.models import Episode, Prolongation, ProlongationAsked
from linli.care.problems_release import (
    AnotherMustSign,
    AnsweredAlready,
    AskedAlready,
    AskedOfAnotherEnd,
    EndHasPassed,
    EndNotLater,
    EndTooFar,
    OverAlready,
    PhysicianMustSign,
)
from linli.core.models import Event
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.models import Resident, Restriction
from tests.care.conftest import DAY, MakeEpisode, midnight
from tests.conftest import TODAY

SeenAs = Callable[[User], Viewer]
WHY = "第 7 天检测阳性，复检"


@pytest.fixture
def shortened(make_episode: MakeEpisode, resident: Resident) -> Episode:
    """Signed for five days where the edition gives seven."""
    given = midnight(TODAY - 3 * DAY + 7 * DAY)
    return make_episode(resident, days=5, plan={"until_at": given.isoformat()})


def asked(episode: Episode, actor: Any, days: int = 1, **values: Any) -> ProlongationAsked:
    assert episode.until_at is not None
    given = {"until": episode.until_at + days * DAY, "why": WHY, "version": None, **values}
    return ask_prolongation(actor=actor, episode=episode, **given)


def end_of(episode: Episode) -> Any:
    return Episode.everywhere.values_list("until_at", flat=True).get(pk=episode.pk)


def test_asking_moves_nothing(episode: Episode, clerk: User, viewer: SeenAs) -> None:
    asked(episode, viewer(clerk))
    assert end_of(episode) == episode.until_at
    assert not Prolongation.objects.exists()


def test_beyond_the_edition_a_physician_signs_and_the_mark_moves_with_the_end(
    episode: Episode, clerk: User, medical_officer: User, viewer: SeenAs
) -> None:
    question = asked(episode, viewer(clerk), days=2)
    sign_prolongation(actor=viewer(medical_officer), asked=question)
    assert episode.until_at is not None
    end = episode.until_at + 2 * DAY
    made = Prolongation.objects.get()
    assert (made.before, made.after, made.asked_by, made.signed_by) == (
        episode.until_at, end, clerk, medical_officer,
    )  # fmt: skip
    assert end_of(episode) == end
    assert Restriction.everywhere.get(source_id=episode.pk).until_at == end
    assert Event.objects.filter(name="care.episode_changed").exists()


def test_beyond_the_edition_no_officer_signs(
    episode: Episode, clerk: User, township_officer: User, viewer: SeenAs
) -> None:
    question = asked(episode, viewer(clerk))
    with pytest.raises(PhysicianMustSign):
        sign_prolongation(actor=viewer(township_officer), asked=question)
    assert end_of(episode) == episode.until_at


def test_within_the_edition_an_officer_signs(
    shortened: Episode, clerk: User, township_officer: User, viewer: SeenAs
) -> None:
    question = asked(shortened, viewer(clerk), days=2)
    assert sign_prolongation(actor=viewer(township_officer), asked=question).after == end_of(shortened)


def test_who_may_not_agree_does_not_sign_within_the_edition_either(
    shortened: Episode, clerk: User, grid_worker: User, viewer: SeenAs
) -> None:
    question = asked(shortened, viewer(clerk))
    with pytest.raises(NotFound):
        sign_prolongation(actor=viewer(grid_worker), asked=question)


def test_who_asks_does_not_sign(episode: Episode, medical_officer: User, viewer: SeenAs) -> None:
    question = asked(episode, viewer(medical_officer))
    with pytest.raises(AnotherMustSign):
        sign_prolongation(actor=viewer(medical_officer), asked=question)
    assert episode.until_at is not None
    given = {"until": episode.until_at + DAY, "why": WHY, "signed_by": medical_officer}
    with pytest.raises(AnotherMustSign):
        prolong_episode(actor=medical_officer, episode=episode, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "problem"), [(0, EndNotLater), (-1, EndNotLater), (8, EndTooFar)])
def test_an_end_that_is_not_later_or_too_far_is_refused(
    episode: Episode, clerk: User, viewer: SeenAs, days: int, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        asked(episode, viewer(clerk), days=days)


def test_the_system_asks_for_nothing(episode: Episode) -> None:
    with pytest.raises(NotFound):
        asked(episode, None)


def test_what_is_over_is_not_prolonged(
    make_episode: MakeEpisode, resident: Resident, clerk: User, viewer: SeenAs
) -> None:
    over = make_episode(resident, from_on=TODAY - 8 * DAY)
    with pytest.raises(EndHasPassed):
        asked(over, viewer(clerk), days=5)


def test_one_question_at_a_time_and_the_same_again_is_the_same(
    episode: Episode, clerk: User, township_officer: User, viewer: SeenAs
) -> None:
    first = asked(episode, viewer(clerk))
    assert asked(episode, viewer(clerk)) == first
    with pytest.raises(AskedAlready):
        asked(episode, viewer(township_officer))


def test_a_question_is_answered_once(
    episode: Episode, clerk: User, medical_officer: User, viewer: SeenAs
) -> None:
    question = asked(episode, viewer(clerk))
    refuse_prolongation(actor=viewer(medical_officer), asked=question)
    with pytest.raises(AnsweredAlready):
        sign_prolongation(actor=viewer(medical_officer), asked=question)
    assert end_of(episode) == episode.until_at


def test_a_release_answers_the_question(
    episode: Episode, clerk: User, medical_officer: User, viewer: SeenAs
) -> None:
    question = asked(episode, viewer(clerk))
    release_episode(actor=viewer(clerk), episode=episode, why=WhyReleased.HOSPITAL, version=None)
    with pytest.raises(OverAlready):
        sign_prolongation(actor=viewer(medical_officer), asked=question)


def test_a_question_about_another_end_is_not_signed(
    episode: Episode, clerk: User, medical_officer: User, viewer: SeenAs
) -> None:
    question = asked(episode, viewer(clerk), days=3)
    assert episode.until_at is not None
    Episode.everywhere.filter(pk=episode.pk).update(until_at=episode.until_at - DAY)
    with pytest.raises(AskedOfAnotherEnd):
        sign_prolongation(actor=viewer(medical_officer), asked=question)


def test_an_older_form_is_refused(episode: Episode, clerk: User, viewer: SeenAs) -> None:
    with pytest.raises(ChangedMeanwhile):
        asked(episode, viewer(clerk), version=episode.version - 1)
