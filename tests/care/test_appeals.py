"""Objections: kept at once, answered in time with reasons, by somebody who did not decide; who is right is free."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from linli.areas.models import Area
from linli.care.actions.appeals import (
    Against,
    Answer,
    answer_appeal,
    make_appeal,
    signers_of,
    withdraw_appeal,
)
from linli.care.choices import AppealState, AppealWay, ChangeKind, ChangeState, EpisodeState
from linli.care.models import Appeal, EditionChange, Episode, Prolongation
from linli.care.problems_release import (
    AnsweredAlready,
    AnswerWithoutReasons,
    AppealWaits,
    NothingToObject,
    SignerAnswers,
)
from linli.core.models import Event
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.choices import RestrictionSource
from linli.registers.models import Household, Resident, Restriction
from tests.care.conftest import DAY, MakeEpisode
from tests.conftest import NOW, appoint

SeenAs = Callable[[User], Viewer]
STANDS, ENDS, WRONG = (
    Answer(False, "票据可查"),
    Answer(True, "天数算错"),
    Answer(True, "不是本人", cancels=True),
)


def object_to(episode: Episode, **values: Any) -> Appeal:
    given = {
        "household": episode.household,
        "appeal_id": new_id(),
        "against": Against(episode=episode),
        "text": "我没去过",
        "now": NOW,
    }
    return make_appeal(**{**given, **values})  # type: ignore[arg-type]


@pytest.fixture
def zone_mark(household: Household, clerk: User, township_officer: User) -> Restriction:
    return Restriction.objects.create(
        household=household, area=household.area, area_code=household.area_code, source=RestrictionSource.ZONE,
        source_id=new_id(), category="high", basis="令第 5 号", objection="0453-3120001", decided_by=clerk,
        agreed_by=township_officer, from_at=NOW - DAY, until_at=NOW + 4 * DAY,
    )  # fmt: skip


def test_the_clock_runs_for_a_day_from_the_moment_it_is_made(episode: Episode) -> None:
    made = object_to(episode)
    assert (made.made_at, made.due_at) == (NOW, NOW + timedelta(hours=24))
    assert Event.objects.filter(name="care.appeal_made", payload={"appeal": str(made.pk)}).count() == 1


def test_the_same_form_is_the_same_objection_and_a_second_one_waits(episode: Episode) -> None:
    key = new_id()
    assert object_to(episode, appeal_id=key) == object_to(episode, appeal_id=key)
    with pytest.raises(AppealWaits):
        object_to(episode)


def test_nobody_objects_for_another_household(
    episode: Episode, elder: Resident, make_episode: MakeEpisode
) -> None:
    with pytest.raises(NothingToObject):
        object_to(episode, household=elder.household)


@pytest.mark.parametrize("state", [EpisodeState.PROPOSED, EpisodeState.CANCELLED, EpisodeState.CLOSED])
def test_what_does_not_hold_is_not_objected_to(episode: Episode, state: str) -> None:
    Episode.everywhere.filter(pk=episode.pk).update(state=state)
    episode.refresh_from_db()
    with pytest.raises(NothingToObject):
        object_to(episode)


def test_neither_signer_answers_nor_who_prolonged(
    episode: Episode, clerk: User, township_officer: User, medical_officer: User, viewer: SeenAs
) -> None:
    made = object_to(episode)
    assert episode.until_at is not None
    Prolongation.objects.create(
        episode=episode, before=episode.until_at, after=episode.until_at + DAY, why="复检", asked_by=clerk,
        signed_by=medical_officer,
    )  # fmt: skip
    for user in (clerk, township_officer, medical_officer):
        with pytest.raises(SignerAnswers):
            answer_appeal(actor=viewer(user), appeal=made, answer=STANDS)


@pytest.mark.parametrize(
    ("state", "kind", "signed"),
    [(ChangeState.TAKEN, ChangeKind.HEAVIER, True), (ChangeState.KEPT, ChangeKind.LIGHTER, False)],
)
def test_who_made_it_stricter_by_an_edition_or_kept_it_against_a_lighter_one_does_not_answer(
    episode: Episode, city: Area, medical_officer: User, viewer: SeenAs, state: str, kind: str, signed: bool
) -> None:
    other = appoint("kong", "孔医师", "medical_officer", city)
    EditionChange.objects.create(
        episode=episode, area=episode.area, area_code=episode.area_code, edition="ten_measures", kind=kind,
        state=state, decided_by=medical_officer, signed_by=other if signed else None,
    )  # fmt: skip
    made = object_to(episode)
    assert ({medical_officer.pk} | ({other.pk} if signed else set())) <= signers_of(made)
    with pytest.raises(SignerAnswers):
        answer_appeal(actor=viewer(medical_officer), appeal=made, answer=STANDS)


@pytest.mark.parametrize("state", [ChangeState.TAKEN, ChangeState.WAITING])
def test_who_let_it_become_lighter_or_only_asked_for_more_may_answer(
    episode: Episode, medical_officer: User, viewer: SeenAs, state: str
) -> None:
    EditionChange.objects.create(
        episode=episode, area=episode.area, area_code=episode.area_code, edition="ten_measures",
        kind=ChangeKind.SHORTER, state=state, decided_by=medical_officer,
    )  # fmt: skip
    made = object_to(episode)
    assert (
        answer_appeal(actor=viewer(medical_officer), appeal=made, answer=STANDS).answered_by
        == medical_officer
    )


def test_an_answer_gives_its_reasons(episode: Episode, medical_officer: User, viewer: SeenAs) -> None:
    with pytest.raises(AnswerWithoutReasons):
        answer_appeal(actor=viewer(medical_officer), appeal=object_to(episode), answer=Answer(True, "  "))


def test_a_decision_that_stands_changes_nothing(
    episode: Episode, medical_officer: User, viewer: SeenAs
) -> None:
    done = answer_appeal(actor=viewer(medical_officer), appeal=object_to(episode), answer=STANDS)
    episode.refresh_from_db()
    assert (done.state, done.reasons, episode.state) == ("rejected", "票据可查", "active")


def test_who_is_right_is_released_in_the_same_moment(
    episode: Episode, medical_officer: User, viewer: SeenAs
) -> None:
    answer_appeal(actor=viewer(medical_officer), appeal=object_to(episode), answer=ENDS)
    episode.refresh_from_db()
    assert (episode.state, episode.released_why) == ("released", "appeal")
    assert not Restriction.everywhere.filter(source_id=episode.pk, lifted_at=None).exists()


def test_what_was_wrong_from_the_beginning_is_cancelled_with_an_apology(
    episode: Episode, medical_officer: User, viewer: SeenAs
) -> None:
    answer_appeal(actor=viewer(medical_officer), appeal=object_to(episode), answer=WRONG)
    episode.refresh_from_db()
    assert (episode.state, episode.cancelled_why) == ("cancelled", "appeal")
    assert episode.apology_at is not None


def test_it_is_answered_once(episode: Episode, medical_officer: User, viewer: SeenAs) -> None:
    made = object_to(episode)
    answer_appeal(actor=viewer(medical_officer), appeal=made, answer=STANDS)
    with pytest.raises(AnsweredAlready):
        answer_appeal(actor=viewer(medical_officer), appeal=made, answer=ENDS)
    assert Event.objects.filter(name="care.appeal_answered").count() == 1


def test_an_objection_to_a_zone_frees_the_door_and_tells_the_zone(
    zone_mark: Restriction, household: Household, medical_officer: User, viewer: SeenAs
) -> None:
    made = make_appeal(
        household=household,
        appeal_id=new_id(),
        against=Against(restriction=zone_mark),
        text="不在这栋",
        now=NOW,
    )
    done = answer_appeal(actor=viewer(medical_officer), appeal=made, answer=ENDS)
    zone_mark.refresh_from_db()
    assert zone_mark.lifted_at is not None
    assert Event.objects.filter(name="care.appeal_answered", payload={"appeal": str(done.pk)}).exists()


def test_it_is_taken_back_as_often_as_one_likes_until_it_is_answered(
    episode: Episode, medical_officer: User, viewer: SeenAs
) -> None:
    made = object_to(episode, way=AppealWay.PHONE)
    for _time in range(2):
        assert withdraw_appeal(appeal=made).state == AppealState.WITHDRAWN
    again = object_to(episode)
    answer_appeal(actor=viewer(medical_officer), appeal=again, answer=STANDS)
    with pytest.raises(AnsweredAlready):
        withdraw_appeal(appeal=again)
