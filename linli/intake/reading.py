"""From the bytes of a request to facts. Whatever is sent, this ends in facts or in a refusal, and in nothing else."""

import re
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import DecodeError, ValidationError

from linli.core.facts import kind_named
from linli.intake.envelope import Envelope, Told
from linli.intake.problems import CannotRead, TooLarge, TooManyFacts, UnknownKind, Unreadable, WrongBody

T = TypeVar("T")
GZIP = 31  # zlib's window size for a gzip header
DETAIL_LENGTH = 200

_array = msgspec.json.Decoder(list[Envelope])
_known = msgspec.json.Decoder(list[Told])
_lines = msgspec.json.Decoder(Envelope)
_parts = msgspec.json.Decoder(list[msgspec.Raw])
_anything = msgspec.json.Decoder()
_bodies: dict[str, msgspec.json.Decoder[Any]] = {}


class Sent(msgspec.Struct, gc=False):
    """A fact as it was read. One that could not be read has no id; its body is all that was sent for it."""

    id: UUID | None
    kind: str
    made_at: datetime | None  # in UTC
    body: bytes
    reason: str = ""
    detail: str = ""


def unpack(packed: bytes, *, limit: int) -> bytes:
    """Unpack gzip, but never more than `limit` bytes of it."""
    unpacker = zlib.decompressobj(GZIP)
    try:
        plain = unpacker.decompress(packed, limit + 1)
    except zlib.error:
        raise CannotRead(why="gzip") from None
    if len(plain) > limit:
        raise TooLarge(limit=limit)
    if not unpacker.eof or unpacker.unused_data:
        raise CannotRead(why="gzip")
    return plain


def read_facts(raw: bytes, *, lines: bool, limit: int) -> list[Sent]:
    """Read a JSON array, a single JSON object, or one JSON object a line."""
    if lines:
        return _read_lines(raw, limit)
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise CannotRead(why="UTF-8") from None
    return _read_array(raw if raw.lstrip()[:1] != b"{" else b"[" + raw + b"]", limit)


def _read_array(raw: bytes, limit: int) -> list[Sent]:
    try:
        envelopes = _envelopes(raw)
    except (ValidationError, RecursionError):  # one of them is no fact: each by itself
        return [_read_one(part) for part in _counted(_split(raw), limit)]
    except DecodeError:
        raise CannotRead(why="JSON") from None
    return [_checked(envelope) for envelope in _counted(envelopes, limit)]


def _envelopes(raw: bytes) -> Sequence[Told]:
    """A kind that is known is called as kinds are: looking at each name takes longer than reading all the rest."""
    told: list[Told] = _known.decode(raw)
    if all(body_decoder(kind) for kind in {one.kind for one in told}):
        return told
    envelopes: list[Envelope] = _array.decode(raw)
    return envelopes


def _split(raw: bytes) -> list[bytes]:
    try:
        return [bytes(part) for part in _parts.decode(raw)]
    except (DecodeError, RecursionError):
        raise CannotRead(why="JSON") from None


def _read_lines(raw: bytes, limit: int) -> list[Sent]:
    if raw.count(b"\n") <= limit:  # else most are empty lines, or there are too many
        try:
            raw.decode()
            return [_checked(envelope) for envelope in _counted(_lines.decode_lines(raw), limit)]
        except (DecodeError, UnicodeDecodeError, RecursionError):
            pass  # one of them is no fact: each by itself
    return [_read_one(line) for line in _counted([one for one in raw.split(b"\n") if one.strip()], limit)]


def _counted(found: Sequence[T], limit: int) -> Sequence[T]:
    if len(found) > limit:
        raise TooManyFacts(count=len(found), limit=limit)
    return found


def _read_one(part: bytes) -> Sent:
    try:
        part.decode()
        return _checked(_lines.decode(part))
    except UnicodeDecodeError:
        return _unreadable(part.decode(errors="backslashreplace").encode(), "UTF-8")
    except (DecodeError, RecursionError) as error:
        return _unreadable(part, explained(error))


def _unreadable(part: bytes, detail: str) -> Sent:
    return Sent(None, "", None, part, Unreadable.code, detail)


def _checked(envelope: Told) -> Sent:
    """The fact with the reason why it cannot be used, if its body is not as its kind asks."""
    try:
        made_at = _in_utc(envelope.made_at)
    except (OverflowError, ValueError):  # the first or last hours that a calendar has
        return _unreadable(msgspec.json.encode(envelope), "made_at")
    body = bytes(envelope.body)
    decoder = body_decoder(envelope.kind)
    if decoder is None:
        return Sent(envelope.id, envelope.kind, made_at, body, UnknownKind.code)
    try:
        decoder.decode(body)
    except (DecodeError, RecursionError) as error:
        return Sent(envelope.id, envelope.kind, made_at, body, WrongBody.code, explained(error))
    return Sent(envelope.id, envelope.kind, made_at, body)


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def body_decoder(kind: str) -> "msgspec.json.Decoder[Any] | None":
    """The decoder for the bodies of a kind; None for a kind that is not known."""
    if kind not in _bodies:
        found = kind_named(kind)
        if found is None:
            return None
        _bodies[kind] = msgspec.json.Decoder(found.body)
    return _bodies[kind]


def explained(error: Exception) -> str:
    """What the decoder expected and where; without the value that it found, which may be somebody's."""
    what, at, where = str(error).rpartition(" - at ")
    return (re.sub(r"(['\"]).*\1", "…", what or where, flags=re.DOTALL) + (at + where if what else ""))[
        :DETAIL_LENGTH
    ]


def same_content(one: bytes, other: bytes) -> bool:
    """Whether two bodies say the same, however their JSON is laid out."""
    try:
        return bool(_anything.decode(one) == _anything.decode(other))
    except (DecodeError, RecursionError):
        return False
