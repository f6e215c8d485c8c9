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
from linli.core.outbox import drain
from linli.core.problems import ChangedMeanwhile
from linli.flows.need_changed import make_trips_of_need
from linli.flows.table import REACTIONS
from linli.people.models import User
from linli.registers.actions.needs import add_need, correct_need, end_need
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
    return set_rhythm(dialysis, rhythm_id=uuid4(), given=given, actor=clerk, at=NOW)


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


def standing() -> list[tuple[str, str]]:
    """Day and hour of every trip that stands, from the first on."""
    rows = MedicalTrip.everywhere.exclude(state="cancelled").order_by("due_at")
    return [(f"{one.due_at.astimezone(NOW.tzinfo):%m-%d %H:%M}", str(one.kind)) for one in rows]


def moments() -> list[str]:
    return [moment for moment, _kind in standing()]


def changes() -> int:
    return Event.objects.filter(name="care.trip_changed").count()


# ---- made from rhythms and deadlines ---------------------------------------------------------------------------------
def test_a_rhythm_makes_the_trips_of_fourteen_days_at_once_and_once(rhythm: TripRhythm) -> None:
    assert MedicalTrip.everywhere.count() == 5  # the one of this morning at seven has gone by
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
        set_rhythm(
            dialysis, rhythm_id=uuid4(), given=Treatment("dialysis", time(7), TODAY, (1,)), actor=None, at=NOW
        )


def test_the_same_rhythm_is_set_once(rhythm: TripRhythm, dialysis: SupportNeed) -> None:
    again = set_rhythm(
        dialysis, rhythm_id=rhythm.pk, given=Treatment("dialysis", time(9), TODAY, (2,)), actor=None, at=NOW
    )
    assert again.at_time == time(7)


def test_ending_a_rhythm_cancels_its_later_trips(rhythm: TripRhythm, clerk: User) -> None:
    make_trips(now=NOW)
    end_rhythm(rhythm, last_on=date(2026, 11, 25), actor=clerk, at=NOW)
    states = MedicalTrip.everywhere.order_by("due_at").values_list("state", flat=True)
    assert list(states) == ["planned", "planned", "cancelled", "cancelled", "cancelled"]
    assert make_trips(now=NOW) == 0
    end_rhythm(rhythm, last_on=date(2026, 11, 25), actor=clerk, at=NOW)
    assert AuditEntry.objects.filter(action="care:rhythm:ended").count() == 1


# ---- a rhythm that changes -------------------------------------------------------------------------------------------
AGAIN = Treatment("dialysis", time(7), TODAY, (1, 3, 5, 6), hospital="县中医院")


def test_a_rhythm_that_is_ended_and_entered_again_has_all_its_trips(
    rhythm: TripRhythm, dialysis: SupportNeed, clerk: User
) -> None:
    end_rhythm(rhythm, last_on=TODAY, actor=clerk, at=NOW)
    set_rhythm(dialysis, rhythm_id=uuid4(), given=AGAIN, actor=clerk, at=NOW)
    assert [one[:5] for one in moments()] == ["11-21", "11-23", "11-25", "11-27", "11-28", "11-30", "12-02"]
    there = MedicalTrip.everywhere.exclude(state="cancelled")
    assert {one.hospital for one in there} == {"县中医院"}


def test_a_rhythm_that_is_entered_before_the_old_one_ends_has_all_its_trips_too(
    rhythm: TripRhythm, dialysis: SupportNeed, clerk: User
) -> None:
    set_rhythm(dialysis, rhythm_id=uuid4(), given=AGAIN, actor=clerk, at=NOW)
    assert len(moments()) == 7  # nobody is driven twice to one moment
    end_rhythm(rhythm, last_on=TODAY, actor=clerk, at=NOW)
    assert len(moments()) == 7
    assert {one.hospital for one in MedicalTrip.everywhere.exclude(state="cancelled")} == {"县中医院"}


