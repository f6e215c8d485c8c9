"""A small town with figures on several days."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction

from linli.areas.models import Area
from linli.areas.tallies import recount
from tests.conftest import NOW, TODAY, join, place, settle

DAY = timedelta(days=1)
LAST_TUESDAY = date(2026, 11, 17)


def count(*areas: Area, day: date = TODAY) -> None:
    with transaction.atomic():
        recount([area.code for area in areas], day=day)


@pytest.fixture
def on_day() -> Callable[[date], "time_machine.travel"]:
    """`with on_day(LAST_TUESDAY):` lives on that day, at the same hour."""
    return lambda day: time_machine.travel(NOW - (TODAY - day), tick=True)


@pytest.fixture
def other_town(city: Area) -> Area:
    return place("231085101", "town", "穆棱镇", city, "镇")


@pytest.fixture
def village(town: Area) -> Area:
    return place("231085100200", "community", "和平村委会", town, "村委会")


@pytest.fixture
def far_community(other_town: Area) -> Area:
    return place("231085101001", "community", "光荣居委会", other_town, "居委会(社区)")


@pytest.fixture
def lived_in(
    building: Area, other_community: Area, other_grid: Area, village: Area, far_community: Area
) -> None:
    """Households in several places, counted a fortnight ago, last Monday and today: the numbers rise."""
    begun = TODAY - 14 * DAY
    for number, area in enumerate((building, other_grid, other_community, village, far_community), start=1):
        for room in range(number):
            join(settle(area, f"3-1-{room + 1}01"), "邻居")
        count(area, day=begun)
    join(settle(building, "3-2-101"), "新邻居")
    join(settle(village, "1-1-1"), "新邻居")
    count(building, village, day=LAST_TUESDAY - DAY)
    join(settle(other_grid, "9-1-101"), "新邻居")
    count(other_grid, day=TODAY)
