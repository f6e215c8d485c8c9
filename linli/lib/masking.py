"""Show as much of a name or number as is needed to tell two apart, and no more."""

import re

STAR = "*"
_DIGITS = re.compile(r"\+?\d+")
_WORD = re.compile(r"[^\W_]+")


def mask_phone(number: str) -> str:
    """138****6021, 0453****56; numbers that are shorter keep their last two digits."""
    if not _DIGITS.fullmatch(number):
        return STAR * len(number)
    if len(number) >= 10 and number.startswith("0"):
        area = 3 if number[1] in "12" else 4
        return f"{number[:area]}{STAR * 4}{number[-2:]}"
    if len(number) >= 11:
        return f"{number[:3]}{STAR * 4}{number[-4:]}"
    return _middle(number, 0, 2)


def mask_document(number: str) -> str:
    """231085********0412; other documents keep about a quarter at each end."""
    if len(number) == 18:
        return _middle(number, 6, 4)
    quarter = len(number) // 4
    return _middle(number, quarter, quarter)


def mask_name(name: str) -> str:
    """王*, 王*芳, 欧**文; of names written in words, the first letter of each word stays."""
    if " " in name or name.isascii():
        return _WORD.sub(lambda word: word.group()[0] + STAR * (len(word.group()) - 1), name)
    if len(name) < 2:
        return STAR * len(name)
    return _middle(name, 1, 0 if len(name) == 2 else 1)


def _middle(text: str, head: int, tail: int) -> str:
    """Hide all but a head and a tail; what is too short to hide anything is hidden altogether."""
    hidden = len(text) - head - tail
    if hidden < 1:
        return STAR * len(text)
    return text[:head] + STAR * hidden + text[len(text) - tail :]
