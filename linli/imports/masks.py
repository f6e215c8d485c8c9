"""Cells of a sheet as a page may show them: numbers of people masked, everything else as it was written."""

import re

from linli.lib.masking import mask_document, mask_phone
from linli.lib.texts import squeeze

PHONES = frozenset(("phone", "emergency_phone", "landlord_phone"))
_DOCUMENT = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_LONG = re.compile(r"(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)")
_DIGITS = re.compile(r"\D")
_SHORTEST = 7


def masked(field: str, text: str) -> str:
    """A cell with what must not be read from a screen hidden."""
    if not text:
        return text
    if field == "document":
        return _document(text)
    if field in PHONES and text.isascii() and "E" not in text.upper():
        digits = _DIGITS.sub("", text)
        return mask_phone(digits) if len(digits) >= _SHORTEST else text
    text = _DOCUMENT.sub(lambda found: mask_document(found[0]), text)
    text = _LONG.sub(lambda found: mask_document(found[0]), text)
    return _PHONE.sub(lambda found: mask_phone(_DIGITS.sub("", found[0])), text)


def _document(text: str) -> str:
    """A number that lost its end (2.31E+17) tells nothing and stays as it is, so that its owner sees why."""
    number = squeeze(text)
    if "+" in number or len(number) < _SHORTEST or not any(sign.isdecimal() for sign in number):
        return text
    return mask_document(number)