def test_what_was_told_is_not_planned_again_by_another_rhythm(
    rhythm: TripRhythm, dialysis: SupportNeed, clerk: User
) -> None:
    first = MedicalTrip.everywhere.order_by("due_at")[0]
    tell_trip(first, outcome="not_done", at=NOW, actor=clerk, note="车没有来")
    end_rhythm(rhythm, last_on=TODAY, actor=clerk, at=NOW)
    set_rhythm(dialysis, rhythm_id=uuid4(), given=AGAIN, actor=clerk, at=NOW)
    assert MedicalTrip.everywhere.filter(due_at=first.due_at).get() == first


def test_trips_with_an_id_from_before_are_not_doubled(rhythm: TripRhythm) -> None:
    trip = MedicalTrip.everywhere.order_by("due_at")[0]
    MedicalTrip.everywhere.filter(pk=trip.pk).update(id=uuid4())
    assert make_trips(now=NOW) == 0
    assert len(moments()) == 5


def test_what_somebody_called_off_stays_so(rhythm: TripRhythm, clerk: User) -> None:
    trip = MedicalTrip.everywhere.order_by("due_at")[0]
    cancel_trip(trip, version=None, why="住院了", actor=clerk)
    assert make_trips(now=NOW) == 0
    trip.refresh_from_db()
    assert trip.state == "cancelled"


def test_a_need_that_comes_back_is_on_the_board_again(
    rhythm: TripRhythm, elder: Resident, clerk: User
) -> None:
    """Somebody wrote down the wrong person as moved out; what was arranged has been called off meanwhile."""
    first = MedicalTrip.everywhere.order_by("due_at")[0]
    arrange_trip(first, version=None, given=Arranged(vehicle="黑C12345", note="坐轮椅"), actor=clerk)
    people = Resident.everywhere.filter(pk=elder.pk)
    people.update(presence=Presence.MOVED_OUT)
    make_trips(now=NOW)
    assert moments() == []
    people.update(presence=Presence.LIVING)
    before = changes()
    assert make_trips(now=NOW) == 5
    assert changes() == before + 5
    first.refresh_from_db()
    assert (first.state, first.vehicle, first.arranged_by, first.note, first.version) == (
        "planned", "", None, "坐轮椅", 4,
    )  # fmt: skip
    assert make_trips(now=NOW) == 0


def test_a_day_that_moves_and_moves_back_is_a_trip_again(elder: Resident) -> None:
    needs = elder.needs.filter(code=NeedCode.CHRONIC_MEDICINE)
    for days in (2, 5, 2):
        needs.update(medicine_until=TODAY + timedelta(days=days))
        make_trips(now=NOW)
    assert standing() == [("11-23 00:00", "refill")]


# ---- at once ---------------------------------------------------------------------------------------------------------
def test_a_treatment_of_this_afternoon_is_on_the_board_at_once(dialysis: SupportNeed, clerk: User) -> None:
    given = Treatment("dialysis", time(14), TODAY, (5,))
    set_rhythm(dialysis, rhythm_id=uuid4(), given=given, actor=clerk, at=NOW)
    assert moments() == ["11-20 14:00", "11-27 14:00"]


def test_a_visit_of_tomorrow_is_on_the_board_as_soon_as_it_is_entered(
    resident: Resident, clerk: User
) -> None:
    values = {"next_visit_on": TODAY + timedelta(days=1)}
    need = add_need(resident, need_id=uuid4(), code=NeedCode.PREGNANT, values=values, actor=clerk)
    drain(REACTIONS)
    assert standing() == [("11-21 08:00", "antenatal")]
    correct_need(need, version=None, values={"next_visit_on": TODAY + timedelta(days=4)}, actor=clerk)
    drain(REACTIONS)
    assert standing() == [("11-24 08:00", "antenatal")]
    end_need(need, version=None, ended_on=TODAY, actor=clerk)
    drain(REACTIONS)
    assert standing() == []


