"""The job that checks a sheet: reads every row, decides what becomes of it, and keeps that. Writes nothing else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.areas.scopes import Scope
from linli.core.fields import lookup
from linli.core.many_rows import many_rows
from linli.imports import bulk, columns, files, jobs
from linli.imports.choices import BatchState, Outcome, RowState
from linli.imports.deciding import Decider
from linli.imports.judging import Judge, Judged, skipped
from linli.imports.models import Batch, KeptAnswer, Row
from linli.imports.placing import BUILDING, COMMUNITY_DIGITS
from linli.imports.plans import Plan, seal
from linli.imports.queries import plan_of
from linli.imports.reading_ahead import LARGE, Ahead, Line, Order, Reader
from linli.imports.workbooks import open_book
from linli.lib.periods import local_day


def check_batch(
    batch_id: UUID, claim: UUID, *, advance: jobs.Advance = jobs.no_advance, content: bytes = b""
) -> None:
    """Check the chosen sheet of a batch. Begun anew, it forgets what an earlier attempt found."""
    with jobs.working(batch_id, claim) as batch:
        if batch is not None:
            Checking(batch, advance).run(content or files.fetch(batch.stored_as))


class Checking:
    """One check of one sheet, piece by piece."""

    def __init__(self, batch: Batch, advance: jobs.Advance) -> None:
        self.batch, self.advance = batch, advance
        self.plan = columns.plan_from(batch.layout)
        self.today: date = local_day(timezone.now())
        self.counts: Counter[str] = Counter()
        self._plans: dict[int, Plan] = {}
        self._serial = next((c.index for c in self.plan.columns if c.field == "serial"), -1)
        self._not_kept = [column.index for column in self.plan.columns if column.rule]

    def run(self, content: bytes) -> None:
        self._forget()
        order = Order(content, self.batch.file_name, self.batch.sheet, self.plan, self.today)
        if self.batch.of < LARGE:
            sheet = open_book(content, self.batch.file_name).sheet(self.batch.sheet)
            self._check(Reader(sheet, self.plan, self.today).pieces())
            return
        ahead = Ahead(order)
        try:
            with many_rows():
                self._check(ahead.pieces())
        finally:
            ahead.close()

    def _forget(self) -> None:
        with transaction.atomic():
            Row.objects.filter(batch=self.batch).delete()
            jobs.step(self.batch, done=0)

    def _check(self, pieces: Iterable[list[Line]]) -> None:
        self.decider = Decider.load(self.batch.area)
        self.judge = Judge(self.plan.columns, self._recall, self._kept_answers)
        done = 0
        for lines in pieces:
            judged = self._decide(lines)
            done += len(lines)
            with transaction.atomic():
                self._keep(judged)
                jobs.step(self.batch, done=done, of=max(self.batch.of, done))
            self.advance(done, max(self.batch.of, done))
        self._finish(done)

    def _decide(self, lines: Sequence[Line]) -> list[Judged]:
        found = [skipped(line.number, line.skip, line.texts) for line in lines if line.skip]
        data = [line for line in lines if line.reading is not None]
        drafts = [self.decider.draft(line) for line in data]
        self._plans = {draft.reading.number: draft.plan for draft in drafts}
        return [*found, *self.judge.judge(drafts, [line.texts for line in data])]

    def _recall(self, number: int) -> Plan | None:
        """The plan of an earlier row, of this piece or of one that is kept already."""
        if number in self._plans:
            return self._plans[number]
        return plan_of(self.batch.pk, number)

    # ---- answers given before ----------------------------------------------------------------
    def _kept_answers(self, rows: Mapping[int, Sequence[str]]) -> Mapping[int, dict[str, str]]:
        marks = {fingerprint(texts, self._serial): number for number, texts in rows.items()}
        kept = KeptAnswer.objects.within(Scope((self.batch.area_code,))).filter(fingerprint__in=marks)
        return {marks[one.fingerprint]: one.answers for one in kept}

    # ---- keeping -----------------------------------------------------------------------------
    def _keep(self, judged: Sequence[Judged]) -> None:
        bulk.insert(Row, [self._row(one) for one in judged])
        for one in judged:
            self.counts[one.outcome] += 1

    def _row(self, one: Judged) -> dict[str, Any]:
        cells = one.contents.cells
        for index in self._not_kept:
            if index < len(cells):
                cells[index] = ""  # what is never kept is not kept here either
        return {
            "batch_id": self.batch.pk,
            "number": one.number,
            "outcome": one.outcome,
            "state": RowState.OPEN,
            "is_blank": not cells,
            "question": one.question,
            "leader": one.leader,
            "answers": one.answers,
            "sealed": seal(one.contents) if cells else "",
            "household_id": one.home,
            "resident_id": one.resident,
        }

    def _finish(self, done: int) -> None:
        remarks = {"places": self._places(), "communities": sorted(self._communities())}
        counts = {outcome: self.counts.get(outcome, 0) for outcome in Outcome.values}
        with transaction.atomic():
            jobs.finish(
                self.batch,
                BatchState.CHECKED,
                done=done,
                of=done,
                counts=counts,
                remarks=remarks,
                checked_at=timezone.now(),
            )

    def _places(self) -> list[dict[str, Any]]:
        """The places to be founded. More than the numbers under their area can hold are not founded at all."""
        found = sorted(self.decider.doors.new_places.items(), key=lambda item: item[1])
        tops: dict[UUID, set[str]] = {}
        for (area, path), _ in found:
            tops.setdefault(area, set()).add(path[0][1])
        places = self.decider.doors.places
        crowded = {area for area, names in tops.items() if len(names) > places.room_under(area, BUILDING)}
        return [
            {"under": str(area), "path": [] if area in crowded else [list(part) for part in path]}
            for (area, path), _ in found
        ]

    def _communities(self) -> set[str]:
        """The communities whose figures a writing may change."""
        if len(self.batch.area_code) >= COMMUNITY_DIGITS:
            return {self.batch.area_code[:COMMUNITY_DIGITS]}
        return {area.code for area in self.decider.doors.places.communities}


def fingerprint(texts: Sequence[str], serial: int) -> str:
    """A keyed hash of what a row says, whatever number it has in the sheet."""
    said = [text for index, text in enumerate(texts) if index != serial]
    return lookup("\x1f".join(said).rstrip("\x1f"), "import row")
