"""Names of people: tidy them, and spell them in pinyin for finding."""

import re
import unicodedata
from typing import NamedTuple

from pypinyin import lazy_pinyin

from linli.lib.surnames import COMPOUNDS, GIVEN_NAMES, SURNAMES
from linli.lib.texts import tidy

DOT = "·"


class CleanName(NamedTuple):
    """A name, and what was written beside it: a role (户主), a number, a remark."""

    name: str
    mark: str = ""


_HAN = "\u3007\u3400-\u9fff\U00020000-\U000323af"
_ONLY_HAN = re.compile(f"[{_HAN}]+")
_HAS_HAN = re.compile(f"[{_HAN}]")
_DOTS = re.compile(rf"(?<=[{_HAN}])\s*[·•・‧∙⋅.●˙\u1427\u2022\u318d]\s*(?=[{_HAN}])")
_GAPS = re.compile(rf"\s+(?=[{_HAN}·])|(?<=[{_HAN}·])\s+")
_NUMBERED = re.compile(rf"^(?:\d{{1,4}}\s*[.、)）:：\-]*|[\u2460-\u2473])\s*(?=[{_HAN}])")
_ORNAMENT = re.compile(r"^[★☆*※○●▲△◆◇√#\s]+|[★☆*※○●▲△◆◇√#、,，;；.。:：\s]+$")
_LABEL = re.compile(r"^(户主|姓名|租客|租户|房主|业主|联系人|承租人)\s*[:：]\s*")
_BRACKETS = re.compile(r"[(（\[【〔<《]([^)）\]】〕>》]*)[)）\]】〕>》]?")
_ROLE = re.compile(
    r"[\s\-—/:：]*(户主|本人|租户|租客|承租人|租房|房东|房主|业主|户|先生|女士|同志|已故|去世|党员|外出|[男女]|\d{1,3})$"
)
_NOBODY = frozenset(
    ("无", "无人", "空", "空户", "空房", "空置", "空挂户", "闲置", "未入住", "没人", "不详", "未知", "-", "/")
)


def clean_name(text: str) -> CleanName:
    """Tidy a name. 王 芳（户主） is 王芳 with the mark 户主; other scripts keep their spaces.

    An empty house (空置, 无人) has no name; the word is the mark.
    """
    name = tidy(text)
    if _ONLY_HAN.fullmatch(name) and len(name) <= 3 and name not in _NOBODY:
        return _without_role(name, [])
    name, marks = _without_brackets(name)
    name = _ORNAMENT.sub("", name)
    if label := _LABEL.match(name):
        marks.insert(0, label[1])
        name = name[label.end() :]
    if not _HAS_HAN.search(name):
        return CleanName("", name) if name in _NOBODY else CleanName(name, " ".join(marks))
    name = _GAPS.sub("", _DOTS.sub(DOT, _NUMBERED.sub("", name)))
    return _without_role(name, marks)


def _without_brackets(name: str) -> tuple[str, list[str]]:
    marks = [mark.strip() for mark in _BRACKETS.findall(name) if mark.strip()]
    return _BRACKETS.sub(" ", name).strip(), marks


def _without_role(name: str, marks: list[str]) -> CleanName:
    if name in _NOBODY:
        return CleanName("", " ".join([name, *marks]))
    found = _ROLE.search(name)
    # 王户 may be a name of two characters; a role is cut only where a whole name remains.
    if found and found.start() >= 2 and not _may_be_given(name, found):
        name, marks = name[: found.start()], [found[1], *marks]
    return CleanName(_ORNAMENT.sub("", name), " ".join(marks))


def _may_be_given(name: str, role: re.Match[str]) -> bool:
    return len(role[0]) == 1 and len(name) <= 3 and not role[1].isdecimal()


class _Readings(dict[str, str]):
    """The reading of each character, looked up once; a sign without one reads as nothing."""

    def __missing__(self, sign: str) -> str:
        reading = GIVEN_NAMES.get(sign) or self._look_up(sign)
        self[sign] = reading
        return reading

    @staticmethod
    def _look_up(sign: str) -> str:
        spelt = lazy_pinyin(sign)[0] if _HAS_HAN.match(sign) else unicodedata.normalize("NFKD", sign)
        return "".join(part for part in spelt.lower() if part.isascii() and part.isalnum())


_READINGS = _Readings()
_WORDS = re.compile(rf"[^\W{_HAN}]+|[{_HAN}]")


def pinyin_of(name: str) -> tuple[str, str]:
    """Return a name in pinyin and its initials, without tones or spaces: wangfang, wf. ü is spelt v."""
    syllables = _syllables(name)
    return "".join(syllables), "".join([syllable[0] for syllable in syllables])


def _syllables(name: str) -> list[str]:
    if not _ONLY_HAN.fullmatch(name):
        words = [_spell(word) for word in _WORDS.findall(name)]
        return [word for word in words if word]
    if len(name) > 2 and (surname := COMPOUNDS.get(name[:2])):
        return [*surname, *_read(name[2:])]
    surname_reading = SURNAMES.get(name[0])
    return [surname_reading, *_read(name[1:])] if surname_reading else _read(name)


def _read(signs: str) -> list[str]:
    return [reading for sign in signs if (reading := _READINGS[sign])]


def _spell(word: str) -> str:
    return "".join([_READINGS[sign] for sign in word])
