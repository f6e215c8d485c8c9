"""What a batch may do in which state, and what is erased when."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from linli.core.audit import sentence
from linli.core.models import AuditEntry
from linli.imports import actions, files, problems
from linli.imports.choices import BatchState
from linli.imports.models import Row
from tests.conftest import NOW
from tests.imports.books import plain

pytestmark = pytest.mark.django_db

SHEET = plain(["苏明远", "3-2-102", ""])


def test_a_file_that_is_refused_leaves_nothing(community, clerk):
    with pytest.raises(problems.FileRefused):
        actions.take_workbook(b"%PDF-1.7", "a.pdf", area=community, actor=clerk)
    assert not files.folder().exists() or not list(files.folder().iterdir())


def test_a_file_comes_back_as_it_was(community, clerk):
    batch = actions.take_workbook(SHEET, "C:\\表\\台账.xlsx", area=community, actor=clerk)
    assert files.fetch(batch.stored_as) == SHEET
    assert batch.file_name == "台账.xlsx"


def test_discarding_erases_file_and_rows(check, clerk, django_capture_on_commit_callbacks):
    batch = check(SHEET)
    name = batch.stored_as
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(batch, actor=clerk)
    assert not (files.folder() / name).exists()
    assert not Row.objects.filter(batch=batch).exists()
    with pytest.raises(problems.WrongState):
        actions.discard(batch, actor=clerk)


def test_what_was_written_is_not_discarded(check, write, clerk):
    with pytest.raises(problems.WrongState):
        actions.discard(write(check(SHEET)), actor=clerk)


def test_a_batch_being_written_cannot_be_checked_again(check, clerk):
    batch = check(SHEET)
    actions.start_writing(batch, actor=clerk)
    with pytest.raises(problems.BatchBusy):
        actions.start_check(batch, actor=clerk)


def test_checking_can_be_stopped(check, clerk, community):
    batch = actions.take_workbook(SHEET, "a.xlsx", area=community, actor=clerk)
    actions.start_check(batch, actor=clerk)
    assert actions.stop(batch, actor=clerk).state == BatchState.MAPPED
    with pytest.raises(problems.WrongState):
        actions.stop(batch, actor=clerk)


def test_an_answer_must_belong_to_its_question(check, clerk):
    batch = check(plain(["苏明远", "3-2-102", "1.50E+10"]))
    for number, code, answer in ((2, "phone", "nonsense"), (2, "person", "same"), (99, "phone", "blank")):
        with pytest.raises(problems.NoSuchAnswer):
            actions.answer_question(batch, number, code, answer, actor=clerk)


def test_a_written_row_is_not_answered_again(check, write, clerk):
    batch = check(plain(["苏明远", "3-2-102", "1.50E+10"]))
    actions.answer_question(batch, 2, "phone", "blank", actor=clerk)
    write(batch)
    with pytest.raises(problems.AlreadyWritten):
        actions.answer_question(batch, 2, "phone", "hold", actor=clerk)


def test_an_answer_can_be_changed_until_the_row_is_written(check, clerk):
    batch = check(plain(["苏明远", "3-2-102", "1.50E+10"]))
    assert actions.answer_question(batch, 2, "phone", "hold", actor=clerk).outcome == "refused"
    assert actions.answer_question(batch, 2, "phone", "blank", actor=clerk).outcome == "new"


def test_a_week_after_the_writing_file_and_rows_are_erased(check, write, django_capture_on_commit_callbacks):
    batch = write(check(SHEET))
    assert actions.erase_old(timezone.now() + timedelta(days=6)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.erase_old(timezone.now() + timedelta(days=8)) == 1
    batch.refresh_from_db()
    assert (batch.stored_as, batch.counts["new"]) == ("", 1)
    assert not Row.objects.filter(batch=batch).exists()
    assert list(files.folder().iterdir()) == []


def test_a_month_after_it_was_forgotten_a_batch_is_erased(check):
    check(SHEET)
    with time_machine.travel(NOW + timedelta(days=31)):
        assert actions.erase_old(timezone.now()) == 1


def test_each_line_of_the_trail_is_a_sentence_without_people(check, write, clerk):
    batch = write(check(SHEET))
    actions.start_undo(batch, actor=clerk)
    for entry in AuditEntry.objects.filter(subject_id=batch.pk):
        assert "台账.xlsx" in sentence(entry)
        assert "苏明远" not in sentence(entry) + str(entry.data)
