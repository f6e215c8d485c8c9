"""Read the numbers of identity documents. A person is never refused for a number: problems are data."""

import re
from collections.abc import Container
from datetime import date
from enum import StrEnum

import msgspec

from linli.lib.cells import Sex, text_of
from linli.lib.credit_codes import CreditCode, CreditCodeProblem, read_credit_code
from linli.lib.document_shapes import FREE_KINDS, DocumentKind, fits, kind_named, known_shape
from linli.lib.resident_ids import birth_in, check_digit, from_old, sex_in
from linli.lib.texts import squeeze

__all__ = [
    "CreditCode",
    "CreditCodeProblem",
    "Document",
    "DocumentKind",
    "DocumentProblem",
    "DocumentWarning",
    "check_digit",
    "read_credit_code",
    "read_document",
    "read_document_kind",
]


class DocumentProblem(StrEnum):
    """Why a number cannot be kept. The person is kept all the same."""

    ROUNDED = "rounded"
    MASKED = "masked"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHARACTERS = "wrong_characters"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    NO_SUCH_DAY = "no_such_day"
    SEVERAL = "several"


class DocumentWarning(StrEnum):
    """What somebody should look at, although the number can be kept."""

    OLD_NUMBER = "old_number"
    UNKNOWN_COUNTY = "unknown_county"
    MAYBE_ROUNDED = "maybe_rounded"
    GUESSED_KIND = "guessed_kind"
    OTHER_KIND = "other_kind"
    WORDS_ONLY = "words_only"


class Document(msgspec.Struct, frozen=True):
    """A document as read: its number in the form to keep, what is wrong with it, and what it tells.

    With a problem, `number` is what was typed, tidied: to be shown, not to be kept. Birth and sex may still
    be told. A 15-digit number comes as its 18-digit form, with `as_written` holding the old one.
    """

    kind: DocumentKind = DocumentKind.NONE
    number: str = ""
    problem: DocumentProblem | None = None
    warning: DocumentWarning | None = None
    birth_on: date | None = None
    sex: Sex | None = None
    county_code: str | None = None
    expected_check: str | None = None
    as_written: str = ""

    @property
    def is_usable(self) -> bool:
        return bool(self.number) and self.problem is None


_EXACT_FLOAT = 10**15
_PLAIN_ID = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_ID_INSIDE = re.compile(r"(?<![\dA-Z])[1-9]\d{16}[\dX](?![\dX])", re.ASCII)
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d{1,2})", re.ASCII)
_LABEL = re.compile(r"^[^\dA-Z]{0,4}(身份证|证件|护照|通行证)(号码|号)?[:：]?")
_LOOKS_LIKE_X = str.maketrans("×✕ХΧ", "XXXX")
_NOT_IN_NUMBERS = re.compile(r"[^0-9A-Z一-鿿]")
_HIDDEN = re.compile(r"\*{2,}|[Xx]{4,}|•{2,}|●{2,}")
_EMPTY_WORDS = frozenset(
    ("", "无", "没有", "不详", "未知", "暂无", "未办", "未办理", "无证", "无证件", "空", "NONE", "NA", "NULL")
)
_HMT_PREFIXES = ("810000", "820000", "830000")


def read_document(
    cell: object, kind: DocumentKind | None = None, *, known_counties: Container[str] | None = None
) -> Document:
    """Read a document number from a cell. The number itself goes before the `kind` that the sheet states."""
    written = text_of(cell)
    if isinstance(cell, float) and abs(cell) >= _EXACT_FLOAT:
        return _rounded(written[:15], written)
    text = squeeze(written).upper().translate(_LOOKS_LIKE_X)
    if _PLAIN_ID.fullmatch(text):
        return _read_18(text, kind, known_counties, written)
    if found := _SCIENTIFIC.fullmatch(text):
        return _rounded((found[1] + (found[2] or ""))[:15], written)
    if _HIDDEN.search(text):
        return Document(_stated(kind), text, DocumentProblem.MASKED, as_written=written)
    return _read_other(text, kind, known_counties, written)


def read_document_kind(cell: object) -> DocumentKind | None:
    """Read a cell that names a kind of document; None where it names none that is known."""
    return kind_named(squeeze(text_of(cell)).lower())


