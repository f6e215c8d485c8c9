"""A pass as the text of a QR code: `LL1:`, then in base45 a record of fixed layout and its Ed25519 signature.

It says what its holder may, and no name, no door and no number of a person. 100 bytes for codes of up to 16 digits:
154 characters, the most that a QR code of version 6 holds at level M. See docs/decisions/0011.

    byte    0    layout (high half) and kind (low half)
            1-2  number of the key that signs
            3-18 the id of the pass
           19-21 valid from, in minutes since 2020 (UTC)
           22-24 valid for so many minutes
           25    people          26  every so many days
           27    times (high five bits) and forfeits (low three)
           28    hours at most
           29-   digits of the area, with a 1 before them: 7 bytes in layout 1, 17 in layout 2
    then         64 bytes of signature over all that

`gates/static/gates/js/pass.js` is its twin.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha512
from hmac import compare_digest
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from linli.lib.base45 import ALPHABET, NotBase45, decode, encode
from linli.lib.playbook.gates import PassKind

PREFIX = "LL1:"
Reading = Literal[
    "read",
    "unreadable",  # ours by its beginning, but no characters of ours, or of a newer layout
    "not_a_pass",
    "truncated",
    "forged",
    "other_city",
    "unknown_key",
    "withdrawn_key",
]

# What a kind is in the record. Append; a number that was printed never changes its meaning.
KINDS: tuple[PassKind, ...] = ("household", "worker", "supply", "medical", "vehicle", "visitor")
NO_KEYS: Mapping[int, bytes] = {}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_SIGNATURE = 64
_BEFORE_AREA = 29
_AREA_SIZES = {1: 7, 2: 17}  # by layout
_MOST_DIGITS = {1: 16, 2: 40}


class PassClaims(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a pass says. Times are aware and whole minutes; `area` is the prefix code of an area."""

    id: UUID
    kind: PassKind
    area: str
    valid_from: datetime
    valid_until: datetime  # the first moment at which it is not valid any more
    people: int = 1
    every_days: int = 1
    times: int = 1
    max_hours: int = 0
    forfeits: int = 0
    key_number: int = 1


class PassRead(msgspec.Struct, frozen=True, gc=False):
    """What became of a text; claims only of a pass that this city signed."""

    reading: Reading
    claims: PassClaims | None = None


class NotAPass(ValueError):
    """Claims that the layout has no room for."""


def sign(claims: PassClaims, private: bytes) -> str:
    """Return the text of the code. `private`: the 32 bytes of the key whose number the claims carry.

    Seconds are cut off in the holder's favour.
    """
    record = pack(claims)
    return PREFIX + encode(record + Ed25519PrivateKey.from_private_bytes(private).sign(record))


