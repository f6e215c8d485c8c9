"""Somebody was expected, and a worker's phone says that they have come: one person, one row."""

from datetime import date

import pytest

from linli.registers.models import Household
from linli.rounds.actions import take_arrivals
from linli.rounds.bodies import Arrival as Body
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from tests.conftest import TODAY
from tests.rounds.conftest import MORNING, Told

pytestmark = pytest.mark.django_db


@pytest.fixture
def expected(told: Told, household: Household) -> Arrival:
    take_arrivals([told(1, body(household, state="expected", from_place="哈尔滨"))])
    return Arrival.everywhere.get()


def body(household: Household, **more: object) -> Body:
    values: dict[str, object] = {"name": "冯雨欣", "arrives_on": TODAY, **more}
    return Body(household=household.pk, **values)  # type: ignore[arg-type]


def test_the_arrival_settles_the_declaration(told: Told, household: Household, expected: Arrival) -> None:
    fact = told(2, body(household))
    for _time in range(3):
        assert not take_arrivals([fact])
    arrival = Arrival.everywhere.get()
    assert (arrival.pk, arrival.state, arrival.arrived_at) == (expected.pk, ArrivalState.ARRIVED, MORNING)
    assert (arrival.settled_by_id, arrival.settled_fact, arrival.version) == (fact.user_id, fact.id, 2)
    assert arrival.from_code == "2301"


def test_a_named_declaration_is_settled_even_if_the_name_is_written_otherwise(
    told: Told, household: Household, expected: Arrival
) -> None:
    take_arrivals([told(2, body(household, name="冯雨鑫", declared=expected.pk))])
    assert Arrival.everywhere.get().state == ArrivalState.ARRIVED


def test_two_of_one_name_are_not_taken_for_each_other(
    told: Told, household: Household, expected: Arrival
) -> None:
    take_arrivals([told(2, body(household, state="expected", arrives_on=date(2026, 11, 25)))])
    take_arrivals([told(3, body(household))])
    states = sorted(Arrival.everywhere.values_list("state", flat=True))
    assert states == ["arrived", "expected", "expected"]


def test_somebody_else_gets_a_row_of_her_own(told: Told, household: Household, expected: Arrival) -> None:
    take_arrivals([told(2, body(household, name="冯雨晴"))])
    assert Arrival.everywhere.filter(state="expected").get() == expected
    assert Arrival.everywhere.get(state="arrived").arrived_at == MORNING


@pytest.mark.parametrize(
    ("place", "stated", "code"),
    [("黑龙江省哈尔滨市", "230100", "2301"), ("哈尔滨市", "", "2301"), ("朝阳区", "", ""), ("首尔", "", "")],
)
def test_the_place_of_origin_is_a_code_where_it_is_certain(
    told: Told, household: Household, place: str, stated: str, code: str
) -> None:
    take_arrivals([told(1, body(household, from_place=place, from_code=stated))])
    assert Arrival.everywhere.get().from_code == code
    assert Arrival.everywhere.get().from_place == place
