"""What somebody may mean who types into the search box."""

import pytest

from linli.registers.questions import Kind, questions_in


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "柴丽娟",
            [("name", "柴丽娟"), ("sound", "chailijuan"), ("beginning", "柴丽娟"), ("part", "柴丽娟")],
        ),
        (
            "柴 丽 娟",
            [("name", "柴丽娟"), ("sound", "chailijuan"), ("beginning", "柴丽娟"), ("part", "柴丽娟")],
        ),
        ("柴", [("name", "柴"), ("beginning", "柴"), ("part", "柴")]),
        (
            "ChaiLijuan",
            [("pinyin", "chailijuan"), ("pinyin_beginning", "chailijuan"), ("pinyin_part", "chailijuan")],
        ),
        (
            "chai li juan",
            [("pinyin", "chailijuan"), ("pinyin_beginning", "chailijuan"), ("pinyin_part", "chailijuan")],
        ),
        ("4108", [("phone_end", "4108"), ("door", "4108")]),
        ("004108", [("phone_end", "004108")]),
        ("15100004108", [("phone", "15100004108")]),
        ("151 0000 4108", [("phone", "15100004108")]),
        ("231085197403020426", [("document", "231085197403020426")]),
        ("E12345678", [("document", "E12345678")]),
        ("501", [("door", "501")]),
        ("3-2-501", [("door", "3-2-501")]),
        ("3号楼2单元501", [("door", "3-2-501")]),
        ("三号楼二单元501", [("door", "3-2-501")]),
        ("和平家园 501", [("door", "501")]),
        ("和平家园3-2-501", [("door", "3-2-501")]),
        ("３－２－５０１", [("door", "3-2-501")]),
    ],
)
def test_it_reads_what_is_meant(typed: str, meant: list[tuple[str, str]]) -> None:
    assert [(one.kind.value, one.text) for one in questions_in(typed)] == meant


def test_short_letters_are_initials_first() -> None:
    kinds = [one.kind for one in questions_in("CLJ")]
    assert kinds[:2] == [Kind.INITIALS, Kind.INITIALS_BEGINNING]


def test_an_old_number_is_looked_for_in_its_long_form() -> None:
    assert [one.text for one in questions_in("231085740302042")] == ["231085197403020428", "231085740302042"]


@pytest.mark.parametrize("typed", ["", "   ", "a", "1", "12", "---", "%", "'; DROP TABLE"])
def test_what_is_too_short_or_nothing_means_nothing(typed: str) -> None:
    assert [one for one in questions_in(typed) if one.kind is not Kind.DOCUMENT] == []


def test_a_very_long_text_is_cut() -> None:
    assert all(len(one.text) <= 60 for one in questions_in("柴" * 5000) if one.kind is not Kind.SOUND)


def test_the_compound_is_kept_with_the_door() -> None:
    (question,) = questions_in("和平家园 501")
    assert question.door is not None
    assert question.door.compound == "和平家园"
