"""Two officers at the same moment: one of them is first, and the other is told, or nothing happens twice."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.proposing import propose_episode
from linli.care.actions.signing import agree_episode, sign_episode
from linli.care.choices import EpisodeState
from linli.care.models import Episode, EpisodePhase
from linli.core.locks import lock_rows
from linli.core.models import Event
from linli.core.problems import Problem
from linli.incidents.models import Incident
from linli.people.models import User
from linli.registers.models import Household, Resident, Restriction
from tests.care.conftest import DAY, OBJECTION, TODAY, MakeEpisode
from tests.core.test_locks import until_somebody_waits
from tests.duty.test_posts_at_once import _many_writers, all_at_once  # noqa: F401 - skips SQLite

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(done: list[Any]) -> list[Problem]:
    return [one for one in done if isinstance(one, Problem)]


def test_two_who_propose_the_same_person_make_one(
    epidemic: Incident, resident: Resident, clerk: User, township_officer: User
) -> None:
    done = all_at_once(
        [
            lambda: propose_episode(actor=clerk, resident=resident, source="by_hand"),
            lambda: propose_episode(actor=township_officer, resident=resident, source="declaration"),
        ]
    )
    assert done[0].pk == done[1].pk
    assert Episode.everywhere.count() == 1


def test_two_who_sign_the_version_they_saw_sign_once(
    epidemic: Incident, resident: Resident, clerk: User, township_officer: User
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    reasons: dict[str, Any] = {
        "category": "spill_high", "evidence_kind": "declared", "evidence": "本人报备", "basis": "第 3 号令",
        "objection": OBJECTION, "anchor_on": TODAY - DAY, "began_on": TODAY,
    }  # fmt: skip
    done = all_at_once(
        [
            lambda: sign_episode(actor=clerk, episode=made, version=1, **reasons),
            lambda: sign_episode(actor=township_officer, episode=made, version=1, **reasons),
        ]
    )
    assert [one.code for one in refusals(done)] == ["core.changed_meanwhile"]
    assert Event.objects.filter(name="care.episode_signed").count() == 1


def test_two_who_agree_put_it_in_force_once(
    epidemic: Incident, resident: Resident, clerk: User, township_officer: User, medical_officer: User
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    signed = sign_episode(
        actor=clerk, episode=made, version=1, category="spill_high", evidence_kind="declared", evidence="本人报备",
        basis="第 3 号令", objection=OBJECTION, anchor_on=TODAY - DAY, began_on=TODAY,
    )  # fmt: skip
    done = all_at_once(
        [
            lambda: agree_episode(actor=township_officer, episode=signed, version=signed.version),
            lambda: agree_episode(actor=medical_officer, episode=signed, version=signed.version),
        ]
    )
    assert len(refusals(done)) == 1
    assert Restriction.everywhere.count() == EpisodePhase.objects.count() == 1
    assert Event.objects.filter(name="care.episode_opened").count() == 1


def test_who_agrees_while_another_cancels_leaves_no_mark_behind(
    make_episode: MakeEpisode, resident: Resident, clerk: User, township_officer: User, epidemic: Incident
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    signed = sign_episode(
        actor=clerk, episode=made, version=1, category="spill_high", evidence_kind="declared", evidence="本人报备",
        basis="第 3 号令", objection=OBJECTION, anchor_on=TODAY - DAY, began_on=TODAY,
    )  # fmt: skip
    all_at_once(
        [
            lambda: agree_episode(actor=township_officer, episode=signed, version=None),
            lambda: cancel_episode(actor=clerk, episode=signed, why="wrong_person", note="同名"),
        ]
    )
    signed.refresh_from_db()
    assert signed.state == EpisodeState.CANCELLED
    assert not Restriction.everywhere.filter(lifted_at=None).exists()


def test_two_who_cancel_the_same_undo_it_once(
    make_episode: MakeEpisode, resident: Resident, clerk: User, township_officer: User
) -> None:
    made = make_episode(resident)
    done = all_at_once(
        [
            lambda: cancel_episode(actor=clerk, episode=made, why="wrong_person", note="同名"),
            lambda: cancel_episode(actor=township_officer, episode=made, why="wrong_person", note="同名"),
        ]
    )
    assert not refusals(done)
    assert Event.objects.filter(name="care.episode_cancelled").count() == 1
    assert not Restriction.everywhere.filter(lifted_at=None).exists()


def test_who_corrects_somebody_and_who_proposes_them_do_not_wait_for_each_other_for_ever(
    epidemic: Incident, resident: Resident, clerk: User
) -> None:
    found: list[object] = []

    def propose() -> None:
        try:
            found.append(propose_episode(actor=clerk, resident=resident, source="by_hand"))
        finally:
            connection.close()

    proposing = threading.Thread(target=propose)
    with transaction.atomic():  # as the register does it: the household, then the person
        lock_rows(Household.everywhere.all(), [resident.household_id])
        proposing.start()
        until_somebody_waits()
        lock_rows(Resident.everywhere.all(), [resident.pk])
    proposing.join(120)
    assert [type(one) for one in found] == [Episode]
