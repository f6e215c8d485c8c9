"""People who must not wait: the board, one way, calls, cars."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from linli.care.models import MedicalTrip, TripRhythm
from linli.people.choices import Capability as C
from tests.access.page import FORM, Page
from tests.access.world import Side
from tests.conftest import NOW, TODAY

DONE = {"get": 200, "post": 303}
BOARD = (C.TRIPS_WRITE, C.HOUSEHOLDS_READ)


def of_trip(key: str, **more: Any) -> Callable[[Side], dict[str, Any]]:
    """A way of its own for each page, for what one page tells the next could not be told of it."""

    def found(side: Side) -> dict[str, Any]:
        def made() -> MedicalTrip:
            return MedicalTrip.objects.create(
                household=side.household, resident=side.resident, kind="dialysis", due_at=NOW + timedelta(hours=20),
                hospital="市人民医院", area=side.building, area_code=side.building.code,
            )  # fmt: skip

        return {"trip_id": side.make(f"needs:{key}", made).pk, **more}

    return found


def of_rhythm(side: Side) -> dict[str, Any]:
    def made() -> TripRhythm:
        return TripRhythm.objects.create(
            need=side.need, kind="dialysis", weekdays=[1], at_time=time(7), from_on=TODAY, area=side.building,
            area_code=side.building.code,
        )  # fmt: skip

    return {"rhythm_id": side.make("needs:rhythm", made).pk}


def of_household(side: Side) -> dict[str, Any]:
    return {"household_id": side.household.pk}


PAGES = [
    Page("care:needs", BOARD),
    Page("care:cars", (C.CARE_HELP, C.HOUSEHOLDS_READ)),
    Page("care:calls", BOARD),
    Page("care:triage", BOARD, kwargs=lambda side: {"resident_id": side.resident.pk}, expects=FORM),
    Page("care:trip", BOARD, kwargs=of_trip("trip")),
    Page("care:trip_arrange", BOARD, kwargs=of_trip("arrange"), expects=DONE),
    Page("care:trip_set_out", BOARD, kwargs=of_trip("set_out"), expects=DONE),
    Page("care:trip_done", BOARD, kwargs=of_trip("done"), expects=DONE),
    Page("care:trip_not_done", BOARD, kwargs=of_trip("not_done"), expects=FORM),
    Page("care:trip_cancel", BOARD, kwargs=of_trip("cancel"), expects=FORM),
    Page("care:trip_reveal", BOARD, kwargs=of_trip("reveal", what="hospital"), expects=FORM),
    Page("care:household_needs", BOARD, kwargs=of_household),
    Page("care:trip_new", BOARD, kwargs=of_household, expects=FORM),
    Page("care:rhythm_new", BOARD, kwargs=of_household, expects=FORM),
    Page("care:rhythm_end", BOARD, kwargs=of_rhythm, expects=FORM),
]
