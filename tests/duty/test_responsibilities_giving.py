"""Giving, ending, handing on; who may, who fits, and what a repeat does."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from linli.areas.models import Area
from linli.core.models import AuditEntry, Revision
from linli.core.outbox import drain
from linli.core.problems import Problem
from linli.duty.actions.giving import Term
from linli.duty.actions.responsibilities import (
    end_responsibility,
    follow_household,
    give_many,
    give_responsibility,
    hand_on,
)
from linli.duty.choices import Standing, TargetKind
from linli.duty.models import Responsibility
from linli.duty.problems_responsibilities import (
    EndsTooEarly,
    HolderClosed,
    InItAlready,
    LacksRole,
    LoadFull,
    OutsideYourDuty,
    OverAlready,
    PatternUnknown,
    SlotFull,
    TargetGone,
    WrongKindOfHolder,
)
from linli.duty.targets import Seat, Target, seat_of, seats
from linli.flows.table import REACTIONS
from linli.lib.ids import new_id
from linli.lib.playbook import load_playbook
from linli.people.models import Appointment, Note, Organisation, User
from linli.people.notes import sentence_of
from linli.people.viewer import Viewer
from linli.registers.actions import correct_household
from linli.registers.models import Household
from tests.conftest import TODAY, appoint, settle

NOW_ON = Term(TODAY)


def seat(city: str, pattern: str, slot: str) -> Seat:
    found = seat_of(load_playbook(city), pattern, slot)
    assert found is not None
    return found


@pytest.fixture
def liaison() -> Seat:
    """Menglian: a member is linked with five to ten households."""
    return seat("menglian", "member-for-households", "liaison")


@pytest.fixture
def warden_seat() -> Seat:
    """Muling: each building has one head."""
    return seat("muling", "head-for-building", "building_warden")


@pytest.fixture
def member(community: Area) -> User:
    return appoint("pan", "潘有为", "deployed_staff", community)


@pytest.fixture
def second_member(community: Area) -> User:
    return appoint("guan", "关立春", "deployed_staff", community)


@pytest.fixture
def doors(building: Area) -> list[Target]:
    """Twelve doors of the building."""
    homes = [settle(building, f"3-1-{100 + number}") for number in range(1, 13)]
    return [at(home) for home in homes]


def at(home: Household) -> Target:
    return Target(TargetKind.HOUSEHOLD, home.area, household=home)


def of_area(area: Area) -> Target:
    return Target(TargetKind.AREA, area)


# ---- giving ------------------------------------------------------------------------------------------
def test_it_makes_somebody_responsible_from_a_day_on(
    liaison: Seat, household: Household, member: User, clerk: User, viewer: Callable[[User], Viewer]
) -> None:
    row = give_responsibility(liaison, at(household), member, term=NOW_ON, actor=viewer(clerk))
    assert (row.user, row.household, row.slot, row.area_code) == (
        member,
        household,
        "liaison",
        household.area_code,
    )
    assert (row.from_on, row.until_on, row.given_by) == (TODAY, None, clerk)
    entry = AuditEntry.objects.get(action="duty:responsibility:given")
    assert entry.data["who"] == "潘有为"
    assert Revision.objects.get(entry=entry).subject_id == row.pk


def test_a_form_that_is_sent_twice_makes_one_row(liaison: Seat, household: Household, member: User) -> None:
    record = new_id()
    for _time in range(2):
        give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None, record=record)
    assert Responsibility.everywhere.count() == 1


def test_nobody_is_given_the_same_twice(liaison: Seat, household: Household, member: User) -> None:
    give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None)
    with pytest.raises(InItAlready):
        give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None)


def test_the_eleventh_household_is_refused(liaison: Seat, doors: list[Target], member: User) -> None:
    outcome = give_many(
        liaison, [(one, member) for one in doors], area=doors[0].area, term=NOW_ON, actor=None
    )
    assert len(outcome.made) == 10
    assert [type(problem) for _target, _holder, problem in outcome.refused] == [LoadFull, LoadFull]
    with pytest.raises(LoadFull):
        give_responsibility(liaison, doors[-1], member, term=NOW_ON, actor=None)


def test_what_is_over_is_no_load(liaison: Seat, doors: list[Target], member: User) -> None:
    outcome = give_many(
        liaison, [(one, member) for one in doors[:10]], area=doors[0].area, term=NOW_ON, actor=None
    )
    end_responsibility(outcome.made[0], last_day=TODAY, actor=None)
    with pytest.raises(LoadFull):
        give_responsibility(liaison, doors[-1], member, term=NOW_ON, actor=None)
    tomorrow = Term(TODAY + timedelta(days=1))
    assert give_responsibility(liaison, doors[-1], member, term=tomorrow, actor=None)


def test_a_building_has_one_head_and_any_number_of_deputies(
    warden_seat: Seat, building: Area, warden: User, community: Area
) -> None:
    other = appoint("mu", "穆青山", "building_warden", building)
    give_responsibility(warden_seat, of_area(building), warden, term=NOW_ON, actor=None)
    with pytest.raises(SlotFull):
        give_responsibility(warden_seat, of_area(building), other, term=NOW_ON, actor=None)
    deputy = Term(TODAY, standing=Standing.DEPUTY)
    assert give_responsibility(warden_seat, of_area(building), other, term=deputy, actor=None)


def test_the_next_head_may_be_named_before_the_first_has_gone(
    warden_seat: Seat, building: Area, warden: User
) -> None:
    other = appoint("mu", "穆青山", "building_warden", building)
    until = TODAY + timedelta(days=30)
    give_responsibility(warden_seat, of_area(building), warden, term=Term(TODAY, until), actor=None)
    assert give_responsibility(warden_seat, of_area(building), other, term=Term(until), actor=None)


def test_an_organisation_answers_for_a_grid(grid: Area, city: Area) -> None:
    unit = seat("menglian", "lead-for-grid", "unit")
    body = Organisation.objects.create(area=city, area_code=city.code, name="水务局", kind="agency")
    row = give_responsibility(unit, of_area(grid), body, term=NOW_ON, actor=None)
    assert row.organisation == body


def test_a_compound_is_known_by_its_name_where_the_tree_has_no_level_for_it(
    community: Area, member: User
) -> None:
    lead = seat("muling", "one-and-n", "lead")
    target = Target(TargetKind.COMPOUND, community, compound="和平家园")
    give_responsibility(lead, target, member, term=NOW_ON, actor=None)
    other = Target(TargetKind.COMPOUND, community, compound="矿山小区")
    assert give_responsibility(lead, other, member, term=NOW_ON, actor=None).compound == "矿山小区"


def test_a_case_is_known_by_its_id(community: Area) -> None:
    police = appoint("wei", "魏警官", "police_officer", community)
    target = Target(TargetKind.EPISODE, community, other_id=new_id(), called="居家观察")
    three = seat("qitaihe", "three-and-one", "police_officer")
    assert give_responsibility(three, target, police, term=NOW_ON, actor=None).other_id == target.other_id


# ---- refusals ----------------------------------------------------------------------------------------
def test_who_lacks_the_role_is_refused(liaison: Seat, household: Household, warden: User) -> None:
    with pytest.raises(LacksRole) as refused:
        give_responsibility(liaison, at(household), warden, term=NOW_ON, actor=None)
    assert "佘建业" in str(refused.value)


def test_a_person_is_no_organisation(grid: Area, member: User) -> None:
    with pytest.raises(WrongKindOfHolder):
        give_responsibility(
            seat("menglian", "lead-for-grid", "unit"), of_area(grid), member, term=NOW_ON, actor=None
        )


def test_a_closed_account_is_refused(liaison: Seat, household: Household, member: User) -> None:
    member.is_active = False
    member.save()
    with pytest.raises(HolderClosed):
        give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None)


def test_a_closed_file_needs_nobody(liaison: Seat, household: Household, member: User) -> None:
    Household.everywhere.filter(pk=household.pk).update(closed_on=TODAY)
    with pytest.raises(TargetGone):
        give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None)


def test_a_pattern_is_for_its_own_kind_of_target(warden_seat: Seat, grid: Area, warden: User) -> None:
    with pytest.raises(PatternUnknown):
        give_responsibility(warden_seat, of_area(grid), warden, term=NOW_ON, actor=None)


def test_the_last_day_is_not_before_the_first(liaison: Seat, household: Household, member: User) -> None:
    with pytest.raises(EndsTooEarly):
        give_responsibility(liaison, at(household), member, term=Term(TODAY, TODAY), actor=None)


def test_a_stranger_gives_nothing_here(
    liaison: Seat, household: Household, member: User, other_clerk: User, viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(OutsideYourDuty):
        give_responsibility(liaison, at(household), member, term=NOW_ON, actor=viewer(other_clerk))
    assert not Responsibility.everywhere.exists()


# ---- ending and handing on -----------------------------------------------------------------------------
def test_a_term_ends_with_its_last_day(liaison: Seat, household: Household, member: User) -> None:
    row = give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None)
    ended = end_responsibility(row, last_day=date(2026, 11, 30), actor=None)
    assert ended.until_on == date(2026, 12, 1)
    entry = AuditEntry.objects.get(action="duty:responsibility:ended")
    assert entry.data["last_day"] == "2026-11-30"


def test_what_is_over_is_not_ended_again(liaison: Seat, household: Household, member: User) -> None:
    row = give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None)
    end_responsibility(row, last_day=TODAY - timedelta(days=1), actor=None)
    with pytest.raises(OverAlready):
        end_responsibility(row, last_day=TODAY, actor=None)


def test_a_stranger_ends_nothing_here(
    liaison: Seat, household: Household, member: User, other_clerk: User, viewer: Callable[[User], Viewer]
) -> None:
    row = give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None)
    with pytest.raises(OutsideYourDuty):
        end_responsibility(row, last_day=TODAY, actor=viewer(other_clerk))


def by_key(city: str) -> dict[tuple[str, str], Seat]:
    return {(one.pattern.key, one.slot.called): one for one in seats(load_playbook(city))}


def test_everything_of_one_is_handed_on_to_another_from_a_day_on(
    liaison: Seat, doors: list[Target], member: User, second_member: User
) -> None:
    given = give_many(
        liaison, [(one, member) for one in doors[:8]], area=doors[0].area, term=NOW_ON, actor=None
    )
    monday = date(2026, 11, 23)
    made = hand_on(given.made, by_key("menglian"), second_member, on=monday, actor=None)
    assert {(row.user, row.from_on) for row in made} == {(second_member, monday)}
    assert set(Responsibility.everywhere.filter(user=member).values_list("until_on", flat=True)) == {monday}
    assert AuditEntry.objects.get(action="duty:responsibility:handed_on").data["n"] == 8


def test_nothing_is_handed_on_where_one_of_them_does_not_fit(
    liaison: Seat, doors: list[Target], member: User, second_member: User
) -> None:
    given = give_many(
        liaison, [(one, member) for one in doors[:6]], area=doors[0].area, term=NOW_ON, actor=None
    )
    give_many(
        liaison, [(one, second_member) for one in doors[6:]], area=doors[0].area, term=NOW_ON, actor=None
    )
    with pytest.raises(Problem):
        hand_on(given.made, by_key("menglian"), second_member, on=TODAY, actor=None)
    assert Responsibility.everywhere.filter(user=member, until_on=None).count() == 6


def test_a_household_that_moves_takes_its_responsibilities_along(
    liaison: Seat, household: Household, member: User, other_grid: Area
) -> None:
    row = give_responsibility(liaison, at(household), member, term=NOW_ON, actor=None)
    correct_household(household, version=None, values={}, area=other_grid, actor=None)
    drain(REACTIONS)
    row.refresh_from_db()
    assert (row.area, row.area_code) == (other_grid, other_grid.code)
    assert follow_household(household.pk) == 0


# ---- who is told -------------------------------------------------------------------------------------------
def told() -> list[tuple[str, str]]:
    return [
        (note.user.username, sentence_of(note)) for note in Note.objects.order_by("user__username", "kind")
    ]


def test_who_is_made_responsible_is_told_and_where_to_look(
    liaison: Seat, household: Household, member: User, clerk: User, viewer: Callable[[User], Viewer]
) -> None:
    row = give_responsibility(liaison, at(household), member, term=NOW_ON, actor=viewer(clerk))
    assert told() == [("pan", f"从 2026-11-20 起，{household.place}由您负责。")]
    note = Note.objects.get()
    assert (note.url, len(note.key) <= 80) == ("/duty/mine/", True)
    end_responsibility(row, last_day=TODAY, actor=viewer(clerk))
    assert ("pan", f"{household.place}不再由您负责，最后一天 2026-11-20。") in told()


def test_many_at_once_are_one_note_a_person(
    liaison: Seat, doors: list[Target], member: User, second_member: User
) -> None:
    pairs = [(one, member) for one in doors[:6]] + [(doors[6], second_member)]
    given = give_many(liaison, pairs, area=doors[0].area, term=NOW_ON, actor=None)
    assert told() == [
        ("guan", f"从 2026-11-20 起，{doors[6].name}由您负责。"),
        ("pan", "从 2026-11-20 起，又有 6 户（处）由您负责。"),
    ]
    Note.objects.all().delete()
    hand_on(given.made[:2], by_key("menglian"), second_member, on=date(2026, 11, 23), actor=None)
    assert told() == [
        ("guan", "从 2026-11-23 起，又有 2 户（处）由您负责。"),
        ("pan", "有 2 户（处）不再由您负责，最后一天 2026-11-22。"),
    ]


def test_nobody_is_told_what_they_did_themselves_and_a_deputy_is_told_so(
    warden_seat: Seat, building: Area, warden: User
) -> None:
    second = appoint("second", "佘二", "building_warden", building)
    give_responsibility(warden_seat, of_area(building), warden, term=NOW_ON, actor=warden)
    assert told() == []
    deputy = Term(TODAY, standing=Standing.DEPUTY)
    give_responsibility(warden_seat, of_area(building), second, term=deputy, actor=None)
    assert told() == [("second", "从 2026-11-20 起，您是3号楼的替补。")]


def test_somebody_whose_duty_has_no_such_page_is_told_without_a_link(
    liaison: Seat, household: Household, member: User
) -> None:
    Appointment.everywhere.filter(user=member).update(role="county_leader")
    row = Responsibility.everywhere.create(
        **liaison.keys, target_kind="household", household=household, area=household.area,
        area_code=household.area_code, user=member, from_on=TODAY,
    )  # fmt: skip
    end_responsibility(row, last_day=TODAY, actor=None)
    assert Note.objects.get().url == ""
