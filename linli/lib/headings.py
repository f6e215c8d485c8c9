"""Recognise what the columns of a sheet hold, by their headings."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec
from rapidfuzz import fuzz, process

from linli.lib.texts import squeeze

NOT_KEPT = "not_kept"
IGNORE = "ignore"
# What joins the rows of a heading that spans two: 住址 over 楼 is "住址 / 楼".
JOINT = " / "


class Why(StrEnum):
    """How a column came to its field, the surest first."""

    EXACT = "exact"
    NORMALISED = "normalised"
    SYNONYM = "synonym"
    SIMILAR = "similar"
    OTHER_LEDGER = "other_ledger"
    NOT_KEPT = "not_kept"
    TAKEN = "taken"
    UNKNOWN = "unknown"


class Guess(msgspec.Struct, frozen=True):
    """The field a column seems to hold, from 0 to 1 how sure that is, and why.

    `matched` is the known heading it resembles. `reason` is the rule by which a column is not kept, the
    ledger that a column belongs to, or the field that a surer column has taken.
    """

    field: str | None
    score: float
    why: Why
    matched: str = ""
    reason: str = ""


class Field(msgspec.Struct, frozen=True):
    """A field or a rule of the vocabulary, with its name for people in Chinese and English."""

    key: str
    zh: str
    en: str
    headings: tuple[str, ...]


class Vocabulary(msgspec.Struct, frozen=True):
    """Known headings: of fields, of what is not kept (the reason in zh and en), and of other ledgers."""

    fields: dict[str, Field]
    not_kept: dict[str, Field]
    other_ledgers: dict[str, str]

    def by_heading(self) -> dict[str, Guess]:
        """Return what each known heading, normalised, stands for."""
        known = {normalise(text): _other(text, ledger) for text, ledger in self.other_ledgers.items()}
        for field in self.fields.values():
            known |= {normalise(text): _known(field.key, Why.SYNONYM, text) for text in field.headings}
            known[normalise(field.zh)] = _known(field.key, Why.NORMALISED, field.zh)
            known[normalise(field.en)] = _known(field.key, Why.NORMALISED, field.en)
        for rule in self.not_kept.values():
            for text in rule.headings:
                known[normalise(text)] = Guess(NOT_KEPT, 1.0, Why.NOT_KEPT, text, rule.key)
        return known


_SCORES = {Why.EXACT: 1.0, Why.NORMALISED: 0.97, Why.SYNONYM: 0.92}
_MAY_REPEAT = frozenset((IGNORE, NOT_KEPT))
_SIMILAR_FROM = 78
_FIRST_WORDS = ("户主信息", "居民", "住户", "人员", "基本信息", "家庭成员", "成员", "本人", "现")
_BRACKETED = re.compile(r"[(\[【《][^)\]】》]*[)\]】》]?")
_SIGNS = re.compile(r"[\W_]+")
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}、|[①-⑳])(?=\D)")
_NUMBER_AT_END = re.compile(r"[\d一二三]+$")
# A heading with one of these words is about another person, or another time, than one without.
_TELLING_WORDS = re.compile(
    "紧急|应急|监护|负责|责任|网格员|网格长|楼长|栋长|单元长|包联|包户|代理|走访|登记|采集|巡查|接种|检测|采样|发病|隔离|返乡|"
    "返程|目的地|来源|户籍|户主|购药|子女|配偶|房东|物业|社区|街道|医院|单位|学校|统一社会|下次|类型|原因|是否|有无|车"
)


def recognise(headings: Sequence[str], vocabulary: Vocabulary | None = None) -> list[Guess]:
    """Return a guess for each heading; a field goes to the column that is surest of it, and to no other."""
    known = _default_known() if vocabulary is None else vocabulary.by_heading()
    guesses = [_guess(heading, known) for heading in headings]
    best: dict[str, int] = {}
    for place in sorted(range(len(guesses)), key=lambda place: -guesses[place].score):
        field = guesses[place].field
        if field and field not in _MAY_REPEAT and best.setdefault(field, place) != place:
            taken = guesses[place]
            guesses[place] = Guess(None, 0.0, Why.TAKEN, taken.matched, taken.field or "")
    return guesses


def is_known(heading: str) -> bool:
    """Say whether some ledger is known to have this heading, letter by letter or nearly so."""
    return any(form in _default_known() for form in _forms(heading))


def normalise(heading: str) -> str:
    """Fold a heading to its letters: no spaces, punctuation or numbering, narrow and lower case."""
    return _SIGNS.sub("", _NUMBERING.sub("", squeeze(heading))).lower()


@cache
def default_vocabulary() -> Vocabulary:
    """Return the vocabulary of the files beside this module."""
    folder = resources.files("linli.lib.vocabulary")
    words = tomllib.loads((folder / "fields.toml").read_text("utf-8"))
    with (folder / "ledger_columns_zh.csv").open(encoding="utf-8") as file:
        ledgers = {row["column_heading"]: row["ledger"] for row in csv.DictReader(file)}
    return Vocabulary(_fields(words["fields"]), _fields(words[NOT_KEPT]), ledgers)


def _fields(section: Mapping[str, Mapping[str, object]]) -> dict[str, Field]:
    return {key: msgspec.convert({"key": key, **words}, Field) for key, words in section.items()}


FIELDS = default_vocabulary().fields


@cache
def _default_known() -> dict[str, Guess]:
    return default_vocabulary().by_heading()


def _known(key: str, why: Why, text: str) -> Guess:
    return Guess(key, _SCORES[why], why, text)


def _other(text: str, ledger: str) -> Guess:
    return Guess(IGNORE, 0.9, Why.OTHER_LEDGER, text, ledger)


def _forms(heading: str) -> Iterator[str]:
    """Yield the ways to look a heading up, the fullest first."""
    full = normalise(heading)
    yield full
    unbracketed = normalise(_BRACKETED.sub("", squeeze(heading)))
    yield unbracketed
    for word in _FIRST_WORDS:
        if unbracketed.startswith(word) and len(unbracketed) - len(word) >= 2:
            yield unbracketed.removeprefix(word)
    if unnumbered := _NUMBER_AT_END.sub("", unbracketed):
        yield unnumbered
    if JOINT in heading:
        yield from _forms(heading.rpartition(JOINT)[2])


def _guess(heading: str, known: Mapping[str, Guess]) -> Guess:
    for place, form in enumerate(_forms(heading)):
        if found := known.get(form):
            return _weaken(found, place, heading)
    return _similar(normalise(_BRACKETED.sub("", squeeze(heading))), known)


def _weaken(found: Guess, place: int, heading: str) -> Guess:
    if found.why is Why.NORMALISED and heading == found.matched:
        return msgspec.structs.replace(found, why=Why.EXACT, score=_SCORES[Why.EXACT])
    if place:
        return msgspec.structs.replace(found, score=round(found.score - 0.02 * place, 2))
    return found


def _similar(form: str, known: Mapping[str, Guess]) -> Guess:
    """Find the nearest known heading that tells of the same person and time."""
    if len(form) < 3:
        return Guess(None, 0.0, Why.UNKNOWN)
    telling = set(_TELLING_WORDS.findall(form))
    near = process.extract(form, known.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=_SIMILAR_FROM)
    for text, score, _ in near:
        if set(_TELLING_WORDS.findall(text)) == telling:
            found = known[text]
            why = found.why if found.why in (Why.NOT_KEPT, Why.OTHER_LEDGER) else Why.SIMILAR
            return Guess(found.field, round(score / 100 * 0.85, 2), why, found.matched, found.reason)
    return Guess(None, 0.0, Why.UNKNOWN)
