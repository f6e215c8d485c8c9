"""Propose, sign, agree: nobody is restricted before two people have said so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from linli.care import grounds
from linli.care.actions.proposing import decline_episode, propose_episode
from linli.care.actions.signing import agree_episode, sign_episode
from linli.care.choices import EpisodeState
from linli.care.models import Episode
from linli.care.problems_episodes import (
    DaysOver,
    NeedsAPerson,
    NoIncident,
    NoSuchCategory,
    NotNow,
    NotRegistered,
    PlanChanged,
    ReasonsMissing,
    SamePerson,
)
from linli.core.models import Event
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.incidents.models import Incident
from linli.people.models import User
from linli.registers.choices import Presence
from linli.registers.models import Resident, Restriction
from tests.care.conftest import OBJECTION
from tests.care.plans import fake_plan_for
from tests.conftest import TODAY

Sign = Callable[..., Episode]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "plan_for", fake_plan_for)


@pytest.fixture
def proposed(epidemic: Incident, resident: Resident, clerk: User) -> Episode:
    return propose_episode(actor=clerk, resident=resident, source="by_hand")


def reasons(**values: Any) -> dict[str, Any]:
    return {
        "category": "spill_high", "evidence_kind": "declared", "evidence": "本人报备", "basis": "联防联控机制综发〔2022〕101号",
        "objection": OBJECTION, "anchor_on": TODAY - timedelta(days=1), "began_on": TODAY, **values,
    }  # fmt: skip


def test_it_is_proposed_once_and_nobody_is_restricted_by_it(proposed: Episode, clerk: User) -> None:
    again = propose_episode(actor=clerk, resident=proposed.resident, source="by_hand")
    assert again == proposed
    assert proposed.state == EpisodeState.PROPOSED
    assert not Restriction.everywhere.exists()
    assert Event.objects.filter(name="care.episode_proposed").count() == 1


def test_it_needs_an_emergency_and_somebody_who_lives_here(
    resident: Resident, clerk: User, city: Any
) -> None:
    with pytest.raises(NoIncident):
        propose_episode(actor=clerk, resident=resident, source="by_hand")
    resident.presence = Presence.MOVED_OUT
    resident.save()
    with pytest.raises(NotRegistered):
        propose_episode(actor=clerk, resident=resident, source="by_hand")


def test_it_is_not_proposed_again_by_a_source_that_was_declined(
    epidemic: Incident, resident: Resident, clerk: User
) -> None:
    first = propose_episode(actor=None, resident=resident, source="declaration", source_id=resident.pk)
    decline_episode(actor=clerk, episode=first, version=1, why="低风险区回来")
    again = propose_episode(actor=None, resident=resident, source="declaration", source_id=resident.pk)
    assert again == first
    assert Episode.everywhere.count() == 1


def test_it_holds_only_when_the_second_person_has_agreed(
    proposed: Episode, clerk: User, township_officer: User
) -> None:
    signed = sign_episode(actor=clerk, episode=proposed, version=1, **reasons())
    assert signed.state == EpisodeState.SIGNED
    assert not Restriction.everywhere.exists()
    agreed = agree_episode(actor=township_officer, episode=signed, version=signed.version)
    assert agreed.state == EpisodeState.NOTIFIED
    mark = Restriction.everywhere.get()
    assert (mark.category, mark.until_at, mark.decided_by, mark.agreed_by) == (
        "home_quarantine", agreed.until_at, clerk, township_officer,
    )  # fmt: skip
    assert "spill" not in mark.category
    assert Event.objects.filter(name="care.episode_opened").count() == 1


def test_it_refuses_the_signer_as_the_second_person(proposed: Episode, medical_officer: User) -> None:
    signed = sign_episode(actor=medical_officer, episode=proposed, version=1, **reasons())
    with pytest.raises(SamePerson):
        agree_episode(actor=medical_officer, episode=signed, version=2)


@pytest.mark.parametrize("lacks", ["evidence", "basis", "objection", "evidence_kind"])
def test_it_refuses_a_signature_without_its_reasons(proposed: Episode, clerk: User, lacks: str) -> None:
    with pytest.raises(ReasonsMissing):
        sign_episode(actor=clerk, episode=proposed, version=1, **reasons(**{lacks: " "}))


def test_it_refuses_a_category_that_the_edition_does_not_have(proposed: Episode, clerk: User) -> None:
    with pytest.raises(NoSuchCategory):
        sign_episode(actor=clerk, episode=proposed, version=1, **reasons(category="red_code"))


def test_it_refuses_days_that_are_over_and_another_plan_than_the_one_shown(
    proposed: Episode, clerk: User
) -> None:
    long_ago = TODAY - timedelta(days=40)
    with pytest.raises(DaysOver):
        sign_episode(
            actor=clerk, episode=proposed, version=1, **reasons(anchor_on=long_ago, began_on=long_ago)
        )
    with pytest.raises(PlanChanged):
        sign_episode(actor=clerk, episode=proposed, version=1, shown="0123", **reasons())


def test_it_refuses_the_system_a_stranger_and_an_older_version(
    proposed: Episode, clerk: User, other_clerk: User, grid_worker: User, township_officer: User
) -> None:
    with pytest.raises(NeedsAPerson):
        sign_episode(actor=None, episode=proposed, version=1, **reasons())
    for stranger in (other_clerk, grid_worker):
        with pytest.raises(NotFound):
            sign_episode(actor=stranger, episode=proposed, version=1, **reasons())
    with pytest.raises(ChangedMeanwhile):
        sign_episode(actor=clerk, episode=proposed, version=0, **reasons())
    with pytest.raises(NotNow):
        agree_episode(actor=township_officer, episode=proposed, version=1)
    signed = sign_episode(actor=clerk, episode=proposed, version=1, **reasons())
    with pytest.raises(NeedsAPerson):
        agree_episode(actor=None, episode=signed, version=2)
    with pytest.raises(NotFound):
        agree_episode(actor=clerk, episode=signed, version=2)
