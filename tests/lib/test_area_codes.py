"""Statistical codes, prefix codes, ranges and free numbers."""

import csv
from pathlib import Path

import pytest

from linli.lib.area_codes import (
    AreaCodeError,
    county_of,
    is_within,
    kind_of_community,
    kind_of_town,
    next_code,
    parent_prefix,
    prefix,
    range_end,
    statistical,
    statutory_level,
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("230000000000", "23"),
        ("230900000000", "2309"),
        ("231085000000", "231085"),
        ("231085100000", "231085100"),
        ("231085100001", "231085100001"),
        # A city without counties: its own code, then a town and a community in it.
        ("441900000000", "4419"),
        ("441900003000", "441900003"),
        ("441900003001", "441900003001"),
        # The six- and nine-digit forms of older tables.
        ("230900", "2309"),
        ("230000", "23"),
        ("231085000", "231085"),
        # A town whose number ends in zero keeps its zero.
        ("231085110000", "231085110"),
        ("231080000000", "231080"),
    ],
)
def test_it_keeps_only_the_significant_digits(code: str, expected: str) -> None:
    assert prefix(code) == expected


@pytest.mark.parametrize(
    "code", ["23", "2309", "231085", "231085100", "231085100001", "231085100001000", "2310851000010"]
)
def test_it_leaves_a_prefix_as_it_is(code: str) -> None:
    assert prefix(code) == code


@pytest.mark.parametrize("code", ["2", "231", "23108", "23108510000", "2310851000"])
def test_it_refuses_a_length_that_no_level_has(code: str) -> None:
    with pytest.raises(AreaCodeError, match="2, 4, 6, 9 or 12 digits"):
        prefix(code)


@pytest.mark.parametrize("code", ["23108510000X", "２３１０８５", "23 1085", "-31085", "穆棱市", "²³", ""])
def test_it_refuses_anything_but_plain_digits(code: str) -> None:
    with pytest.raises(AreaCodeError, match="digits only"):
        prefix(code)


@pytest.mark.parametrize("code", ["00", "0000", "000000000000"])
def test_it_refuses_a_code_of_zeros(code: str) -> None:
    with pytest.raises(AreaCodeError, match="names no area"):
        prefix(code)


@pytest.mark.parametrize(
    "code", ["230000000000", "230900000000", "231085000000", "231085100000", "231085100001"]
)
def test_it_pads_a_prefix_back_to_the_statistical_code(code: str) -> None:
    assert statistical(prefix(code)) == code


def test_it_has_no_statistical_code_below_the_community() -> None:
    with pytest.raises(AreaCodeError, match="Use the code of its community"):
        statistical("231085100001001")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("23", "province"),
        ("2309", "city"),
        ("230900000000", "city"),
        ("231085", "county"),
        ("231085100", "town"),
        ("231085100001", "community"),
        ("231085100001001", None),
    ],
)
def test_it_names_the_statutory_level(code: str, level: str | None) -> None:
    assert statutory_level(code) == level


@pytest.mark.parametrize(
    ("code", "parent"),
    [
        ("23", None),
        ("2309", "23"),
        ("231085", "2310"),
        ("231085100", "231085"),
        ("231085100001", "231085100"),
        ("441900003", "4419"),
        ("441900003000", "4419"),
    ],
)
def test_it_names_the_parent(code: str, parent: str | None) -> None:
    assert parent_prefix(code) == parent


@pytest.mark.parametrize(
    ("code", "county"),
    [("231085100001001", "231085"), ("231085", "231085"), ("2310", "2310"), ("23", "23")],
)
def test_its_county_is_above_it_or_the_area_itself(code: str, county: str) -> None:
    assert county_of(code) == county


def test_it_does_not_guess_a_parent_below_the_community() -> None:
    with pytest.raises(AreaCodeError, match="Ask the area tree"):
        parent_prefix("231085100001001")


def test_its_range_holds_everything_within_and_nothing_beside() -> None:
    inside = ["231085", "231085000", "231085100001", "231085999999999"]
    outside = ["23108", "2310", "231084999999", "231086", "24"]
    start, end = prefix("231085000000"), range_end("231085000000")
    assert all(start <= code < end for code in inside)
    assert not any(start <= code < end for code in outside)


