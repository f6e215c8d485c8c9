"""Bytes as the 45 characters that a QR code stores in five and a half bits each (RFC 9285).

`gates/static/gates/js/base45.js` is its twin.
"""

from functools import lru_cache

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_OUTSIDE = 255
_VALUES = bytes(
    ALPHABET.find(chr(code)) % 256 for code in range(256)
)  # by character; of none of ours `_OUTSIDE`


class NotBase45(ValueError):
    """A character outside the alphabet, a group beyond its bytes, or a single character left over."""


def encode(content: bytes) -> str:
    """Return three characters for each two bytes, and two for a last single one."""
    groups = []
    for start in range(0, len(content) - 1, 2):
        rest, low = divmod(content[start] << 8 | content[start + 1], 45)
        high, middle = divmod(rest, 45)
        groups.append(ALPHABET[low] + ALPHABET[middle] + ALPHABET[high])
    if len(content) % 2:
        high, low = divmod(content[-1], 45)
        groups.append(ALPHABET[low] + ALPHABET[high])
    return "".join(groups)


def decode(text: str) -> bytes:
    """Return the bytes, or raise `NotBase45`."""
    values = text.encode("latin-1", "replace").translate(_VALUES)
    if _OUTSIDE in values:
        raise NotBase45("a character outside the alphabet")
    if len(values) % 3 == 1:
        raise NotBase45("a single character left over")
    whole = len(values) // 3 * 3
    return _groups(values[:whole]) + _last(values[whole:])


def _groups(values: bytes) -> bytes:
    """Two bytes of each three values. All at once, each group in the three bytes of its own of one long number: gates wait
    for it."""
    count = len(values) // 3
    together, low = int.from_bytes(values, "big"), _low_bytes(count)
    numbers = (together >> 16 & low) + 45 * (together >> 8 & low) + 2025 * (together & low)
    found = bytearray(numbers.to_bytes(3 * count, "big"))
    if found[::3].strip(b"\0"):  # no group is above 91,124, so none reaches into the next
        raise NotBase45("a group beyond its bytes")
    del found[::3]
    return bytes(found)


@lru_cache(maxsize=64)
def _low_bytes(count: int) -> int:
    """Of groups of three bytes, those that stand for the least."""
    return int.from_bytes(b"\0\0\xff" * count, "big")


def _last(values: bytes) -> bytes:
    """The single byte that two characters stand for."""
    if not values:
        return b""
    number = values[0] + 45 * values[1]
    if number > 0xFF:
        raise NotBase45("a group beyond its bytes")
    return bytes([number])
