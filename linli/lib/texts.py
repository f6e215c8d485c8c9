"""Text as people in China type it, made comparable: widths, spaces, invisible signs, numerals."""

import re
import unicodedata

_INVISIBLE = {
    **dict.fromkeys(range(0x20), None),
    **dict.fromkeys(range(0x7F, 0xA0), None),
    **dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x3000, 0x1680, 0x202F, 0x205F), " "),
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys((0x2028, 0x2029), " "),
    **dict.fromkeys((0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, 0xFFFC), None),
    **dict.fromkeys(range(0x200B, 0x2010), None),
    **dict.fromkeys(range(0x202A, 0x202F), None),
    **dict.fromkeys(range(0x2060, 0x2070), None),
    **dict.fromkeys(range(0xFE00, 0xFE10), None),
}
# Punctuation of sentences stays wide; letters, digits and the signs in codes become narrow.
_WIDE_SENTENCE_SIGNS = "，：；？！（）"
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _WIDE_SENTENCE_SIGNS}
_TIDY = {**_INVISIBLE, **_NARROW}
_PLAIN = re.compile(r"[!-~一-鿿]*", re.ASCII)
_SPACES = re.compile(r"\s+")

_NUMERALS = dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)) | {
    "○": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000}
NUMERAL_SIGNS = "".join(_NUMERALS) + "".join(_UNITS)


def tidy(text: str) -> str:
    """Trim, narrow wide letters and digits, drop invisible signs, leave one space where there were more."""
    if _PLAIN.fullmatch(text):
        return text
    return _SPACES.sub(" ", text.translate(_TIDY)).strip()


def squeeze(text: str) -> str:
    """Fold to the plainest form for reading codes: compatibility forms folded (NFKC) and no space at all."""
    if _PLAIN.fullmatch(text):
        return text
    return _SPACES.sub("", unicodedata.normalize("NFKC", text.translate(_INVISIBLE)))


def read_numeral(text: str) -> int | None:
    """Read a whole number up to 9999 in words: 三, 十二, 一百零二, and digit by digit 五〇一, 一九七四."""
    if not text or any(sign not in _NUMERALS and sign not in _UNITS for sign in text):
        return None
    if not any(sign in _UNITS for sign in text):
        return int("".join(str(_NUMERALS[sign]) for sign in text))
    total, digit, last_unit = 0, None, 10_000
    for sign in text:
        if unit := _UNITS.get(sign):
            if unit >= last_unit:
                return None
            total, digit, last_unit = (
                total + (1 if digit is None else digit) * unit,
                None,
                unit,
            )
        elif digit:
            return None
        else:
            digit = _NUMERALS[sign]
    return total + (digit or 0)


_NUMERAL_RUN = re.compile(f"[{NUMERAL_SIGNS}]+")


def numerals_to_digits(text: str) -> str:
    """Write every numeral in words as digits; a run that is no number stays as it is."""
    return _NUMERAL_RUN.sub(lambda run: _digits(run.group()), text)


def _digits(run: str) -> str:
    if not any(sign in _UNITS for sign in run):
        return "".join(str(_NUMERALS[sign]) for sign in run)
    value = read_numeral(run)
    return run if value is None else str(value)
