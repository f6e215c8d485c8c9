"""Read telephone numbers from cells: mobiles, landlines, others, and several in one cell."""

import re
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from linli.lib.cells import text_of
from linli.lib.texts import squeeze


class PhoneKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    OTHER = "other"


class PhoneProblem(StrEnum):
    """Why a number cannot be kept."""

    ROUNDED = "rounded"
    MASKED = "masked"
    WRONG_LENGTH = "wrong_length"
    NOT_A_NUMBER = "not_a_number"


class Phone(msgspec.Struct, frozen=True):
    """A number in the form to keep: digits only, without 86; foreign ones begin with a plus.

    `others` are further numbers of the cell, `extension` what to dial after a landline, `note` the words
    around ("儿子"). An empty cell has neither number nor problem; with a problem, `number` is what was typed.
    """

    number: str = ""
    kind: PhoneKind = PhoneKind.OTHER
    problem: PhoneProblem | None = None
    others: tuple[str, ...] = ()
    extension: str = ""
    note: str = ""

    @property
    def is_usable(self) -> bool:
        return bool(self.number) and self.problem is None


_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_GAP = r"[\s.\-—–]*"
_FIND = re.compile(
    rf"(?<!\d)(?:\+?{_GAP}(?:00)?86{_GAP}|0)?(?P<mobile>1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!\d)"
    rf"|(?<!\d)(?:\(?0|\+?{_GAP}(?:00)?86{_GAP}\(?0?)(?P<area>10|2\d|[3-9]\d\d)\)?{_GAP}"
    rf"(?P<local>[2-9](?:{_GAP}\d){{6,7}})(?!\d)(?:{_GAP}(?:转|分机|\*|ext\.?|-){_GAP}(?P<extension>\d{{1,6}}))?"
    rf"|(?<!\d)(?P<service>[48]00{_GAP}\d{{3}}{_GAP}\d{{4}})(?!\d)"
    r"|(?P<foreign>(?:\+|(?<!\d)00)(?!86)[1-9]\d{0,2}[\s\-]?\d(?:[\s\-]?\d){5,12})(?!\d)"
    r"|(?<![\d.])(?P<short>[2-9]\d{6,7})(?![\d.])",
    re.ASCII | re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?(\d{1,2})", re.IGNORECASE)
# A number typed as a number and cut to "1.50E+10" comes back with its tail as zeros.
_LOST_TAIL = "000000"
_NOT_DIGITS = re.compile(r"\D")
_HIDDEN = re.compile(r"\d[*•●xX]{3,}")
_EMPTY_WORDS = frozenset(
    ("无", "没有", "不详", "未知", "暂无", "无电话", "空", "-", "--", "/", "0", "none", "null", "n/a")
)
_WORDS = re.compile(r"[\u3400-\u9fffA-Za-z]+")
_JOINTS = frozenset(("转", "分机", "ext", "电话", "手机", "座机", "和", "或", "及", "E"))


def read_phone(cell: object) -> Phone:
    text = text_of(cell)
    if _PLAIN_MOBILE.fullmatch(text):
        return _mobile(text)
    bare = squeeze(text).lower()
    if not bare or bare in _EMPTY_WORDS:
        return Phone()
    if found := _SCIENTIFIC.fullmatch(bare):
        return _read_scientific(text, bare, int(found[1]))
    if _HIDDEN.search(bare):
        return Phone(text, problem=PhoneProblem.MASKED)
    return _read_text(text)


def phone_tail(number: str) -> str:
    """Return the last four digits, by which people find a number."""
    return _NOT_DIGITS.sub("", number)[-4:]


def _mobile(number: str) -> Phone:
    if number.endswith(_LOST_TAIL):
        return Phone(number, PhoneKind.MOBILE, PhoneProblem.ROUNDED)
    return Phone(number, PhoneKind.MOBILE)


def _read_scientific(text: str, bare: str, exponent: int) -> Phone:
    digits = len(bare.split("e")[0].replace(".", ""))
    if digits <= exponent:
        return Phone(text, problem=PhoneProblem.ROUNDED)
    return read_phone(str(int(float(bare))))


def _read_text(text: str) -> Phone:
    normal = text.replace("（", "(").replace("）", ")").replace("＋", "+")
    found = dict(_numbers(normal))
    if not found:
        digits = _NOT_DIGITS.sub("", normal)
        problem = PhoneProblem.WRONG_LENGTH if len(digits) >= 3 else PhoneProblem.NOT_A_NUMBER
        return Phone(text, problem=problem)
    number, first = next(iter(found.items()))
    others = tuple(other for other in found if other != number)
    return msgspec.structs.replace(first, others=others, note=_note(normal))


def _numbers(text: str) -> Iterator[tuple[str, Phone]]:
    for match in _FIND.finditer(text):
        groups = {name: value for name, value in match.groupdict().items() if value}
        digits = {name: _NOT_DIGITS.sub("", value) for name, value in groups.items()}
        if mobile := digits.get("mobile"):
            yield mobile, _mobile(mobile)
        elif area := digits.get("area"):
            number = f"0{area}{digits['local']}"
            yield number, Phone(number, PhoneKind.LANDLINE, extension=digits.get("extension", ""))
        elif local := digits.get("short"):
            yield local, Phone(local, PhoneKind.LANDLINE)
        elif foreign := digits.get("foreign"):
            number = "+" + foreign.removeprefix("00")
            yield number, Phone(number, PhoneKind.OTHER)
        else:
            yield digits["service"], Phone(digits["service"], PhoneKind.OTHER)


def _note(text: str) -> str:
    return " ".join(word for word in _WORDS.findall(text) if word not in _JOINTS)
