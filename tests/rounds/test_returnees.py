"""A returnee's way: declared, matched to the register with evidence, arrived; asked about where it is not certain."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from linli.core.access_log import AccessKind
from linli.core.models import AccessEntry, AuditEntry, Revision
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.choices import Presence, Relation
from linli.registers.models import Household, Resident
from linli.rounds.actions import (
    change_declaration,
    declare_arrival,
    enter_arrival,
    forget_arrivals,
    match_arrival,
    place_arrival,
    settle_arrival,
    take_arrivals,
    withdraw_declaration,
)
from linli.rounds.arrival_list import proposals
from linli.rounds.bodies import Arrival as Body
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from linli.rounds.problems_returnees import ArrivalSettled, ArrivesTooFarOff, NoSuchOrigin
from tests.conftest import NOW, TODAY, join
from tests.rounds.conftest import Told

pytestmark = pytest.mark.django_db


def declared(household: Household, **more: object) -> Arrival:
    values: dict[str, object] = {"name": "冯雨欣", "arrives_on": TODAY, "from_place": "哈尔滨", **more}
    body = Body(household=household.pk, state="expected", **values)  # type: ignore[arg-type]
    return declare_arrival(household, arrival_id=uuid4(), body=body, now=NOW)


@pytest.fixture
def arrival(household: Household) -> Arrival:
    return declared(household)


def actions_of(arrival: Arrival) -> list[str]:
    return [
        one.action.rpartition(":")[2]
        for one in AuditEntry.objects.filter(subject_id=arrival.pk).order_by("at")
    ]


# ---- declared by the household -----------------------------------------------------------------------
def test_it_is_expected_and_stands_in_the_trail(arrival: Arrival) -> None:
    assert (arrival.state, arrival.by, arrival.from_code) == (ArrivalState.EXPECTED, None, "2301")
    assert actions_of(arrival) == ["declared"]


def test_declared_again_with_the_same_id_is_declared_once(household: Household) -> None:
    pk, body = uuid4(), Body(household=household.pk, name="冯雨欣", arrives_on=TODAY, state="expected")
    first = declare_arrival(household, arrival_id=pk, body=body, now=NOW)
    assert declare_arrival(household, arrival_id=pk, body=body, now=NOW) == first
    assert actions_of(first) == ["declared"]


@pytest.mark.parametrize("days", [-40, 100])
def test_a_day_far_off_is_refused(household: Household, days: int) -> None:
    with pytest.raises(ArrivesTooFarOff):
        declared(household, arrives_on=TODAY + timedelta(days=days))
    assert not Arrival.everywhere.exists()


def test_it_can_be_changed_until_it_is_settled(
    household: Household, arrival: Arrival, grid_worker: User
) -> None:
    changed = change_declaration(
        household, arrival_id=arrival.pk, version=1, values={"arrives_on": date(2026, 11, 25)}, now=NOW
    )
    assert (changed.arrives_on, changed.version) == (date(2026, 11, 25), 2)
    with pytest.raises(ChangedMeanwhile):
        change_declaration(household, arrival_id=arrival.pk, version=1, values={"reason": "x"}, now=NOW)
    settle_arrival(arrival.pk, version=2, state=ArrivalState.ARRIVED, actor=grid_worker, now=NOW)
    with pytest.raises(ArrivalSettled):
        change_declaration(household, arrival_id=arrival.pk, version=3, values={"reason": "x"}, now=NOW)


def test_it_can_be_withdrawn_once_and_not_by_another_household(
    household: Household, arrival: Arrival, elder: Resident
) -> None:
    with pytest.raises(NotFound):
        withdraw_declaration(elder.household, arrival_id=arrival.pk, now=NOW)
    for _time in range(2):
        row = withdraw_declaration(household, arrival_id=arrival.pk, now=NOW)
        assert row.state == ArrivalState.WITHDRAWN
    assert actions_of(arrival) == ["declared", "withdrawn"]


def test_declared_after_a_worker_has_recorded_it_nobody_is_expected_again(
    household: Household, told: Told
) -> None:
    fact = told(1, Body(household=household.pk, name="冯雨欣", arrives_on=TODAY, phone="15100004109"))
    take_arrivals([fact])
    for _time in range(2):
        row = declared(
            household, phone="13800002290", from_place="哈尔滨", arrives_on=TODAY - timedelta(days=1)
        )
    assert Arrival.everywhere.get() == row
    assert (row.state, row.pk, row.arrives_on) == (ArrivalState.ARRIVED, fact.id, TODAY)
    assert (row.phone, row.from_code) == ("15100004109", "2301")  # what is there stays, what lacks is added
    assert actions_of(row) == ["declared"]


# ---- settled by staff --------------------------------------------------------------------------------
def test_two_officers_confirm_at_once_and_it_is_confirmed_once(
    arrival: Arrival, grid_worker: User, clerk: User
) -> None:
    """Both read version 1. The second finds it done and changes nothing."""
    settle_arrival(arrival.pk, version=1, state=ArrivalState.ARRIVED, actor=grid_worker, now=NOW)
    later = NOW + timedelta(minutes=1)
    row = settle_arrival(arrival.pk, version=1, state=ArrivalState.ARRIVED, actor=clerk, now=later)
    assert (row.settled_by, row.arrived_at, row.version) == (grid_worker, NOW, 2)
    assert actions_of(arrival) == ["declared", "confirmed"]


def test_two_officers_say_different_things_and_the_second_is_told(
    arrival: Arrival, grid_worker: User, clerk: User
) -> None:
    settle_arrival(arrival.pk, version=1, state=ArrivalState.ARRIVED, actor=grid_worker, now=NOW)
    with pytest.raises(ChangedMeanwhile) as refused:
        settle_arrival(arrival.pk, version=1, state=ArrivalState.NOT_COME, actor=clerk, now=NOW)
    assert grid_worker.name in refused.value.title


def test_who_withdrew_may_come_all_the_same_but_is_not_absent(
    household: Household, arrival: Arrival, grid_worker: User
) -> None:
    withdraw_declaration(household, arrival_id=arrival.pk, now=NOW)
    with pytest.raises(ArrivalSettled):
        settle_arrival(arrival.pk, version=None, state=ArrivalState.NOT_COME, actor=grid_worker, now=NOW)
    row = settle_arrival(arrival.pk, version=None, state=ArrivalState.ARRIVED, actor=grid_worker, now=NOW)
    assert row.state == ArrivalState.ARRIVED


def test_somebody_away_is_noted_as_living_here_again_if_asked(
    household: Household, arrival: Arrival, grid_worker: User
) -> None:
    person = join(household, "冯雨欣", presence=Presence.AWAY, away_place="哈尔滨市")
    match_arrival(arrival.pk, version=1, resident=person, actor=grid_worker)
    settle_arrival(
        arrival.pk, version=2, state=ArrivalState.ARRIVED, note_at_home=True, actor=grid_worker, now=NOW
    )
    person.refresh_from_db()
    assert (person.presence, person.away_place) == (Presence.LIVING, "")


# ---- who it is ----------------------------------------------------------------------------------------
def test_it_proposes_who_it_may_be_and_says_why(
    household: Household, clerk: User, viewer: Callable[[User], Viewer]
) -> None:
    person = join(household, "冯雨欣", presence=Presence.AWAY, phone="15100004109")
    row = declared(household, phone="151 0000 4109")
    found = proposals(row, viewer(clerk), day=TODAY)
    assert [one.resident.id for one in found] == [person.pk]
    assert found[0].match.why == "电话相同，姓名相同"
    assert row.resident is None  # a person says so, not a rule


def test_the_list_names_the_likeliest_with_the_reason(
    household: Household, clerk: User, grid_worker: User, sign_in: Callable[[User], Client]
) -> None:
    join(household, "冯雨欣", presence=Presence.AWAY, phone="15100004109")
    declared(household, phone="15100004109")
    declared(household, name="某某人")
    page = sign_in(grid_worker).get(reverse("rounds:arrivals")).content.decode()
    assert "可能是 冯雨欣" in page
    assert "电话相同，姓名相同" in page
    assert page.count("可能是") == 1


def test_it_proposes_nobody_of_another_duty(
    household: Household, stranger_resident: Resident, clerk: User, viewer: Callable[[User], Viewer]
) -> None:
    row = declared(household, name=stranger_resident.name, phone=stranger_resident.phone)
    assert proposals(row, viewer(clerk), day=TODAY) == []


def test_somebody_new_is_entered_once(household: Household, clerk: User) -> None:
    row = declared(household, phone="15100004109", document="231085197403020426")
    for _time in range(2):
        enter_arrival(row.pk, version=None, relation=Relation.DAUGHTER, actor=clerk)
    person = household.members.get(name="冯雨欣")
    assert (person.relation, person.phone, person.presence) == (
        Relation.DAUGHTER, "15100004109", Presence.AWAY,
    )  # fmt: skip
    assert (person.away_place, person.away_return_on) == ("哈尔滨", TODAY)
    assert Arrival.everywhere.get().resident == person


# ---- where from ---------------------------------------------------------------------------------------
def test_an_ambiguous_origin_is_asked_about(household: Household, clerk: User) -> None:
    row = declared(household, from_place="朝阳区")
    assert row.from_code == ""
    row = place_arrival(row.pk, version=1, code="220104", actor=clerk)
    assert (row.from_code, row.from_place) == ("220104", "朝阳区")
    assert actions_of(row) == ["declared", "placed"]


@pytest.mark.parametrize("code", ["230103", "99", "x"])
def test_only_a_place_that_was_asked_about_can_be_chosen(
    household: Household, clerk: User, code: str
) -> None:
    row = declared(household, from_place="朝阳区")
    with pytest.raises(NoSuchOrigin):
        place_arrival(row.pk, version=1, code=code, actor=clerk)


# ---- forgotten ----------------------------------------------------------------------------------------
def test_numbers_and_notes_go_four_weeks_after_the_arrival(household: Household) -> None:
    row = declared(
        household, phone="15100004109", document="231085197403020426", note="带药", transport_number="K7063"
    )
    change_declaration(household, arrival_id=row.pk, version=1, values={"phone": "13800002290"}, now=NOW)
    assert forget_arrivals(today=TODAY + timedelta(days=28), now=NOW) == 0
    assert forget_arrivals(today=TODAY + timedelta(days=29), now=NOW) == 1
    assert forget_arrivals(today=TODAY + timedelta(days=30), now=NOW) == 0
    row.refresh_from_db()
    assert (row.phone, row.phone_hash, row.phone_tail, row.document, row.document_hash) == (
        "",
        "",
        "",
        "",
        "",
    )
    assert (row.note, row.transport_number) == ("", "")
    assert (row.from_code, row.arrives_on) == ("2301", TODAY)
    assert Revision.objects.get(subject_id=row.pk).after == {}


# ---- pages --------------------------------------------------------------------------------------------
def test_the_list_shows_who_is_due_and_masks_numbers(
    arrival: Arrival, grid_worker: User, sign_in: Callable[[User], Client], household: Household
) -> None:
    declared(household, name="冯雨晴", phone="15100004109", arrives_on=TODAY + timedelta(days=3))
    client = sign_in(grid_worker)
    page = client.get(reverse("rounds:arrivals")).content.decode()
    assert "冯雨欣" in page
    assert "冯雨晴" not in page
    later = client.get(reverse("rounds:arrivals"), {"view": "ahead"}).content.decode()
    assert "冯雨晴" in later
    assert "151****4109" in later
    assert "15100004109" not in later


def test_its_queries_do_not_grow_with_the_rows(
    household: Household,
    grid_worker: User,
    sign_in: Callable[[User], Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    client, path = sign_in(grid_worker), reverse("rounds:arrivals")
    client.get(path)
    for number in range(12):
        declared(household, name=f"某人{number}")
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        assert client.get(path).status_code == 200


def test_the_page_confirms_the_arrival_with_day_and_hour(
    arrival: Arrival, grid_worker: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(grid_worker)
    sent = {"state": "arrived", "version": "1", "on": "2026-11-20", "at": "08:30"}
    assert client.post(reverse("rounds:arrival_settle", args=[arrival.pk]), sent).status_code == 302
    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.ARRIVED
    assert arrival.arrived_at == NOW.replace(hour=8, minute=30)
    assert "已到" in client.get(reverse("rounds:arrival", args=[arrival.pk])).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"state": "withdrawn"},
        {"state": ""},
        {"state": "arrived", "on": "2026-11-21"},
        {"state": "arrived", "on": "2026-02-31"},
    ],
)
def test_the_page_refuses_what_cannot_be(
    arrival: Arrival, grid_worker: User, sign_in: Callable[[User], Client], sent: dict[str, str]
) -> None:
    response = sign_in(grid_worker).post(reverse("rounds:arrival_settle", args=[arrival.pk]), sent)
    assert response.status_code == 422
    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.EXPECTED


def test_opening_the_page_and_the_number_leave_a_line_that_the_household_sees(
    household: Household, grid_worker: User, sign_in: Callable[[User], Client]
) -> None:
    row, client = declared(household, phone="15100004109"), sign_in(grid_worker)
    client.get(reverse("rounds:arrival", args=[row.pk]))
    shown = client.post(reverse("rounds:arrival_phone", args=[row.pk]), {"reason": "arrival"})
    assert "15100004109" in shown.content.decode()
    kinds = set(AccessEntry.objects.filter(household_id=household.pk).values_list("what", flat=True))
    assert kinds == {AccessKind.HOUSEHOLD, AccessKind.PHONE}


def test_another_communitys_clerk_finds_nothing(
    arrival: Arrival, other_clerk: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(other_clerk)
    assert client.get(reverse("rounds:arrival", args=[arrival.pk])).status_code == 404
    sent = {"state": "arrived", "version": "1"}
    assert client.post(reverse("rounds:arrival_settle", args=[arrival.pk]), sent).status_code == 404
    assert "冯雨欣" not in client.get(reverse("rounds:arrivals")).content.decode()
