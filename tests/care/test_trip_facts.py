"""What escorts' phones tell."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from linli.care.actions.trip_facts import take_trips
from linli.care.actions.trips import Arranged, add_trip, cancel_trip
from linli.care.bodies import TripTold
from linli.care.models import MedicalTrip
from linli.core.facts import FieldFact, kind_named
from linli.core.models import AuditEntry
from linli.people.models import User
from linli.registers.models import Resident
from tests.conftest import NOW, appoint

HOUR = timedelta(hours=1)


@pytest.fixture
def trip(elder: Resident, clerk: User, grid_worker: User) -> MedicalTrip:
    return add_trip(
        elder, trip_id=uuid4(), kind="dialysis", due_at=NOW + HOUR, given=Arranged(escort=grid_worker),
        actor=clerk, at=NOW - HOUR,
    )  # fmt: skip


def fact(trip: UUID, outcome: str, by: User | None, at: datetime = NOW, note: str = "") -> FieldFact:
    body = TripTold(trip=trip, outcome=outcome, note=note)  # type: ignore[arg-type]
    return FieldFact(uuid4(), "care.trip", body, at, at, by.pk if by else None, None)


def state(trip: MedicalTrip) -> str:
    return str(MedicalTrip.everywhere.get(pk=trip.pk).state)


def refusals(*facts: FieldFact) -> list[str]:
    return [one.code for one in take_trips(facts).values()]


def test_the_kind_is_declared() -> None:
    assert kind_named("care.trip") is not None


def test_the_escort_tells_it(trip: MedicalTrip, grid_worker: User) -> None:
    assert (
        refusals(fact(trip.pk, "under_way", grid_worker), fact(trip.pk, "done", grid_worker, NOW + HOUR))
        == []
    )
    assert state(trip) == "done"


def test_facts_in_the_wrong_order_count_by_their_hour(trip: MedicalTrip, grid_worker: User) -> None:
    done, began = fact(trip.pk, "done", grid_worker, NOW + HOUR), fact(trip.pk, "under_way", grid_worker)
    assert refusals(done) == []
    assert refusals(began) == []
    assert state(trip) == "done"


def test_a_fact_that_comes_again_changes_nothing(trip: MedicalTrip, grid_worker: User) -> None:
    told = fact(trip.pk, "not_done", grid_worker, note="车没有来")
    for _again in range(3):
        assert refusals(told) == []
    assert AuditEntry.objects.filter(action="care:trip:told").count() == 1


def test_who_arranges_trips_there_may_tell_it_too(trip: MedicalTrip, clerk: User) -> None:
    assert refusals(fact(trip.pk, "done", clerk)) == []


def test_a_stranger_is_refused(trip: MedicalTrip, other_clerk: User, warden: User) -> None:
    assert refusals(fact(trip.pk, "done", other_clerk)) == ["care.not_your_trip"]
    assert refusals(fact(trip.pk, "done", warden)) == ["care.not_your_trip"]
    assert refusals(fact(trip.pk, "done", None)) == ["care.not_your_trip"]
    assert state(trip) == "arranged"


def test_a_trip_that_is_not_there_is_refused(clerk: User) -> None:
    assert refusals(fact(uuid4(), "done", clerk)) == ["care.no_such_trip"]


def test_one_that_was_cancelled_is_refused_and_the_rest_is_taken(
    trip: MedicalTrip, clerk: User, grid_worker: User, resident: Resident
) -> None:
    other = add_trip(
        resident, trip_id=uuid4(), kind="visit", due_at=NOW + HOUR, given=Arranged(escort=grid_worker), actor=clerk, at=NOW
    )  # fmt: skip
    cancel_trip(trip, version=None, why="改期", actor=clerk)
    assert refusals(fact(trip.pk, "done", grid_worker), fact(other.pk, "done", grid_worker)) == [
        "care.trip_is_over"
    ]
    assert state(other) == "done"


def test_an_escort_of_another_city_goes_along(trip: MedicalTrip, other_community: object) -> None:
    volunteer = appoint("gong", "巩新月", "volunteer", trip.area)
    MedicalTrip.everywhere.filter(pk=trip.pk).update(escort=volunteer)
    assert refusals(fact(trip.pk, "under_way", volunteer)) == []