@pytest.mark.parametrize(
    ("code", "scope", "within"),
    [
        ("231085100001", "231085", True),
        ("231085100001", "231085000000", True),
        ("231085100001", "231085100001", True),
        ("231085100001003", "231085100001", True),
        ("231085100001", "231085100001003", False),
        ("231085100001", "2309", False),
        ("231085000000", "231085100000", False),
    ],
)
def test_it_says_whether_an_area_lies_in_a_scope(code: str, scope: str, within: bool) -> None:
    assert is_within(code, scope) is within


def test_it_starts_numbering_at_one() -> None:
    assert next_code("231085100001", set(), 3) == "231085100001001"


def test_it_takes_the_number_after_the_highest_and_leaves_gaps() -> None:
    taken = {"231085100001001", "231085100001007"}
    assert next_code("231085100001", taken, 3) == "231085100001008"


def test_it_looks_only_at_codes_of_the_same_level_under_the_same_parent() -> None:
    taken = {"23108510000100199", "231085100002050", "231085100001"}
    assert next_code("231085100001", taken, 3) == "231085100001001"


def test_it_fills_a_gap_when_the_last_number_is_taken() -> None:
    assert next_code("231085100001", {"2310851000011", "2310851000019"}, 1) == "2310851000012"


def test_it_refuses_when_every_number_is_taken() -> None:
    taken = {f"231085100001{number:02d}" for number in range(1, 100)}
    with pytest.raises(AreaCodeError, match="All 99 numbers under 231085100001 are taken"):
        next_code("231085100001", taken, 2)


def test_it_refuses_a_level_without_digits() -> None:
    with pytest.raises(AreaCodeError, match="at least one digit"):
        next_code("231085100001", set(), 0)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("230902031000", "subdistrict"),
        ("231085100000", "town"),
        ("230921200000", "township"),
        ("231085400000", "enterprise_area"),
        ("231085400401", "enterprise_area"),
        ("231085600000", None),
        ("231085", None),
    ],
)
def test_it_tells_the_kind_of_a_town(code: str, key: str | None) -> None:
    kind = kind_of_town(code)
    assert (kind.key if kind else None) == key


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("231085100001", "residents_committee"),
        ("231085100001002", "residents_committee"),
        ("231085100201", "villagers_committee"),
        ("231085400401", "like_residents_committee"),
        ("230902100505", "like_villagers_committee"),
        ("231085100499", None),
        ("231085100", None),
    ],
)
def test_it_tells_the_kind_of_a_community(code: str, key: str | None) -> None:
    kind = kind_of_community(code)
    assert (kind.key if kind else None) == key


def test_it_marks_the_ranges_that_no_published_text_confirmed() -> None:
    town, community = kind_of_town("231085100000"), kind_of_community("231085100001")
    assert town
    assert town.verified
    assert community
    assert not community.verified


DIVISIONS = Path(__file__).parents[2] / "linli" / "playbooks" / "divisions"


def test_every_row_of_the_real_tables_agrees_on_level_parent_and_kind() -> None:
    kinds = {
        "街道": {"subdistrict"},
        "镇": {"town"},
        "乡": {"township"},
        "其他": {"enterprise_area"},
        "居委会(社区)": {"residents_committee", "like_residents_committee"},
        "村委会": {"villagers_committee"},
        "其他(林场/农场/开发区等)": {"like_villagers_committee"},
    }
    tables = sorted(DIVISIONS.glob("division_*.csv"))
    assert len(tables) >= 3
    for path in tables:
        with path.open(encoding="utf-8-sig", newline="") as table:
            for row in csv.DictReader(table):
                code, level = row["code"], row["level"]
                assert statutory_level(code) == {"village": "community"}.get(level, level)
                assert statistical(prefix(code)) == code
                if row["parent_code"]:
                    assert parent_prefix(code) == prefix(row["parent_code"])
                if level in ("town", "village"):
                    kind = kind_of_town(code) if level == "town" else kind_of_community(code)
                    assert kind is not None, row
                    assert kind.key in kinds[row["kind"]], row
