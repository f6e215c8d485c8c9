"""A photo as a phone sends it: a small JPEG. Place, time and device, which cameras write into it, are taken out."""

import base64
import binascii

MOST_BYTES = 200_000
START, END, SCAN = b"\xff\xd8", 0xD9, 0xDA
# Segments that the picture itself does not need: EXIF, XMP, maker's notes, comments. 0xE0 is the head of the format.
TOLD_BESIDE = frozenset([*range(0xE1, 0xF0), 0xFE])


def clean_jpeg(text: str) -> str | None:
    """The same picture in base64 without what stands beside it; None where it is no small JPEG."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(content) > MOST_BYTES:
        return None
    cleaned = _without_beside(content)
    return base64.b64encode(cleaned).decode() if cleaned else None


def _without_beside(content: bytes) -> bytes | None:
    if not content.startswith(START + b"\xff"):
        return None
    kept, at = [START], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == SCAN:
            return b"".join([*kept, content[at:]]) if content.rstrip(b"\0").endswith(b"\xff\xd9") else None
        if length < 2 or kind in (END, 0xD8):
            return None
        if kind not in TOLD_BESIDE:
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    return None
