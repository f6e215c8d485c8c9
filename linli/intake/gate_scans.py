"""`POST /intake/v1/gate-scans`: somebody stands at a gate, the phone has a line, and the answer is given after the commit."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from msgspec import DecodeError, ValidationError

from linli.core.problems import Problem
from linli.gates.online import GateHere, Keys
from linli.intake.devices import Sender
from linli.intake.gate_bodies import GateQuestion, digest_of_question
from linli.intake.gate_book import FRESH_SECONDS, GateBook, Learn
from linli.intake.gate_writer import Asked, ScanWriter
from linli.intake.problems import CannotRead, TooManyFacts
from linli.intake.reading import explained
from linli.intake.stores import Store
from linli.lib.passes import PassRead, read_pass

MOST = 50  # of one request

_one = msgspec.json.Decoder(GateQuestion)
_many = msgspec.json.Decoder(list[GateQuestion])


class GateScans:
    def __init__(
        self,
        store: Store,
        *,
        most_waiting: int,
        after_commit: Callable[[], None],
        learn: Learn | None = None,
        fresh_seconds: float = FRESH_SECONDS,
    ) -> None:
        self._read = CodeReader()
        self.book = GateBook(learn, fresh_seconds=fresh_seconds)
        self.writer = ScanWriter(store, most_waiting=most_waiting, after_commit=after_commit)

    async def answered(
        self, raw: bytes, *, sender: Sender, received_at: datetime, clock_error: int | None
    ) -> tuple[int, bytes]:
        """How many were asked, and the body of the answer. Refused as a whole: see `docs/intake.md`."""
        questions = read_questions(raw)
        asked = []
        for question in questions:
            gate, keys = await self.book.post(sender.user_id, question.gate)
            read = self._read(question.code, gate.city, keys) if question.code else None
            asked.append(_asked(question, gate, read, sender, received_at, clock_error))
        told = await self.writer.keep(asked)
        answers = []
        for one in told:
            if isinstance(one, Problem):
                raise one
            answers.append(one.answer)
        return len(answers), b'{"scans":[' + b",".join(answers) + b"]}"

    async def close(self) -> None:
        await self.writer.finish()
        self.book.close()


def read_questions(raw: bytes) -> list[GateQuestion]:
    """Read one question, or an array of them. One that is wrong refuses all: a keeper waits, and nothing is kept yet."""
    try:
        raw.decode()
        found = [_one.decode(raw)] if raw.lstrip()[:1] == b"{" else _many.decode(raw)
    except UnicodeDecodeError:
        raise CannotRead(why="UTF-8") from None
    except ValidationError as error:
        raise CannotRead(why=explained(error)) from None
    except (DecodeError, RecursionError):
        raise CannotRead(why="JSON") from None
    # No keyboard has this character, and PostgreSQL takes it in no text: everybody in the same commit would be refused.
    if b"\\u0000" in raw:
        raise CannotRead(why="NUL")
    if len(found) > MOST:
        raise TooManyFacts(count=len(found), limit=MOST)
    return found


def _asked(
    question: GateQuestion,
    gate: GateHere,
    read: PassRead | None,
    sender: Sender,
    received_at: datetime,
    clock_error: int | None,
) -> Asked:
    try:
        made_at = question.made_at.astimezone(UTC)
    except (OverflowError, ValueError):  # the first or last hours that a calendar has
        raise CannotRead(why="made_at") from None
    return Asked(
        question, digest_of_question(question), made_at, read, gate, sender.id, sender.user_id, received_at, clock_error
    )  # fmt: skip


class CodeReader:
    """What codes were, under the same keys: most come again within the day, and proving one costs as much as the rest."""

    def __init__(self) -> None:
        self._keys: Keys | None = None
        self._read: Callable[[str, str], PassRead] = _reader(Keys({}))

    def __call__(self, code: str, city: str, keys: Keys) -> PassRead:
        if keys is not self._keys:
            if keys != self._keys:
                self._read = _reader(keys)
            self._keys = keys
        return self._read(code, city)


def _reader(keys: Keys) -> Callable[[str, str], PassRead]:
    public: Mapping[int, bytes] = dict(keys.public)

    @lru_cache(maxsize=20_000)
    def read(code: str, city: str) -> PassRead:
        return read_pass(code, public, city=city, withdrawn=keys.withdrawn, own=keys.private)

    return read
