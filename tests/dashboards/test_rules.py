"""How numbers and tiles are shown."""

import pytest

from linli.dashboards.rules import Number, hides_small, number, step_limits, step_of, tile_labels


@pytest.mark.parametrize(
    ("n", "hide_small", "shown"),
    [
        (0, True, Number("0", 0, is_zero=True)),
        (1, True, Number("<3", None)),
        (2, True, Number("<3", None)),
        (3, True, Number("3", 3)),
        (2, False, Number("2", 2)),
        (34206, True, Number("34,206", 34206)),
    ],
)
def test_small_counts_are_hidden_and_nothing_is_not(n: int, hide_small: bool, shown: Number) -> None:
    assert number(n, hide_small=hide_small) == shown


@pytest.mark.parametrize(
    ("code", "sees_rows", "hides"),
    [
        ("231085", False, False),
        ("231085100", False, False),
        ("231085100006", False, True),
        ("231085100006001", False, True),
        ("231085100006", True, False),
    ],
)
def test_they_are_hidden_below_the_township_from_whoever_cannot_open_the_rows(
    code: str, sees_rows: bool, hides: bool
) -> None:
    assert hides_small(code, sees_rows=sees_rows) is hides


def test_tiles_leave_out_what_all_names_end_in() -> None:
    names = [
        "和平社区居委会",
        "头雁社区居民委员会",
        "枯榆树村委会",
        "第一网格",
        "八面通镇",
        "3号楼",
        "北站街道办事处",
    ]
    assert tile_labels(names) == ["和平", "头雁", "枯榆树", "第一", "八面通", "3号楼", "北站"]


def test_a_village_that_shares_its_name_keeps_the_word() -> None:
    assert tile_labels(["和平社区居委会", "和平村委会", "团结村民委员会"]) == ["和平", "和平村", "团结"]


def test_a_village_of_one_character_keeps_it_too() -> None:
    assert tile_labels(["南村村委会", "北村村民委员会"]) == ["南村", "北村"]


def test_buildings_of_one_compound_are_told_apart_by_their_number() -> None:
    assert tile_labels(["水岸名都1号楼", "水岸名都12号楼", "老黑山经营所社区", "平房区"]) == [
        "1号楼",
        "12号楼",
        "老黑山",
        "平房区",
    ]


def test_a_long_name_alone_is_told_by_its_number_too() -> None:
    assert tile_labels(["和平家园1号楼", "光明小区", "第十二网格"]) == ["1号楼", "光明小", "第十二"]


def test_four_greys_share_the_different_counts() -> None:
    limits = step_limits([0, 5, 5, 9, 20, 33, 60, 61])
    assert [step_of(value, limits) for value in (0, 5, 9, 20, 33, 60, 61)] == [0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize("values", [[], [0, 0], [7], [7, 7, 7]])
def test_one_count_alone_is_light_grey(values: list[int]) -> None:
    limits = step_limits(values)
    assert [step_of(value, limits) for value in (0, 7)] == [0, 1]
