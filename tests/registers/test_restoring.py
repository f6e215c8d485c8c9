"""An earlier value, out of the history and back into the record."""

from datetime import date

import pytest

from linli.core.models import Revision
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.actions import (
    add_need,
    correct_household,
    correct_resident,
    end_need,
    mark_presence,
    move_resident,
    remove_contact,
    restore_value,
)
from linli.registers.choices import NeedCode, Presence, Relation
from linli.registers.models import Contact, Household, Resident, SupportNeed
from linli.registers.problems import CannotRestore, HasThisNeed
from tests.conftest import TODAY
from tests.registers.conftest import trail


def last_revision(subject: object) -> Revision:
    found = Revision.objects.filter(subject_id=subject.pk).order_by("-id").first()  # type: ignore[attr-defined]
    assert found is not None
    return found


def test_a_telephone_comes_back_with_what_follows_from_it(resident: Resident, clerk: User) -> None:
    correct_resident(resident, version=1, values={"phone": "13900001111"}, actor=clerk)
    restore_value(last_revision(resident), column="phone", actor=clerk)
    saved = Resident.everywhere.get(pk=resident.pk)
    assert (saved.phone, saved.phone_tail) == ("15100004108", "4108")
    assert trail() == ["registers:resident:corrected", "registers:value:restored"]


def test_days_come_back_as_days(resident: Resident, clerk: User) -> None:
    correct_resident(
        resident, version=1, values={"birth_on": date(1975, 1, 1), "birth_precision": "year"}, actor=clerk
    )
    restore_value(last_revision(resident), column="birth_on", actor=clerk)
    saved = Resident.everywhere.get(pk=resident.pk)
    assert (saved.birth_on, saved.birth_precision) == (date(1974, 3, 2), "day")


def test_a_document_comes_back_with_its_kind(resident: Resident, clerk: User) -> None:
    correct_resident(resident, version=1, values={"document": "", "document_kind": "none"}, actor=clerk)
    restore_value(last_revision(resident), column="document", actor=clerk)
    saved = Resident.everywhere.get(pk=resident.pk)
    assert (saved.document, saved.document_kind) == ("231085197403020426", "resident_id")


def test_where_somebody_was_comes_back_whole(away_resident: Resident, clerk: User) -> None:
    mark_presence(away_resident, version=1, presence=Presence.LIVING, actor=clerk)
    restore_value(last_revision(away_resident), column="away_place", actor=clerk)
    saved = Resident.everywhere.get(pk=away_resident.pk)
    assert (saved.presence, saved.away_place, saved.away_return_on) == (
        "away",
        "哈尔滨市",
        date(2026, 11, 22),
    )


def test_a_door_comes_back_with_its_parts(household: Household, clerk: User) -> None:
    values = {"door": "3-2-502", "room": "502"}
    correct_household(household, version=1, values=values, actor=clerk)
    restore_value(last_revision(household), column="door", actor=clerk)
    saved = Household.everywhere.get(pk=household.pk)
    assert (saved.door, saved.room, saved.door_sort) == ("3-2-501", "501", "00003-00002-00501")


def test_restoring_twice_is_restoring_once(resident: Resident, clerk: User) -> None:
    correct_resident(resident, version=1, values={"name": "柴莉"}, actor=clerk)
    revision = last_revision(resident)
    restore_value(revision, column="name", actor=clerk)
    restore_value(revision, column="name", actor=clerk)
    assert trail().count("registers:value:restored") == 1


def test_an_ended_need_comes_back_unless_there_is_another(elder: Resident, clerk: User) -> None:
    need = elder.needs.get(code=NeedCode.ELDER_ALONE)
    end_need(need, version=1, ended_on=TODAY, actor=clerk)
    revision = last_revision(need)
    restore_value(revision, column="ended_on", actor=clerk)
    assert SupportNeed.everywhere.get(pk=need.pk).ended_on is None
    end_need(need, version=None, ended_on=TODAY, actor=clerk)
    add_need(elder, need_id=new_id(), code=NeedCode.ELDER_ALONE, values={}, actor=clerk)
    with pytest.raises(HasThisNeed):
        restore_value(revision, column="ended_on", actor=clerk)


@pytest.mark.parametrize("column", ["household_id", "area_code", "pinyin", "nonsense"])
def test_where_a_record_stands_is_not_restored_like_a_value(
    resident: Resident, vacant: Household, clerk: User, column: str
) -> None:
    move_resident(resident, version=1, to=vacant, relation=Relation.HEAD, actor=clerk)
    with pytest.raises(CannotRestore):
        restore_value(last_revision(resident), column=column, actor=clerk)


def test_a_removed_record_is_not_restored_by_a_value(contact: Contact, clerk: User) -> None:
    remove_contact(contact, actor=clerk)
    with pytest.raises(CannotRestore):
        restore_value(last_revision(contact), column="phone", actor=clerk)
