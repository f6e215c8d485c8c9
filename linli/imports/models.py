"""A workbook on its way into the register: the batch, its rows, and how columns were matched before."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from linli.areas.models import InArea
from linli.core.fields import EncryptedText, LookupHash
from linli.imports.choices import OPEN, WORKING, BatchState, Outcome, RowState
from linli.lib.ids import new_id
from linli.people.models import User

# For so long a written batch can be taken back; then its file and its rows' contents are erased.
UNDO_DAYS = 7
# A batch that nobody finished keeps its file for so long.
KEPT_DAYS = 30
# A job that has not been heard of for so long is dead, and another may take over.
HEARTBEAT = timedelta(seconds=90)


class Batch(InArea):
    """One sheet of one file, from upload to writing and back. Nothing of it is in the register before WRITING."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(max_length=160)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80, blank=True)  # see files.py; empty once erased
    sheets = models.JSONField(default=list)  # columns.Glance of each, as plain values
    sheet = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.UPLOADED)
    layout = models.JSONField(default=dict)  # columns.Plan as plain values
    layout_key = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)  # outcome -> rows
    remarks = models.JSONField(
        default=dict
    )  # what the whole sheet is told about: new buildings, columns left out
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    # Whoever is at work holds the claim; a job that finds another one here stops.
    claim = models.UUIDField(null=True)
    beat_at = models.DateTimeField(null=True)
    cursor = models.UUIDField(null=True)  # how far taking back has come
    entry_id = models.UUIDField(null=True)  # the line of the trail under which rows are being written
    failure = models.JSONField(default=dict)  # why it failed: the code of a problem, and its data
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "at"], name="batch_in_area")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def is_open(self) -> bool:
        """Answers may still be given and rows be written."""
        return self.state in OPEN and bool(self.stored_as)

    def is_stalled(self, now: datetime) -> bool:
        """Its job has died: nothing was heard of it for too long."""
        return self.is_working and (self.beat_at is None or self.beat_at < now - HEARTBEAT)

    @property
    def undo_until(self) -> datetime | None:
        return self.written_at + timedelta(days=UNDO_DAYS) if self.written_at else None

    def can_be_undone(self, now: datetime) -> bool:
        until = self.undo_until
        return until is not None and now < until and self.state in (BatchState.WRITTEN, BatchState.STOPPED)

    def count(self, outcome: str) -> int:
        return int(self.counts.get(outcome, 0))


class Row(models.Model):
    """One row of the sheet with its outcome. Reached through its batch, which stands in an area."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the sheet counts them, from 1
    outcome = models.CharField(max_length=10, choices=Outcome)
    state = models.CharField(max_length=8, choices=RowState, default=RowState.OPEN)
    is_blank = models.BooleanField(default=False)
    question = models.CharField(max_length=40, blank=True)  # the first that is open; more stand in `sealed`
    leader = models.PositiveIntegerField(default=0)  # the row whose answer about the household holds here too
    answers = models.JSONField(default=dict)  # question -> answer, as given by a person
    # plans.Contents: the cells as they came, what was read, what is to be done, what is asked.
    sealed = EncryptedText(blank=True, default="")
    household_id = models.UUIDField(null=True)
    resident_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_a_number")]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="row_by_outcome"),
            models.Index(
                fields=["batch", "question"], name="row_by_question", condition=~models.Q(question="")
            ),
        ]


class ColumnMapping(InArea):
    """How the columns of one layout were matched here the last time, so that the same sheet is not asked about again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    layout_key = models.CharField(max_length=64)
    fields = models.JSONField(default=dict)  # heading path -> field
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(InArea.Meta):
        constraints = [models.UniqueConstraint(fields=["area", "layout_key"], name="one_mapping_a_layout")]

    def __str__(self) -> str:
        return self.layout_key


class KeptAnswer(InArea):
    """How a question about a row was answered. The same row in next month's sheet is not asked about again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fingerprint = LookupHash()  # of the row's cells
    answers = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta(InArea.Meta):
        constraints = [models.UniqueConstraint(fields=["fingerprint", "area"], name="one_answer_a_row")]

    def __str__(self) -> str:
        return str(self.fingerprint)
