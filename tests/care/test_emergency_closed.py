"""With the end of the response its measures end: nobody stays in under an emergency that is closed."""

import pytest
from django.test import Client

from linli.care.actions.closing import end_with_emergencies
from linli.care.actions.proposing import propose_episode
from linli.care.actions.releasing import release_episode
from linli.care.actions.signing import agree_episode, sign_episode
from linli.care.choices import EpisodeState, WhyReleased
from linli.care.models import Episode
from linli.care.problems_episodes import NoIncident
from linli.care.problems_release import NotByThisWay
from linli.core.models import Event
from linli.core.outbox import drain
from linli.flows.table import REACTIONS
from linli.incidents.actions import close_incident
from linli.incidents.models import Incident
from linli.people.models import User
from linli.registers.models import Resident, Restriction
from tests.care.conftest import MakeEpisode
from tests.care.test_episode_actions import reasons
from tests.conftest import NOW, TODAY


def states() -> dict[object, str]:
    return dict(Episode.everywhere.values_list("pk", "state"))


def test_who_is_in_care_is_released_with_its_closing_and_the_door_is_free(
    episode: Episode, epidemic: Incident
) -> None:
    close_incident(actor=None, incident=epidemic, last_day=TODAY)
    drain(REACTIONS)
    episode.refresh_from_db()
    assert (episode.state, episode.released_why) == (EpisodeState.RELEASED, WhyReleased.INCIDENT_CLOSED)
    assert not Restriction.everywhere.filter(lifted_at=None, until_at__gt=NOW).exists()
    assert end_with_emergencies(at=NOW) == 0


def test_what_waits_for_a_signature_is_not_needed_any_more_and_its_page_says_so(
    make_episode: MakeEpisode, resident: Resident, elder: Resident, epidemic: Incident, clerk: User,
    client: Client,
) -> None:  # fmt: skip
    proposed = make_episode(resident, state=EpisodeState.PROPOSED)
    signed = make_episode(elder, state=EpisodeState.SIGNED)
    close_incident(actor=None, incident=epidemic, last_day=TODAY)
    drain(REACTIONS)
    assert states() == {proposed.pk: EpisodeState.DECLINED, signed.pk: EpisodeState.DECLINED}
    client.force_login(clerk)
    assert "应急响应已结束，不再需要" in client.get(f"/care/{signed.pk}/").content.decode()


def test_who_was_signed_for_in_that_moment_is_released_by_the_next_job(
    episode: Episode, epidemic: Incident
) -> None:
    close_incident(actor=None, incident=epidemic, last_day=TODAY)
    Event.objects.all().delete()
    assert end_with_emergencies(at=NOW) == 1
    assert states() == {episode.pk: EpisodeState.RELEASED}


def test_nobody_agrees_under_an_emergency_that_was_closed_since_the_first_signature(
    epidemic: Incident, resident: Resident, clerk: User, township_officer: User
) -> None:
    proposed = propose_episode(actor=clerk, resident=resident, source="by_hand")
    signed = sign_episode(actor=clerk, episode=proposed, version=1, **reasons())
    close_incident(actor=None, incident=epidemic, last_day=TODAY)
    with pytest.raises(NoIncident):
        agree_episode(actor=township_officer, episode=signed, version=signed.version)
    assert not Restriction.everywhere.exists()


def test_an_open_emergency_ends_nobody(episode: Episode) -> None:
    assert end_with_emergencies(at=NOW) == 0
    assert states() == {episode.pk: EpisodeState.ACTIVE}


def test_no_officer_releases_by_that_reason(episode: Episode, clerk: User) -> None:
    with pytest.raises(NotByThisWay):
        release_episode(actor=clerk, episode=episode, why=WhyReleased.INCIDENT_CLOSED, version=None)
