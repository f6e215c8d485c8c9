"""Adding, correcting, marking and moving people; their needs; contacts and vehicles."""

from datetime import date

import pytest

from linli.areas.models import Area
from linli.areas.tallies import figures_of
from linli.core.models import AuditEntry
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.actions import (
    add_contact,
    add_need,
    add_resident,
    add_vehicle,
    close_household,
    correct_contact,
    correct_need,
    correct_resident,
    end_need,
    mark_presence,
    merge_residents,
    move_resident,
    remove_contact,
    remove_vehicle,
)
from linli.registers.choices import NeedCode, Presence, Relation
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle
from linli.registers.problems import FileClosed, HasThisNeed, MergedAlready, NotThere
from tests.conftest import TODAY
from tests.registers.conftest import last_change, trail


# ---- add -----------------------------------------------------------------------------------------
def test_a_member_stands_where_the_household_stands(vacant: Household, community: Area, clerk: User) -> None:
    values = {"name": "桑玉环", "phone": "13800004471", "relation": Relation.HEAD}
    added = add_resident(vacant, resident_id=new_id(), values=values, actor=clerk)
    assert (added.area_code, added.pinyin, added.phone_tail) == (vacant.area_code, "sangyuhuan", "4471")
    assert figures_of(community.code, day=TODAY)["residents.living"] == 1
    assert trail() == ["registers:resident:added"]


def test_a_form_sent_twice_adds_one_member(vacant: Household, clerk: User) -> None:
    record = new_id()
    for _ in range(2):
        add_resident(vacant, resident_id=record, values={"name": "桑玉环"}, actor=clerk)
    assert Resident.everywhere.count() == 1
    assert trail() == ["registers:resident:added"]


def test_nobody_is_added_to_a_closed_file(vacant: Household, clerk: User) -> None:
    close_household(vacant, version=None, on=TODAY, actor=clerk)
    with pytest.raises(FileClosed):
        add_resident(vacant, resident_id=new_id(), values={"name": "桑玉环"}, actor=clerk)


def test_a_new_head_leaves_the_former_ones_relation_to_be_asked(household: Household, clerk: User) -> None:
    spouse = household.members.get(relation=Relation.SPOUSE)
    correct_resident(spouse, version=1, values={"relation": Relation.HEAD}, actor=clerk)
    assert dict(household.members.values_list("name", "relation")) == {
        "柴丽娟": "unknown", "冯树森": "head", "冯雨桐": "daughter"}  # fmt: skip


# ---- correct -------------------------------------------------------------------------------------
def test_what_follows_from_a_name_and_a_number_follows(resident: Resident, clerk: User) -> None:
    values = {"name": "柴莉", "phone": "13900001111"}
    changed = correct_resident(resident, version=1, values=values, actor=clerk)
    saved = Resident.everywhere.get(pk=resident.pk)
    assert (saved.pinyin, saved.initials, saved.phone_tail) == ("chaili", "cl", "1111")
    assert saved.phone_hash == changed.phone_hash != ""
    assert last_change(resident) == (
        {"name": "柴丽娟", "phone": "15100004108"}, {"name": "柴莉", "phone": "13900001111"})  # fmt: skip


def test_the_trail_names_no_person_and_no_number(resident: Resident, clerk: User) -> None:
    correct_resident(resident, version=1, values={"name": "柴莉", "phone": "13900001111"}, actor=clerk)
    entry = AuditEntry.objects.get()
    assert entry.subject_name == "和平家园 3-2-501"
    assert entry.data == {}


def test_an_old_form_is_refused(resident: Resident, clerk: User) -> None:
    correct_resident(resident, version=1, values={"name": "柴莉"}, actor=clerk)
    with pytest.raises(ChangedMeanwhile):
        correct_resident(resident, version=1, values={"name": "柴丽"}, actor=clerk)


def test_the_same_values_again_are_no_change(resident: Resident, clerk: User) -> None:
    correct_resident(resident, version=1, values={"name": "柴莉"}, actor=clerk)
    correct_resident(resident, version=2, values={"name": "柴莉"}, actor=clerk)
    assert trail() == ["registers:resident:corrected"]


def test_a_merged_record_is_left_alone(resident: Resident, elder: Resident, clerk: User) -> None:
    merge_residents(resident, elder, actor=clerk)
    with pytest.raises(MergedAlready):
        correct_resident(elder, version=None, values={"name": "柴莉"}, actor=clerk)


