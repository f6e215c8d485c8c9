"""The editions that come with Linli, and how a wrong one is refused."""

import itertools
from datetime import date, timedelta

import pytest

from linli.lib.editions import (
    EditionError,
    edition_named,
    load_editions,
    measure_named,
    national_edition_on,
    read_edition,
)
from linli.lib.editions.types import STRICTNESS
from linli.lib.playbook.problems import PlaybookError
from linli.lib.playbook.reading import read_playbook

RIGHT = """\
key = "blue_fever"
number = 1
name = { zh = "蓝热", en = "Blue fever" }
document = { zh = "办法", en = "Rules" }
from_on = 2026-11-01
source = "县疾控中心"

[[category]]
key = "contact"
name = { zh = "接触者", en = "Contact" }
source = "县疾控中心"
tests_for_release = 1
phases = [{ measure = "home_quarantine", days = 4, tests = [1, 4], if_home_unsuitable = "facility_quarantine" }]

[[zone]]
key = "red"
name = { zh = "红区", en = "Red zone" }
widest = "building"
stays = "in"
rule = { zh = "足不出户", en = "Stay in" }
days = 5
source = "县疾控中心"

[[prohibition]]
key = "own"
number = 10
name = { zh = "不准封门", en = "No door is welded shut" }
source = "县疾控中心"
"""


def test_the_editions_follow_each_other_without_a_gap() -> None:
    editions = load_editions()
    assert [one.key for one in editions] == [
        "eighth_edition", "ninth_edition", "twenty_measures", "ten_measures", "category_b",
    ]  # fmt: skip
    for before, after in itertools.pairwise(editions):
        assert before.until_on == after.from_on - timedelta(days=1)
    assert editions[-1].until_on is None


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2021, 5, 14), "eighth_edition"),
        (date(2022, 6, 27), "eighth_edition"),
        (date(2022, 6, 28), "ninth_edition"),
        (date(2022, 11, 11), "twenty_measures"),
        (date(2022, 12, 7), "ten_measures"),
        (date(2023, 1, 8), "category_b"),
        (date(2026, 11, 20), "category_b"),
    ],
)
def test_each_day_has_its_national_edition(day: date, key: str) -> None:
    assert national_edition_on(day).key == key


def test_before_the_first_edition_there_is_none() -> None:
    with pytest.raises(LookupError):
        national_edition_on(date(2021, 5, 13))


def test_every_line_says_where_it_was_read_and_in_whose_words() -> None:
    for edition in load_editions():
        for line in (*edition.categories, *edition.zones):
            assert line.source
            assert line.words
            assert line.words.zh
            assert line.words.en.isascii()


def test_what_was_not_read_is_marked() -> None:
    memory = {(e.key, c.key) for e in load_editions() for c in e.categories if c.certainty == "memory"}
    local = {(e.key, c.key) for e in load_editions() for c in e.categories if c.certainty == "local"}
    assert memory == {("eighth_edition", "inbound"), ("ninth_edition", "discharged_case")}
    assert ("ten_measures", "inbound") in local


def test_every_measure_is_known_in_words() -> None:
    for key in filter(None, STRICTNESS):
        assert measure_named(key).name.zh
    with pytest.raises(LookupError):
        measure_named("prison")


def test_the_nine_prohibitions_stand_beside_every_edition_from_their_day_on() -> None:
    for edition in load_editions():
        assert [one.number for one in edition.prohibitions[:9]] == list(range(1, 10))
    eighth = edition_named("eighth_edition")
    assert eighth
    assert eighth.prohibitions_on(date(2022, 6, 4)) == ()
    assert len(eighth.prohibitions_on(date(2022, 6, 5))) == 9


def test_an_edition_of_ones_own_keeps_the_nine_and_adds_its_own() -> None:
    found = read_edition(RIGHT, "own.toml")
    assert found.categories[0].days == 4
    assert found.prohibition("own")
    assert found.prohibition("prolong_people")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("number = 1\n", "", "number is missing"),
        ('key = "contact"', 'key = "contact"\nlenght = 3', "lenght"),
        ("days = 4", 'days = "four"', "a whole number"),
        ("days = 4", "days = 70", "out of range"),
        ("tests = [1, 4]", "tests = [4, 1]", "rise"),
        ("tests = [1, 4]", "tests = [1, 5]", "after the 4 days"),
        ("tests_for_release = 1", "tests_for_release = 3", "3 tests are needed"),
        ('"home_quarantine"', '"home_prison"', "home_prison"),
        ('"home_quarantine"', '"home_isolation"', "infected = true"),
        (
            'if_home_unsuitable = "facility_quarantine"',
            'if_home_unsuitable = "home_monitoring"',
            "only be heavier",
        ),
        ("days = 4, tests = [1, 4], ", "", "neither days nor tests"),
        ("days = 5\n", 'days = 5\ndown_to = "yellow"\n', "yellow"),
        ("days = 5\n", 'days = 5\ndown_to = "red"\n', "red"),
        ("days = 5\n", "days = 5\nreview_days = 6\n", "reviewed each 6 days"),
        ("from_on = 2026-11-01", "from_on = 2026-11-01\nuntil_on = 2026-10-31", "comes before its first"),
        ('zh = "接触者", ', "", "Chinese text"),
    ],
)
def test_a_wrong_edition_is_refused_with_its_reason(before: str, after: str, says: str) -> None:
    assert before in RIGHT
    with pytest.raises(EditionError) as refused:
        read_edition(RIGHT.replace(before, after, 1), "own.toml")
    assert says in str(refused.value)
    assert "own.toml" in str(refused.value)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = (
        RIGHT.replace("number = 1\n", "")
        .replace('widest = "building"', 'widest = "galaxy"')
        .replace("days = 4", "days = -1")
    )
    with pytest.raises(EditionError) as refused:
        read_edition(wrong, "own.toml")
    assert len(refused.value.troubles) == 3


def test_what_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(EditionError, match="line 2"):
        read_edition('key = "x"\nnumber = \n', "own.toml")


# ---- what a city adds --------------------------------------------------------------------------------------------------
CITY = """\
[city]
code = "330100"
extends = "common"
name = { zh = "甲市", en = "Alpha" }
source = "invented"

[[level]]
key = "house"
digits = 3
name = { zh = "户院", en = "house" }
place = true

[[care.local]]
key = "three-more"
name = { zh = "多三天", en = "Three days more" }
category = "spill_mid"
days = 10
basis = { zh = "县令3号", en = "Order 3" }
until_on = 2026-12-31
approved_by = "季局长"
"""


def test_a_city_may_add_days_with_basis_end_and_approver() -> None:
    (rule,) = read_playbook(CITY, "alpha.toml").care.local
    assert (rule.days, rule.until_on) == (10, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('approved_by = "季局长"', "", "approved_by"),
        ('approved_by = "季局长"', 'approved_by = "  "', "approved_by"),
        ("until_on = 2026-12-31\n", "", "until_on"),
        ('basis = { zh = "县令3号", en = "Order 3" }\n', "", "basis"),
        ('zh = "县令3号", ', "", "basis"),
    ],
)
def test_a_city_adds_nothing_without_one_of_the_three(before: str, after: str, key: str) -> None:
    with pytest.raises(PlaybookError) as refused:
        read_playbook(CITY.replace(before, after), "alpha.toml")
    assert key in str(refused.value)
