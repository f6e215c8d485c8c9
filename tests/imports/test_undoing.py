"""Taking a batch back: all of it, except what somebody has changed since."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from linli.core.models import AuditEntry, Event
from linli.imports import actions, problems, undoing
from linli.imports.choices import BatchState, RowState
from linli.imports.models import Batch, Row
from linli.imports.undoing import prospect, undo_batch
from linli.registers.actions import add_need, correct_resident, record_visit
from linli.registers.choices import NeedCode
from linli.registers.models import Household, Resident, SupportNeed
from tests.conftest import NOW, TODAY
from tests.imports.books import plain
from tests.imports.conftest import row_of

pytestmark = pytest.mark.django_db

HEADINGS = ("姓名", "门牌", "电话", "备注", "紧急联系人", "紧急联系人电话", "车牌号")
ROWS = [
    ["柴丽娟", "3-2-501", "15100009999", "高血压", "", "", ""],
    ["苏明远", "3-2-102", "13800001111", "独居", "苏强", "13900002222", "黑C12345"],
    ["林海", "3-2-103", "13800003333", "", "", "", ""],
]


@pytest.fixture
def batch(check, write, resident) -> Batch:
    return write(check(plain(*ROWS, headings=HEADINGS)))


@pytest.fixture
def take_back(clerk):
    def taken_back(batch: Batch) -> Batch:
        undo_batch(batch.pk, actions.start_undo(batch, actor=clerk))
        batch.refresh_from_db()
        return batch

    return taken_back


def test_it_takes_everything_back(batch, take_back, resident):
    take_back(batch)
    resident.refresh_from_db()
    assert (resident.phone, resident.phone_tail, resident.notes) == ("15100004108", "4108", "")
    assert not Resident.everywhere.filter(name__in=["苏明远", "林海"]).exists()
    assert Household.everywhere.count() == 1
    assert not SupportNeed.everywhere.exists()
    assert batch.state == BatchState.UNDONE


def test_it_leaves_a_line_in_the_trail_and_the_history_of_the_record(batch, take_back, resident, clerk):
    take_back(batch)
    entry = AuditEntry.objects.get(action="imports:batch:undone")
    assert entry.actor == clerk
    assert entry.revisions.get(subject_id=resident.pk).after["phone"] == "15100004108"
    assert Event.objects.filter(name="imports.batch_undone").exists()


def test_it_says_beforehand_what_will_happen(batch):
    found = prospect(batch)
    assert found.removed["registers.resident"] == 2
    assert found.removed["registers.household"] == 2
    assert found.left == []


def test_a_person_whom_somebody_corrected_is_left_and_named(batch, take_back, clerk):
    person = Resident.everywhere.get(name="苏明远")
    correct_resident(person, version=None, values={"workplace": "二中"}, actor=clerk)
    assert prospect(batch).left == [("3-2-102", "苏明远")]
    take_back(batch)
    assert Resident.everywhere.get(name="苏明远").household.door == "3-2-102"
    assert not Resident.everywhere.filter(name="林海").exists()
    assert row_of(batch, 3).state == RowState.LEFT
    assert row_of(batch, 4).state == RowState.UNDONE


def test_a_changed_person_whom_somebody_changed_again_is_left(batch, take_back, clerk, resident):
    correct_resident(
        Resident.everywhere.get(pk=resident.pk), version=None, values={"phone": "15100007777"}, actor=clerk
    )
    take_back(batch)
    resident.refresh_from_db()
    assert resident.phone == "15100007777"
    assert row_of(batch, 2).state == RowState.LEFT


def test_a_person_to_whom_somebody_added_a_need_is_left(batch, take_back, clerk):
    person = Resident.everywhere.get(name="林海")
    add_need(person, need_id=uuid4(), code=NeedCode.DIALYSIS, values={}, actor=clerk)
    take_back(batch)
    assert SupportNeed.everywhere.get().resident_id == person.pk


def test_a_household_that_was_visited_is_left(batch, take_back, clerk):
    record_visit(Household.everywhere.get(door="3-2-103"), on=TODAY, actor=clerk)
    take_back(batch)
    assert Household.everywhere.filter(door="3-2-103").exists()


def test_a_household_into_which_somebody_moved_is_left(batch, take_back, resident):
    home = Household.everywhere.get(door="3-2-103")
    Resident.everywhere.filter(pk=resident.pk).update(household=home)
    take_back(batch)
    assert Household.everywhere.filter(door="3-2-103").exists()


def test_after_seven_days_it_is_too_late(batch, clerk):
    with time_machine.travel(NOW + timedelta(days=8)), pytest.raises(problems.UndoTooLate):
        actions.start_undo(batch, actor=clerk)


def test_what_wrote_nothing_cannot_be_taken_back(check, clerk):
    batch = check(plain(["苏明远", "3-2-102", ""]))
    with pytest.raises(problems.WrongState):
        actions.start_undo(batch, actor=clerk)


def test_it_cannot_be_taken_back_twice(batch, take_back, clerk):
    take_back(batch)
    with pytest.raises(problems.WrongState):
        actions.start_undo(batch, actor=clerk)


class Killed(BaseException):
    """The power goes."""


def test_taking_back_that_was_killed_goes_on(batch, clerk, monkeypatch, resident):
    monkeypatch.setattr(undoing, "PIECE", 3)

    def power_cut(done: int, of: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        undo_batch(batch.pk, actions.start_undo(batch, actor=clerk), advance=power_cut)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDOING
    taken = actions.take_over(batch, now=timezone.now() + timedelta(minutes=5))
    assert taken is not None
    undo_batch(batch.pk, taken)
    batch.refresh_from_db()
    resident.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert (Household.everywhere.count(), resident.phone) == (1, "15100004108")


def test_the_same_workbook_can_be_read_in_again(batch, take_back, check, write):
    take_back(batch)
    write(check(plain(*ROWS, headings=HEADINGS)))
    assert Resident.everywhere.filter(name="苏明远").count() == 1


def test_two_writings_of_one_batch_are_taken_back_together(check, write, take_back, clerk):
    batch = write(check(plain(["苏明远", "3-2-102", ""], ["林海", "3-2-103", "1.50E+10"])))
    actions.answer_question(batch, 3, "phone", "blank", actor=clerk)
    take_back(write(batch))
    assert not Resident.everywhere.exists()
    assert not Row.objects.filter(batch=batch, state=RowState.WRITTEN).exists()
