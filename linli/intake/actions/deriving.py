"""Turning kept facts into typed rows: a batch, its rows, its figures and its marks in one transaction.

Killed at any moment, a batch has either happened or not; nothing becomes two rows.
"""

import logging
import math
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from linli.areas.problems import TreeChanged
from linli.core.crypto import CannotDecrypt
from linli.core.facts import FieldFact, Take, all_kinds
from linli.core.many_rows import many_rows
from linli.core.problems import Problem
from linli.core.rows import among
from linli.core.sqlite.base import id_from
from linli.intake.models import Fact
from linli.intake.problems import CannotOpen, CouldNotDerive, UnknownKind, WrongBody
from linli.intake.reading import body_decoder, explained
from linli.intake.rules import happened_at, rest_after
from linli.intake.sealing import unseal

logger = logging.getLogger("linli.intake")

# Times as text that says its zone: read several times as fast as by the drivers themselves.
WAITING = """
SELECT id, kind, body, user_id, device_id, {made_at} AS made, {received_at} AS received, clock_error FROM intake_fact
WHERE derived_at IS NULL AND quarantined_at IS NULL {share} ORDER BY received_at, id LIMIT %s {skip}
"""
# CASE: of a bare comparison the planner believes that hardly any row passes, and sorts all there are.
SHARE = "AND CASE WHEN get_byte(uuid_send(device_id), 15) %% %s = %s THEN true ELSE false END"
AMONG_SEVERAL = WAITING.format(
    made_at="made_at::text", received_at="received_at::text", share=SHARE, skip="FOR UPDATE SKIP LOCKED"
)
ALONE = WAITING.format(
    made_at="made_at || '+00:00'", received_at="received_at || '+00:00'", share="", skip=""
)
# A batch holds the write lock of the embedded database; phones wait for that long: some 60 ms.
BATCH = 1_000
HANDS = 2
TRIES = 3


@dataclass(frozen=True)
class Derived:
    """How many facts became rows, and how many went into quarantine."""

    derived: int = 0
    quarantined: int = 0

    def __add__(self, other: "Derived") -> "Derived":
        return Derived(self.derived + other.derived, self.quarantined + other.quarantined)

    @property
    def facts(self) -> int:
        return self.derived + self.quarantined


def derive_facts(
    *,
    batch: int = BATCH,
    seconds: float | None = None,
    rest: Callable[[float], object] | None = None,
    hands: int = HANDS,
) -> Derived:
    """Turn the facts that wait into rows, oldest first, until none is left or the time is over.

    What comes meanwhile waits for the next call, in a large batch again: taken up at once, in crumbs, a fact would cost
    several times as much. Given `rest`, it is called between batches with the seconds for which to let others go first.

    Where more waits than one batch and the database lets several write, so many `hands` are at it at once: while one
    waits for the database, another makes rows. Each has phones of its own, so that what a phone told is used in its order.
    """
    until = math.inf if seconds is None else time.monotonic() + seconds
    if _number_waiting(at_most=batch + 1) <= batch:
        return _derive_share(Share(), batch, until, rest)
    with many_rows():
        if hands == 1 or not _several_may_write():
            return _derive_share(Share(), batch, until, rest)
        with ThreadPoolExecutor(hands, thread_name_prefix="linli-derive") as pool:
            shares = [Share(hand, hands) for hand in range(hands)]
            at_it = [pool.submit(_with_own_connection, share, batch, until, rest) for share in shares]
        return sum((one.result() for one in at_it), Derived())


@dataclass(frozen=True)
class Share:
    """Of the phones, every one whose id leaves this remainder. The last byte of an id is random."""

    hand: int = 0
    hands: int = 1


def _several_may_write() -> bool:
    """Others do not see what is not committed yet: in a transaction of the caller's there is one hand."""
    return connection.features.has_select_for_update_skip_locked and not connection.in_atomic_block


def _number_waiting(*, at_most: int) -> int:
    return Fact.objects.kept()[:at_most].count()


def _with_own_connection(
    share: Share, batch: int, until: float, rest: Callable[[float], object] | None
) -> Derived:
    try:
        return _derive_share(share, batch, until, rest)
    finally:
        connection.close()


def _derive_share(share: Share, batch: int, until: float, rest: Callable[[float], object] | None) -> Derived:
    total = Derived()
    while True:
        wall, processor = time.monotonic(), time.thread_time()
        done = _derive_batch(batch, share) if share.hands == 1 else _tried(batch, share)
        total += done
        if done.facts < batch or time.monotonic() > until:
            return total
        if rest is not None:
            rest(rest_after(time.monotonic() - wall, time.thread_time() - processor))