# ---- presence ------------------------------------------------------------------------------------
def test_somebody_goes_away_and_comes_back(resident: Resident, community: Area, clerk: User) -> None:
    mark_presence(
        resident, version=1, presence=Presence.AWAY, away_place="大庆", away_return_on=date(2026, 12, 1), actor=clerk
    )  # fmt: skip
    assert figures_of(community.code, day=TODAY)["residents.living"] == 2
    back = mark_presence(resident, version=2, presence=Presence.LIVING, actor=clerk)
    assert (back.presence, back.away_place, back.away_return_on) == ("living", "", None)
    assert figures_of(community.code, day=TODAY)["residents.living"] == 3


@pytest.mark.parametrize("presence", [Presence.MOVED_OUT, Presence.DECEASED])
def test_who_has_left_is_no_longer_counted(
    resident: Resident, community: Area, clerk: User, presence: Presence
) -> None:
    gone = mark_presence(resident, version=1, presence=presence, left_on=date(2026, 11, 1), actor=clerk)
    assert gone.left_on == date(2026, 11, 1)
    assert figures_of(community.code, day=TODAY)["residents.registered"] == 2


def test_marking_the_same_again_is_no_change(resident: Resident, clerk: User) -> None:
    mark_presence(resident, version=1, presence=Presence.LIVING, actor=clerk)
    assert trail() == []


# ---- move ----------------------------------------------------------------------------------------
def test_a_person_moves_with_the_needs(
    elder: Resident, household: Household, other_grid: Area, clerk: User
) -> None:
    Household.everywhere.filter(pk=household.pk).update(area=other_grid, area_code=other_grid.code)
    household.refresh_from_db()
    moved = move_resident(elder, version=1, to=household, relation=Relation.PARENT, actor=clerk)
    assert (moved.household_id, moved.relation, moved.area_code) == (household.pk, "parent", other_grid.code)
    assert set(elder.needs.values_list("area_code", flat=True)) == {other_grid.code}
    assert trail() == ["registers:resident:moved_away", "registers:resident:moved_in"]


def test_moving_to_where_she_is_does_nothing(resident: Resident, clerk: User) -> None:
    move_resident(resident, version=1, to=resident.household, relation=Relation.OTHER, actor=clerk)
    assert trail() == []


def test_who_comes_back_from_moving_out_lives_here(elder: Resident, vacant: Household, clerk: User) -> None:
    mark_presence(elder, version=1, presence=Presence.MOVED_OUT, left_on=TODAY, actor=clerk)
    moved = move_resident(elder, version=2, to=vacant, relation=Relation.HEAD, actor=clerk)
    assert (moved.presence, moved.left_on) == ("living", None)


def test_nobody_moves_into_a_closed_file(elder: Resident, vacant: Household, clerk: User) -> None:
    close_household(vacant, version=None, on=TODAY, actor=clerk)
    with pytest.raises(FileClosed):
        move_resident(elder, version=1, to=vacant, relation=Relation.HEAD, actor=clerk)


def test_the_dead_do_not_move(elder: Resident, vacant: Household, clerk: User) -> None:
    mark_presence(elder, version=1, presence=Presence.DECEASED, actor=clerk)
    with pytest.raises(NotThere):
        move_resident(elder, version=2, to=vacant, relation=Relation.HEAD, actor=clerk)


# ---- needs ---------------------------------------------------------------------------------------
def test_a_need_is_added_and_counted_once(resident: Resident, community: Area, clerk: User) -> None:
    need = add_need(
        resident, need_id=new_id(), code=NeedCode.DIALYSIS, values={"details": "每周三次"}, actor=clerk
    )
    assert need.area_code == resident.area_code
    assert figures_of(community.code, day=TODAY)["needs.dialysis"] == 1
    assert AuditEntry.objects.get().data == {}  # the trail says where, not what


def test_a_need_of_the_same_kind_is_refused(elder: Resident, clerk: User) -> None:
    with pytest.raises(HasThisNeed):
        add_need(elder, need_id=new_id(), code=NeedCode.ELDER_ALONE, values={}, actor=clerk)


def test_a_need_sent_twice_is_one(resident: Resident, clerk: User) -> None:
    record = new_id()
    for _ in range(2):
        add_need(resident, need_id=record, code=NeedCode.DIALYSIS, values={}, actor=clerk)
    assert SupportNeed.everywhere.count() == 1


