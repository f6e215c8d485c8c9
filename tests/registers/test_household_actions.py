"""Opening, correcting, visiting and closing a household's file."""

from collections.abc import Callable
from datetime import date

import pytest

from linli.areas.models import Area
from linli.areas.tallies import figures_of
from linli.core.models import AuditEntry, Event, Revision
from linli.core.problems import ChangedMeanwhile
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.actions import add_household, close_household, correct_household, record_visit
from linli.registers.choices import Occupancy, Presence
from linli.registers.models import Contact, Household, Resident, SupportNeed
from linli.registers.problems import DoorTaken, StillLivedIn
from tests.conftest import TODAY
from tests.registers.conftest import last_change, trail

DOOR = {
    "compound": "和平家园", "building": "3", "stairwell": "2", "floor": "6", "room": "601", "door": "3-2-601",
    "part": "", "occupancy": Occupancy.OWNER,
}  # fmt: skip


def dwellings(area: Area) -> int:
    return figures_of(area.code, day=TODAY)["households.dwellings"]


# ---- add -----------------------------------------------------------------------------------------
def test_it_opens_a_file_counts_it_and_keeps_who_did(building: Area, community: Area, clerk: User) -> None:
    home = add_household(building, household_id=new_id(), values=DOOR, actor=clerk)
    assert (home.area_code, home.door_sort) == (building.code, "00003-00002-00601")
    assert dwellings(community) == 1
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name, entry.subject_name) == (
        "registers:household:added", "宋文书", "和平家园 3-2-601")  # fmt: skip
    revision = Revision.objects.get()
    assert (revision.created, revision.before, revision.after["door"]) == (True, None, "3-2-601")
    assert Event.objects.get().name == "registers.household_changed"


def test_it_opens_one_file_for_a_form_sent_twice(building: Area, clerk: User) -> None:
    record = new_id()
    first = add_household(building, household_id=record, values=DOOR, actor=clerk)
    again = add_household(building, household_id=record, values=DOOR, actor=clerk)
    assert first.pk == again.pk
    assert trail() == ["registers:household:added"]


def test_it_refuses_a_second_file_for_a_door(building: Area, clerk: User) -> None:
    add_household(building, household_id=new_id(), values=DOOR, actor=clerk)
    with pytest.raises(DoorTaken, match="和平家园 3-2-601"):
        add_household(building, household_id=new_id(), values=DOOR, actor=clerk)
    assert Household.everywhere.count() == 1


def test_it_tells_households_behind_one_door_apart(building: Area, clerk: User) -> None:
    add_household(building, household_id=new_id(), values={**DOOR, "part": "A"}, actor=clerk)
    other = add_household(building, household_id=new_id(), values={**DOOR, "part": "B"}, actor=clerk)
    assert other.plate == "3-2-601 B"


def test_it_opens_a_door_again_whose_file_was_closed(building: Area, clerk: User) -> None:
    first = add_household(building, household_id=new_id(), values=DOOR, actor=clerk)
    close_household(first, version=None, on=TODAY, actor=clerk)
    add_household(building, household_id=new_id(), values=DOOR, actor=clerk)
    assert Household.everywhere.filter(closed_on=None).count() == 1


# ---- correct -------------------------------------------------------------------------------------
def test_it_corrects_what_differs_and_keeps_what_it_was(household: Household, clerk: User) -> None:
    home = correct_household(
        household, version=1, values={"occupancy": Occupancy.RENTED, "compound": "和平家园"}, actor=clerk
    )
    assert (home.occupancy, home.version) == (Occupancy.RENTED, 2)
    assert last_change(household) == ({"occupancy": "owner"}, {"occupancy": "rented"})


def test_it_logs_nothing_where_nothing_differs(household: Household, clerk: User) -> None:
    home = correct_household(household, version=1, values={"occupancy": "owner"}, actor=clerk)
    assert home.version == 1
    assert trail() == []


