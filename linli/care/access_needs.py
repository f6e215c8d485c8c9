"""The doors to ways to hospitals, treatments that come again, and calls."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from linli.care.models import MedicalTrip, TripRhythm
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.registers.models import Household, Resident, SupportNeed

M = TypeVar("M", bound=Model)


def trip_for(viewer: Viewer, trip_id: UUID, *, write: bool = False) -> MedicalTrip:
    viewer.need(C.TRIPS_WRITE, write=write)
    rows = MedicalTrip.objects.within(viewer.scope).filter(pk=trip_id)
    return _one(
        rows.select_related(
            "household__area", "resident", "need", "rhythm", "escort", "done_by", "arranged_by"
        )
    )


def rhythm_for(viewer: Viewer, rhythm_id: UUID, *, write: bool = False) -> TripRhythm:
    viewer.need(C.TRIPS_WRITE, write=write)
    rows = TripRhythm.objects.within(viewer.scope).filter(pk=rhythm_id)
    return _one(rows.select_related("need__resident__household"))


def home_for(viewer: Viewer, household_id: UUID, *, write: bool = False) -> Household:
    viewer.need(C.TRIPS_WRITE, C.HOUSEHOLDS_READ, write=write)
    return _one(Household.objects.within(viewer.scope).filter(pk=household_id).select_related("area"))


def person_for(viewer: Viewer, resident_id: UUID, *, write: bool = False) -> Resident:
    viewer.need(C.TRIPS_WRITE, C.HOUSEHOLDS_READ, write=write)
    rows = Resident.objects.within(viewer.scope).filter(pk=resident_id, merged_into=None)
    return _one(rows.select_related("household__area", "area"))


def needs_of(home: Household) -> QuerySet[SupportNeed]:
    """The open needs of who lives there; the household has been found in the duty already."""
    rows = SupportNeed.everywhere.filter(resident__household=home, resident__merged_into=None, ended_on=None)
    return rows.select_related("resident").order_by("resident__pk", "code")


def may_open_illness(viewer: Viewer) -> bool:
    """What somebody has: for those who look after health. Where they must be: also for who arranges the way."""
    return viewer.may(C.HEALTH) and viewer.real_user is None


def _one(rows: "QuerySet[M]") -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found