def _tried(batch: int, share: Share) -> Derived:
    """Two hands that stand in each other's way: the database lets one go on, and the other takes its batch again."""
    for _attempt in range(TRIES - 1):
        try:
            return _derive_batch(batch, share)
        except OperationalError:
            logger.warning("A batch of facts stood in the way of another, and is taken again")
    return _derive_batch(batch, share)


@transaction.atomic
def _derive_batch(limit: int, share: Share) -> Derived:
    good, refused = _opened(_waiting(limit, share))
    for take, facts in _by_take(good).items():
        refused |= _taken(take, facts)
    now = timezone.now()
    derived = [fact.id for fact in good if not refused or fact.id not in refused]
    if derived:
        Fact.objects.filter(among("pk", derived)).update(derived_at=now)
    for (code, detail), ids in _by_reason(refused).items():
        Fact.objects.filter(among("pk", ids)).update(quarantined_at=now, reason=code, detail=detail)
    return Derived(len(derived), len(refused))


def _by_take(facts: Iterable[FieldFact]) -> dict[Take, list[FieldFact]]:
    """In the order in which kinds are declared, so that of two batches both lock the rows of one part before another's."""
    takes = {kind.name: kind.take for kind in all_kinds()}
    together: dict[Take, list[FieldFact]] = {take: [] for take in takes.values()}
    for fact in facts:
        together[takes[fact.kind]].append(fact)
    return {take: told for take, told in together.items() if told}


def _waiting(limit: int, share: Share) -> list[tuple[Any, ...]]:
    """The facts that wait, locked. Another process that is at it takes others, or waits.

    Without the model's fields: a body that cannot be decrypted must not stop the others, and ids and times are
    converted in a fraction of the time.
    """
    several = connection.features.has_select_for_update_skip_locked
    with connection.cursor() as cursor:
        if several:
            cursor.execute(AMONG_SEVERAL, [share.hands, share.hand, limit])
        else:
            cursor.execute(ALONE, [limit])
        rows = cursor.fetchall()
    phones = _Ids()  # a few phones tell of many doors
    when = datetime.fromisoformat
    return [
        (_id(pk), kind, body, phones[user], phones[device], when(made_at), when(received_at), ahead)
        for pk, kind, body, user, device, made_at, received_at, ahead in rows
    ]


def _id(given: UUID | str) -> UUID:
    return id_from(given) if isinstance(given, str) else given


class _Ids(dict[UUID | str, UUID]):
    def __missing__(self, given: UUID | str) -> UUID:
        return self.setdefault(given, _id(given))


def _opened(rows: Iterable[tuple[Any, ...]]) -> tuple[list[FieldFact], dict[UUID, Problem]]:
    good: list[FieldFact] = []
    refused: dict[UUID, Problem] = {}
    for pk, kind, sealed, user, device, made_at, received_at, ahead in rows:
        try:
            body = _body(kind, sealed)
        except Problem as problem:
            refused[pk] = problem
            continue
        good.append(
            FieldFact(pk, kind, body, happened_at(made_at, received_at, ahead), received_at, user, device)
        )
    return good, refused


def _body(kind: str, sealed: str) -> Any:
    decoder = body_decoder(kind)
    if decoder is None:
        raise UnknownKind()
    try:
        return decoder.decode(unseal(sealed))
    except CannotDecrypt:
        raise CannotOpen() from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise WrongBody(detail=explained(error)) from None


def _taken(take: Take, facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Hand the facts over. If that fails, a half each, until the one that is at fault stands alone."""
    try:
        with transaction.atomic():
            return take(facts)
    except (OperationalError, TreeChanged):
        raise  # the database or the tree was busy: the whole batch is taken again
    except Exception as error:  # noqa: BLE001 - one fact must not stop all others, whatever is wrong with it
        if len(facts) == 1:
            _report(facts[0], error)
            return {facts[0].id: CouldNotDerive(detail=type(error).__name__)}
        half = len(facts) // 2
        return {**_taken(take, facts[:half]), **_taken(take, facts[half:])}


def _report(fact: FieldFact, error: Exception) -> None:
    """Where it happened, without the message: databases quote the row in it."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    name = type(error).__name__
    logger.error(
        "Fact %s (%s) could not be used: %s at %s:%s", fact.id, fact.kind, name, where.filename, where.lineno
    )


def _by_reason(refused: Mapping[UUID, Problem]) -> dict[tuple[str, str], list[UUID]]:
    found: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for pk, problem in refused.items():
        found[(problem.code, str(problem.data.get("detail", ""))[:200])].append(pk)
    return found