def test_it_refuses_to_overwrite_what_somebody_else_just_saved(
    household: Household, clerk: User, grid_worker: User
) -> None:
    correct_household(household, version=1, values={"occupancy": "rented"}, actor=grid_worker)
    with pytest.raises(ChangedMeanwhile) as refusal:
        correct_household(household, version=1, values={"occupancy": "vacant"}, actor=clerk)
    assert refusal.value.data["who"] == "郎玉珍"
    assert Household.everywhere.get().occupancy == "rented"


def test_it_refuses_a_door_that_another_household_has(
    household: Household, vacant: Household, clerk: User
) -> None:
    with pytest.raises(DoorTaken):
        correct_household(vacant, version=1, values={"door": "3-2-501"}, actor=clerk)


def test_people_needs_and_contacts_move_with_the_file(
    household: Household, elder: Resident, other_grid: Area, contact: Contact, clerk: User
) -> None:
    home = elder.household
    correct_household(home, version=1, values={}, area=other_grid, actor=clerk)
    assert Resident.everywhere.get(pk=elder.pk).area_code == other_grid.code
    assert set(SupportNeed.everywhere.values_list("area_code", flat=True)) == {other_grid.code}
    assert Contact.everywhere.get().area_code == household.area_code


def test_both_places_are_counted_after_a_move(
    elder: Resident, other_grid: Area, grid: Area, clerk: User
) -> None:
    correct_household(elder.household, version=1, values={}, area=other_grid, actor=clerk)
    living = [figures_of(area.code, day=TODAY)["residents.living"] for area in (grid, other_grid)]
    assert living == [0, 1]


# ---- visit ---------------------------------------------------------------------------------------
def test_a_visit_is_noted_without_disturbing_a_form_in_hand(household: Household, clerk: User) -> None:
    home = record_visit(household, on=TODAY, actor=clerk)
    assert (home.last_visited_on, home.version) == (TODAY, 1)
    assert last_change(household) == ({"last_visited_on": None}, {"last_visited_on": "2026-11-20"})


def test_an_earlier_or_repeated_visit_changes_nothing(household: Household, clerk: User) -> None:
    record_visit(household, on=TODAY, actor=clerk)
    record_visit(household, on=TODAY, actor=clerk)
    home = record_visit(household, on=date(2026, 11, 1), actor=clerk)
    assert home.last_visited_on == TODAY
    assert trail() == ["registers:household:visited"]


# ---- close ---------------------------------------------------------------------------------------
def test_it_closes_an_empty_file(vacant: Household, community: Area, clerk: User) -> None:
    home = close_household(vacant, version=1, on=TODAY, actor=clerk)
    assert home.closed_on == TODAY
    assert dwellings(community) == 0


def test_it_refuses_to_close_a_file_with_people(household: Household, clerk: User) -> None:
    with pytest.raises(StillLivedIn) as refusal:
        close_household(household, version=1, on=TODAY, actor=clerk)
    assert refusal.value.data["n"] == 3


def test_who_has_left_does_not_keep_a_file_open(away_resident: Resident, clerk: User) -> None:
    Resident.everywhere.filter(pk=away_resident.pk).update(presence=Presence.MOVED_OUT)
    home = close_household(away_resident.household, version=1, on=TODAY, actor=clerk)
    assert home.closed_on == TODAY


def test_closing_twice_is_closing_once(vacant: Household, clerk: User) -> None:
    close_household(vacant, version=1, on=TODAY, actor=clerk)
    close_household(vacant, version=None, on=date(2026, 11, 21), actor=clerk)
    assert Household.everywhere.get().closed_on == TODAY
    assert trail() == ["registers:household:closed"]


def test_the_system_itself_may_act(vacant: Household, count_all: Callable[[], None]) -> None:
    close_household(vacant, version=None, on=TODAY, actor=None)
    assert AuditEntry.objects.get().actor_name == ""
