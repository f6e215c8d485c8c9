"""Two records of one person become one, and two again."""

from datetime import date
from typing import Any

import pytest

from linli.areas.models import Area
from linli.areas.tallies import figures_of
from linli.core.audit import plain
from linli.core.models import AuditEntry
from linli.core.problems import ChangedMeanwhile
from linli.people.models import User
from linli.registers.actions import correct_resident, keep_apart, merge_residents, unmerge_residents
from linli.registers.choices import NeedCode, Relation
from linli.registers.models import Household, KnownApart, Resident, SupportNeed
from linli.registers.problems import CannotTakeBack, MergedAlready, SamePerson, TakenBackAlready
from tests.conftest import TODAY, join, settle
from tests.registers.conftest import trail


@pytest.fixture
def twin(building: Area) -> Resident:
    """柴丽娟 once more, behind another door, with a need and another telephone."""
    person = join(
        settle(building, "3-2-502"), "柴莉娟", birth_on=date(1974, 1, 1), birth_precision="year",
        relation=Relation.HEAD, phone="13900001111", workplace="市供水公司",
    )  # fmt: skip
    for code in (NeedCode.CHRONIC_MEDICINE, NeedCode.PREGNANT):
        SupportNeed.objects.create(
            resident=person, area=person.area, area_code=person.area_code, code=code, details="降压药"
        )
    return person


def everything() -> dict[str, Any]:
    """All residents and needs, without the counters that only grow."""
    rows = [*Resident.everywhere.order_by("pk"), *SupportNeed.everywhere.order_by("pk")]
    columns = {Resident: 0, SupportNeed: 0}
    assert {type(row) for row in rows} <= set(columns)
    return {
        str(row.pk): plain(
            row, [f.attname for f in row._meta.concrete_fields if f.name not in ("version", "updated_at")]
        )
        for row in rows
    }


def test_the_chosen_values_and_the_needs_of_both_are_kept(
    resident: Resident, twin: Resident, community: Area, clerk: User
) -> None:
    merge_residents(resident, twin, values={"workplace": "市供水公司", "phone": "13900001111"}, actor=clerk)
    kept = Resident.everywhere.get(pk=resident.pk)
    assert (kept.name, kept.workplace, kept.phone_tail) == ("柴丽娟", "市供水公司", "1111")
    assert Resident.everywhere.get(pk=twin.pk).merged_into_id == kept.pk
    assert set(kept.needs.values_list("code", flat=True)) == {"chronic_medicine", "pregnant"}
    assert figures_of(community.code, day=TODAY)["residents.registered"] == 3


def test_a_need_that_both_have_stays_open_once(resident: Resident, twin: Resident, clerk: User) -> None:
    SupportNeed.objects.create(
        resident=resident, area=resident.area, area_code=resident.area_code, code=NeedCode.PREGNANT
    )
    merge_residents(resident, twin, actor=clerk)
    assert SupportNeed.everywhere.filter(code=NeedCode.PREGNANT, ended_on=None).count() == 1


def test_the_kept_person_may_live_where_the_other_one_did(
    resident: Resident, twin: Resident, clerk: User
) -> None:
    merge_residents(resident, twin, home=twin.household, values={"relation": "head"}, actor=clerk)
    kept = Resident.everywhere.get(pk=resident.pk)
    assert kept.household_id == twin.household_id


def test_values_that_nobody_may_choose_are_left_out(resident: Resident, twin: Resident, clerk: User) -> None:
    merge_residents(resident, twin, values={"household_id": None, "merged_into_id": None}, actor=clerk)
    assert Resident.everywhere.get(pk=resident.pk).household_id == resident.household_id


def test_a_merge_is_taken_back_exactly(resident: Resident, twin: Resident, clerk: User) -> None:
    before = everything()
    entry = merge_residents(
        resident, twin, values={"workplace": "市供水公司", "name": "柴莉娟"}, home=twin.household, actor=clerk
    )
    assert everything() != before
    unmerge_residents(entry, actor=clerk)
    assert everything() == before
    assert trail() == ["registers:residents:merged", "registers:residents:unmerged"]


def test_after_taking_back_both_are_found_again(resident: Resident, twin: Resident, clerk: User) -> None:
    entry = merge_residents(resident, twin, values={"name": "柴莉娟"}, actor=clerk)
    unmerge_residents(entry, actor=clerk)
    assert Resident.everywhere.get(pk=resident.pk).pinyin == "chailijuan"
    assert list(Resident.everywhere.filter(name="柴丽娟")) == [resident]


