"""Find in a clerk's free notes who may need support. It is proposed to a person, never entered by itself."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from linli.lib.texts import squeeze


class NeedCode(StrEnum):
    ELDER_ALONE = "elder_alone"
    ELDER_EMPTY_NEST = "elder_empty_nest"
    DISABLED_CARE = "disabled_care"
    DEMENTIA = "dementia"
    PREGNANT = "pregnant"
    DIALYSIS = "dialysis"
    ONCOLOGY = "oncology"
    CHRONIC_MEDICINE = "chronic_medicine"
    MENTAL = "mental"
    CHILD_UNATTENDED = "child_unattended"
    INFANT = "infant"
    MINIMUM_LIVING = "minimum_living"
    NO_SMARTPHONE = "no_smartphone"
    LANGUAGE = "language"


class FoundNeed(NamedTuple):
    """A need and the words of the note that speak for it."""

    code: NeedCode
    evidence: str


_N = r"[\d一二三四五六七八九十两]"
_GRADE = r"[1-4一二三四]级"
_BABY = (
    "(?:孙女|孙子|外孙女|外孙|女儿|儿子|女孩|男孩|小孩|孩子|宝宝|幼儿|婴儿|婴幼儿|小女|小儿|双胞胎|二胎|三胎)"
)
_YOUNG = rf"(?<![\d.一二三四五六七八九十])(?:[0-3一两二三]岁半?(?!以上)|{_N}{{1,2}}个半?月)"
# Several words for one need, in the order in which they are looked for. Notes have lost their spaces by then.
_WORDS: dict[NeedCode, tuple[str, ...]] = {
    NeedCode.ELDER_ALONE: ("独居(?:老人)?|孤老|[孤鳏]寡(?:老人)?", "(?:独自|[一1]个?人)(?:居住|生活|住)"),
    NeedCode.ELDER_EMPTY_NEST: ("空巢(?:老人)?", "子女(?:都|均|全)?(?:在外地?|不在身边|不在本地|在国外)"),
    NeedCode.DISABLED_CARE: (
        "(?<!精神)(?<!听力)(?<!言语)残疾人?",
        f"[肢视重]残|残{_GRADE}|(?:视力|肢体){_GRADE}(?:残疾)?",
        "(?:半)?失能|(?:生活)?不能自理|卧床|瘫痪|[偏截]瘫|截肢|轮椅|植物人|失明|盲人|行动不便",
    ),
    NeedCode.DEMENTIA: ("失智", "(?:老年)?痴呆", "阿尔[茨兹]海默症?", "认知(?:症|障碍)"),
    NeedCode.PREGNANT: (
        rf"预产期(?:{_N}|[年月日号./-])*",
        rf"(?:怀孕|孕(?:晚期|中期|早期|期)?){_N}+(?:周|个月)",
        "孕产妇|孕妇|怀孕|(?<![避备不保])孕(?!育|婴)|待产|产妇|产后|坐月子|哺乳",
    ),
    NeedCode.DIALYSIS: ("透析|血透|腹透|尿毒症",),
    NeedCode.ONCOLOGY: ("肿瘤|[肺肝胃肠腺血骨食道直结乳]*癌症?|放?化疗|放疗|白血病|淋巴瘤",),
    NeedCode.CHRONIC_MEDICINE: (
        "慢性?病|高血压|糖尿病|三高|冠心病|心脏病|心梗|房颤|心脏支架|脑梗|脑血栓|脑出血|中风",
        "哮喘|慢阻肺|肺气肿|癫痫|甲亢|甲减|痛风|帕金森|肝硬化|肾病",
        "胰岛素|(?:长期|常年)(?:服|用|吃)药|降压药|降糖药",
    ),
    NeedCode.MENTAL: (
        f"精神(?:病|障碍|残疾|分裂症?|疾病|异常|{_GRADE})(?:患者)?",
        "抑郁症?|躁狂|双相",
    ),
    NeedCode.CHILD_UNATTENDED: (
        "留守(?:儿童|孩子?|学生)|困境儿童|孤儿|事实无人抚养|监护缺失|隔代抚养",
        "(?:孩子?|儿童).{0,3}无人(?:照看|监护|照顾|抚养)",
    ),
    NeedCode.INFANT: (
        "(?<![\\d十])[03三]岁(?:及)?以[下内](?:婴幼儿|儿童|幼儿|小孩)?",
        f"{_BABY}(?:才|刚|今年|现)?{_YOUNG}",
        f"{_YOUNG}(?:大)?的?{_BABY}",
        "婴幼儿|婴儿|新生儿|[刚未]满月",
    ),
    NeedCode.MINIMUM_LIVING: ("低保(?:户|边缘户?|家庭)?|特困(?:人员|供养)?|五保户?|低收入(?:家庭|户)",),
    NeedCode.NO_SMARTPHONE: (
        "老[人年]机|按键机|功能机",
        "(?:无|没有?|不会?(?:使)?用?)智能手?机|(?:无|没有?)手机",
        "不会(?:使用|使|用|玩)?(?:微信|手机|扫码)",
    ),
    NeedCode.LANGUAGE: (
        f"手语|聋哑人?|聋人|耳聋|听障|听力(?:残疾|障碍|{_GRADE})|言语残疾|听不见",
        "不会(?:说|讲)?(?:普通话|汉语|汉话)|听不懂(?:普通话|汉语)",
        "[只仅]会?[说讲懂].{1,4}[语话]|需要?翻译|语言不通",
    ),
}
_NEEDS = tuple((code, re.compile("|".join(words))) for code, words in _WORDS.items())
_ANY = re.compile("|".join(words.pattern for _, words in _NEEDS))

_CLAUSES = re.compile(r"[,，。;；!！?？\n]+")
_ITEMS = re.compile(r"[、/和及与]")
_DENIED_BEFORE = re.compile(
    r"(?:非|不是|不属于|不享受|无|没有?|未|否认|不)(?:是|有|患有?|任何|重大|明显|享受|属于)?$"
)
_DENIED_AFTER = re.compile(
    r"^(?:户|人|者|老人|患者)?[:：(（]?(?:否|无|没有|不是|×|已(?:取消|退出|停发|治愈|痊愈|去世|故))[)）]?$"
)
_OWN_DENIAL = frozenset((NeedCode.NO_SMARTPHONE, NeedCode.CHILD_UNATTENDED, NeedCode.LANGUAGE))


def read_needs(text: str) -> list[FoundNeed]:
    """Return each need that a note speaks of and does not deny, once, with the first words for it."""
    note = squeeze(text)
    if not _ANY.search(note):
        return []
    found: dict[NeedCode, str] = {}
    for code, evidence in _spoken_of(note):
        found.setdefault(code, evidence)
    return [FoundNeed(code, found[code]) for code in NeedCode if code in found]


def _spoken_of(note: str) -> Iterator[tuple[NeedCode, str]]:
    for clause in _CLAUSES.split(note):
        denied = False
        for item in _ITEMS.split(clause):
            for code, match in _matches(item):
                # In 无慢病、残疾 the denial reaches over the list, as long as its items are bare words.
                denied = (denied and match.group() == item) or _is_denied(item, match)
                if code in _OWN_DENIAL or not denied:
                    yield code, match.group()


def _matches(item: str) -> Iterator[tuple[NeedCode, re.Match[str]]]:
    return ((code, match) for code, words in _NEEDS if (match := words.search(item)))


def _is_denied(item: str, match: re.Match[str]) -> bool:
    before, after = item[: match.start()], item[match.end() :]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after))
