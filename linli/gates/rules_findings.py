"""What gates could not know when it happened, found once everything is known. Pure: a set of scans in, findings out,
whatever the order in which they came.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from linli.gates.choices import FindingKind
from linli.gates.passages import Ended, Passage, in_order, returns
from linli.gates.rules import PassSeen, Use, quota_of

# Who lives behind the gate goes out first; everybody else comes in first.
LIVES_HERE = ("household", "vehicle")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan as the search sees it. `seen`: the pass, without its uses; nothing where none is known here."""

    id: UUID
    direction: str
    at: datetime
    verdict: str
    done: str
    is_errand: bool = False  # that must pass, or was granted
    due_back_at: datetime | None = None
    seen: PassSeen | None = None
    ended_at: datetime | None = None  # when the pass was replaced or revoked, or its key withdrawn
    ground_known: bool = True

    @property
    def let_through(self) -> bool:
        return self.done == "let_through"

    @property
    def counts(self) -> bool:
        """Whether it takes one of the turns of a pass."""
        return self.let_through and not self.is_errand and self.direction == "out"

    @property
    def against(self) -> bool:
        """Let through although the gate said stop, and on no errand that must pass."""
        return self.let_through and self.verdict == "stop" and not self.is_errand


@dataclass(frozen=True, slots=True)
class Found:
    kind: FindingKind
    scan: UUID
    other: UUID | None = None


def of_each(scans: Iterable[Scanned]) -> Iterator[Found]:
    """What one scan shows by itself."""
    for one in scans:
        if one.done == "refused" and not one.ground_known:
            yield Found(FindingKind.UNKNOWN_GROUND, one.id)
        if one.against:
            yield Found(FindingKind.LET_THROUGH_AGAINST, one.id)
        elif one.let_through and not one.is_errand and _had_ended(one):
            yield Found(FindingKind.REVOKED_ADMITTED, one.id)


def _had_ended(scan: Scanned) -> bool:
    """Nobody needs a pass on the way home."""
    if scan.seen is None or scan.ended_at is None or scan.ended_at > scan.at:
        return False
    return scan.direction == "out" or scan.seen.kind not in LIVES_HERE


def of_one_pass(scans: Iterable[Scanned]) -> Iterator[Found]:
    """What the scans of one household, or of one pass, show together."""
    through = {one.id: one for one in scans if one.let_through}
    ordered = [through[one.id] for one in in_order(_passage(one) for one in through.values())]
    back = returns(_passage(one) for one in ordered)
    twice = list(_used_twice(ordered, back))
    yield from twice
    said = {one.scan for one in twice}
    yield from (one for one in _without_the_other(ordered, back) if one.scan not in said)


def _used_twice(ordered: Sequence[Scanned], back: Mapping[UUID, Ended]) -> Iterator[Found]:
    """Exits beyond the turns that the pass had. What the gate itself called a stop is a finding of its own."""
    before: list[Scanned] = []
    for one in ordered:
        if not one.counts:
            continue
        if one.seen is not None and one.seen.times and before and not one.against:
            uses = tuple(_use(each, back) for each in before)
            if quota_of(replace(one.seen, uses=uses), one.at).left <= 0:
                yield Found(FindingKind.USED_TWICE, one.id, before[-1].id)
        before.append(one)


def _without_the_other(ordered: Sequence[Scanned], back: Mapping[UUID, Ended]) -> Iterator[Found]:
    """Out twice without coming in between, and in again without having gone out.

    Only of those who live behind the gate. The first thing that gates know of somebody is never a finding: they may have
    left before there was a gate, or before the logs that are kept. Several people with one pass may be out at once.
    """
    entries_used = {one.id for one in back.values()}
    last_out: Scanned | None = None
    known = False
    for one in ordered:
        if one.seen is None or one.seen.kind not in LIVES_HERE or one.is_errand:
            known = True
            continue
        if one.direction == "in":
            if known and one.id not in entries_used:
                yield Found(FindingKind.ENTRY_WITHOUT_EXIT, one.id)
        else:
            if last_out and one.seen.people == 1 and not _was_back(last_out, one.at, back):
                yield Found(FindingKind.EXIT_WITHOUT_ENTRY, one.id, last_out.id)
            last_out = one
        known = True


def _was_back(scan: Scanned, at: datetime, back: Mapping[UUID, Ended]) -> bool:
    return scan.id in back and back[scan.id].at <= at


def _passage(scan: Scanned) -> Passage:
    return Passage(scan.id, scan.direction, scan.at)


def _use(scan: Scanned, back: Mapping[UUID, Ended]) -> Use:
    return Use(scan.at, back[scan.id].at if scan.id in back else None, scan.due_back_at)
