"""Words that offices put into cells: relations, who uses a dwelling, who is here, and the number plates of cars."""

import re

from linli.lib.cells import read_yes_no, text_of
from linli.lib.texts import squeeze

DITTO = frozenset(("同上", "同前", "〃", "″", "''", '"', "”", "“", "上同", "同"))


def is_ditto(cell: object) -> bool:
    return isinstance(cell, str) and squeeze(cell) in DITTO


# ---- relation to the head ------------------------------------------------------------------------
_RELATIONS: dict[str, str] = {
    word: relation
    for relation, words in {
        "head": "户主 本人 户主本人 业主 房主 户长 家长 0",
        "spouse": "配偶 妻 夫 妻子 丈夫 老婆 老公 爱人 老伴 夫妻 媳妇 1",
        "son": "子 儿 儿子 长子 次子 三子 四子 五子 独子 独生子 养子 继子 大儿子 二儿子 小儿子 2",
        "daughter": "女 女儿 长女 次女 三女 四女 五女 独女 独生女 养女 继女 大女儿 二女儿 小女儿 3",
        "grandchild": "孙 孙子 孙女 外孙 外孙女 外孙子 长孙 长孙女 曾孙 曾孙女 孙辈 重孙 重孙女 4",
        "parent": "父 母 父亲 母亲 父母 爸爸 妈妈 爸 妈 岳父 岳母 公公 婆婆 公 婆 继父 继母 养父 养母 5",
        "grandparent": "祖父 祖母 爷爷 奶奶 外祖父 外祖母 姥爷 姥姥 外公 外婆 祖辈 6",
        "sibling": "兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 兄弟姐妹 哥 兄长 7",
        "tenant": "租户 租客 承租人 租住 租房 房客 承租 租赁 租住户",
        "other": "儿媳 儿媳妇 女婿 侄 侄子 侄女 外甥 外甥女 保姆 护工 其他 其它 亲属 亲戚 朋友 同事 嫂子 弟媳 姐夫 妹夫 "
        "叔叔 伯父 姑姑 姨 舅舅 非亲属 雇员 其他亲属 8",
    }.items()
    for word in words.split()
}
_RELATION_TAIL = re.compile(r"[（(].*|[之的]$")


def read_relation(cell: object) -> str | None:
    """The relation to the head of household, as the register names it; None where the words are not known."""
    text = _RELATION_TAIL.sub("", squeeze(text_of(cell)))
    return _RELATIONS.get(text) or _RELATIONS.get(text.removeprefix("户主之").removeprefix("户主的"))


# ---- who uses the dwelling -----------------------------------------------------------------------
_OCCUPANCY = (
    ("vacant", re.compile(r"空置|空户|空房|空闲|闲置|无人|没人|未入住|未住人|^空$|未装修|毛坯|^vacant$")),
    ("rented", re.compile(r"租|^rented$")),
    ("other_use", re.compile(r"商用|商铺|门市|办公|仓库|车库|经营|公司|店|单位用房|其他用途|非住宅")),
    (
        "owner",
        re.compile(r"自住|自有|自用|自家|常住|在住|居住|户主|业主|本人|人户一致|一致|有人|产权|入住|^owner$"),
    ),
)
_NOT_RENTED = re.compile(r"(不|未|没|非)(出|承)?租")


def read_occupancy(cell: object) -> str | None:
    text = squeeze(text_of(cell)).lower()
    if not text or _NOT_RENTED.search(text):
        return "owner" if text else None
    return next((kind for kind, words in _OCCUPANCY if words.search(text)), None)


def occupancy_of_heading(heading: str, cell: object) -> str | None:
    """What a yes or no says under a heading like 是否租住 or 是否出租."""
    answer = read_yes_no(cell)
    if answer is None or "租" not in heading:
        return None
    return "rented" if answer else "owner"


_RENTED_NOTE = re.compile(r"租房|租住|租户|租客|出租|承租|租赁")


def occupancy_in_notes(text: str) -> str | None:
    return "rented" if _RENTED_NOTE.search(text) and not _NOT_RENTED.search(text) else None


# ---- who is here ---------------------------------------------------------------------------------
_PRESENCE = (
    ("deceased", re.compile(r"去世|死亡|已故|病故|过世|注销")),
    ("moved_out", re.compile(r"搬走|搬离|迁出|迁走|已搬|移居|不再居住")),
    ("away", re.compile(r"外出|在外|外地|不在|务工|打工|上学|出差|外省|离家")),
    ("living", re.compile(r"在住|在家|常住|居住|本地|在户|已返|回来|一直在")),
)


def read_presence(cell: object) -> str | None:
    """Whether the person is here, under a heading like 是否在住."""
    answer = read_yes_no(cell)
    if answer is not None:
        return "living" if answer else "away"
    text = squeeze(text_of(cell))
    return next((kind for kind, words in _PRESENCE if words.search(text)), None)


_AWAY_NOTE = re.compile(
    r"^(?:长期|常年|现|目前|暂时)?(?:外出|在外地?|不在家)(?:务工|打工|上学|居住)?[^，,。；;、]{0,12}$"
)
_GONE_NOTE = re.compile(r"^(?:已|于.{2,10})?(?:去世|死亡|病故|过世|已故)")
_MOVED_NOTE = re.compile(r"^(?:已|全家)?(?:搬走|搬离|迁出|迁走)")


def presence_in_notes(text: str) -> str | None:
    """What a remark says of whole: 外出, 去世, 搬走. A remark about something else says nothing here."""
    if _GONE_NOTE.search(text):
        return "deceased"
    if _MOVED_NOTE.search(text):
        return "moved_out"
    return "away" if _AWAY_NOTE.search(text) else None


_PLACE_WORDS = re.compile(
    r"^(?:外出|在外|在|去|到|于|现在|目前)+(?:务工|打工|上学)?|(?:务工|打工|上学|居住|工作|读书)$"
)


def place_away(text: str) -> str:
    """The place in 外出哈尔滨市 or 在上海打工; empty where none is named."""
    place = _PLACE_WORDS.sub("", text).strip("：:，, ")
    return (
        ""
        if read_yes_no(place) is not None or place in ("外地", "务工", "打工", "家", "本地")
        else place[:80]
    )


# ---- vehicles ------------------------------------------------------------------------------------
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Z][A-Z0-9]{4,6}[A-Z0-9挂学警港澳]"
)
_BETWEEN_PLATES = re.compile(r"[、,，;；/\s]+")
_DOTS = re.compile(r"[·•.\-—]")


def read_plates(cell: object) -> tuple[list[str], str]:
    """The number plates of a cell, and what in it is none."""
    plates, rest = [], []
    for part in _BETWEEN_PLATES.split(text_of(cell)):
        text = _DOTS.sub("", squeeze(part)).upper()
        if _PLATE.fullmatch(text):
            plates.append(text)
        elif text and text not in ("无", "没有", "否", "0"):
            rest.append(part)
    return plates, " ".join(rest)


NO_WORDS = frozenset(
    ("", "无", "没有", "否", "-", "--", "/", "不详", "未知", "暂无", "空", "正常", "健康", "良好", "无。")
)


def says_nothing(text: str) -> bool:
    return squeeze(text) in NO_WORDS
