"""Which area a place name means: `黑龙江省哈尔滨市南岗区`, `穆棱八面通`, `朝阳区`. Pure: the table is handed in.

A name that fits several areas is not guessed: the caller gets all of them with their full paths, and asks.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linli.lib.area_codes import LEVEL_BY_LENGTH, prefix

MOST_CANDIDATES = 12
CITY_DIGITS = 4

# What stands between cities and provinces for the statistics only; nobody says it.
FILLERS = ("市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划", "县")
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各"
)
_AUTONOMOUS = re.compile(rf"(.{{2,}}?)(?:(?:{_PEOPLES})族?)+自治[区州县旗]")
_SUFFIX = re.compile(
    r"(?:特别行政区|自治区|省|市|地区|盟|新区|林区|特区|自治旗|[区县旗]|街道办事处|街道|民族乡|[镇乡]|"
    r"社区居民?委员?会?|社区|村民?委员?会|居民?委员?会|村)"
)
_NOISE = re.compile(r"[\s,，、。.;；:：/\\>＞|·\-—_()（）]+")


@dataclass(frozen=True, slots=True)
class Place:
    """One area by its prefix code, with the way to it: `吉林省长春市朝阳区`."""

    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a text means. A code where there is no doubt; else who is to be asked about what, or nothing."""

    place: Place | None = None
    candidates: tuple[Place, ...] = ()

    @property
    def code(self) -> str:
        return self.place.code if self.place else ""

    @property
    def is_ambiguous(self) -> bool:
        return bool(self.candidates)


NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class _Read:
    """How far a text was read, and as what: one way of several."""

    code: str
    end: int
    names: int = 1
    in_full: bool = False


class Places:
    """The areas of a table by their names, in full and as people say them."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._names: dict[str, str] = {}
        for code, name in rows:
            self._names.setdefault(prefix(code), name)
        self._by_start: defaultdict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for code, name in self._names.items():
            if name in FILLERS:
                continue
            for said, in_full in ((name, True), (short_name(name), False)):
                if len(said) >= 2 and (in_full or said != name):
                    self._by_start[said[:2]].append((said, code, in_full))

    def __contains__(self, code: str) -> bool:
        return code in self._names

    def path(self, code: str) -> str:
        """`吉林省长春市朝阳区`: every area above by its name, what nobody says left out."""
        above = [code[:length] for length in LEVEL_BY_LENGTH if length <= len(code)]
        return "".join(name for one in above if (name := self._names.get(one, "")) not in FILLERS)

    def resolve(self, text: str) -> Origin:
        said = _NOISE.sub("", text).removeprefix("中国")
        reads = list(self._reads(said, 0, ""))
        if not reads:
            return NOWHERE
        furthest = max(one.end for one in reads)
        # A name in full goes before the same letters as somebody's short form.
        best = [one for one in reads if one.end == furthest]
        best = [one for one in best if one.in_full] or best
        codes = sorted({one.code for one in best})
        if len(codes) == 1 and any(self._is_sure(one, said) for one in best):
            return Origin(self._place(codes[0]))
        return Origin(candidates=tuple(map(self._place, codes[:MOST_CANDIDATES])))

    def _is_sure(self, read: _Read, said: str) -> bool:
        """All of the text was read; or two names that fit each other; or a city or province in full.

        Else `站前小区` would become the district 站前区 of a city far away.
        """
        return read.end == len(said) or read.names > 1 or (read.in_full and len(read.code) <= CITY_DIGITS)

    def _place(self, code: str) -> Place:
        return Place(code, self.path(code))

    def _reads(self, said: str, at: int, within: str) -> Iterator[_Read]:
        """Every way to read the text from here as an area within another, and what may follow it."""
        for name, code, in_full in self._by_start.get(said[at : at + 2], ()):
            if not code.startswith(within) or not said.startswith(name, at):
                continue
            end = at + len(name)
            if code == within and at:  # 北京市北京市朝阳区
                yield from self._reads(said, end, within)
                continue
            yield _Read(code, end, 1, in_full)
            for filler in ("", *FILLERS[:3]):
                if said.startswith(filler, end):
                    for further in self._reads(said, end + len(filler), code):
                        yield _Read(further.code, further.end, further.names + 1, further.in_full)


def short_name(name: str) -> str:
    """哈尔滨 of 哈尔滨市, 孟连 of 孟连傣族拉祜族佤族自治县, 八面通 of 八面通镇; the name itself where nothing can go."""
    if found := _AUTONOMOUS.fullmatch(name):
        return found[1]
    for start in range(2, len(name)):
        if _SUFFIX.fullmatch(name, start):
            return name[:start]
    return name