def test_it_refuses_to_take_back_what_was_changed_since(
    resident: Resident, twin: Resident, clerk: User, grid_worker: User
) -> None:
    entry = merge_residents(resident, twin, values={"workplace": "市供水公司"}, actor=clerk)
    correct_resident(resident, version=None, values={"workplace": "退休"}, actor=grid_worker)
    before = everything()
    with pytest.raises(CannotTakeBack) as refusal:
        unmerge_residents(entry, actor=clerk)
    assert refusal.value.data["who"] == "郎玉珍"
    assert "单位或学校" in refusal.value.title
    assert everything() == before


def test_other_changes_since_do_not_stand_in_the_way(resident: Resident, twin: Resident, clerk: User) -> None:
    entry = merge_residents(resident, twin, values={"workplace": "市供水公司"}, actor=clerk)
    correct_resident(resident, version=None, values={"notes": "有狗"}, actor=clerk)
    unmerge_residents(entry, actor=clerk)
    kept = Resident.everywhere.get(pk=resident.pk)
    assert (kept.workplace, kept.notes) == ("", "有狗")


def test_it_is_taken_back_once(resident: Resident, twin: Resident, clerk: User) -> None:
    entry = merge_residents(resident, twin, actor=clerk)
    unmerge_residents(entry, actor=clerk)
    with pytest.raises(TakenBackAlready):
        unmerge_residents(entry, actor=clerk)


def test_merging_again_after_taking_back_works(resident: Resident, twin: Resident, clerk: User) -> None:
    unmerge_residents(merge_residents(resident, twin, actor=clerk), actor=clerk)
    merge_residents(resident, twin, actor=clerk)
    assert Resident.everywhere.get(pk=twin.pk).merged_into_id == resident.pk


def test_records_merged_earlier_follow_to_the_one_that_is_left(
    resident: Resident, twin: Resident, elder: Resident, clerk: User
) -> None:
    merge_residents(twin, elder, actor=clerk)
    entry = merge_residents(resident, twin, actor=clerk)
    assert Resident.everywhere.get(pk=elder.pk).merged_into_id == resident.pk
    unmerge_residents(entry, actor=clerk)
    assert Resident.everywhere.get(pk=elder.pk).merged_into_id == twin.pk


def test_a_record_is_not_merged_with_itself(resident: Resident, clerk: User) -> None:
    with pytest.raises(SamePerson):
        merge_residents(resident, resident, actor=clerk)


def test_a_merged_record_is_not_merged_again(
    resident: Resident, twin: Resident, elder: Resident, clerk: User
) -> None:
    merge_residents(resident, twin, actor=clerk)
    with pytest.raises(MergedAlready):
        merge_residents(elder, twin, actor=clerk)


def test_it_refuses_when_one_was_changed_while_they_were_compared(
    resident: Resident, twin: Resident, clerk: User
) -> None:
    correct_resident(twin, version=1, values={"notes": "有狗"}, actor=clerk)
    with pytest.raises(ChangedMeanwhile):
        merge_residents(resident, twin, versions=(1, 1), actor=clerk)


def test_a_merged_head_leaves_one_head(resident: Resident, household: Household, clerk: User) -> None:
    spouse = household.members.get(relation=Relation.SPOUSE)
    other = join(household, "冯树生", relation=Relation.HEAD)
    merge_residents(spouse, other, values={"relation": "head"}, actor=clerk)
    heads = household.members.filter(relation=Relation.HEAD, merged_into=None)
    assert [head.name for head in heads] == ["冯树森"]


def test_two_people_are_told_apart_once_in_either_order(
    resident: Resident, twin: Resident, clerk: User
) -> None:
    keep_apart(twin, resident, actor=clerk)
    keep_apart(resident, twin, actor=clerk)
    known = KnownApart.everywhere.get()
    assert known.first_id < known.second_id
    assert trail() == ["registers:residents:kept_apart"]
    with pytest.raises(SamePerson):
        keep_apart(twin, twin, actor=clerk)


def test_the_trail_of_a_merge_names_no_person(resident: Resident, twin: Resident, clerk: User) -> None:
    entry = merge_residents(resident, twin, actor=clerk)
    assert AuditEntry.objects.get(pk=entry.pk).data == {"other": str(twin.pk)}
    assert entry.subject_name == "和平家园 3-2-501"
