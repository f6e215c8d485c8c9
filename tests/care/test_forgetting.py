"""Health details go thirty days beyond the end, rows when the emergency's term is over; nobody in care is touched."""

from datetime import timedelta

import pytest

from linli.care.actions.forgetting import forget_health, purge_closed
from linli.care.choices import EpisodeState
from linli.care.models import Case, Episode, HealthCheck
from linli.incidents.models import Incident
from linli.registers.models import Resident, Restriction
from tests.care.conftest import DAY, NOW, MakeEpisode

pytestmark = pytest.mark.django_db


def released(make_episode: MakeEpisode, person: Resident, days_ago: int) -> Episode:
    made = make_episode(
        person,
        state=EpisodeState.RELEASED,
        released_at=NOW - days_ago * DAY,
        health="透析",
        cancelled_note="x",
    )
    HealthCheck.objects.create(
        episode=made, on=NOW.date(), half="morning", at=NOW, received_at=NOW, told_by="carer", celsius="36.5",
        signs=["fever"], area=made.area, area_code=made.area_code,
    )  # fmt: skip
    return made


def test_health_details_go_after_thirty_days_and_the_rest_stays(
    make_episode: MakeEpisode, resident: Resident, elder: Resident
) -> None:
    old, fresh = released(make_episode, resident, 31), released(make_episode, elder, 29)
    assert forget_health(now=NOW) == 1
    assert forget_health(now=NOW) == 0
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.evidence, old.health, old.cancelled_note) == ("", "", "")
    assert old.forgotten_at == NOW
    assert old.basis
    assert fresh.health == "透析"
    check = old.checks.get()
    assert (check.celsius, check.signs) == ("", [])


def test_nobody_in_care_is_forgotten(make_episode: MakeEpisode, resident: Resident) -> None:
    made = make_episode(resident, proposed_at=NOW - 90 * DAY)
    assert forget_health(now=NOW) == 0
    made.refresh_from_db()
    assert made.evidence


def test_rows_go_when_the_term_of_the_emergency_is_over(
    make_episode: MakeEpisode, resident: Resident, elder: Resident, epidemic: Incident
) -> None:
    make_episode(elder)
    released(make_episode, resident, 5)
    Case.objects.create(
        incident=epidemic, household=elder.household, resident=elder, area=elder.area, area_code=elder.area_code,
        found_on=NOW.date(), evidence="单采",
    )  # fmt: skip
    assert purge_closed(now=NOW) == 0
    epidemic.closed_on = NOW.date()
    epidemic.save()
    assert purge_closed(now=NOW + timedelta(days=epidemic.retention_days)) == 0
    assert purge_closed(now=NOW + timedelta(days=epidemic.retention_days + 1)) == 1
    assert not Episode.everywhere.exists()
    assert not Case.everywhere.exists()
    assert not Restriction.everywhere.exists()
    assert purge_closed(now=NOW + timedelta(days=epidemic.retention_days + 1)) == 0