def new_key() -> tuple[bytes, bytes]:
    """Return a private and a public half, 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_half(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def read_pass(
    text: str,
    keys: Mapping[int, bytes],
    *,
    city: str,
    withdrawn: Collection[int] = (),
    own: Mapping[int, bytes] = NO_KEYS,
) -> PassRead:
    """Return what a scanned text is. Whatever the text: an answer, never an exception.

    `keys`: the public halves by number; `city`: the prefix code within which a pass of ours lies. `own`: private halves,
    where the reader has them: who signs knows its own signature with a fraction of the work of proving one.
    """
    text = text.strip("\r\n\t")  # no blanks: they are digits of base45
    if not text.startswith(PREFIX):
        return PassRead("not_a_pass")
    body = text[len(PREFIX) :]
    try:
        # A pass is whole groups of three; what is left over tells that it was cut, or glued.
        content = decode(body[: len(body) // 3 * 3])
    except NotBase45:
        return PassRead("unreadable")
    reading = _shape(content, body[len(body) // 3 * 3 :])
    return PassRead(reading) if reading else _read(content, keys, city, withdrawn, own)


def pack(claims: PassClaims) -> bytes:
    """Return the record that is signed, or raise `NotAPass`."""
    layout = _layout(claims)
    start = (claims.valid_from - _EPOCH) // _MINUTE
    span = -((_EPOCH - claims.valid_until) // _MINUTE) - start
    numbers = (
        (layout << 4 | KINDS.index(claims.kind), 1),
        (claims.key_number, 2),
        (claims.id.int, 16),
        (start, 3),
        (span, 3),
        (claims.people, 1),
        (claims.every_days, 1),
        (claims.times << 3 | claims.forfeits, 1),
        (claims.max_hours, 1),
        (int("1" + claims.area), _AREA_SIZES[layout]),
    )
    try:
        return b"".join(number.to_bytes(size, "big") for number, size in numbers)
    except OverflowError:
        raise NotAPass("a number of the pass does not fit its place in the code") from None


def _layout(claims: PassClaims) -> int:
    if claims.valid_until <= claims.valid_from:
        raise NotAPass("a pass ends after it begins")
    if not 0 <= claims.forfeits < 8 or not 0 <= claims.times < 32:
        raise NotAPass("times go up to 31 and forfeits up to 7")
    if not claims.area.isascii() or not claims.area.isdigit():
        raise NotAPass("an area code is made of digits")
    layout = next((one for one, most in _MOST_DIGITS.items() if len(claims.area) <= most), None)
    if layout is None:
        raise NotAPass("an area code of more than 40 digits")
    return layout


def _shape(content: bytes, rest: str) -> Reading | None:
    """Return what is wrong with the length; nothing if it is as its layout says."""
    if rest and any(character not in ALPHABET for character in rest):
        return "unreadable"
    if not content:
        return "truncated"
    area = _AREA_SIZES.get(content[0] >> 4)
    if area is None:
        return "unreadable"
    size = _BEFORE_AREA + area + _SIGNATURE
    if len(content) < size:
        return "truncated"
    return "forged" if rest or len(content) > size else None


def _read(
    content: bytes, keys: Mapping[int, bytes], city: str, withdrawn: Collection[int], own: Mapping[int, bytes]
) -> PassRead:
    record, signature = content[:-_SIGNATURE], content[-_SIGNATURE:]
    area, number = _area(record), int.from_bytes(record[1:3], "big")
    if not area:
        return PassRead("forged")
    # Another city numbers its keys as it likes, so the city goes before the key.
    if not area.startswith(city):
        return PassRead("other_city")
    if number in withdrawn:
        return PassRead("withdrawn_key")
    key = _public(keys[number]) if number in keys else None
    if key is None:
        return PassRead("unknown_key")
    if not _would_sign(own.get(number), record, signature) and not _has_signed(key, record, signature):
        return PassRead("forged")
    claims = _claims(record, area)
    return PassRead("read", claims) if claims else PassRead("unreadable")


def _has_signed(key: Ed25519PublicKey, record: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, record)
    except InvalidSignature:
        return False
    return True


_ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group of Ed25519 (RFC 8032)


class _Secrets(NamedTuple):
    """What a private half stands for (RFC 8032, 5.1.5)."""

    scalar: int
    prefix: bytes
    public: bytes


def _would_sign(private: bytes | None, record: bytes, signature: bytes) -> bool:
    """Whether the second half of a signature is the one that this key makes for the record beside the first half.

    That half is a sum of two numbers that nobody knows who has not the private half, and one of them is another for each
    record; so it cannot be guessed for a record that was never signed. The curve, nine tenths of the work, is not needed.
    No more than a short way to yes: any other code is proved by the public half before it is called forged.
    """
    if private is None:
        return False
    scalar, prefix, public = _secrets(private)
    first, second = signature[:32], signature[32:]
    once = int.from_bytes(sha512(prefix + record).digest(), "little")
    challenge = int.from_bytes(sha512(first + public + record).digest(), "little")
    return compare_digest(((once + challenge * scalar) % _ORDER).to_bytes(32, "little"), second)


@lru_cache(maxsize=64)
def _secrets(private: bytes) -> _Secrets:
    digest = sha512(private).digest()
    scalar = int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254
    return _Secrets(scalar, digest[32:], public_half(private))


@lru_cache(maxsize=64)
def _public(key: bytes) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(key)
    except ValueError:
        return None


def _area(record: bytes) -> str:
    digits = str(int.from_bytes(record[_BEFORE_AREA:], "big"))
    return digits[1:] if digits.startswith("1") else ""


def _claims(record: bytes, area: str) -> PassClaims | None:
    kind, start = record[0] & 15, int.from_bytes(record[19:22], "big")
    if kind >= len(KINDS):  # signed by us, and by a later version
        return None
    end = start + int.from_bytes(record[22:25], "big")
    return PassClaims(
        id=UUID(bytes=record[3:19]),
        kind=KINDS[kind],
        area=area,
        valid_from=_EPOCH + start * _MINUTE,
        valid_until=_EPOCH + end * _MINUTE,
        people=record[25],
        every_days=record[26],
        times=record[27] >> 3,
        max_hours=record[28],
        forfeits=record[27] & 7,
        key_number=int.from_bytes(record[1:3], "big"),
    )


assert set(KINDS) == set(get_args(PassKind))
