"""The job that checks a sheet: reads every row, decides what becomes of it, and keeps that. Writes nothing else."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.areas.scopes import Scope
from linli.core.fields import lookup
from linli.imports import bulk, columns, files, jobs
from linli.imports.choices import BatchState, Outcome, RowState
from linli.imports.deciding import Decider, Draft
from linli.imports.judging import Judge, Judged, skipped
from linli.imports.models import Batch, KeptAnswer, Row
from linli.imports.placing import COMMUNITY_DIGITS
from linli.imports.plans import Plan, seal
from linli.imports.queries import plan_of
from linli.imports.rules.carrying import Carrier
from linli.imports.rules.cells import texts_of
from linli.imports.rules.kinds import skip_reason
from linli.imports.rules.reading import Skip
from linli.imports.rules.row import RowReader
from linli.imports.workbooks import Book, Cells, Sheet, open_book
from linli.lib.ids import new_id
from linli.lib.periods import local_day

PIECE = 2500
Numbered = tuple[int, Cells]


def check_batch(
    batch_id: UUID, claim: UUID, *, advance: jobs.Advance = jobs.no_advance, book: Book | None = None
) -> None:
    """Check the chosen sheet of a batch. Begun anew, it forgets what an earlier attempt found."""
    with jobs.working(batch_id, claim) as batch:
        if batch is None:
            return
        Checking(batch, advance).run(book or open_book(files.fetch(batch.stored_as), batch.file_name))


class Checking:
    """One check of one sheet, piece by piece."""

    def __init__(self, batch: Batch, advance: jobs.Advance) -> None:
        self.batch, self.advance = batch, advance
        self.plan = columns.plan_from(batch.layout)
        self.layout = self.plan.layout()
        self.today: date = local_day(timezone.now())
        self.reader = RowReader(self.plan.columns, today=self.today)
        self.decider = Decider.load(batch.area)
        self.judge = Judge(self.plan.columns, self._recall, self._kept_answers)
        self.counts: Counter[str] = Counter()
        self.communities: set[str] = set()
        self._plans: dict[int, Plan] = {}
        self._serial = next((c.index for c in self.plan.columns if c.field == "serial"), -1)
        self._width = len(self.plan.headings)

    def run(self, book: Book) -> None:
        sheet = book.sheet(self.batch.sheet)
        self._forget()
        carrier = Carrier(self.plan.columns, sheet.merged)
        of = max(sheet.height - self.plan.first_row, 0)
        done = 0
        for piece in self._pieces(sheet):
            judged = self._read(piece, carrier)
            done += len(piece)
            with transaction.atomic():
                self._keep(judged)
                jobs.step(self.batch, done=done, of=of)
            self.advance(done, max(of, done))
        self._finish(done)

    def _forget(self) -> None:
        with transaction.atomic():
            Row.objects.filter(batch=self.batch).delete()
            jobs.step(self.batch, done=0)

    def _pieces(self, sheet: Sheet) -> Iterator[list[Numbered]]:
        """Rows below the headings, some at a time; blank ones at the end are left out."""
        rows = islice(enumerate(sheet.rows), self.plan.first_row, None)
        blank: list[Numbered] = []
        piece: list[Numbered] = []
        for number, cells in rows:
            if cells.count("") == len(cells):
                blank.append((number, cells))
                continue
            piece.extend(blank)
            blank = []
            piece.append((number, cells))
            if len(piece) >= PIECE:
                yield piece
                piece = []
        if piece:
            yield piece

    # ---- reading -----------------------------------------------------------------------------
    def _read(self, piece: Sequence[Numbered], carrier: Carrier) -> list[Judged]:
        found: list[Judged] = []
        drafts: list[Draft] = []
        texts_of_drafts: list[list[str]] = []
        for row, cells in piece:
            texts = texts_of(cells)
            why = skip_reason(cells, texts, self.layout)
            if why is not None:
                self._interrupt(carrier, why, texts)
                found.append(skipped(row + 1, why, texts))
                continue
            reading = self.reader.read(row + 1, carrier.fill(row, cells, texts))
            drafts.append(self.decider.draft(reading))
            texts_of_drafts.append(texts)
        self._plans = {draft.reading.number: draft.plan for draft in drafts}
        found.extend(self.judge.judge(drafts, texts_of_drafts))
        return found

    @staticmethod
    def _interrupt(carrier: Carrier, why: Skip, texts: Sequence[str]) -> None:
        if why is Skip.GROUP:
            carrier.group(next(filter(None, texts)))
        else:
            carrier.interrupted()

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
        self._unread_not_kept(one)
        return {
            "id": new_id(),
            "batch_id": self.batch.pk,
            "number": one.number,
            "outcome": one.outcome,
            "state": RowState.OPEN,
            "question": one.question,
            "leader": one.leader,
            "answers": one.answers,
            "sealed": seal(one.contents) if one.contents.cells else "",
            "household_id": one.home,
            "resident_id": one.resident,
        }

    def _unread_not_kept(self, one: Judged) -> None:
        """What is never kept is not kept here either."""
        cells = one.contents.cells
        for column in self.plan.columns:
            if column.rule and column.index < len(cells):
                cells[column.index] = ""

    def _finish(self, done: int) -> None:
        places = [
            {"under": str(area), "path": [list(part) for part in path]}
            for (area, path), _ in sorted(self.decider.doors.new_places.items(), key=lambda item: item[1])
        ]
        remarks = {"places": places, "communities": sorted(self._communities())}
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

    def _communities(self) -> set[str]:
        """The communities whose figures a writing may change."""
        if len(self.batch.area_code) >= COMMUNITY_DIGITS:
            return {self.batch.area_code[:COMMUNITY_DIGITS]}
        return {area.code for area in self.decider.doors.places.communities}


def fingerprint(texts: Sequence[str], serial: int) -> str:
    """A keyed hash of what a row says, whatever number it has in the sheet."""
    said = [text for index, text in enumerate(texts) if index != serial]
    return lookup("\x1f".join(said).rstrip("\x1f"), "import row")
