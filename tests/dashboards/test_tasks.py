"""The count of each day."""

from datetime import date, datetime

import time_machine

from linli.areas.models import Area
from linli.areas.tallies import figures_of
from linli.dashboards.tasks import count_the_day
from linli.lib.periods import SHANGHAI
from linli.registers.models import Household
from tests.conftest import join


def test_soon_after_midnight_the_age_bands_have_moved(
    household: Household, community: Area, city: Area
) -> None:
    join(household, "冯周岁", birth_on=date(2023, 11, 21))
    assert count_the_day.call_local() == 1
    with time_machine.travel(datetime(2026, 11, 21, 0, 5, tzinfo=SHANGHAI)):
        assert count_the_day.call_local() == 1
        assert count_the_day.call_local() == 0
    days = [figures_of(city.code, day=date(2026, 11, day))["ages.under_three"] for day in (20, 21)]
    assert days == [1, 0]


def test_at_half_past_eleven_at_night_it_is_still_the_same_day(household: Household, community: Area) -> None:
    count_the_day.call_local()
    with time_machine.travel(datetime(2026, 11, 20, 23, 59, tzinfo=SHANGHAI)):
        assert count_the_day.call_local() == 0
