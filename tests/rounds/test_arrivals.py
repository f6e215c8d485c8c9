"""Arrivals, people who are not where a list says, doors without a file."""

from datetime import date

import pytest

from linli.areas.models import Area
from linli.core.models import AuditEntry
from linli.people.models import User
from linli.registers.models import Household, Resident
from linli.rounds.actions import take_arrivals, take_new_households, take_not_mine
from linli.rounds.bodies import Arrival as ArrivalBody
from linli.rounds.bodies import NewHousehold, NotMyResident
from linli.rounds.models import Arrival, NotMine
from tests.conftest import settle
from tests.rounds.conftest import Told

pytestmark = pytest.mark.django_db


# ---- arrivals ---------------------------------------------------------------------------------------
def test_it_enters_an_arrival_with_its_identifiers_sealed(told: Told, household: Household) -> None:
    body = ArrivalBody(
        household=household.pk, name=" 冯雨欣 ", arrives_on=date(2026, 11, 20), phone="151 0000 4109",
        document="231085197403020426", from_place="哈尔滨市", from_code="230100", transport="train",
    )  # fmt: skip
    for _time in range(2):
        assert not take_arrivals([told(1, body)])
    arrival = Arrival.everywhere.get()
    assert (arrival.pk, arrival.name, arrival.phone, arrival.phone_tail) == (
        told(1, body).id, "冯雨欣", "15100004109", "4109",
    )  # fmt: skip
    assert arrival.phone_hash
    assert arrival.document_hash


def test_a_number_that_cannot_be_read_is_kept_as_it_was_typed(told: Told, household: Household) -> None:
    take_arrivals(
        [
            told(
                1,
                ArrivalBody(
                    household=household.pk, name="冯雨欣", arrives_on=date(2026, 11, 20), phone="不肯说"
                ),
            )
        ]
    )
    assert Arrival.everywhere.get().phone == "不肯说"


def test_an_arrival_outside_the_duty_is_refused(told: Told, stranger_resident: Resident) -> None:
    body = ArrivalBody(household=stranger_resident.household_id, name="某人", arrives_on=date(2026, 11, 20))
    assert take_arrivals([told(1, body)])[told(1, body).id].code == "rounds.outside_duty"


# ---- not mine ---------------------------------------------------------------------------------------
def test_somebody_who_is_not_there_is_noted_once(
    told: Told, household: Household, resident: Resident
) -> None:
    fact = told(
        1,
        NotMyResident(
            household=household.pk, resident=resident.pk, reason="moved_out", believed_at="沿河小区"
        ),
    )
    for _time in range(2):
        assert not take_not_mine([fact])
    row = NotMine.everywhere.get()
    assert (row.pk, row.resident, row.reason, row.settled_at) == (fact.id, resident, "moved_out", None)


def test_a_stranger_cannot_say_that_of_others(told: Told, stranger_resident: Resident) -> None:
    fact = told(1, NotMyResident(household=stranger_resident.household_id, reason="no_such_door"))
    assert take_not_mine([fact])[fact.id].code == "rounds.outside_duty"


# ---- doors without a file -----------------------------------------------------------------------------
def new_door(**more: object) -> NewHousehold:
    parts = {
        "area": "231085100006001003",
        "compound": "和平家园",
        "building": "3",
        "stairwell": "2",
        "room": "502",
    }
    return NewHousehold(**{**parts, **more})  # type: ignore[arg-type]


def test_it_opens_the_file_of_a_door_with_its_head(told: Told, building: Area, grid_worker: User) -> None:
    fact = told(1, new_door(occupancy="rented", residents=2, head="冯雨欣", phone="15100004109"))
    for _time in range(2):
        assert not take_new_households([fact])
    home = Household.everywhere.get()
    assert (home.pk, home.door, home.floor, home.area, home.stated_residents) == (
        fact.id,
        "3-2-502",
        "5",
        building,
        2,
    )
    assert (home.members.get().name, home.members.get().phone) == ("冯雨欣", "15100004109")
    assert AuditEntry.objects.filter(actor=grid_worker, subject_id=home.pk).exists()


def test_a_door_that_has_a_file_is_refused_and_the_others_go_in(told: Told, building: Area) -> None:
    settle(building, "3-2-502")
    taken, free = told(1, new_door()), told(2, new_door(room="503"))
    assert {key: p.code for key, p in take_new_households([taken, free]).items()} == {
        taken.id: "registers.door_taken"
    }
    assert Household.everywhere.filter(pk=free.id).exists()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"area": "231085100005"}, "rounds.outside_duty"),
        ({"area": "231085100006001999"}, "rounds.area_not_open"),
        ({"building": "", "stairwell": "", "room": ""}, "rounds.door_missing"),
    ],
)
def test_it_refuses_a_door_nowhere(
    told: Told, building: Area, other_community: Area, parts: dict[str, str], code: str
) -> None:
    fact = told(1, new_door(**parts))
    assert take_new_households([fact])[fact.id].code == code
    assert not Household.everywhere.exists()
