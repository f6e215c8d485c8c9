"""The door to each record: the own area only, and only for who has the duty."""

from collections.abc import Callable

import pytest

from linli.core.problems import NotFound, ReadOnly
from linli.people.models import User
from linli.people.viewer import Viewer, viewer_of
from linli.registers.access import (
    contact_for,
    household_for,
    merge_for,
    need_for,
    resident_for,
    revision_for,
    vehicle_for,
)
from linli.registers.actions import correct_resident, merge_residents
from linli.registers.models import Contact, Household, Resident, Vehicle
from tests.conftest import TODAY
from tests.registers.test_restoring import last_revision

Seen = Callable[[User], Viewer]


@pytest.fixture
def people(request: pytest.FixtureRequest) -> Callable[[str], User]:
    def named(name: str) -> User:
        found: User = request.getfixturevalue(name)
        return found

    return named


@pytest.mark.parametrize("name", ["clerk", "grid_worker", "township_officer", "doctor", "warden"])
def test_who_works_with_households_finds_one_in_the_own_area(
    household: Household, people: Callable[[str], User], viewer: Seen, name: str
) -> None:
    assert household_for(viewer(people(name)), household.pk) == household


@pytest.mark.parametrize("name", ["leader", "administrator", "auditor", "other_clerk"])
def test_leaders_and_strangers_find_nothing(
    household: Household, people: Callable[[str], User], viewer: Seen, name: str
) -> None:
    with pytest.raises(NotFound):
        household_for(viewer(people(name)), household.pk)


def test_a_grid_worker_does_not_find_the_next_grids_household(
    grid_worker: User, other_grid: object, household: Household, viewer: Seen
) -> None:
    Household.everywhere.filter(pk=household.pk).update(area=other_grid, area_code=other_grid.code)  # type: ignore[attr-defined]
    with pytest.raises(NotFound):
        household_for(viewer(grid_worker), household.pk)


@pytest.mark.parametrize("name", ["township_officer", "doctor", "warden"])
def test_who_only_reads_does_not_write(
    household: Household, people: Callable[[str], User], viewer: Seen, name: str
) -> None:
    with pytest.raises(NotFound):
        household_for(viewer(people(name)), household.pk, write=True)


def test_who_views_as_a_clerk_reads_and_does_not_write(
    household: Household, clerk: User, administrator: User
) -> None:
    borrowed = viewer_of(clerk, day=TODAY, real_user=administrator)
    assert household_for(borrowed, household.pk) == household
    with pytest.raises(ReadOnly):
        household_for(borrowed, household.pk, write=True)


def test_a_warden_has_no_door_to_needs_contacts_and_vehicles(
    elder: Resident, contact: Contact, vehicle: Vehicle, warden: User, viewer: Seen
) -> None:
    need = elder.needs.first()
    assert need is not None
    for door, pk in ((need_for, need.pk), (contact_for, contact.pk), (vehicle_for, vehicle.pk)):
        with pytest.raises(NotFound):
            door(viewer(warden), pk)


def test_strangers_have_no_door_to_parts_of_a_household(
    elder: Resident, contact: Contact, vehicle: Vehicle, other_clerk: User, viewer: Seen
) -> None:
    need = elder.needs.first()
    assert need is not None
    for door, pk in (
        (resident_for, elder.pk),
        (need_for, need.pk),
        (contact_for, contact.pk),
        (vehicle_for, vehicle.pk),
    ):
        with pytest.raises(NotFound):
            door(viewer(other_clerk), pk, write=True)


def test_a_merged_record_is_not_found(resident: Resident, elder: Resident, clerk: User, viewer: Seen) -> None:
    merge_residents(resident, elder, actor=clerk)
    with pytest.raises(NotFound):
        resident_for(viewer(clerk), elder.pk)


def test_a_merge_is_taken_back_where_it_was_made_and_nowhere_else(
    resident: Resident, elder: Resident, clerk: User, other_clerk: User, viewer: Seen
) -> None:
    entry = merge_residents(resident, elder, actor=clerk)
    assert merge_for(viewer(clerk), entry.pk) == entry
    with pytest.raises(NotFound):
        merge_for(viewer(other_clerk), entry.pk)
    with pytest.raises(NotFound):
        merge_for(viewer(clerk), resident.pk)


def test_an_earlier_value_is_reached_through_its_record(
    resident: Resident, clerk: User, other_clerk: User, viewer: Seen
) -> None:
    correct_resident(resident, version=1, values={"name": "柴莉"}, actor=clerk)
    revision = last_revision(resident)
    assert revision_for(viewer(clerk), revision.pk) == revision
    with pytest.raises(NotFound):
        revision_for(viewer(other_clerk), revision.pk)
    with pytest.raises(NotFound):
        revision_for(viewer(clerk), resident.pk)
