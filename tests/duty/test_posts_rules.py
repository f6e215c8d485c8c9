"""The rules of posts, from the case file beside this one."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.duty import rules_posts as rules
from linli.duty.rules_posts import Limit, Person, Shift, Stood, Wanted
from linli.lib.periods import SHANGHAI
from linli.lib.playbook.duty import DaysInARow, Limits
from tests.conftest import NOW

CASES = tomllib.loads((Path(__file__).parent / "posts_cases.toml").read_text(encoding="utf-8"))
LIMITS = Limits(rest_hours=11, hours_a_week=48, nights=3, consecutive_days=DaysInARow(warn=6, stop=10))
FIRST = datetime(2026, 11, 1, tzinfo=SHANGHAI)


def named(kind: str) -> Any:
    return pytest.mark.parametrize("case", CASES[kind], ids=lambda case: case["name"])


def shift(text: str) -> Shift:
    day, begins, ends = text.split()
    return rules.shift_on(
        date.fromisoformat(f"2026-{day}"), time.fromisoformat(begins), time.fromisoformat(ends)
    )


def moment(text: str | None) -> datetime | None:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI) if text else None


@named("limit")
def test_a_shift_breaks_just_the_limits_of_the_case(case: dict[str, Any]) -> None:
    have = [shift(one) for one in case["have"]]
    assert [one.limit for one in rules.broken_by(shift(case["add"]), have, LIMITS)] == case["broken"]


@named("fit")
def test_a_post_fits_or_says_why_not(case: dict[str, Any]) -> None:
    person = Person(
        frozenset(case.get("has", ())), case.get("fit", True), tuple(map(shift, case.get("have", ()))),
        tuple(map(shift, case.get("away", ()))),
    )  # fmt: skip
    wanted = Wanted(
        shift(case.get("shift", "11-20 18:00 22:00")),
        case.get("needs", ()),
        case.get("open", True),
        case.get("free", 1),
    )
    assert list(rules.fit_of(person, wanted, LIMITS, NOW).unfit) == case["unfit"]


@named("hours")
def test_hours_are_those_of_the_case(case: dict[str, Any]) -> None:
    stood = Stood(
        shift(case["shift"]), moment(case.get("came")), moment(case.get("left")), moment(case.get("mended_in")),
        moment(case.get("mended_out")),
    )  # fmt: skip
    assert rules.time_stood(stood) == timedelta(minutes=case["minutes"])
    assert rules.lacks_a_check(stood, NOW) == case.get("lacks", False)


@named("check")
def test_a_check_is_for_the_shift_of_the_case(case: dict[str, Any]) -> None:
    shifts = [shift(one) for one in case["shifts"]]
    at = moment(case["at"])
    assert at is not None
    assert rules.shift_for(at, shifts) == (shifts[case["is"]] if "is" in case else None)


@named("leave")
def test_a_check_out_is_for_the_shift_of_the_case(case: dict[str, Any]) -> None:
    stoods = [
        Stood(shift(one["shift"]), moment(one.get("in")), moment(one.get("out"))) for one in case["shifts"]
    ]
    at = moment(case["at"])
    assert at is not None
    assert rules.left_from(at, stoods) == case.get("is")


def test_a_series_has_every_shift_of_every_day() -> None:
    made = rules.series(date(2026, 11, 20), date(2026, 11, 21), [(time(8), time(16)), (time(16), time(0))])
    assert made == [
        shift(f"11-{day} {hours}") for day in (20, 21) for hours in ("08:00 16:00", "16:00 00:00")
    ]


def test_the_alarm_afterwards_tells_each_limit_once() -> None:
    shifts = [shift(f"11-{day:02} 08:00 17:00") for day in range(9, 21)]
    found = {one.limit: one.found for one in rules.broken_in(shifts, LIMITS)}
    assert found == {Limit.WEEK: 63, Limit.DAYS: 12}


def test_the_nearer_place_shares_more_digits() -> None:
    own = "231085100006001"
    codes = ["231085100006002", "231085100005", "231083100001", "141002100001", own]
    assert [rules.nearness(code, own) for code in codes] == [14, 11, 5, 0, 15]


SHIFTS = st.builds(
    lambda start, hours: Shift(FIRST + timedelta(hours=start), FIRST + timedelta(hours=start + hours)),
    st.integers(0, 30 * 24),
    st.integers(1, 14),
)


@given(st.lists(SHIFTS, max_size=12))
def test_shifts_that_were_added_one_by_one_without_a_break_break_nothing_together(
    shifts: list[Shift],
) -> None:
    taken: list[Shift] = []
    for one in shifts:
        if not [broken for broken in rules.broken_by(one, taken, LIMITS) if broken.stops]:
            taken.append(one)
    assert [one for one in rules.broken_in(taken, LIMITS) if one.stops] == []
