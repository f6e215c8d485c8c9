"""Bytes as the 45 characters that a QR code stores in five and a half bits each (RFC 9285).

`gates/static/gates/js/base45.js` is its twin.
"""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


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
    try:
        values = [_VALUES[character] for character in text]
    except KeyError:
        raise NotBase45("a character outside the alphabet") from None
    if len(values) % 3 == 1:
        raise NotBase45("a single character left over")
    content = bytearray()
    for start in range(0, len(values), 3):
        group = values[start : start + 3]
        content += _bytes(group, len(group) - 1)
    return bytes(content)


def _bytes(group: list[int], size: int) -> bytes:
    number = 0
    for value in reversed(group):
        number = number * 45 + value
    if number >= 1 << 8 * size:
        raise NotBase45("a group beyond its bytes")
    return number.to_bytes(size, "big")
