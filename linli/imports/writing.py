"""The job that writes checked rows into the register: in pieces, each a transaction of its own.

A piece that was written is marked in the same transaction, so a job that was killed goes on where it stopped and
writes nothing twice. People and households have had their ids since the check.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.areas.actions import found_within
from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.core.many_rows import many_rows
from linli.core.outbox import announce
from linli.imports import bulk, jobs
from linli.imports.choices import BatchState, Outcome, RowState
from linli.imports.conflicts import Newcomers, conflict_of
from linli.imports.deeds import Deeds
from linli.imports.ids import Ids
from linli.imports.models import Batch, Row
from linli.imports.plans import seal, settle, unseal
from linli.imports.queries import counts_of
from linli.imports.rules.reading import Doubt
from linli.imports.standing import standing_of, use_opened_doors
from linli.lib.periods import local_day
from linli.registers.models import Household, Resident, SupportNeed

PIECE = 2500
ATTEMPTS = 3
MANY = 1000
Values = dict[str, Any]
WRITABLE = (Outcome.NEW, Outcome.CHANGED)


def write_batch(batch_id: UUID, claim: UUID, *, advance: jobs.Advance = jobs.no_advance) -> None:
    """Write the rows of a batch that are new or changed and wait for no answer."""
    with jobs.working(batch_id, claim) as batch:
        if batch is not None:
            with many_rows():
                Writing(batch, advance).run()


class Writing:
    def __init__(self, batch: Batch, advance: jobs.Advance) -> None:
        self.batch, self.advance = batch, advance
        self.now: datetime = timezone.now()
        self.today: date = local_day(self.now)
        self.new_id = Ids()
        self.places: list[Area] = []
        self._areas: dict[UUID, Area] = {}
        self._last_number = 0  # of the rows that this job has been through

    def run(self) -> None:
        self._found_places()
        self.newcomers = Newcomers.since(self.batch)
        while rows := self._waiting():
            self._write_piece(rows)
            self._last_number = rows[-1]["number"]
            self.advance(self.batch.done, self.batch.of)
        self._finish()

    def _waiting(self) -> list[Values]:
        """The next rows, as plain columns: a model instance for each would cost more than the rest."""
        rows = Row.objects.filter(
            batch=self.batch, state=RowState.OPEN, outcome__in=WRITABLE, number__gt=self._last_number
        )
        columns = rows.order_by("number").values(
            "id", "number", "sealed", "answers", "household_id", "resident_id"
        )
        return [dict(row) for row in columns[:PIECE]]

    # ---- places that the tree lacks ------------------------------------------------------------
    def _found_places(self) -> None:
        """Found the buildings that the sheet names and the tree lacks. A second time it finds them there."""
        wanted = self.batch.remarks.get("places", [])
        if not wanted:
            return
        starts = Area.objects.in_bulk([UUID(one["under"]) for one in wanted])
        paths = [
            (starts[UUID(one["under"])], tuple((level, name) for level, name in one["path"]))
            for one in wanted
        ]
        with transaction.atomic():
            source = f"{self.batch.file_name} {self.batch.sheet}"[:120]
            self.places = found_within(
                self.batch.area, paths, on=self.today, actor=self.batch.by, source=source
            )
            jobs.step(self.batch, done=self.batch.done)

    def area_of(self, pk: UUID | None) -> Area:
        """The area in which a new household stands; one that was closed since the check gives way to the batch's."""
        if pk is None:
            return self.batch.area
        if pk not in self._areas:
            found = Area.objects.filter(pk=pk, valid_until=None).first()
            self._areas[pk] = found or self.batch.area
        return self._areas[pk]

    # ---- a piece -------------------------------------------------------------------------------
    def _write_piece(self, rows: Sequence[Values]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    self._write(rows)
                    jobs.step(self.batch, done=self.batch.done + len(rows))
            except IntegrityError:
                # Somebody opened one of these doors in this moment; the next attempt sees it.
                if attempt == ATTEMPTS:
                    raise
            else:
                return

    def _write(self, rows: Sequence[Values]) -> None:
        contents = [unseal(row["sealed"]) for row in rows]
        plans = [settle(c.plan, row["answers"]) for c, row in zip(contents, rows, strict=True) if c.plan]
        now = standing_of(plans, lock=True)
        use_opened_doors(plans, now)
        deeds = Deeds(self, now)
        asked: list[Values] = []
        other: list[Values] = []  # rows that are about other records than the check had foreseen
        for row, content, plan in zip(rows, contents, plans, strict=True):
            ask = conflict_of(plan, row["answers"], now, self.newcomers)
            if ask is not None:
                content.asks.append(ask)
                if content.plan is not None and ask.code == Doubt.PERSON:
                    content.plan.others = plan.others
                asked.append(
                    {
                        "id": row["id"],
                        "outcome": Outcome.QUESTION,
                        "question": ask.code,
                        "sealed": seal(content),
                    }
                )
            else:
                home, person = deeds.carry_out(plan)
                if (home, person) != (row["household_id"], row["resident_id"]):
                    other.append({"id": row["id"], "household_id": home, "resident_id": person})
        deeds.write()
        bulk.update(Row, asked, ["outcome", "question", "sealed"])
        bulk.update(Row, other, ["household_id", "resident_id"])
        waiting = {row["id"] for row in asked}
        written = [row["id"] for row in rows if row["id"] not in waiting]
        Row.objects.filter(pk__in=written).update(state=RowState.WRITTEN)

    # ---- the end -------------------------------------------------------------------------------
    def _finish(self) -> None:
        batch = self.batch
        if batch.done >= MANY:
            bulk.look_again(Household, Resident, SupportNeed)
        with transaction.atomic():
            recount(batch.remarks.get("communities") or [batch.area_code], day=self.today)
            counts = counts_of(batch)
            jobs.finish(batch, BatchState.WRITTEN, counts=counts, written_at=timezone.now())
            announce(
                "imports.batch_written",
                batch=str(batch.pk),
                user=str(batch.by_id) if batch.by_id else None,
                file=batch.file_name,
                rows=Row.objects.filter(batch=batch, state=RowState.WRITTEN).count(),
            )