def test_a_need_that_changed_is_followed_once_and_other_needs_are_left(
    rhythm: TripRhythm, elder: Resident
) -> None:
    medicine = elder.needs.get(code=NeedCode.CHRONIC_MEDICINE)
    elder.needs.filter(pk=medicine.pk).update(medicine_until=TODAY + timedelta(days=2))
    for _again in range(2):
        make_trips_of_need({"need_id": str(rhythm.need_id)})
    assert {kind for _moment, kind in standing()} == {"dialysis"}
    for _again in range(2):
        make_trips_of_need({"need_id": str(medicine.pk)})
    assert len(moments()) == 6
    make_trips_of_need({"need_id": str(uuid4())})  # a need that is gone


# ---- visits that move ------------------------------------------------------------------------------------------------
@pytest.fixture
def pregnant(resident: Resident) -> SupportNeed:
    """柴丽娟 is seen on the 23rd."""
    need = SupportNeed.objects.create(
        resident=resident, area=resident.area, area_code=resident.area_code, code=NeedCode.PREGNANT,
        next_visit_on=TODAY + timedelta(days=3),
    )  # fmt: skip
    make_trips(now=NOW)
    return need


def _move(need: SupportNeed, days: int | None) -> None:
    on = None if days is None else TODAY + timedelta(days=days)
    SupportNeed.everywhere.filter(pk=need.pk).update(next_visit_on=on)
    make_trips(now=NOW)


def test_a_visit_that_moves_takes_its_trip_along(pregnant: SupportNeed) -> None:
    _move(pregnant, 5)
    assert moments() == ["11-25 08:00"]
    _move(pregnant, 30)
    assert moments() == []
    _move(pregnant, 3)
    assert moments() == ["11-23 08:00"]
    _move(pregnant, None)
    assert moments() == []


def test_a_trip_that_somebody_has_arranged_is_theirs_to_call_off(pregnant: SupportNeed, clerk: User) -> None:
    trip = MedicalTrip.everywhere.get()
    arrange_trip(trip, version=None, given=Arranged(vehicle="黑C12345"), actor=clerk)
    _move(pregnant, 5)
    assert moments() == ["11-23 08:00", "11-25 08:00"]


def test_a_trip_entered_by_hand_does_not_follow_the_next_visit(pregnant: SupportNeed, clerk: User) -> None:
    add_trip(
        pregnant.resident, trip_id=uuid4(), kind="antenatal", due_at=NOW + 30 * HOUR, given=Arranged(),
        actor=clerk, at=NOW, need=pregnant,
    )  # fmt: skip
    _move(pregnant, 5)
    assert moments() == ["11-21 16:12", "11-25 08:00"]


def test_what_was_missed_stays_missed_when_the_next_visit_is_known(pregnant: SupportNeed) -> None:
    later = NOW + timedelta(days=4)
    SupportNeed.everywhere.filter(pk=pregnant.pk).update(next_visit_on=TODAY + timedelta(days=9))
    make_trips(now=later)
    assert moments() == ["11-23 08:00", "11-29 08:00"]


def test_who_is_away_keeps_the_trip_that_was_made(pregnant: SupportNeed) -> None:
    Resident.everywhere.filter(pk=pregnant.resident_id).update(presence=Presence.AWAY)
    make_trips(now=NOW)
    assert moments() == ["11-23 08:00"]


# ---- a course with a last day ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("last_on", "there"),
    [(None, ["11-27 07:00"]), (7, ["11-27 07:00"]), (6, ["11-27 08:00"])],
)
def test_of_a_course_that_runs_on_the_day_of_the_visit_one_trip_is_made(
    dialysis: SupportNeed, clerk: User, last_on: int | None, there: list[str]
) -> None:
    SupportNeed.everywhere.filter(pk=dialysis.pk).update(next_visit_on=TODAY + timedelta(days=7))
    until = None if last_on is None else TODAY + timedelta(days=last_on)
    make_trips(now=NOW)  # the visit alone; the rhythm that is entered then says more
    given = Treatment("dialysis", time(7), TODAY, (5,), until_on=until)
    set_rhythm(dialysis, rhythm_id=uuid4(), given=given, actor=clerk, at=NOW)
    assert moments() == there


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
