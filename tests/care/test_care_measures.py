"""The numbers of care of a day, and the rows behind them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from linli.areas.measures import Measure
from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.care import measures
from linli.care.choices import EpisodeState, MeasureWord
from linli.care.figures import care_figures
from linli.care.models import Episode, EpisodePhase, HealthCheck, MedicalTrip
from linli.incidents.models import Overreach
from linli.registers.models import Resident
from tests.care.conftest import MakeEpisode, midnight
from tests.conftest import NOW, TODAY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def numbers(area: Area, day: object = TODAY) -> dict[str, int]:
    found = care_figures([area.code], within=area.code, day=day)[area.code]  # type: ignore[arg-type]
    return {key: n for key, n in found.items() if n}


def rows(measure: Measure, area: Area, day: object = TODAY) -> int:
    return int(measure.counts.objects.within(Scope((area.code,))).filter(measure.where(day)).count())  # type: ignore[attr-defined, arg-type]


def test_somebody_in_quarantine_counts_at_every_level(episode: Episode, community: Area, city: Area) -> None:
    expected = {"care.open": 1, "care.home_quarantine": 1, "care.unchecked": 1}
    assert numbers(community) == numbers(city) == expected
    assert all(rows(one, city) == expected.get(one.key, 0) for one in measures.OF_THE_DAY)


def test_a_day_that_is_over_stays_as_it_was(episode: Episode, community: Area) -> None:
    Episode.everywhere.update(state=EpisodeState.RELEASED, released_at=NOW)
    assert numbers(community) == {"care.released": 1}
    assert numbers(community, TODAY - DAY)["care.open"] == 1
    assert numbers(community, TODAY - 3 * DAY)["care.opened"] == 1
    assert "care.open" not in numbers(community, TODAY - 4 * DAY)


def test_a_proposal_restricts_nobody_and_counts_nowhere(
    make_episode: MakeEpisode, resident: Resident, community: Area
) -> None:
    make_episode(resident, state=EpisodeState.PROPOSED)
    assert numbers(community) == {}


def test_who_is_past_the_end_is_overdue(
    make_episode: MakeEpisode, resident: Resident, community: Area
) -> None:
    make_episode(resident, from_on=TODAY - 8 * DAY)
    assert numbers(community)["care.overdue"] == 1
    assert "care.overdue" not in numbers(community, TODAY - 2 * DAY)


def test_the_measure_of_the_day_counts(episode: Episode, community: Area) -> None:
    EpisodePhase.objects.filter(episode=episode).update(until_at=midnight(TODAY))
    EpisodePhase.objects.create(
        episode=episode, number=2, measure=MeasureWord.HOME_MONITORING, from_at=midnight(TODAY),
        until_at=midnight(TODAY + 3 * DAY),
    )  # fmt: skip
    assert "care.home_monitoring" in numbers(community)
    assert "care.home_quarantine" not in numbers(community)
    assert "care.home_quarantine" in numbers(community, TODAY - DAY)


def test_a_half_day_counts_once(episode: Episode, community: Area) -> None:
    for at in (NOW - HOUR, NOW):
        HealthCheck.objects.create(
            episode=episode, area=episode.area, area_code=episode.area_code, on=TODAY, half="morning", at=at,
            received_at=at, told_by="carer",
        )  # fmt: skip
    found = numbers(community)
    assert found["care.checks"] == 1
    assert "care.unchecked" not in found


@pytest.fixture
def trip(elder: Resident) -> Callable[..., MedicalTrip]:
    def made(due_at: datetime, **values: object) -> MedicalTrip:
        return MedicalTrip.objects.create(
            pk=uuid4(), household=elder.household, resident=elder, area=elder.area, area_code=elder.area_code,
            due_at=due_at, **{"kind": "dialysis", **values},
        )  # fmt: skip

    return made


def test_deadlines_are_met_or_missed(trip: Callable[..., MedicalTrip], community: Area) -> None:
    trip(NOW - HOUR, state="done", done_at=NOW)
    trip(NOW - HOUR, state="under_way")
    trip(NOW - HOUR)
    trip(NOW + HOUR)
    trip(NOW + 2 * HOUR, state="not_done", done_at=NOW)
    trip(NOW - HOUR, state="cancelled")
    trip(NOW - DAY)
    found = numbers(community)
    assert (found["care.trips_due"], found["care.trips_done"], found["care.trips_missed"]) == (5, 1, 2)


def test_medicine_that_came_too_late_is_missed(trip: Callable[..., MedicalTrip], community: Area) -> None:
    trip(midnight(TODAY + DAY), kind="refill", state="done", done_at=NOW)
    trip(midnight(TODAY + DAY), kind="refill", state="done", done_at=NOW + DAY)
    assert numbers(community)["care.trips_done"] == 1


def test_what_goes_too_far_is_counted_until_it_is_mended(episode: Episode, community: Area) -> None:
    found = Overreach.objects.create(
        about="episode", about_id=episode.pk, area=community, area_code=community.code, prohibition="p5", code="x", found_at=NOW - HOUR
    )  # fmt: skip
    assert numbers(community)["care.overreach"] == 1
    Overreach.everywhere.filter(pk=found.pk).update(gone_at=NOW - HOUR / 2)
    assert "care.overreach" not in numbers(community)
