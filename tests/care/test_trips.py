"""Ways to a hospital: made once, arranged, gone, told twice, cancelled."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from linli.areas.models import Area
from linli.care.actions.trip_making import make_trips
from linli.care.actions.trips import (
    Arranged,
    Treatment,
    add_trip,
    arrange_trip,
    cancel_trip,
    end_rhythm,
    set_rhythm,
    tell_trip,
)
from linli.care.choices import TripKind
from linli.care.models import MedicalTrip, TripRhythm
from linli.care.problems_needs import NeedHasEnded, TripInThePast, TripIsOver
from linli.core.models import AuditEntry, Event
from linli.core.problems import ChangedMeanwhile
from linli.people.models import User
from linli.registers.choices import NeedCode, Presence
from linli.registers.models import Resident, SupportNeed
from tests.conftest import NOW, TODAY

HOUR = timedelta(hours=1)
MakeTrip = Callable[..., MedicalTrip]


@pytest.fixture
def dialysis(elder: Resident) -> SupportNeed:
    """郭凤霞 goes to dialysis on Monday, Wednesday and Friday."""
    return SupportNeed.objects.create(
        resident=elder,
        area=elder.area,
        area_code=elder.area_code,
        code=NeedCode.DIALYSIS,
        hospital="市人民医院",
    )


@pytest.fixture
def rhythm(dialysis: SupportNeed, clerk: User) -> TripRhythm:
    given = Treatment(
        "dialysis", time(7), TODAY - timedelta(days=30), (1, 3, 5), hospital="市人民医院", route="走防疫通道"
    )
    return set_rhythm(dialysis, rhythm_id=uuid4(), given=given, actor=clerk)


@pytest.fixture
def make_trip(elder: Resident, clerk: User) -> MakeTrip:
    def made(
        kind: str = TripKind.DIALYSIS, due_at: datetime = NOW + 20 * HOUR, **given: object
    ) -> MedicalTrip:
        return add_trip(
            elder,
            trip_id=uuid4(),
            kind=kind,
            due_at=due_at,
            given=Arranged(**given),
            actor=clerk,
            at=NOW,  # type: ignore[arg-type]
        )

    return made


def changes() -> int:
    return Event.objects.filter(name="care.trip_changed").count()


# ---- made from rhythms and deadlines ---------------------------------------------------------------------------------
def test_it_makes_the_trips_of_fourteen_days_once(rhythm: TripRhythm) -> None:
    assert make_trips(now=NOW) == 5  # the one of this morning at seven has gone by
    assert make_trips(now=NOW) == 0
    first = MedicalTrip.everywhere.order_by("due_at")[0]
    assert (first.kind, first.state, first.hospital, first.route) == (
        "dialysis",
        "planned",
        "市人民医院",
        "走防疫通道",
    )
    assert first.due_at == datetime(2026, 11, 23, 7, tzinfo=NOW.tzinfo)
    assert changes() == 5


def test_the_next_day_adds_what_came_near(rhythm: TripRhythm) -> None:
    make_trips(now=NOW)
    assert make_trips(now=NOW + timedelta(days=1)) == 1  # Friday, 4 December


def test_an_arranged_trip_stays_as_it_is_when_trips_are_made_again(rhythm: TripRhythm, clerk: User) -> None:
    make_trips(now=NOW)
    trip = MedicalTrip.everywhere.order_by("due_at")[0]
    arrange_trip(trip, version=1, given=Arranged(vehicle="黑C12345"), actor=clerk)
    make_trips(now=NOW + HOUR)
    trip.refresh_from_db()
    assert (trip.state, trip.vehicle) == ("arranged", "黑C12345")


def test_medicine_that_runs_out_is_a_trip(elder: Resident) -> None:
    elder.needs.filter(code=NeedCode.CHRONIC_MEDICINE).update(medicine_until=TODAY + timedelta(days=2))
    make_trips(now=NOW)
    trip = MedicalTrip.everywhere.get()
    assert (trip.kind, trip.due_at) == ("refill", datetime(2026, 11, 23, 0, 0, tzinfo=NOW.tzinfo))


def test_medicine_that_was_filled_up_meanwhile_needs_no_trip(elder: Resident) -> None:
    needs = elder.needs.filter(code=NeedCode.CHRONIC_MEDICINE)
    needs.update(medicine_until=TODAY + timedelta(days=2))
    make_trips(now=NOW)
    needs.update(medicine_until=TODAY + timedelta(days=40))
    make_trips(now=NOW)
    assert MedicalTrip.everywhere.get().state == "cancelled"


def test_the_next_visit_of_a_pregnant_woman_is_a_trip(resident: Resident) -> None:
    SupportNeed.objects.create(
        resident=resident, area=resident.area, area_code=resident.area_code, code=NeedCode.PREGNANT,
        next_visit_on=TODAY + timedelta(days=3),
    )  # fmt: skip
    make_trips(now=NOW)
    assert MedicalTrip.everywhere.get().kind == "antenatal"


def test_a_rhythm_says_more_than_a_next_visit(rhythm: TripRhythm, dialysis: SupportNeed) -> None:
    SupportNeed.everywhere.filter(pk=dialysis.pk).update(next_visit_on=TODAY + timedelta(days=3))
    make_trips(now=NOW)
    assert set(MedicalTrip.everywhere.values_list("rhythm", flat=True)) == {rhythm.pk}


def test_nobody_is_driven_who_is_away(rhythm: TripRhythm, elder: Resident) -> None:
    Resident.everywhere.filter(pk=elder.pk).update(presence=Presence.AWAY)
    assert make_trips(now=NOW) == 0


def test_what_is_over_needs_no_car(rhythm: TripRhythm, dialysis: SupportNeed) -> None:
    make_trips(now=NOW)
    SupportNeed.everywhere.filter(pk=dialysis.pk).update(ended_on=TODAY)
    make_trips(now=NOW)
    assert set(MedicalTrip.everywhere.values_list("state", flat=True)) == {"cancelled"}
    assert changes() == 10


def test_no_rhythm_is_set_for_a_need_that_has_ended(dialysis: SupportNeed) -> None:
    SupportNeed.everywhere.filter(pk=dialysis.pk).update(ended_on=TODAY)
    with pytest.raises(NeedHasEnded):
        set_rhythm(dialysis, rhythm_id=uuid4(), given=Treatment("dialysis", time(7), TODAY, (1,)), actor=None)


def test_the_same_rhythm_is_set_once(rhythm: TripRhythm, dialysis: SupportNeed) -> None:
    again = set_rhythm(
        dialysis, rhythm_id=rhythm.pk, given=Treatment("dialysis", time(9), TODAY, (2,)), actor=None
    )
    assert again.at_time == time(7)


def test_ending_a_rhythm_cancels_its_later_trips(rhythm: TripRhythm, clerk: User) -> None:
    make_trips(now=NOW)
    end_rhythm(rhythm, last_on=date(2026, 11, 25), actor=clerk)
    states = MedicalTrip.everywhere.order_by("due_at").values_list("state", flat=True)
    assert list(states) == ["planned", "planned", "cancelled", "cancelled", "cancelled"]
    assert make_trips(now=NOW) == 0
    end_rhythm(rhythm, last_on=date(2026, 11, 25), actor=clerk)
    assert AuditEntry.objects.filter(action="care:rhythm:ended").count() == 1


# ---- one trip --------------------------------------------------------------------------------------------------------
def test_the_same_trip_is_added_once(make_trip: MakeTrip, elder: Resident) -> None:
    trip = make_trip()
    add_trip(elder, trip_id=trip.pk, kind="visit", due_at=NOW + HOUR, given=Arranged(), actor=None, at=NOW)
    assert MedicalTrip.everywhere.get().kind == "dialysis"
    assert changes() == 1


def test_a_time_that_has_gone_by_is_refused(make_trip: MakeTrip) -> None:
    with pytest.raises(TripInThePast):
        make_trip(due_at=NOW)


def test_it_is_arranged_with_a_car_and_an_escort(make_trip: MakeTrip, clerk: User, grid_worker: User) -> None:
    trip = make_trip()
    assert trip.state == "planned"
    given = Arranged(leave_at=NOW + 19 * HOUR, vehicle="黑C12345", driver="巩师傅", escort=grid_worker)
    arrange_trip(trip, version=trip.version, given=given, actor=clerk)
    trip.refresh_from_db()
    assert (trip.state, trip.escort, trip.arranged_by, trip.version) == ("arranged", grid_worker, clerk, 2)
    entry = AuditEntry.objects.get(action="care:trip:arranged")
    assert "透析" not in str(entry.data) + entry.subject_name


def test_an_empty_hospital_leaves_the_one_that_is_known(make_trip: MakeTrip, clerk: User) -> None:
    trip = make_trip(hospital="市人民医院", driver_phone="13800001234")
    arrange_trip(trip, version=1, given=Arranged(vehicle="黑C12345"), actor=clerk)
    trip.refresh_from_db()
    assert (trip.hospital, trip.driver_phone) == ("市人民医院", "13800001234")


def test_arranging_the_same_again_changes_nothing(make_trip: MakeTrip, clerk: User) -> None:
    trip = make_trip(vehicle="黑C12345")
    arrange_trip(trip, version=None, given=Arranged(vehicle="黑C12345"), actor=clerk)
    assert changes() == 1


def test_who_saves_over_somebody_else_is_told(make_trip: MakeTrip, clerk: User) -> None:
    trip = make_trip()
    arrange_trip(trip, version=1, given=Arranged(vehicle="黑C12345"), actor=clerk)
    with pytest.raises(ChangedMeanwhile):
        arrange_trip(trip, version=1, given=Arranged(vehicle="黑C99999"), actor=clerk)


def test_it_goes_from_under_way_to_done(make_trip: MakeTrip, grid_worker: User) -> None:
    trip = make_trip(escort=grid_worker)
    tell_trip(trip, outcome="under_way", at=NOW, actor=grid_worker)
    tell_trip(trip, outcome="done", at=NOW + HOUR, actor=grid_worker)
    trip.refresh_from_db()
    assert (trip.state, trip.done_by, trip.done_at) == ("done", grid_worker, NOW + HOUR)


def test_telling_it_twice_counts_once(make_trip: MakeTrip, grid_worker: User) -> None:
    trip = make_trip()
    for _again in range(2):
        tell_trip(trip, outcome="done", at=NOW, actor=grid_worker)
    assert AuditEntry.objects.filter(action="care:trip:told").count() == 1


def test_an_earlier_word_that_comes_later_changes_nothing(make_trip: MakeTrip, grid_worker: User) -> None:
    trip = make_trip()
    tell_trip(trip, outcome="done", at=NOW + HOUR, actor=grid_worker)
    tell_trip(trip, outcome="under_way", at=NOW, actor=grid_worker)
    trip.refresh_from_db()
    assert trip.state == "done"


def test_what_was_not_done_says_why_and_may_be_made_up_for(make_trip: MakeTrip, clerk: User) -> None:
    trip = make_trip()
    tell_trip(trip, outcome="not_done", at=NOW, actor=clerk, note="车没有来")
    trip.refresh_from_db()
    assert (trip.state, trip.why_not) == ("not_done", "车没有来")
    arrange_trip(trip, version=None, given=Arranged(vehicle="黑C12345"), actor=clerk)
    trip.refresh_from_db()
    assert (trip.state, trip.why_not, trip.done_at) == ("arranged", "", None)


def test_what_is_cancelled_is_not_gone_on(make_trip: MakeTrip, clerk: User) -> None:
    trip = make_trip()
    cancel_trip(trip, version=1, why="改期", actor=clerk)
    cancel_trip(trip, version=None, why="改期", actor=clerk)
    assert AuditEntry.objects.filter(action="care:trip:cancelled").count() == 1
    with pytest.raises(TripIsOver):
        tell_trip(trip, outcome="under_way", at=NOW, actor=clerk)


def test_what_is_done_is_not_cancelled(make_trip: MakeTrip, clerk: User) -> None:
    trip = make_trip()
    tell_trip(trip, outcome="done", at=NOW, actor=clerk)
    with pytest.raises(TripIsOver):
        cancel_trip(trip, version=None, why="改期", actor=clerk)


def test_a_refill_that_is_done_says_how_long_it_lasts_now(elder: Resident, clerk: User) -> None:
    need = elder.needs.get(code=NeedCode.CHRONIC_MEDICINE)
    SupportNeed.everywhere.filter(pk=need.pk).update(medicine_until=TODAY + timedelta(days=1))
    make_trips(now=NOW)
    trip = MedicalTrip.everywhere.get()
    tell_trip(trip, outcome="done", at=NOW, actor=clerk, medicine_until=TODAY + timedelta(days=30))
    need.refresh_from_db()
    assert need.medicine_until == TODAY + timedelta(days=30)
    make_trips(now=NOW)
    assert list(MedicalTrip.everywhere.values_list("state", flat=True)) == ["done"]


def test_it_is_kept_encrypted(make_trip: MakeTrip, community: Area) -> None:
    from django.db import connection

    make_trip(hospital="市人民医院", driver="巩师傅", note="坐轮椅")
    with connection.cursor() as cursor:
        cursor.execute("SELECT hospital, driver, note FROM care_medicaltrip")
        assert not any(
            "市人民" in str(one) or "巩" in str(one) or "轮椅" in str(one) for one in cursor.fetchone()
        )
