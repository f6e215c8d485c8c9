"""Facts as the intake hands them over, without the intake."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from linli.areas.models import Area
from linli.core.facts import FieldFact
from linli.people.models import User
from linli.registers.models import Household
from linli.rounds.bodies import DailyAnswer
from tests.conftest import NOW, settle

SPACE = UUID("0192f6b0-0000-7000-8000-000000000000")
DEVICE = UUID("0192f6b0-0000-7000-8000-00000000d001")
MORNING = NOW - timedelta(hours=2)

Told = Callable[..., FieldFact]


@pytest.fixture
def told(grid_worker: User) -> Told:
    """`told(1, body)`: the grid worker's fact number 1, of this morning."""

    def one(number: int, body: Any, *, at: datetime = MORNING, by: User = grid_worker) -> FieldFact:
        pk = uuid5(SPACE, str(number))
        return FieldFact(pk, type(body).__name__, body, at, NOW, by.pk, DEVICE)

    return one


@pytest.fixture
def same(told: Told, household: Household) -> Told:
    """`same(1)`: the household of 柴丽娟 answers that nothing has changed."""
    return lambda number, **more: told(number, DailyAnswer(household=household.pk, same=True), **more)


@pytest.fixture
def neighbours(building: Area) -> list[Household]:
    """Three more households of the building."""
    return [settle(building, f"3-1-{room}") for room in (102, 103, 104)]
