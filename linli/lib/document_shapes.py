"""Shapes by which documents other than the resident number are known, and words for kinds of documents."""

import re
from enum import StrEnum


class DocumentKind(StrEnum):
    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit"
    FOREIGNER_PERMANENT_RESIDENCE = "foreigner_permanent_residence"
    HOUSEHOLD_BOOK = "household_book"
    MILITARY = "military"
    BIRTH_CERTIFICATE = "birth_certificate"
    OTHER = "other"
    NONE = "none"


_K = DocumentKind

# The first shape that fits wins. `True`: the shape alone leaves a doubt, because other documents share it.
_SHAPES: tuple[tuple[re.Pattern[str], DocumentKind, bool], ...] = tuple(
    (re.compile(shape), kind, guessed)
    for shape, kind, guessed in (
        (r"[HM](\d{8}|\d{10})", _K.HK_MACAU_PERMIT, False),
        (r"[HM]\d{9}", _K.HK_MACAU_PERMIT, True),
        (r"\d{10}[A-Z]", _K.TAIWAN_PERMIT, False),
        (r"[A-Z]{3}\d{12}", _K.FOREIGNER_PERMANENT_RESIDENCE, False),
        (r"[GDPSE]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSP]E\d{7}|1[45]\d{7}", _K.PASSPORT, False),
        (r"[军武士文警]\S{0,6}?第?\d{4,10}号?", _K.MILITARY, False),
        (r"C[A-Z]?\d{7,8}|W\d{8}", _K.OTHER, True),
        (r"[A-Z]\d{9}", _K.BIRTH_CERTIFICATE, True),
        (r"(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])", _K.OTHER, True),
        (r"\d{8}", _K.TAIWAN_PERMIT, True),
        (r"[A-Z]{1,2}\d{6,8}[A-Z]?|\d{9}|\d{2}[A-Z]{2}\d{5}", _K.PASSPORT, True),
    )
)
_ANY_SHAPE = {
    _K.PASSPORT: re.compile(r"[A-Z0-9]{5,15}"),
    _K.HK_MACAU_PERMIT: re.compile(r"[HM]\d{8,10}"),
    _K.TAIWAN_PERMIT: re.compile(r"\d{8}|\d{10}[A-Z]?"),
    _K.FOREIGNER_PERMANENT_RESIDENCE: re.compile(r"[A-Z]{3}\d{12}"),
    _K.BIRTH_CERTIFICATE: re.compile(r"[A-Z]?\d{9,10}"),
    _K.HOUSEHOLD_BOOK: re.compile(r"\w{1,30}"),
    _K.MILITARY: re.compile(r"\w{4,30}"),
    _K.OTHER: re.compile(r"\w{1,40}"),
}
FREE_KINDS = frozenset(_ANY_SHAPE)

_WORDS: tuple[tuple[str, DocumentKind], ...] = (
    (r"港澳台.{0,6}居住证|居住证.{0,4}(港|澳|台)|^hmt$", _K.HMT_RESIDENCE_PERMIT),
    (r"永久居留|永居|五星卡|外国人.{0,4}身份证|^fr$", _K.FOREIGNER_PERMANENT_RESIDENCE),
    (r"来往大陆|台胞证|台湾.{0,8}通行证|^(tw|tb)$|^07$", _K.TAIWAN_PERMIT),
    (r"回乡证|来往内地|港澳.{0,8}通行证|^(tp|hm)$|^06$", _K.HK_MACAU_PERMIT),
    (r"护照|passport|^pp$|^03$", _K.PASSPORT),
    (r"户口[簿本]|^02$", _K.HOUSEHOLD_BOOK),
    (r"军官|士兵|军人|武警|文职|警官|^04$", _K.MILITARY),
    (r"出生.{0,4}证", _K.BIRTH_CERTIFICATE),
    (r"身份证|^(ni|id)$|^0?1$", _K.RESIDENT_ID),
    (r"^(无证件|无证|无|没有|未办理?)$|^none$", _K.NONE),
    (r"其[他它]|驾驶?[证照]|^05$|^99$|^other$", _K.OTHER),
)
_KIND_WORDS = tuple((re.compile(words), kind) for words, kind in _WORDS)


def known_shape(number: str) -> tuple[DocumentKind, bool] | None:
    """Return what a number looks like and whether that is only a guess."""
    for shape, kind, guessed in _SHAPES:
        if shape.fullmatch(number):
            return kind, guessed
    return None


def fits(number: str, kind: DocumentKind) -> bool:
    """Say whether a number could be of a kind that somebody stated."""
    return bool(_ANY_SHAPE[kind].fullmatch(number))


def kind_named(text: str) -> DocumentKind | None:
    """Return the kind of document that squeezed, lower-case words name, or None."""
    return next((kind for words, kind in _KIND_WORDS if words.search(text)), None)
