"""How characters are read in names, where that differs from their everyday reading."""

import re

_PAIR = re.compile(r"(\S)([a-z]+)")


def _readings(text: str) -> dict[str, str]:
    return dict(_PAIR.findall(text))


# Read so as a surname. Where two readings are in use, the one that more families use.
SURNAMES = _readings(
    "单shan 單shan 解xie 查zha 朴piao 盖ge 蓋ge 区ou 區ou 洗xian 乐yue 樂yue 繆miao 秘bi 黑he 召shao "
    "员yun 員yun 贠yun 佴nai 折she 繁po 种chong 覃qin 祭zhai 句gou 郇xun 能nai 乜nie 颉xie 炅gui "
    "粘nian 不fou 适kuo 乘sheng 参shen 降xiang 沓ta"
)

# Read so in given names.
GIVEN_NAMES = _readings(
    "晟sheng 长chang 莞wan 厦xia 重chong 没mo 俟si 调tiao 着zhuo 都du 曾zeng 说yue 卜bu 阚kan 藏zang "
    "么yao 薄bo 隗wei 缪miao 翟zhai 仇qiu 弹tan"
)

# Two characters that are one surname and are read otherwise together.
COMPOUNDS = {
    "尉迟": ("yu", "chi"),
    "尉遲": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"),
    "子车": ("zi", "ju"),
    "令狐": ("ling", "hu"),
    "谷梁": ("gu", "liang"),
    "乐正": ("yue", "zheng"),
    "宰父": ("zai", "fu"),
    "贺若": ("he", "ruo"),
}
