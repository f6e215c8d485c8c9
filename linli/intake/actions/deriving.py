"""Turning kept facts into typed rows: a batch, its rows, its figures and its marks in one transaction.

Killed at any moment, a batch has either happened or not; nothing becomes two rows.
"""

import logging
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from linli.areas.problems import TreeChanged
from linli.core.crypto import CannotDecrypt
from linli.core.facts import FieldFact, Take, kind_named
from linli.core.problems import Problem
from linli.core.rows import among
from linli.core.sqlite.base import id_from
from linli.intake.models import Fact
from linli.intake.problems import CannotOpen, CouldNotDerive, UnknownKind, WrongBody
from linli.intake.reading import body_decoder, explained
from linli.intake.rules import happened_at, rest_after
from linli.intake.sealing import unseal

logger = logging.getLogger("linli.intake")

WAITING = """
SELECT id, kind, body, user_id, device_id, {made_at}, {received_at}, clock_error FROM intake_fact
WHERE derived_at IS NULL AND quarantined_at IS NULL ORDER BY received_at, id LIMIT %s {skip}
"""
# As text that says it is in UTC: the driver's own reading of a time takes five times as long.
TIMES = {name: f"{name} || '+00:00'" for name in ("made_at", "received_at")}
# A batch holds the write lock of the embedded database; phones wait for that long: some 60 ms.
BATCH = 1_000


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
    *, batch: int = BATCH, seconds: float | None = None, rest: Callable[[float], object] | None = None
) -> Derived:
    """Turn the facts that wait into rows, oldest first, until none is left or the time is over.

    What comes meanwhile waits for the next call, in a large batch again: taken up at once, in crumbs, a fact would cost
    several times as much. Given `rest`, it is called between batches with the seconds for which to let others go first.
    """
    begun = time.monotonic()
    total = Derived()
    while True:
        wall, processor = time.monotonic(), time.thread_time()
        done = _derive_batch(batch)
        total += done
        if done.facts < batch or (seconds is not None and time.monotonic() - begun > seconds):
            return total
        if rest is not None:
            rest(rest_after(time.monotonic() - wall, time.thread_time() - processor))


@transaction.atomic
def _derive_batch(limit: int) -> Derived:
    good, refused = _opened(_waiting(limit))
    by_take: dict[Take, list[FieldFact]] = defaultdict(list)
    for fact in good:
        kind = kind_named(fact.kind)
        assert kind is not None
        by_take[kind.take].append(fact)
    for take, facts in by_take.items():
        refused |= _taken(take, facts)
    now = timezone.now()
    derived = [fact.id for fact in good if fact.id not in refused]
    if derived:
        Fact.objects.filter(among("pk", derived)).update(derived_at=now)
    for (code, detail), ids in _by_reason(refused).items():
        Fact.objects.filter(among("pk", ids)).update(quarantined_at=now, reason=code, detail=detail)
    return Derived(len(derived), len(refused))


def _waiting(limit: int) -> Sequence[tuple[Any, ...]]:
    """The facts that wait, locked. Another process that is at it takes others, or waits.

    Without the model's fields: a body that cannot be decrypted must not stop the others, and ids and times are
    converted in half the time.
    """
    if connection.vendor == "postgresql":
        statement = WAITING.format(
            made_at="made_at", received_at="received_at", skip="FOR UPDATE SKIP LOCKED"
        )
    else:
        statement = WAITING.format(**TIMES, skip="")
    with connection.cursor() as cursor:
        cursor.execute(statement, [limit])
        rows = cursor.fetchall()
    if connection.vendor == "postgresql":
        return list(rows)
    phones: dict[str, UUID] = _Ids()  # a few phones tell of many doors
    return [
        (
            id_from(pk),
            kind,
            body,
            phones[user],
            phones[device],
            datetime.fromisoformat(made_at),
            datetime.fromisoformat(received_at),
            ahead,
        )
        for pk, kind, body, user, device, made_at, received_at, ahead in rows
    ]


class _Ids(dict[str, UUID]):
    def __missing__(self, text: str) -> UUID:
        return self.setdefault(text, id_from(text))


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
