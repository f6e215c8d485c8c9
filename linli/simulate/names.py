"""Made-up names in their real frequencies: surnames by share, given names by the fashion of the birth year."""

from random import Random

# Share of the most frequent surnames among 10,000 people (name report of the Ministry of Public Security, 2020;
# rounded), then a tail of rarer ones, so that a list does not look like ten families.
SURNAMES: dict[str, int] = {
    "王": 730, "李": 725, "张": 690, "刘": 540, "陈": 450, "杨": 310, "赵": 230, "黄": 225, "周": 210, "吴": 205,
    "徐": 170, "孙": 155, "马": 130, "胡": 130, "朱": 125, "郭": 120, "何": 115, "林": 115, "高": 105, "罗": 95,
    "郑": 90, "梁": 85, "谢": 80, "宋": 80, "唐": 75, "许": 75, "韩": 70, "邓": 68, "冯": 65, "曹": 62,
    "彭": 60, "曾": 58, "肖": 57, "田": 55, "董": 54, "潘": 52, "袁": 50, "蔡": 48, "蒋": 47, "余": 46,
    "于": 46, "杜": 45, "叶": 44, "程": 43, "魏": 42, "苏": 41, "吕": 40, "丁": 39, "任": 38, "卢": 37,
    "姚": 36, "沈": 35, "钟": 34, "姜": 34, "崔": 33, "谭": 32, "陆": 31, "范": 30, "汪": 30, "廖": 28,
    "石": 28, "金": 27, "韦": 25, "贾": 25, "夏": 24, "付": 23, "方": 22, "邹": 21, "熊": 20, "白": 20,
    "孟": 19, "秦": 19, "邱": 18, "侯": 18, "江": 17, "尹": 17, "薛": 16, "闫": 16, "段": 15, "雷": 15,
    "龙": 14, "黎": 14, "史": 14, "陶": 13, "贺": 13, "毛": 12, "郝": 12, "顾": 12, "龚": 11, "邵": 11,
    "万": 11, "覃": 10, "武": 10, "钱": 10, "戴": 10, "严": 9, "莫": 9, "孔": 9, "向": 9, "常": 8,
    "佟": 6, "关": 6, "单": 5, "仇": 4, "解": 4, "查": 4, "朴": 4, "翟": 4, "欧阳": 3, "尉迟": 1,
}  # fmt: skip

# Characters of given names by sex and by the decades in which they were in use.
GIVEN: dict[tuple[str, str], str] = {
    ("male", "old"): "国建军志德福永贵树林文宝庆玉海山金生才义忠信祥发成长春有富振清明光喜连学",
    ("female", "old"): "秀英桂兰玉珍凤淑芳素琴翠云香荣花梅霞彩莲桂春菊芝玲娥贤华巧月金",
    ("male", "middle"): "伟强勇军磊洋涛斌杰鹏辉刚平超波亮飞峰华明龙健东立新海宏利",
    ("female", "middle"): "丽娟静敏艳娜红燕玲芳萍霞娟梅颖慧莉婷雪晶莹丹晓云海波春杰文",
    ("male", "young"): "浩宇轩子涵梓睿俊泽博文昊天一诺明哲铭嘉航煜晨皓宸沐辰瑞霖逸",
    ("female", "young"): "欣怡梓涵诗雨佳琪思雅婷可馨语桐若曦一诺依梦瑶紫萱艺涵沐晴",
}

_SURNAMES = list(SURNAMES)
_WEIGHTS = list(SURNAMES.values())


def surname(rng: Random) -> str:
    return rng.choices(_SURNAMES, _WEIGHTS)[0]


def given_name(rng: Random, sex: str, birth_year: int) -> str:
    """One or two characters; one-character names are most frequent among those born from 1970 to 1995."""
    time = "old" if birth_year < 1968 else "middle" if birth_year < 1998 else "young"
    pool = GIVEN[sex, time]
    one = rng.random() < (0.35 if time == "middle" else 0.08)
    return rng.choice(pool) if one else rng.choice(pool) + rng.choice(pool)
