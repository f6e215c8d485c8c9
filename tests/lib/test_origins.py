"""What place somebody means by a text: known, asked about, or left as it was said."""

import pytest

from linli.lib.origins import Places, short_name

TABLE = [
    ("11", "北京市"), ("1101", "市辖区"), ("110105", "朝阳区"),
    ("15", "内蒙古自治区"), ("1503", "乌海市"), ("150303", "海南区"),
    ("21", "辽宁省"), ("2108", "营口市"), ("210803", "西市区"), ("210802", "站前区"),
    ("22", "吉林省"), ("2201", "长春市"), ("220104", "朝阳区"), ("2202", "吉林市"),
    ("23", "黑龙江省"), ("2301", "哈尔滨市"), ("230103", "南岗区"), ("2310", "牡丹江市"), ("231085", "穆棱市"),
    ("231085100", "八面通镇"), ("231085100006", "和平社区居委会"), ("231085102206", "和平村委会"),
    ("44", "广东省"), ("4419", "东莞市"), ("441900", "东莞市"), ("46", "海南省"),
    ("53", "云南省"), ("5308", "普洱市"), ("530827", "孟连傣族拉祜族佤族自治县"),
]  # fmt: skip


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(TABLE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("黑龙江省哈尔滨市南岗区", "230103"),
        ("黑龙江 哈尔滨", "2301"),
        ("哈尔滨", "2301"),
        ("哈尔滨市南岗区学府路3号", "230103"),
        ("黑龙江省穆棱市八面通镇和平社区", "231085100006"),  # leaves out 牡丹江
        ("穆棱八面通", "231085100"),
        ("北京市市辖区朝阳区", "110105"),
        ("北京北京市朝阳区", "110105"),
        ("吉林市", "2202"),
        ("吉林省吉林市", "2202"),
        ("东莞", "4419"),
        ("云南孟连", "530827"),
        ("中国·辽宁-营口", "2108"),
        ("长春市某小区", "2201"),
    ],
)
def test_it_knows_a_place_that_is_told_without_doubt(places: Places, text: str, code: str) -> None:
    assert places.resolve(text).code == code


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("朝阳区", ["北京市朝阳区", "吉林省长春市朝阳区"]),
        ("吉林", ["吉林省", "吉林省吉林市"]),
        ("海南", ["内蒙古自治区乌海市海南区", "海南省"]),
        ("和平", ["黑龙江省牡丹江市穆棱市八面通镇和平社区居委会", "黑龙江省牡丹江市穆棱市和平村委会"]),
        ("站前小区3号楼", ["辽宁省营口市站前区"]),  # most likely not: one is asked about as well
    ],
)
def test_it_asks_where_it_could_be_several(places: Places, text: str, paths: list[str]) -> None:
    found = places.resolve(text)
    assert (found.code, [one.path for one in found.candidates]) == ("", paths)


@pytest.mark.parametrize("text", ["", "首尔", "老家", "姑姑家", "，", "3号楼"])
def test_it_leaves_alone_what_it_does_not_know(places: Places, text: str) -> None:
    found = places.resolve(text)
    assert (found.place, found.candidates) == (None, ())


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("哈尔滨市", "哈尔滨"),
        ("广西壮族自治区", "广西"),
        ("新疆维吾尔自治区", "新疆"),
        ("杜尔伯特蒙古族自治县", "杜尔伯特"),
        ("伊犁哈萨克自治州", "伊犁"),
        ("孟连傣族拉祜族佤族自治县", "孟连"),
        ("兴安街道", "兴安"),
        ("和平社区居民委员会", "和平"),
        ("和平村村民委员会", "和平村"),
        ("市中区", "市中"),
        ("西区", "西区"),
    ],
)
def test_people_say_a_name_without_what_it_is(name: str, short: str) -> None:
    assert short_name(name) == short
