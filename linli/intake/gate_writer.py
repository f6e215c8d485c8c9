"""Scans of gates with a line: read, decided and written, many in one commit, and answered after it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.core.crypto import CannotDecrypt
from linli.core.problems import Problem
from linli.gates.judging import Judged, Known, UseRow, counts, done_of, judge
from linli.gates.online import GateHere
from linli.intake.batches import Batches
from linli.intake.gate_bodies import AMENDED, KIND, GateQuestion, answer_of, fact_of, told_of
from linli.intake.problems import AnswerGone, ScanIdTaken
from linli.intake.sealing import digest_of, id_from, seal_all, unseal
from linli.intake.stores import Decided, KeptScan, NewUse, Row, Store, Wanted
from linli.lib.passes import PassRead

# Deciding takes its time in Python: so many scans are some milliseconds. Of twice as many
# gates, one half is read and answered while the other is written.
MOST_AT_ONCE = 32
# A commit takes nearly as long for one scan as for so many. Where several gates are busy, the next one waits until as many
# are there as just were, but no more than a moment; whoever comes alone never waits.
ENOUGH = MOST_AT_ONCE
SECONDS_FOR_COMPANY = 0.003


class Asked(msgspec.Struct, gc=False):
    """A question, with who asks and what was found out before the commit."""

    question: GateQuestion
    digest: str
    made_at: datetime  # in UTC
    read: PassRead | None  # what the code was, if there was one
    gate: GateHere
    device_id: UUID
    user_id: UUID
    received_at: datetime
    clock_error: int | None


class Told(msgspec.Struct, gc=False):
    answer: bytes
    is_new: bool = False


Answered = Told | Problem


class ScanWriter(Batches[list[Asked], list[Answered]]):
    """The one who decides and writes."""

    def __init__(
        self, store: Store, *, most_waiting: int, after_commit: Callable[[], None] | None = None
    ) -> None:
        super().__init__(most_waiting=most_waiting, after_commit=after_commit, most_at_once=MOST_AT_ONCE)
        self.store = store
        self._expected = 0
        self._company: asyncio.Future[None] | None = None  # while the next commit waits for who else comes

    async def keep(self, parcel: list[Asked]) -> list[Answered]:
        if self._company is not None and len(self._queue) + 1 >= self._expected:
            self._begin(self._company)
        return await super().keep(parcel)

    def _size(self, parcel: list[Asked]) -> int:
        return len(parcel)

    def _is_new(self, answer: list[Answered]) -> bool:
        return any(isinstance(one, Told) and one.is_new for one in answer)

    async def _write(self, taken: "Sequence[tuple[list[Asked], asyncio.Future[list[Answered]]]]") -> None:
        await super()._write(taken)
        together = len(taken) + len(self._queue)
        self._expected = min(together, ENOUGH)
        if together > 1 and len(self._queue) < self._expected:
            await self._wait_for_company()

    async def _wait_for_company(self) -> None:
        loop = asyncio.get_running_loop()
        self._company = loop.create_future()
        at_the_latest = loop.call_later(SECONDS_FOR_COMPANY, self._begin, self._company)
        try:
            await self._company
        finally:
            at_the_latest.cancel()
            self._company = None

    @staticmethod
    def _begin(company: "asyncio.Future[None]") -> None:
        if not company.done():
            company.set_result(None)

    async def _settle(self, parcels: Sequence[list[Asked]]) -> list[list[Answered]]:
        bench = Bench([asked for parcel in parcels for asked in parcel])
        if bench.asked:
            await self.store.settle(bench.wanted(), bench.decide)
        answers = iter(bench.answers)
        return [[next(answers) for _asked in parcel] for parcel in parcels]


class Bench:
    """The scans of one commit, judged in the order in which they came."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.answers: list[Answered] = []

    def wanted(self) -> Wanted:
        questions = [one.question for one in self.asked]
        by_code = {one.read.claims.id for one in self.asked if one.read and one.read.claims}
        return Wanted(
            at=max(one.received_at for one in self.asked),
            facts=frozenset(pk for one in questions for pk in (one.id, one.instead_of) if pk is not None),
            passes=frozenset(by_code | {one.pass_id for one in questions if one.pass_id}),
            slips=frozenset(one.slip.upper() for one in questions if one.slip),
            homes=frozenset(one.household for one in questions if one.household),
            # With no pass and no door, the same scan may come twice at the same moment; and a scan that is taken back may
            # become a row at that moment.
            alone=frozenset(
                pk
                for one in self.asked
                for pk in (one.question.instead_of, None if _is_guarded(one) else one.question.id)
                if pk is not None
            ),
        )

    def decide(self, known: Known, kept: Mapping[UUID, KeptScan]) -> Decided:
        self._known, self._kept = known, kept
        self._decided = Decided()
        self._here: dict[UUID, tuple[Asked, bytes]] = {}  # answered in this commit
        self._bodies: list[tuple[Row, bytes]] = []
        self.answers = [self._answered(one) for one in self.asked]
        sealed = seal_all([body for _row, body in self._bodies])
        for (row, _body), text in zip(self._bodies, sealed, strict=True):
            row.body = text
        # Sorted by id: two writers then never wait for each other.
        self._decided.rows = sorted((row for row, _body in self._bodies), key=lambda row: row.id.int)
        return self._decided

    def _answered(self, asked: Asked) -> Answered:
        pk = asked.question.id
        if before := self._here.get(pk):
            return Told(before[1]) if before[0].digest == asked.digest else ScanIdTaken()
        if kept := self._kept.get(pk):
            return _first_answer(kept) if kept.digest == asked.digest else ScanIdTaken()
        return Told(self._judged(asked), is_new=True)

    def _judged(self, asked: Asked) -> bytes:
        question = asked.question
        instead_of = self._own_scan(asked, question.instead_of)
        judged = judge(
            question, asked.read, asked.gate.seen, self._known, now=asked.received_at, without=instead_of
        )
        done = question.done or done_of(judged.decision)
        told = answer_of(question, judged, done)
        self._write(asked, question.id, KIND, fact_of(question, judged, done, told), asked.digest)
        self._here[question.id] = (asked, told)
        if instead_of is not None:
            self._take_back(asked, instead_of)
        if done == "let_through":
            self._use(asked, judged)
        return told

    def _own_scan(self, asked: Asked, pk: UUID | None) -> UUID | None:
        """The scan that is taken back: one that the same person has sent."""
        if pk is None:
            return None
        if here := self._here.get(pk):
            return pk if here[0].user_id == asked.user_id else None
        kept = self._kept.get(pk)
        return pk if kept and kept.kind == KIND and kept.user_id == asked.user_id else None

    def _take_back(self, asked: Asked, pk: UUID) -> None:
        body = msgspec.json.encode({"scan": pk, "taken_back": True})
        # An id that follows from both: however often it is asked, the scan is taken back once.
        self._write(asked, id_from((asked.question.id.bytes, pk.bytes)), AMENDED, body, digest_of(body))
        self._decided.taken_back.append(pk)
        self._decided.uses = [use for use in self._decided.uses if use.id != pk]  # of this very commit
        self._known.take_back(pk)

    def _use(self, asked: Asked, judged: Judged) -> None:
        if judged.pass_id is None and judged.household_id is None:
            return
        question = asked.question
        does_count = counts(judged.decision)
        use = NewUse(
            question.id, judged.pass_id, judged.household_id, asked.gate.id, question.direction, judged.at, does_count
        )  # fmt: skip
        self._decided.uses.append(use)
        self._known.add(
            UseRow(
                use.id, use.pass_id, use.household_id, use.direction, use.at, does_count, asked.gate.name, False, None
            )
        )  # fmt: skip

    def _write(self, asked: Asked, pk: UUID, kind: str, body: bytes, digest: str) -> None:
        row = Row(
            pk, asked.device_id, asked.user_id, kind, asked.made_at, asked.received_at, asked.clock_error, "", digest,
            None, None, "", "",
        )  # fmt: skip
        self._bodies.append((row, body))


def _is_guarded(asked: Asked) -> bool:
    """Whether the scan is about a pass or a household that is locked anyway."""
    question = asked.question
    return bool((asked.read and asked.read.claims) or question.pass_id or question.household)


def _first_answer(kept: KeptScan) -> Answered:
    try:
        told = told_of(unseal(kept.body)) if kept.body else b""
    except CannotDecrypt:
        told = b""
    return Told(told) if told else AnswerGone()
