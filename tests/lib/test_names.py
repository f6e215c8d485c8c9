import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.names import clean_name, pinyin_of


@pytest.mark.parametrize(
    ("written", "name", "mark"),
    [
        ("王芳", "王芳", ""),
        ("王 芳", "王芳", ""),
        ("王\u3000芳", "王芳", ""),
        (" 王\xa0\xa0芳\u200b ", "王芳", ""),
        ("王芳（户主）", "王芳", "户主"),
        ("王芳(租户)", "王芳", "租户"),
        ("王芳 (租户", "王芳", "租户"),
        ("王芳【党员】（外出）", "王芳", "党员 外出"),
        ("王芳-户主", "王芳", "户主"),
        ("王芳户主", "王芳", "户主"),
        ("户主：王芳", "王芳", "户主"),
        ("王小芳女", "王小芳", "女"),
        ("王小芳1", "王小芳", "1"),
        ("王芳女士", "王芳", "女士"),
        ("1.王芳", "王芳", ""),
        ("①王芳", "王芳", ""),
        ("★王芳", "王芳", ""),
        ("王芳*", "王芳", ""),
        ("王芳、", "王芳", ""),
        ("李先女", "李先女", ""),
        ("万户", "万户", ""),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提", ""),
        ("阿卜杜拉 • 买买提", "阿卜杜拉·买买提", ""),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提", ""),
        ("阿卜杜拉・买买提（户主）", "阿卜杜拉·买买提", "户主"),
        ("John  Smith", "John Smith", ""),
        ("Ｊｏｈｎ Smith", "John Smith", ""),
        ("岩 温 叫", "岩温叫", ""),
        ("空置", "", "空置"),
        ("空户", "", "空户"),
        ("无", "", "无"),
        ("/", "", "/"),
        ("", "", ""),
        ("𬭛㐱", "𬭛㐱", ""),
    ],
)
def test_a_name_is_tidied_and_its_mark_kept_apart(written: str, name: str, mark: str) -> None:
    assert clean_name(written) == (name, mark)


@given(st.text("王小芳丽·李 （）户主Ab.1", max_size=12))
def test_a_clean_name_has_no_space_inside_chinese(text: str) -> None:
    name = clean_name(text).name
    assert name == name.strip()
    assert not re.search("[一-鿿] | [一-鿿]", name)


@given(st.text())
def test_no_name_breaks_the_spelling(text: str) -> None:
    full, initials = pinyin_of(clean_name(text).name)
    assert len(initials) <= len(full)
    assert full.isascii()


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("王芳", "wangfang", "wf"),
        ("单淑芬", "shanshufen", "ssf"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇秀英", "qiuxiuying", "qxy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("任长霞", "renchangxia", "rcx"),
        ("查良镛", "zhaliangyong", "zly"),
        ("朴成花", "piaochenghua", "pch"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("区小凤", "ouxiaofeng", "oxf"),
        ("冼星海", "xianxinghai", "xxh"),
        ("乐嘉", "yuejia", "yj"),
        ("刘长乐", "liuchangle", "lcl"),
        ("缪建国", "miaojianguo", "mjg"),
        ("翟志刚", "zhaizhigang", "zzg"),
        ("邸春梅", "dichunmei", "dcm"),
        ("郗文广", "xiwenguang", "xwg"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("尉健行", "weijianxing", "wjx"),
        ("万俟洛", "moqiluo", "mql"),
        ("欧阳海棠", "ouyanghaitang", "oyht"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("澹台明", "tantaiming", "ttm"),
        ("卜建军", "bujianjun", "bjj"),
        ("阚清子", "kanqingzi", "kqz"),
        ("覃塘", "qintang", "qt"),
        ("吕绿", "lvlv", "ll"),
        ("沈晟", "shensheng", "ss"),
        ("王重阳", "wangchongyang", "wcy"),
        ("宁静", "ningjing", "nj"),
        ("华罗庚", "hualuogeng", "hlg"),
        ("佟丽君", "tonglijun", "tlj"),
        ("栾长顺", "luanchangshun", "lcs"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("John Smith", "johnsmith", "js"),
        ("José Núñez", "josenunez", "jn"),
        ("王Anna", "wanganna", "wa"),
        ("", "", ""),
        ("·", "", ""),
    ],
)
def test_a_name_is_spelt_as_people_say_it(name: str, full: str, initials: str) -> None:
    assert pinyin_of(name) == (full, initials)