def _read_other(
    text: str, kind: DocumentKind | None, counties: Container[str] | None, written: str
) -> Document:
    inside = dict.fromkeys(_ID_INSIDE.findall(text))
    if len(inside) == 1:
        return _read_18(next(iter(inside)), kind, counties, written)
    if inside:
        return Document(
            DocumentKind.RESIDENT_ID, next(iter(inside)), DocumentProblem.SEVERAL, as_written=written
        )
    number = _NOT_IN_NUMBERS.sub("", _LABEL.sub("", text))
    if number in _EMPTY_WORDS:
        return Document(as_written=written)
    if _PLAIN_ID.fullmatch(number):
        return _read_18(number, kind, counties, written)
    if len(number) == 15 and number.isdecimal():
        return _read_15(number, kind, counties, written)
    return _read_by_shape(number, kind, written)


def _read_18(
    number: str, kind: DocumentKind | None, counties: Container[str] | None, written: str
) -> Document:
    recognised = _kind_of_18(number)
    expected, birth = check_digit(number[:17]), birth_in(number)
    problem = None
    if number[17] != expected:
        problem = DocumentProblem.ROUNDED if number.endswith("000") else DocumentProblem.WRONG_CHECK_DIGIT
    elif birth is None:
        problem = DocumentProblem.NO_SUCH_DAY
    is_resident = recognised is DocumentKind.RESIDENT_ID
    return Document(
        kind=recognised,
        number=number,
        problem=problem,
        warning=_warn_about_18(number, recognised, kind, counties),
        birth_on=birth,
        sex=None if problem is DocumentProblem.ROUNDED else sex_in(number),
        county_code=number[:6] if is_resident else None,
        expected_check=expected if problem is DocumentProblem.WRONG_CHECK_DIGIT and birth else None,
        as_written=written,
    )


def _kind_of_18(number: str) -> DocumentKind:
    if number.startswith(_HMT_PREFIXES):
        return DocumentKind.HMT_RESIDENCE_PERMIT
    return DocumentKind.FOREIGNER_PERMANENT_RESIDENCE if number[0] == "9" else DocumentKind.RESIDENT_ID


def _warn_about_18(
    number: str, recognised: DocumentKind, stated: DocumentKind | None, counties: Container[str] | None
) -> DocumentWarning | None:
    if number.endswith("000"):
        return DocumentWarning.MAYBE_ROUNDED
    if stated not in (None, DocumentKind.NONE, recognised):
        return DocumentWarning.OTHER_KIND
    if recognised is DocumentKind.RESIDENT_ID and counties is not None and number[:6] not in counties:
        return DocumentWarning.UNKNOWN_COUNTY
    return None


def _read_15(
    number: str, kind: DocumentKind | None, counties: Container[str] | None, written: str
) -> Document:
    read = _read_18(from_old(number), kind, counties, written)
    if read.birth_on is None:
        return Document(DocumentKind.RESIDENT_ID, number, DocumentProblem.NO_SUCH_DAY, as_written=written)
    return msgspec.structs.replace(read, warning=DocumentWarning.OLD_NUMBER)


def _read_by_shape(number: str, stated: DocumentKind | None, written: str) -> Document:
    if stated in FREE_KINDS and stated and fits(number, stated):
        return Document(stated, number, as_written=written)
    if found := known_shape(number):
        recognised, guessed = found
        warning = DocumentWarning.GUESSED_KIND if guessed else None
        if stated not in (None, DocumentKind.NONE, recognised):
            warning = DocumentWarning.OTHER_KIND
        return Document(recognised, number, warning=warning, as_written=written)
    digits = sum(sign.isdecimal() for sign in number)
    if not digits:
        return Document(warning=DocumentWarning.WORDS_ONLY, as_written=written)
    return _spoiled(number, digits, stated, written)


def _spoiled(number: str, digits: int, stated: DocumentKind | None, written: str) -> Document:
    only_digits = digits == len(number) or (digits == len(number) - 1 and number.endswith("X"))
    if digits < 11 and stated is not DocumentKind.RESIDENT_ID and not only_digits:
        return Document(DocumentKind.OTHER, number, warning=DocumentWarning.GUESSED_KIND, as_written=written)
    problem = DocumentProblem.WRONG_LENGTH if only_digits else DocumentProblem.WRONG_CHARACTERS
    kind = _stated(stated) if digits >= 11 or stated else DocumentKind.OTHER
    return Document(kind, number, problem, as_written=written)


def _rounded(kept: str, written: str) -> Document:
    """Keep what 15 exact digits still tell: the county and, if they reach that far, the birth date."""
    birth = birth_in(kept) if len(kept) >= 14 else None
    return Document(
        DocumentKind.RESIDENT_ID, written, DocumentProblem.ROUNDED, birth_on=birth, as_written=written
    )


def _stated(kind: DocumentKind | None) -> DocumentKind:
    return DocumentKind.RESIDENT_ID if kind in (None, DocumentKind.NONE) else kind