def test_a_merged_record_gets_no_need(resident: Resident, elder: Resident, clerk: User) -> None:
    merge_residents(resident, elder, actor=clerk)
    with pytest.raises(MergedAlready):
        add_need(elder, need_id=new_id(), code=NeedCode.DIALYSIS, values={}, actor=clerk)


def test_looking_at_a_guessed_need_confirms_it(elder: Resident, clerk: User) -> None:
    need = elder.needs.get(code=NeedCode.ELDER_ALONE)
    SupportNeed.everywhere.filter(pk=need.pk).update(is_confirmed=False)
    changed = correct_need(need, version=1, values={"hospital": "市医院"}, actor=clerk)
    assert (changed.is_confirmed, changed.hospital, changed.version) == (True, "市医院", 2)


def test_an_old_form_of_a_need_is_refused(elder: Resident, clerk: User) -> None:
    need = elder.needs.first()
    assert need is not None
    correct_need(need, version=1, values={"hospital": "市医院"}, actor=clerk)
    with pytest.raises(ChangedMeanwhile):
        correct_need(need, version=1, values={"hospital": "县医院"}, actor=clerk)


def test_an_ended_need_is_no_longer_counted_and_ends_once(
    elder: Resident, community: Area, clerk: User
) -> None:
    need = elder.needs.get(code=NeedCode.ELDER_ALONE)
    end_need(need, version=1, ended_on=TODAY, actor=clerk)
    end_need(need, version=None, ended_on=date(2026, 11, 21), actor=clerk)
    assert SupportNeed.everywhere.get(pk=need.pk).ended_on == TODAY
    assert figures_of(community.code, day=TODAY)["needs.elder_alone"] == 0
    assert trail() == ["registers:need:ended"]


# ---- contacts and vehicles -----------------------------------------------------------------------
def test_a_contact_is_added_once_changed_and_removed(household: Household, clerk: User) -> None:
    record, values = new_id(), {"name": "冯雪", "relation": "女儿", "phone": "13900005678"}
    for _ in range(2):
        contact = add_contact(household, contact_id=record, values=values, actor=clerk)
    assert contact.phone_tail == "5678"
    correct_contact(contact, version=1, values={"phone": "13900009999"}, actor=clerk)
    assert Contact.everywhere.get().phone_tail == "9999"
    remove_contact(contact, actor=clerk)
    remove_contact(contact, actor=clerk)
    assert not Contact.everywhere.exists()
    assert trail() == [
        "registers:contact:added", "registers:contact:corrected", "registers:contact:removed"]  # fmt: skip


def test_an_old_form_of_a_contact_is_refused(contact: Contact, clerk: User) -> None:
    correct_contact(contact, version=1, values={"name": "冯霜"}, actor=clerk)
    with pytest.raises(ChangedMeanwhile):
        correct_contact(contact, version=1, values={"name": "冯露"}, actor=clerk)


def test_a_removed_contact_cannot_be_changed(contact: Contact, clerk: User) -> None:
    remove_contact(contact, actor=clerk)
    with pytest.raises(NotFound):
        correct_contact(contact, version=1, values={"name": "冯露"}, actor=clerk)


def test_a_closed_file_takes_no_contact_and_no_vehicle(vacant: Household, clerk: User) -> None:
    close_household(vacant, version=None, on=TODAY, actor=clerk)
    with pytest.raises(FileClosed):
        add_contact(vacant, contact_id=new_id(), values={"name": "冯雪", "phone": "13900005678"}, actor=clerk)
    with pytest.raises(FileClosed):
        add_vehicle(vacant, vehicle_id=new_id(), plate="黑C12345", kind="", actor=clerk)


def test_a_plate_stands_once_in_a_household(household: Household, clerk: User) -> None:
    first = add_vehicle(household, vehicle_id=new_id(), plate="黑C12345", kind="轿车", actor=clerk)
    again = add_vehicle(household, vehicle_id=new_id(), plate="黑C12345", kind="", actor=clerk)
    assert first.pk == again.pk
    remove_vehicle(first, actor=clerk)
    assert not Vehicle.everywhere.exists()
    assert trail() == ["registers:vehicle:added", "registers:vehicle:removed"]
