"""Own shifts in the day's list; and phones of people who only stand on posts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.core.models import AccessEntry
from linli.duty.models import Claim, DutyPlace, Post
from linli.field.actions import enrol_with_code, make_enrolment_code
from linli.people.models import Appointment, User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, appoint
from tests.field.conftest import Phone

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PhoneOf = Callable[[User], Phone]
OnDuty = Callable[..., Claim]


@pytest.fixture
def gate(community: Area) -> DutyPlace:
    return DutyPlace.objects.create(
        area=community,
        area_code=community.code,
        name="和平家园东门",
        code="EastGate00000001",
        address="东门外",
    )


@pytest.fixture
def on_duty(gate: DutyPlace) -> OnDuty:
    """`on_duty(volunteer, NOW)`: a post of eight hours at the gate is theirs."""

    def made(user: User, starts_at: datetime, *, hours: int = 8, title: str = "", **more: Any) -> Claim:
        where = {"area_id": gate.area_id, "area_code": gate.area_code}
        post = Post.objects.create(
            place=gate, kind="gatekeeper", title=title, starts_at=starts_at, ends_at=starts_at + hours * HOUR,
            headcount=1, taken=1, **where,
        )  # fmt: skip
        return Claim.objects.create(post=post, user=user, **where, **more)

    return made


@pytest.fixture
def volunteer(community: Area) -> User:
    return appoint("mo", "莫连城", "volunteer", community)


# ---- which shifts ----------------------------------------------------------------------------------
def test_it_holds_own_shifts_of_today_and_tomorrow(
    phone: Phone, grid_worker: User, volunteer: User, on_duty: OnDuty
) -> None:
    mine = on_duty(grid_worker, NOW + HOUR)
    on_duty(grid_worker, NOW + 24 * HOUR, title="物资搬运")
    on_duty(grid_worker, NOW + 48 * HOUR)
    on_duty(grid_worker, NOW - 24 * HOUR)
    on_duty(grid_worker, NOW + 12 * HOUR, hours=1, state="dropped")
    on_duty(volunteer, NOW)
    today, tomorrow = phone.bundle["shifts"]
    assert today == {
        "id": str(mine.pk),
        "place": "EastGate00000001",
        "name": "和平家园东门",
        "kind": "守门员",
        "starts_at": "2026-11-20T11:12:00+08:00",
        "ends_at": "2026-11-20T19:12:00+08:00",
        "state": "claimed",
        "address": "东门外",
    }
    assert tomorrow["kind"] == "物资搬运"


def test_it_says_when_one_came_and_left_as_the_lead_mended_it(
    phone: Phone, grid_worker: User, on_duty: OnDuty
) -> None:
    on_duty(
        grid_worker, NOW, state="done", checked_in_at=NOW, checked_out_at=NOW + HOUR, mended_out_at=NOW + 2 * HOUR
    )  # fmt: skip
    (shift,) = phone.bundle["shifts"]
    assert (shift["came"][11:16], shift["left"][11:16], shift["state"]) == ("10:12", "12:12", "done")


def test_a_shift_of_last_evening_stays_until_it_is_left(
    phone: Phone, grid_worker: User, on_duty: OnDuty
) -> None:
    last_evening = datetime.fromisoformat("2026-11-19T16:00:00+08:00")
    claim = on_duty(grid_worker, last_evening, hours=7, state="present", checked_in_at=last_evening)
    assert [one["state"] for one in phone.bundle["shifts"]] == ["present"]
    Claim.everywhere.filter(pk=claim.pk).update(state="done")
    assert "shifts" not in phone.bundle


def test_its_kinds_are_called_in_the_phones_language(
    phone: Phone, grid_worker: User, on_duty: OnDuty
) -> None:
    on_duty(grid_worker, NOW)
    english = phone.fetch(**{"accept-language": "en"}).json()
    assert english["shifts"][0]["kind"] == "Gatekeeper"


def test_its_questions_do_not_grow_with_the_shifts(phone: Phone, grid_worker: User, on_duty: OnDuty) -> None:
    on_duty(grid_worker, NOW)
    phone.fetch()
    with CaptureQueriesContext(connection) as few:
        phone.fetch()
    for hour in range(1, 9):
        on_duty(grid_worker, NOW + hour * HOUR, hours=1)
    with CaptureQueriesContext(connection) as many:
        phone.fetch()
    assert len(many) == len(few)
    assert len(many) <= 22


# ---- whoever only stands on posts ------------------------------------------------------------------------
def test_a_volunteers_phone_has_shifts_and_nothing_of_the_register(
    volunteer: User, phone_of: PhoneOf, on_duty: OnDuty, household: Household
) -> None:
    on_duty(volunteer, NOW)
    phone = phone_of(volunteer)
    bundle = phone.bundle
    assert len(bundle["shifts"]) == 1
    assert bundle["stands"]
    assert (bundle["duties"], bundle["areas"], bundle["doors"]) == ([], [], [])
    assert "柴丽娟" not in phone.fetch().content.decode()
    assert not AccessEntry.objects.exists()
    phone.made.device.refresh_from_db()
    assert phone.made.device.last_seen_at is not None


def test_nothing_is_left_once_the_term_is_over(volunteer: User, phone_of: PhoneOf, on_duty: OnDuty) -> None:
    on_duty(volunteer, NOW)
    phone = phone_of(volunteer)
    Appointment.everywhere.filter(user=volunteer).update(until_on=TODAY)
    assert "shifts" not in phone.bundle
    assert "stands" not in phone.bundle


def test_a_volunteer_enrols_a_phone_and_sees_it_among_the_own_ones(
    volunteer: User, sign_in: Callable[[User], Client]
) -> None:
    made = enrol_with_code(code=make_enrolment_code(actor=volunteer, user=volunteer), name="红米")
    assert made.device.user == volunteer
    browser = sign_in(volunteer)
    assert browser.get("/field/enrol/").status_code == 200
    assert "红米" in browser.get("/devices/mine/").content.decode()


def test_whoever_neither_goes_round_nor_stands_on_posts_has_no_phone(
    leader: User, sign_in: Callable[[User], Client]
) -> None:
    browser = sign_in(leader)
    assert browser.get("/field/enrol/").status_code == 404
    assert browser.get("/devices/mine/").status_code == 404
