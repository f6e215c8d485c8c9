"""The ways to hospitals on the phone of who goes along."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from linli.care.actions.trips import Arranged, add_trip, cancel_trip, tell_trip
from linli.care.models import MedicalTrip
from linli.core.models import AccessEntry
from linli.people.models import User
from linli.registers.models import Resident
from tests.conftest import NOW
from tests.field.conftest import Phone

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MakeTrip = Callable[..., MedicalTrip]


@pytest.fixture
def make_trip(elder: Resident, clerk: User, grid_worker: User) -> MakeTrip:
    def made(escort: User = grid_worker, **given: Any) -> MedicalTrip:
        known = {"hospital": "市人民医院", "note": "坐轮椅", "driver_phone": "13800001234", **given}
        return add_trip(
            elder, trip_id=uuid4(), kind="dialysis", due_at=NOW + 3 * HOUR, actor=clerk, at=NOW,
            given=Arranged(escort=escort, leave_at=NOW + 2 * HOUR, **known),
        )  # fmt: skip

    return made


def test_the_escort_takes_it_along_without_the_illness(phone: Phone, make_trip: MakeTrip) -> None:
    make_trip()
    [trip] = phone.bundle["trips"]
    assert (trip["door"], trip["name"], trip["hospital"], trip["state"]) == (
        "3-1-101",
        "郭凤霞",
        "市人民医院",
        "arranged",
    )
    assert trip["driver_phone"] == "138****1234"
    assert "dialysis" not in str(phone.bundle["trips"])
    assert "透析" not in str(phone.bundle["trips"])


def test_the_look_is_kept_once(phone: Phone, make_trip: MakeTrip, grid_worker: User) -> None:
    trip = make_trip()
    for _again in range(3):
        phone.fetch()
    entry = AccessEntry.objects.get(what="health")
    assert (entry.actor, entry.resident_id) == (grid_worker, trip.resident_id)


def test_nobody_elses_way_is_on_a_phone(phone: Phone, make_trip: MakeTrip, clerk: User) -> None:
    make_trip(escort=clerk)
    assert "trips" not in phone.bundle
    assert not AccessEntry.objects.filter(what="health").exists()


def test_what_is_cancelled_goes_and_what_is_done_stays_for_the_day(
    phone: Phone, make_trip: MakeTrip, clerk: User
) -> None:
    done, gone = make_trip(), make_trip()
    tell_trip(done, outcome="done", at=NOW, actor=clerk)
    cancel_trip(gone, version=None, why="改期", actor=clerk)
    assert [one["state"] for one in phone.bundle["trips"]] == ["done"]
