"""The board of people who must not wait, one way, calls: as each duty sees them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.care.actions.triage import note_triage
from linli.care.actions.trips import Arranged, add_trip
from linli.care.choices import Disease, Vaccinated
from linli.care.models import MedicalTrip, TripRhythm
from linli.care.queries_needs import rhythms_in, sorted_calls, to_call
from linli.core.models import AccessEntry
from linli.people.models import User
from linli.registers.choices import NeedCode, Relation
from linli.registers.models import Household, Resident, SupportNeed
from tests.conftest import NOW, TODAY, join, settle

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOUR = timedelta(hours=1)


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def trip(elder: Resident, clerk: User) -> MedicalTrip:
    """郭凤霞 must be at dialysis tomorrow at six; at twenty to six the car comes."""
    return add_trip(
        elder, trip_id=uuid4(), kind="dialysis", due_at=NOW + 20 * HOUR, actor=clerk, at=NOW,
        given=Arranged(hospital="市人民医院透析中心", leave_at=NOW + 19 * HOUR, driver_phone="13800001234"),
    )  # fmt: skip


# ---- the board ---------------------------------------------------------------------------------------------------------
def test_it_shows_the_deadline_and_no_hospital(trip: MedicalTrip, clerk: User, sign_in: SignIn) -> None:
    page = text(sign_in(clerk).get("/care/needs/"))
    assert "郭凤霞" in page
    assert 'data-behaviour="countdowns"' in page
    assert f'data-due="{trip.due_at:%Y-%m-%d}' in page
    assert "市人民医院" not in page


def test_what_has_gone_by_is_overdue(trip: MedicalTrip, clerk: User, sign_in: SignIn) -> None:
    MedicalTrip.everywhere.update(due_at=NOW - HOUR)
    assert "郭凤霞" in text(sign_in(clerk).get("/care/needs/?view=late"))
    assert "ll-red" in text(sign_in(clerk).get("/care/needs/"))


def test_each_view_and_filter_keeps_to_its_rows(trip: MedicalTrip, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    for query, there in (
        ("?view=over", False), ("?view=late", False), ("?view=unarranged", False), ("?kind=dialysis", True),
        ("?kind=refill", False), ("?state=arranged", True), ("?state=planned", False), ("?sort=-door", True),
        ("?view=today", False), ("?sort=kind", True),
    ):  # fmt: skip
        assert ("郭凤霞" in text(browser.get(f"/care/needs/{query}"))) == there, query


@pytest.mark.parametrize(
    ("query", "overdue", "rows"),
    [
        ("", 3, 4),
        ("kind=visit", 2, 2),
        ("kind=dialysis", 1, 2),
        ("state=arranged", 0, 1),
        ("kind=visit&state=planned", 2, 2),
    ],
)
def test_a_view_says_how_many_rows_it_opens(
    trip: MedicalTrip, elder: Resident, clerk: User, sign_in: SignIn, query: str, overdue: int, rows: int
) -> None:
    """One dialysis is arranged and ahead; one dialysis and two visits were planned and have gone by."""
    for kind in ("dialysis", "visit", "visit"):
        MedicalTrip.objects.create(
            household=elder.household, resident=elder, kind=kind, due_at=NOW - HOUR, area=elder.area,
            area_code=elder.area_code,
        )  # fmt: skip
    browser = sign_in(clerk)
    answer = browser.get(f"/care/needs/?{query}")
    named = {str(one.label): one for one in answer.context["views"]}
    late, all_open = named["超时"], named["未办完"]
    assert (late.count, all_open.count) == (overdue, rows)
    assert len(browser.get(late.url).context["rows"]) == overdue
    assert len(browser.get(all_open.url).context["rows"]) == rows
    assert answer.context["counts"].late == 3  # the heading says how the whole area stands


def test_the_number_of_queries_does_not_grow(
    trip: MedicalTrip, clerk: User, building: Area, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    browser.get("/care/needs/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/care/needs/")
    for number in range(8):
        person = join(settle(building, f"3-3-{number}01"), f"试{number}", relation=Relation.HEAD)
        add_trip(
            person, trip_id=uuid4(), kind="visit", due_at=NOW + HOUR, given=Arranged(), actor=clerk, at=NOW
        )
    with CaptureQueriesContext(connection) as many:
        browser.get("/care/needs/")
    assert len(many) <= len(few)


def test_the_warden_is_told_of_the_car_and_of_nothing_else(
    trip: MedicalTrip, warden: User, sign_in: SignIn
) -> None:
    page = text(sign_in(warden).get("/care/needs/cars/"))
    assert "3-1-101" in page
    assert "05:12" in page  # when the car stands at the door
    for word in ("透析", "dialysis", "市人民医院", "郭凤霞", "06:12"):
        assert word not in page
    assert sign_in(warden).get("/care/needs/").status_code == 404
    assert sign_in(warden).get(f"/care/needs/trips/{trip.pk}/").status_code == 404


def test_a_stranger_finds_nothing(trip: MedicalTrip, other_clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(other_clerk)
    assert "郭凤霞" not in text(browser.get("/care/needs/"))
    assert browser.get(f"/care/needs/trips/{trip.pk}/").status_code == 404
    assert browser.post(f"/care/needs/trips/{trip.pk}/done/").status_code == 404


# ---- one way -----------------------------------------------------------------------------------------------------------
def test_the_hospital_opens_with_a_reason_and_the_look_is_kept(
    trip: MedicalTrip, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    assert "市人民医院" not in text(browser.get(f"/care/needs/trips/{trip.pk}/"))
    where = f"/care/needs/trips/{trip.pk}/open/hospital/"
    assert "市人民医院" not in text(browser.get(where))
    assert browser.post(where, {"reason": ""}).status_code == 422
    assert not AccessEntry.objects.filter(what="health").exists()
    assert "市人民医院透析中心" in text(browser.post(where, {"reason": "deliver"}))
    entry = AccessEntry.objects.get(what="health")
    assert (entry.actor, entry.household_id) == (clerk, trip.household_id)


def test_the_illness_opens_for_who_looks_after_health_only(
    trip: MedicalTrip, elder: Resident, clerk: User, doctor: User, sign_in: SignIn
) -> None:
    need = elder.needs.get(code=NeedCode.CHRONIC_MEDICINE)
    SupportNeed.everywhere.filter(pk=need.pk).update(details="")
    need.refresh_from_db()
    need.details = "高血压三级"
    need.save()
    MedicalTrip.everywhere.filter(pk=trip.pk).update(need=need)
    where = f"/care/needs/trips/{trip.pk}/open/illness/"
    assert sign_in(clerk).post(where, {"reason": "ask"}).status_code == 404
    assert "高血压三级" in text(sign_in(doctor).post(where, {"reason": "ask"}))


def test_it_is_arranged_on_one_page(
    trip: MedicalTrip, clerk: User, grid_worker: User, sign_in: SignIn
) -> None:
    where = f"/care/needs/trips/{trip.pk}/arrange/"
    page = text(sign_in(clerk).get(where))
    assert "2026-11-21T05:12" in page
    assert "市人民医院" not in page
    given = {
        "version": trip.version,
        "leave_at": "2026-11-21T05:00",
        "vehicle": "黑C12345",
        "escort": "郎玉珍",
    }
    assert sign_in(clerk).post(where, given).status_code == 303
    trip.refresh_from_db()
    assert (trip.escort, trip.vehicle, trip.hospital) == (grid_worker, "黑C12345", "市人民医院透析中心")


def test_a_wrong_name_loses_nothing_that_was_typed(trip: MedicalTrip, clerk: User, sign_in: SignIn) -> None:
    given = {"version": trip.version, "vehicle": "黑C12345", "escort": "没有这个人"}
    response = sign_in(clerk).post(f"/care/needs/trips/{trip.pk}/arrange/", given)
    assert response.status_code == 422
    assert "黑C12345" in text(response)
    assert "没有这个人" in text(response)


def test_the_next_trip_is_filled_in_from_the_last(
    elder: Resident, clerk: User, grid_worker: User, sign_in: SignIn
) -> None:
    need = elder.needs.get(code=NeedCode.CHRONIC_MEDICINE)
    rhythm = TripRhythm(
        need=need, kind="dialysis", weekdays=[5, 1], at_time=(NOW + HOUR).time(), from_on=TODAY
    )
    rhythm.place_in(elder.area)
    rhythm.save()
    common = {
        "household": elder.household,
        "resident": elder,
        "rhythm": rhythm,
        "kind": "dialysis",
        "area": elder.area,
        "area_code": elder.area_code,
    }
    MedicalTrip.objects.create(
        due_at=NOW - 48 * HOUR, state="done", vehicle="黑C12345", escort=grid_worker, **common
    )
    new = MedicalTrip.objects.create(due_at=NOW + 20 * HOUR, **common)
    page = text(sign_in(clerk).get(f"/care/needs/trips/{new.pk}/arrange/"))
    assert "黑C12345" in page
    assert "郎玉珍" in page


def test_what_was_not_done_needs_its_reason(trip: MedicalTrip, clerk: User, sign_in: SignIn) -> None:
    where = f"/care/needs/trips/{trip.pk}/not-done/"
    assert sign_in(clerk).post(where, {"version": trip.version}).status_code == 422
    assert sign_in(clerk).post(where, {"version": trip.version, "why": "车没有来"}).status_code == 303
    trip.refresh_from_db()
    assert trip.state == "not_done"


@pytest.mark.parametrize(("page", "state"), [("on-the-way", "under_way"), ("done", "done")])
def test_it_is_told_at_the_desk(
    trip: MedicalTrip, clerk: User, sign_in: SignIn, page: str, state: str
) -> None:
    where = f"/care/needs/trips/{trip.pk}/{page}/"
    assert sign_in(clerk).get(where).status_code == 200
    assert sign_in(clerk).post(where, {"version": trip.version}).status_code == 303
    trip.refresh_from_db()
    assert trip.state == state


def test_it_is_entered_on_the_households_page(
    household: Household, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    where = f"/care/needs/household/{household.pk}/new/"
    given = {
        "record": str(uuid4()),
        "resident": str(resident.pk),
        "kind": "labour",
        "due_at": "2026-11-28T08:00",
    }
    for _again in range(2):
        assert browser.post(where, given).status_code == 303
    assert MedicalTrip.everywhere.get().kind == "labour"
    assert browser.get(f"/care/needs/household/{household.pk}/").status_code == 200


def test_a_treatment_that_comes_again_is_entered_once_and_ended(
    elder: Resident, clerk: User, sign_in: SignIn
) -> None:
    need = elder.needs.get(code=NeedCode.CHRONIC_MEDICINE)
    browser, where = sign_in(clerk), f"/care/needs/household/{elder.household_id}/again/"
    given = {"record": str(uuid4()), "need": str(need.pk), "kind": "dialysis", "weekdays": ["1", "3", "5"],
             "at_time": "07:00", "from_on": "2026-11-20"}  # fmt: skip
    assert browser.post(where, {**given, "every_days": "21"}).status_code == 422
    for _again in range(2):
        assert browser.post(where, given).status_code == 303
    rhythm = TripRhythm.everywhere.get()
    assert rhythm.weekdays == [1, 3, 5]
    assert "07:00" in text(browser.get(f"/care/needs/household/{elder.household_id}/"))
    assert browser.post(f"/care/needs/again/{rhythm.pk}/end/", {"last_on": "2026-11-30"}).status_code == 303


# ---- calls -------------------------------------------------------------------------------------------------------------
def test_who_is_called_first_stands_first(
    elder: Resident, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    SupportNeed.objects.create(
        resident=resident, area=resident.area, area_code=resident.area_code, code=NeedCode.ELDER_EMPTY_NEST
    )
    browser = sign_in(clerk)
    note_triage(elder, disease=Disease.UNSTABLE, vaccinated=Vaccinated.NONE, actor=clerk, at=NOW)
    note_triage(resident, disease=Disease.NONE, vaccinated=Vaccinated.FULL, actor=clerk, at=NOW)
    page = text(browser.get("/care/needs/calls/"))
    assert page.index("郭凤霞") < page.index("柴丽娟")
    assert "柴丽娟" not in text(browser.get("/care/needs/calls/?order=first"))
    for colour in ("红色", "黄色", "绿色"):
        assert colour not in page


def test_who_was_reached_today_is_not_called_again(elder: Resident, clerk: User, sign_in: SignIn) -> None:
    elder.needs.update(contacted_at=NOW - HOUR)
    assert "郭凤霞" not in text(sign_in(clerk).get("/care/needs/calls/"))
    elder.needs.update(contacted_at=NOW - 24 * HOUR)
    assert "郭凤霞" in text(sign_in(clerk).get("/care/needs/calls/"))


def test_who_has_no_rhythm_is_called_by_triage_alone(
    resident: Resident, community: Area, clerk: User
) -> None:
    SupportNeed.objects.create(
        resident=resident, area=resident.area, area_code=resident.area_code, code=NeedCode.MINIMUM_LIVING
    )
    rhythms = rhythms_in(community)
    assert rhythms[NeedCode.ELDER_ALONE] == "daily"

    def called() -> list[Resident]:
        return list(sorted_calls(to_call(Scope((community.code,)), rhythms, today=TODAY), ""))

    assert called() == []
    note_triage(resident, disease=Disease.UNSTABLE, vaccinated=Vaccinated.NONE, actor=clerk, at=NOW)
    assert called() == [resident]


def test_the_answers_are_not_shown_again(elder: Resident, clerk: User, sign_in: SignIn) -> None:
    where = f"/care/needs/calls/{elder.pk}/"
    assert sign_in(clerk).post(where, {"disease": "unstable", "vaccinated": "none"}).status_code == 303
    assert "checked" not in text(sign_in(clerk).get(where))


def test_calls_do_not_grow_in_queries(elder: Resident, building: Area, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    browser.get("/care/needs/calls/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/care/needs/calls/")
    for number in range(8):
        person = join(settle(building, f"3-3-{number}01"), f"试{number}", relation=Relation.HEAD)
        SupportNeed.objects.create(
            resident=person, area=building, area_code=building.code, code=NeedCode.ELDER_ALONE
        )
    with CaptureQueriesContext(connection) as many:
        browser.get("/care/needs/calls/")
    assert len(many) <= len(few)
