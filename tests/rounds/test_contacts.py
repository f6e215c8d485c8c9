"""Visits and daily answers: entries of the ledger, the household's day, the figures of the day."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.facts import FieldFact
from linli.people.models import Appointment, User
from linli.registers.choices import Occupancy
from linli.registers.models import Household, Resident
from linli.rounds.actions import take_contacts
from linli.rounds.bodies import DailyAnswer, Need, NobodyHome, Symptoms, Travel, Visit
from linli.rounds.choices import Outcome
from linli.rounds.models import ContactEntry, DayTally, HouseholdDay
from linli.rounds.queries import contacts_on, days_on, later_answers, ledger_of
from linli.rounds.tallies import day_figures, recount_day
from tests.conftest import TODAY, settle
from tests.rounds.conftest import DEVICE, MORNING, Told

pytestmark = pytest.mark.django_db


def refused(facts: list[FieldFact]) -> dict[UUID, str]:
    return {key: problem.code for key, problem in take_contacts(facts).items()}


def figures(area: Area) -> dict[str, int]:
    return {key: n for key, n in day_figures(area.code, day=TODAY).numbers.items() if n}


# ---- one answer ------------------------------------------------------------------------------------
def test_it_enters_an_answer(same: Told, household: Household, grid_worker: User) -> None:
    assert refused([same(1)]) == {}
    entry = ContactEntry.everywhere.get()
    assert (entry.pk, entry.household, entry.area_code) == (same(1).id, household, household.area_code)
    assert (entry.at, entry.on, entry.by, entry.device_id) == (MORNING, TODAY, grid_worker, DEVICE)
    assert (entry.outcome, entry.details, entry.is_later) == (Outcome.SAME, None, False)


def test_it_counts_at_every_level(
    same: Told, building: Area, grid: Area, community: Area, city: Area
) -> None:
    take_contacts([same(1)])
    counted = {"rounds.answered": 1, "rounds.answered_of_lived_in": 1, "rounds.contacts": 1}
    assert [figures(area) for area in (building, grid, community, city)] == [counted] * 4


def test_a_fact_that_comes_again_changes_nothing(same: Told, community: Area) -> None:
    for _time in range(10):
        take_contacts([same(1)])
    assert ContactEntry.everywhere.count() == 1
    assert HouseholdDay.everywhere.get().contacts == 1
    assert figures(community)["rounds.contacts"] == 1


def test_it_keeps_what_changed_encrypted(told: Told, household: Household, resident: Resident) -> None:
    body = DailyAnswer(
        household=household.pk,
        travel=(Travel(direction="out", resident=resident.pk, place="哈尔滨市"),),
        symptoms=(Symptoms(signs=("fever",), resident=resident.pk),),
        needs=(Need(what="medicine", note="降压药"),),
    )
    take_contacts([told(1, body)])
    entry = ContactEntry.everywhere.get()
    assert (entry.outcome, entry.abnormal, entry.needs_help) == (Outcome.CHANGED, True, True)
    assert entry.details["travel"] == [
        {"direction": "out", "resident": str(resident.pk), "place": "哈尔滨市"}
    ]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM rounds_contactentry")
        assert cursor.fetchone()[0].startswith("k1:")


def test_it_counts_what_was_told(
    told: Told, household: Household, neighbours: list[Household], community: Area
) -> None:
    ill = DailyAnswer(household=household.pk, symptoms=(Symptoms(signs=("dry_cough",)),))
    needs = DailyAnswer(household=neighbours[0].pk, needs=(Need(what="food"),))
    facts = [
        told(1, ill),
        told(2, needs),
        told(3, NobodyHome(household=neighbours[1].pk)),
        told(4, Visit(household=neighbours[2].pk, outcome="refused", channel="phone")),
    ]
    assert refused(facts) == {}
    assert figures(community) == {
        "rounds.answered": 2, "rounds.answered_of_lived_in": 2, "rounds.changed": 2, "rounds.abnormal": 1,
        "rounds.needs_help": 1, "rounds.nobody_home": 1, "rounds.contacts": 4,
    }  # fmt: skip


def test_a_visit_is_an_entry_and_no_answer(told: Told, household: Household, resident: Resident) -> None:
    take_contacts(
        [told(1, Visit(household=household.pk, outcome="met", purpose="need", resident=resident.pk))]
    )
    entry = ContactEntry.everywhere.get()
    assert (entry.resident, entry.purpose, entry.outcome) == (resident, "need", Outcome.MET)
    day = HouseholdDay.everywhere.get()
    assert (day.met, day.answered, day.contacts) == (True, False, 1)


# ---- two answers of one day -------------------------------------------------------------------------
def test_of_two_answers_of_a_day_both_are_kept_and_the_later_is_marked(
    same: Told, told: Told, household: Household, clerk: User, community: Area
) -> None:
    later = told(
        2, DailyAnswer(household=household.pk, note="发烧"), at=MORNING + timedelta(minutes=5), by=clerk
    )
    take_contacts([same(1)])
    take_contacts([later])
    assert [e.after_id for e in ContactEntry.everywhere.order_by("at")] == [None, same(1).id]
    day = HouseholdDay.everywhere.get()
    assert (day.contacts, day.answered, day.changed, day.answer_id) == (2, True, True, same(1).id)
    counted = figures(community)
    assert (counted["rounds.answered"], counted["rounds.changed"], counted["rounds.asked_again"]) == (1, 1, 1)


def test_the_one_that_was_given_first_stands_even_if_it_comes_last(same: Told) -> None:
    first, second, third = (same(n, at=MORNING + timedelta(minutes=n)) for n in (1, 2, 3))
    take_contacts([third])
    take_contacts([second])
    take_contacts([first])
    marks = dict(ContactEntry.everywhere.values_list("pk", "after_id"))
    assert marks == {first.id: None, second.id: first.id, third.id: first.id}
    assert HouseholdDay.everywhere.get().answer_id == first.id


def test_the_order_in_which_they_come_in_one_batch_does_not_matter(same: Told) -> None:
    first, second = same(1), same(2, at=MORNING + timedelta(minutes=1))
    take_contacts([second, first])
    assert dict(ContactEntry.everywhere.values_list("pk", "after_id")) == {
        first.id: None,
        second.id: first.id,
    }


def test_answers_of_two_days_are_two_first_answers(same: Told) -> None:
    take_contacts([same(1), same(2, at=MORNING - timedelta(days=1))])
    assert set(ContactEntry.everywhere.values_list("after_id", flat=True)) == {None}
    assert HouseholdDay.everywhere.count() == 2


def test_who_was_not_home_in_the_morning_may_answer_in_the_evening(
    same: Told, told: Told, household: Household, community: Area
) -> None:
    take_contacts([told(2, NobodyHome(household=household.pk))])
    assert figures(community)["rounds.nobody_home"] == 1
    take_contacts([same(1, at=MORNING + timedelta(hours=1))])
    assert "rounds.nobody_home" not in figures(community)


# ---- who may tell -----------------------------------------------------------------------------------
def test_a_household_outside_the_duty_is_refused_and_the_others_go_in(
    same: Told, told: Told, stranger_resident: Resident
) -> None:
    stranger = told(2, DailyAnswer(household=stranger_resident.household_id, same=True))
    nobody = told(3, DailyAnswer(household=UUID(int=5), same=True))
    assert refused([same(1), stranger, nobody]) == {
        stranger.id: "rounds.outside_duty", nobody.id: "rounds.outside_duty",
    }  # fmt: skip
    assert ContactEntry.everywhere.get().pk == same(1).id


def test_only_a_duty_that_held_on_that_day_counts(same: Told, grid_worker: User) -> None:
    Appointment.everywhere.filter(user=grid_worker).update(until_on=TODAY)
    yesterday = same(2, at=MORNING - timedelta(days=1))
    assert refused([same(1), yesterday]) == {same(1).id: "rounds.outside_duty"}


def test_a_role_that_sees_no_households_tells_nothing_of_them(same: Told, leader: User) -> None:
    assert refused([same(1, by=leader)]) == {same(1).id: "rounds.outside_duty"}


def test_a_clerk_and_a_warden_may_tell_of_households_in_their_areas(
    same: Told, clerk: User, warden: User
) -> None:
    assert refused([same(1, by=clerk), same(2, by=warden)]) == {}


def test_a_person_of_another_household_is_refused(told: Told, household: Household, elder: Resident) -> None:
    visit = told(1, Visit(household=household.pk, outcome="met", resident=elder.pk))
    answer = told(2, DailyAnswer(household=household.pk, needs=(Need(what="care", resident=UUID(int=5)),)))
    assert set(refused([visit, answer]).values()) == {"rounds.resident_elsewhere"}
    assert not ContactEntry.everywhere.exists()


def test_a_closed_household_is_refused(same: Told, household: Household) -> None:
    Household.everywhere.filter(pk=household.pk).update(closed_on=TODAY)
    assert refused([same(1)]) == {same(1).id: "rounds.household_closed"}


# ---- figures ----------------------------------------------------------------------------------------
def test_silent_are_the_lived_in_households_without_an_answer(
    same: Told, told: Told, neighbours: list[Household], vacant: Household, community: Area, building: Area
) -> None:
    from linli.areas.tallies import recount
    from linli.rounds.measures import SILENT

    recount([community.code], day=TODAY)
    take_contacts([
        same(1),
        told(2, NobodyHome(household=neighbours[0].pk)),
        told(3, DailyAnswer(household=vacant.pk, same=True)),
    ])  # fmt: skip
    rows = Household.objects.within(community.code).filter(SILENT.where(TODAY))
    assert {row.pk for row in rows} == {one.pk for one in neighbours}
    for area in (community, building):
        assert day_figures(area.code, day=TODAY)["rounds.silent"] == 3


def test_counting_from_the_rows_gives_what_was_added(
    same: Told, told: Told, neighbours: list[Household], other_grid: Area, clerk: User, city: Area
) -> None:
    elsewhere = settle(other_grid, "5-1-101", Occupancy.VACANT)
    take_contacts(
        [same(1), told(2, NobodyHome(household=neighbours[0].pk)), same(3, at=MORNING - timedelta(days=1))]
    )
    take_contacts(
        [told(4, Visit(household=neighbours[0].pk, outcome="met"), at=MORNING + timedelta(hours=1))]
    )
    take_contacts([
        same(5, by=clerk), told(6, DailyAnswer(household=elsewhere.pk, note="有人住"), by=clerk),
    ])  # fmt: skip
    added = rows_of_tallies()
    DayTally.objects.update(n=99)
    for day in (TODAY, TODAY - timedelta(days=1)):
        recount_day(city.code, day=day)
    assert rows_of_tallies() == added
    assert added


def rows_of_tallies() -> dict[tuple[object, ...], int]:
    rows = DayTally.objects.exclude(n=0).values_list("grain", "code", "on", "measure", "n")
    return {tuple(row[:4]): row[4] for row in rows}


def test_counting_one_building_anew_leaves_the_rest_of_the_community_right(
    same: Told, building: Area, community: Area
) -> None:
    take_contacts([same(1)])
    before = rows_of_tallies()
    recount_day(building.code, day=TODAY)
    recount_day(community.code, day=TODAY)
    assert rows_of_tallies() == before


def test_the_number_of_queries_does_not_grow_with_the_facts(
    told: Told, building: Area, django_assert_max_num_queries: Callable[..., object]
) -> None:
    homes = [settle(building, f"3-1-{room}") for room in range(200, 260)]
    with django_assert_max_num_queries(14):
        take_contacts([told(n, DailyAnswer(household=home.pk, same=True)) for n, home in enumerate(homes)])
    assert HouseholdDay.everywhere.count() == 60


# ---- asking again -----------------------------------------------------------------------------------
def test_before_asking_one_sees_who_asked_today_and_what_they_said(
    same: Told, told: Told, household: Household, neighbours: list[Household], clerk: User, grid_worker: User
) -> None:
    call = told(
        2,
        Visit(household=household.pk, outcome="met", channel="phone"),
        at=MORNING + timedelta(hours=1),
        by=clerk,
    )
    take_contacts([call, same(1), same(3, at=MORNING - timedelta(days=1))])
    found = contacts_on([household.pk, neighbours[0].pk], day=TODAY)
    assert [(e.by, e.outcome, e.channel) for e in found[household.pk]] == [
        (grid_worker, Outcome.SAME, "door"), (clerk, Outcome.MET, "phone"),
    ]  # fmt: skip
    assert neighbours[0].pk not in found
    assert days_on([household.pk], day=TODAY)[household.pk].contacts == 2
    scope = Scope((household.area_code,))
    assert [entry.pk for entry in ledger_of(household, scope=scope)] == [call.id, same(1).id, same(3).id]
    assert not ledger_of(household, scope=Scope(("231085100005",))).exists()


def test_answers_that_came_a_second_time_can_be_listed(same: Told, household: Household) -> None:
    take_contacts([same(1), same(2, at=MORNING + timedelta(minutes=1))])
    assert [e.pk for e in later_answers(Scope((household.area_code,)), day=TODAY)] == [same(2).id]
