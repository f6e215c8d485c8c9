"""Writing: once, in pieces, under a line of the trail; killed, repeated, at the same time as others."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from linli.areas.models import Area
from linli.core.models import AccessEntry, AuditEntry, Event, Revision
from linli.imports import actions, jobs, problems, tasks, writing
from linli.imports.checking import check_batch
from linli.imports.choices import BatchState
from linli.imports.models import Batch, Row
from linli.imports.writing import write_batch
from linli.people.models import Note
from linli.registers.actions import add_household, correct_resident
from linli.registers.models import Household, Resident
from tests.conftest import join, settle
from tests.imports.books import plain
from tests.imports.conftest import contents_of, row_of

pytestmark = pytest.mark.django_db

SIX = [[f"林{n}海", f"3-2-10{n}", f"1380000000{n}"] for n in "一二三四五六"]
DOORS = [[name, f"3-2-10{n}", f"1380000110{n}"] for n, (name, *_rest) in enumerate(SIX, start=1)]


@pytest.fixture
def batch(check) -> Batch:
    return check(plain(*DOORS))


def test_it_writes_people_with_all_that_follows_from_their_names_and_numbers(batch, write):
    write(batch)
    written = Resident.everywhere.get(name="林一海")
    copy = Resident.everywhere.get(pk=written.pk)
    copy.derive()
    for column in ("pinyin", "initials", "document_hash", "phone_hash", "phone_tail"):
        assert getattr(written, column) == getattr(copy, column), column
    assert written.household.door_sort == "00003-00002-00101"


def test_it_leaves_a_line_in_the_trail_and_a_revision_for_each_record(batch, write, clerk):
    write(batch)
    entry = AuditEntry.objects.get(action="imports:batch:written")
    assert (entry.actor, entry.subject_id) == (clerk, batch.pk)
    assert Revision.objects.filter(entry=entry, created=True).count() == 12


def test_it_keeps_what_a_changed_record_said_before(check, write, resident):
    write(
        check(
            plain(["柴丽娟", "3-2-501", "15100004108", "市医院"], headings=("姓名", "门牌", "电话", "单位"))
        )
    )
    revision = Revision.objects.get(subject_id=resident.pk)
    assert (revision.before, revision.after) == ({"workplace": ""}, {"workplace": "市医院"})
    resident.refresh_from_db()
    assert resident.version == 2


def test_it_is_an_entry_in_the_log_of_looks(batch, write):
    write(batch)
    look = AccessEntry.objects.get(what="import")
    assert (look.rows, look.area_code) == (6, batch.area_code)


def test_it_is_announced_and_the_clerk_gets_a_note(batch, write, clerk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write(batch)
    event = Event.objects.get(name="imports.batch_written")
    assert event.payload["batch"] == str(batch.pk)
    assert "林" not in str(event.payload)
    assert Note.objects.filter(user=clerk, kind="import_written").exists()


def test_rows_that_wait_for_an_answer_hold_nothing_back(check, write):
    batch = write(check(plain(*DOORS, ["苏明远", "3-2-202", "1.50E+10"])))
    assert Resident.everywhere.count() == 6
    assert batch.counts["question"] == 1


def test_there_must_be_something_to_write(check, clerk, resident):
    batch = check(plain(["柴丽娟", "3-2-501", "15100004108"]))
    with pytest.raises(problems.NothingToWrite):
        actions.start_writing(batch, actor=clerk)


# ---- killed in the middle ------------------------------------------------------------------------
class Killed(BaseException):
    """The power goes."""


def test_a_job_that_was_killed_goes_on_and_writes_nothing_twice(batch, clerk, monkeypatch):
    monkeypatch.setattr(writing, "PIECE", 2)
    claim = actions.start_writing(batch, actor=clerk)
    seen: list[int] = []

    def power_cut(done: int, of: int) -> None:
        seen.append(done)
        if done >= 4:
            raise Killed

    with pytest.raises(Killed):
        write_batch(batch.pk, claim, advance=power_cut)
    assert Resident.everywhere.count() == 4
    batch.refresh_from_db()
    assert batch.state == BatchState.WRITING
    later = timezone.now() + timedelta(minutes=5)
    taken = actions.take_over(batch, now=later)
    assert taken is not None
    write_batch(batch.pk, taken)
    batch.refresh_from_db()
    assert batch.state == BatchState.WRITTEN
    assert Resident.everywhere.count() == 6
    assert Revision.objects.filter(created=True).count() == 12


def test_a_job_that_is_alive_is_not_taken_over(batch, clerk):
    actions.start_writing(batch, actor=clerk)
    assert actions.take_over(batch, now=timezone.now()) is None


def test_the_worker_goes_on_with_dead_jobs_by_itself(batch, clerk):
    actions.start_writing(batch, actor=clerk)
    Batch.everywhere.update(beat_at=timezone.now() - timedelta(minutes=5))
    assert tasks.take_over_dead_jobs.call_local() == 1
    assert Resident.everywhere.count() == 6


def test_a_job_that_lost_its_claim_ends_without_a_word(batch, clerk):
    actions.start_writing(batch, actor=clerk)
    write_batch(batch.pk, uuid4())
    assert Resident.everywhere.count() == 0
    batch.refresh_from_db()
    assert batch.state == BatchState.WRITING


def test_a_check_that_was_killed_begins_anew(check, community, clerk, monkeypatch):
    batch = actions.take_workbook(plain(*DOORS), "a.xlsx", area=community, actor=clerk)
    monkeypatch.setattr("linli.imports.reading_ahead.PIECE", 2)

    def power_cut(done: int, of: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        check_batch(batch.pk, actions.start_check(batch, actor=clerk), advance=power_cut)
    assert Row.objects.filter(batch=batch).count() == 2
    batch.refresh_from_db()
    taken = actions.take_over(batch, now=timezone.now() + timedelta(minutes=5))
    assert taken is not None
    check_batch(batch.pk, taken)
    assert Row.objects.filter(batch=batch).count() == 6


def test_a_stopped_writing_keeps_what_was_written_and_can_be_finished(batch, clerk, write, monkeypatch):
    monkeypatch.setattr(writing, "PIECE", 2)
    claim = actions.start_writing(batch, actor=clerk)
    write_batch(
        batch.pk, claim, advance=lambda done, of: actions.stop(batch, actor=clerk) if done == 2 else None
    )
    batch.refresh_from_db()
    assert (batch.state, Resident.everywhere.count()) == (BatchState.STOPPED, 2)
    write(batch)
    assert Resident.everywhere.count() == 6


def test_a_job_that_fails_says_why_and_keeps_its_steps(batch, clerk, monkeypatch):
    def fail(*_args: object, **_values: object) -> None:
        raise problems.FileDamaged()

    claim = actions.start_writing(batch, actor=clerk)
    monkeypatch.setattr(writing, "recount", fail)
    write_batch(batch.pk, claim)
    batch.refresh_from_db()
    assert (batch.state, batch.failure["code"]) == (BatchState.FAILED, "imports.file_damaged")


# ---- at the same time as others ------------------------------------------------------------------
def test_two_who_press_the_button_at_once_write_once(batch, clerk):
    claim = actions.start_writing(batch, actor=clerk)
    with pytest.raises(problems.BatchBusy):
        actions.start_writing(batch, actor=clerk)
    write_batch(batch.pk, claim)
    assert Resident.everywhere.count() == 6


def test_two_imports_of_one_area_wait_for_each_other(check, clerk, batch):
    other = check(plain(["苏明远", "3-2-202", ""]), "b.xlsx")
    actions.start_writing(batch, actor=clerk)
    with pytest.raises(problems.AreaBusy):
        actions.start_writing(other, actor=clerk)


def test_two_imports_of_two_areas_do_not(check, clerk, batch, other_community):
    other = check(plain(["苏明远", "3-2-202", ""]), "b.xlsx", area=other_community)
    actions.start_writing(batch, actor=clerk)
    assert actions.start_writing(other, actor=clerk)


def test_the_same_sheet_twice_makes_nobody_twice(check, write):
    first, second = check(plain(*DOORS), "a.xlsx"), check(plain(*DOORS), "b.xlsx")
    write(first)
    write(second)
    assert Resident.everywhere.count() == 6
    assert set(Row.objects.filter(batch=second).values_list("outcome", "question")) == {
        ("question", "person")
    }


def test_a_door_that_somebody_opened_meanwhile_is_used(batch, write, building):
    home = add_household(
        building, household_id=uuid4(), actor=None,
        values={"building": "3", "stairwell": "2", "room": "101", "door": "3-2-101"},
    )  # fmt: skip
    write(batch)
    assert Household.everywhere.filter(door="3-2-101").count() == 1
    assert Resident.everywhere.get(name="林一海").household_id == home.pk


def test_what_somebody_changed_since_the_check_becomes_a_question(check, write, clerk, resident):
    batch = check(
        plain(["柴丽娟", "3-2-501", "15100004108", "市医院"], headings=("姓名", "门牌", "电话", "单位"))
    )
    correct_resident(resident, version=None, values={"workplace": "二中"}, actor=clerk)
    write(batch)
    resident.refresh_from_db()
    assert resident.workplace == "二中"
    assert (row_of(batch, 2).outcome, row_of(batch, 2).question) == ("question", "changed")
    actions.answer_question(batch, 2, "changed", "take", actor=clerk)
    write(batch)
    resident.refresh_from_db()
    assert resident.workplace == "市医院"


def test_a_change_elsewhere_in_the_record_is_no_conflict(check, write, clerk, resident):
    batch = check(
        plain(["柴丽娟", "3-2-501", "15100004108", "市医院"], headings=("姓名", "门牌", "电话", "单位"))
    )
    correct_resident(resident, version=None, values={"notes": "晚上在家"}, actor=clerk)
    write(batch)
    resident.refresh_from_db()
    assert (resident.workplace, resident.notes) == ("市医院", "晚上在家")


def test_somebody_entered_meanwhile_is_not_entered_again(check, write, clerk, building):
    batch = check(plain(["苏明远", "3-2-202", "13800001111"]))
    Batch.everywhere.update(checked_at=timezone.now() - timedelta(minutes=1))
    there = join(settle(building, "3-2-202"), "苏明远", phone="13800001111")
    batch.refresh_from_db()
    write(batch)
    assert Resident.everywhere.filter(name="苏明远").count() == 1
    ask = contents_of(batch, 2).asks[-1]
    assert (ask.code, ask.preset) == ("person", "same")
    actions.answer_question(batch, 2, "person", "same", actor=clerk)
    assert row_of(batch, 2).outcome == "same"
    assert there.pk == Resident.everywhere.get(name="苏明远").pk


def test_a_step_outside_a_transaction_is_a_mistake(transactional_db, batch_of_nothing):
    with pytest.raises(RuntimeError):
        jobs.step(batch_of_nothing, done=1)


@pytest.fixture
def batch_of_nothing(transactional_db: None) -> Batch:
    area = Area.objects.create(code="110101001001", level="community", name="甲社区", valid_from="2020-01-01")
    return Batch.objects.create(area=area, area_code=area.code, file_name="a.xlsx", size=1, sha256="0")
