"""The second phase of a plan begins at its minute: five days in a facility, then three at home."""

from datetime import timedelta

import pytest

from linli.care.actions import days, releasing
from linli.care.actions.proposing import propose_episode
from linli.care.actions.releasing import end_what_is_over
from linli.care.actions.signing import agree_episode, sign_episode
from linli.care.actions.turning import turn_phases
from linli.care.choices import EpisodeState, MeasureWord
from linli.care.lint import lint_episodes
from linli.care.models import CareTask, Episode
from linli.core.models import AuditEntry
from linli.core.outbox import drain
from linli.flows.table import REACTIONS
from linli.incidents.models import Incident, Overreach
from linli.people.models import User
from linli.registers.models import Resident
from tests.care.conftest import MakeEpisode, midnight
from tests.care.test_edition_changes import planned
from tests.care.test_episode_actions import reasons
from tests.conftest import NOW, TODAY

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
FACILITY, HOME = MeasureWord.FACILITY_QUARANTINE, MeasureWord.HOME_QUARANTINE


@pytest.fixture
def contact(make_episode: MakeEpisode, resident: Resident) -> Episode:
    """柴丽娟, a close contact: five days in a facility by the twenty measures, today is the first of three at home."""
    made = make_episode(resident, category="close_contact", measure=FACILITY, from_on=TODAY - 5 * DAY)
    found = planned(made)
    assert [(one.measure, one.until_at) for one in found.phases.all()] == [
        (FACILITY, midnight(TODAY)),
        (HOME, midnight(TODAY + 3 * DAY)),
    ]
    return found


def measure(episode: Episode) -> str:
    episode.refresh_from_db()
    return episode.measure


def test_before_its_minute_nothing_turns_and_at_its_minute_it_does_once(contact: Episode) -> None:
    assert turn_phases(at=midnight(TODAY) - MINUTE) == 0
    assert measure(contact) == FACILITY
    assert turn_phases(at=midnight(TODAY)) == 1
    assert turn_phases(at=midnight(TODAY)) == 0
    assert measure(contact) == HOME
    assert AuditEntry.objects.filter(action="care:episode:turned").count() == 1


def test_who_came_home_is_cared_for_from_that_day_on(contact: Episode) -> None:
    turn_phases(at=NOW)
    drain(REACTIONS)
    assert CareTask.everywhere.filter(episode=contact, on=TODAY).exists()


def test_what_the_plan_says_is_no_finding(contact: Episode) -> None:
    turn_phases(at=NOW)
    lint_episodes(at=NOW + DAY)
    assert not Overreach.everywhere.filter(about_id=contact.pk, code__contains="too_strict").exists()


def test_signed_on_the_last_day_of_a_phase_and_agreed_on_the_next_it_begins_with_the_next(
    epidemic: Incident, resident: Resident, clerk: User, township_officer: User
) -> None:
    proposed = propose_episode(actor=clerk, resident=resident, source="by_hand")
    given = reasons(category="close_contact", anchor_on=TODAY - 6 * DAY, began_on=TODAY - 5 * DAY)
    evening = midnight(TODAY) - MINUTE
    signed = sign_episode(actor=clerk, episode=proposed, version=1, at=evening, **given)
    assert signed.measure == FACILITY
    agreed = agree_episode(actor=township_officer, episode=signed, version=signed.version, at=NOW)
    assert agreed.measure == HOME


def test_one_that_is_over_turns_no_more(contact: Episode) -> None:
    Episode.everywhere.update(state=EpisodeState.RELEASED)
    assert turn_phases(at=NOW) == 0
    assert measure(contact) == FACILITY


def test_one_that_fails_keeps_no_other_from_its_end(
    make_episode: MakeEpisode, resident: Resident, elder: Resident, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    first = make_episode(resident, from_on=TODAY - 9 * DAY)
    second = make_episode(elder, from_on=TODAY - 8 * DAY)
    finish = releasing.stop_days

    def stumble(episode: Episode, **given: object) -> None:
        if episode.pk == first.pk:
            raise ValueError("柴丽娟")
        finish(episode, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(releasing, "stop_days", stumble)
    assert end_what_is_over(at=NOW) == 1
    states = dict(Episode.everywhere.values_list("pk", "state"))
    assert states == {first.pk: EpisodeState.ACTIVE, second.pk: EpisodeState.RELEASED}
    assert str(first.pk) in caplog.text
    assert "柴丽娟" not in caplog.text


def test_one_that_fails_keeps_no_other_from_its_meals(
    make_episode: MakeEpisode, resident: Resident, elder: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_episode(resident), make_episode(elder)
    make, asked = days.make_days, []

    def stumble(episode: Episode, **given: object) -> int:
        asked.append(episode.pk)
        if episode.pk == first.pk:
            raise ValueError
        return make(episode, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(days, "make_days", stumble)
    days.make_all_days(at=NOW)
    assert set(asked) == {first.pk, second.pk}
