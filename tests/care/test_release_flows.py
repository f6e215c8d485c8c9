"""What follows an end, and an objection: each once, however often it is run."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.care.actions.appeals import Against, Answer, answer_appeal, make_appeal
from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.releasing import end_what_is_over, release_episode
from linli.care.choices import WhyCancelled, WhyReleased
from linli.care.models import Appeal, Episode, Told
from linli.core.models import Event
from linli.flows.appeal_told import ask_who_may_answer, tell_who_decided
from linli.flows.episode_over import tell_of_release
from linli.flows.table import REACTIONS
from linli.lib.ids import new_id
from linli.people.models import Note, User
from linli.people.notes import sentence_of
from linli.people.viewer import Viewer
from linli.registers.models import Resident
from tests.care.conftest import DAY, MakeEpisode
from tests.conftest import NOW, TODAY

SeenAs = Callable[[User], Viewer]


def told(kind: str) -> list[tuple[str, str]]:
    return sorted((str(one.user), one.data["place"]) for one in Note.objects.filter(kind=kind))


def run_twice(name: str) -> None:
    events = list(Event.objects.filter(name=name))
    assert events
    for event in events * 2:
        for reaction in REACTIONS[name]:
            if reaction in (tell_of_release, ask_who_may_answer, tell_who_decided):
                reaction(event.payload)


@pytest.fixture
def objected(episode: Episode) -> Appeal:
    return make_appeal(
        household=episode.household,
        appeal_id=new_id(),
        against=Against(episode=episode),
        text="我没去过",
        now=NOW,
    )


def test_who_cared_is_told_of_the_release_once_and_no_word_names_anybody(
    episode: Episode, carer: User, clerk: User, viewer: SeenAs
) -> None:
    release_episode(actor=viewer(clerk), episode=episode, why=WhyReleased.HOSPITAL, version=None)
    run_twice("care.episode_released")
    assert told("care_released") == [("郎玉珍", "和平家园 3-2-501")]
    assert told("care_ended") == []
    assert Told.objects.filter(episode=episode, kind="release").count() == 1


def test_where_nobody_had_decided_those_who_signed_are_told(
    make_episode: MakeEpisode, resident: Resident
) -> None:
    make_episode(resident, from_on=TODAY - 8 * DAY)
    end_what_is_over(at=NOW)
    run_twice("care.episode_released")
    assert [who for who, _place in told("care_ended")] == ["宋文书", "镇干部"]


def test_of_those_who_may_answer_the_nearest_who_did_not_decide_are_asked(
    objected: Appeal, medical_officer: User, township_officer: User, clerk: User
) -> None:
    """镇干部 is nearer, and has signed; so 丁医师 of the county is asked."""
    run_twice("care.appeal_made")
    assert told("care_appeal_made") == [("丁医师", "和平家园 3-2-501")]


def test_where_everybody_able_to_answer_has_signed_those_above_are_told(
    objected: Appeal, leader: User, clerk: User, township_officer: User, sign_in: Callable[[User], Client]
) -> None:
    """镇干部 alone could answer, and has signed: 季局长 of the county has somebody else named."""
    run_twice("care.appeal_made")
    assert told("care_appeal_made") == []
    assert told("care_appeal_alone") == [("季局长", "和平家园 3-2-501")]
    note = Note.objects.get(kind="care_appeal_alone")
    assert sign_in(leader).get(note.url).status_code == 200
    assert "3-2-501" in sentence_of(note)


def test_nobody_above_is_troubled_while_somebody_can_answer(
    objected: Appeal, leader: User, medical_officer: User
) -> None:
    run_twice("care.appeal_made")
    assert told("care_appeal_alone") == []


def test_those_who_decided_hear_of_the_answer(
    objected: Appeal, medical_officer: User, viewer: SeenAs
) -> None:
    answer_appeal(actor=viewer(medical_officer), appeal=objected, answer=Answer(False, "查过了，去过"))
    run_twice("care.appeal_answered")
    assert [who for who, _place in told("care_appeal_answered")] == ["宋文书", "镇干部"]


def test_whoever_got_a_wrong_word_gets_the_correction_once(
    episode: Episode, carer: User, clerk: User, viewer: SeenAs
) -> None:
    Told.objects.create(episode=episode, kind="team", user=carer)
    for _time in range(2):
        cancel_episode(actor=viewer(clerk), episode=episode, why=WhyCancelled.WRONG_PERSON, note="同名")
    assert told("care_correction") == [("郎玉珍", "和平家园 3-2-501")]
    assert not Told.objects.filter(episode=episode, corrected_at=None).exists()


def test_a_reaction_to_what_is_gone_does_nothing(db: None) -> None:
    for reaction, key in (
        (tell_of_release, "episode"),
        (ask_who_may_answer, "appeal"),
        (tell_who_decided, "appeal"),
    ):
        reaction({key: str(new_id())})
    assert not Note.objects.exists()
