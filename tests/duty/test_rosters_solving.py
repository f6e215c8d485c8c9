"""The roster: full where it can be, fair, within every limit, and honest about what it cannot do.

Every roster is judged by a checker that knows nothing of the solver.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.duty.rules_posts import Shift
from linli.duty.solving import Demand, Limits, Line, Solution, Why, Worker, solve_roster
from linli.lib.periods import SHANGHAI
from tests.duty.roster_checker import wrong_with

MONDAY = datetime(2022, 3, 7, tzinfo=SHANGHAI)
LIMITS = Limits(rest_hours=11, hours_a_week=48, nights=3, days_in_a_row=6)


def shift(day: int, hour: int, hours: int = 8) -> Shift:
    begins = MONDAY + timedelta(days=day, hours=hour)
    return Shift(begins, begins + timedelta(hours=hours))


def demand(key: str, day: int, hour: int, **more: Any) -> Demand:
    return Demand(**{"key": key, "place": "gate", "zone": "z", "shift": shift(day, hour)} | more)


def worker(key: str, **more: Any) -> Worker:
    return Worker(**{"key": key, "zones": ("z",), "available": (shift(-1, 0, 24 * 16),)} | more)


def around_the_clock(days: int = 7, gates: int = 1) -> list[Demand]:
    return [
        demand(f"g{gate} d{day} h{hour}", day, hour, place=f"g{gate}")
        for gate in range(gates)
        for day in range(days)
        for hour in (0, 8, 16)
    ]


def solved(demands: list[Demand], workers: list[Worker], limits: Limits = LIMITS, **more: Any) -> Solution:
    solution = solve_roster(demands, workers, limits, **more)
    if solution.is_possible:
        assert wrong_with(demands, workers, limits, solution.lines, fixed=more.get("fixed", ())) == []
        missing = sum(one.missing for one in solution.unfilled)
        assert len(solution.lines) + missing == sum(one.headcount for one in demands)
    return solution


def test_a_gate_around_the_clock_is_filled_and_the_hours_are_shared_out() -> None:
    solution = solved(around_the_clock(), [worker(f"w{n}") for n in range(6)])
    assert not solution.unfilled
    assert max(solution.hours.values()) - min(solution.hours.values()) <= 8
    assert solution.gap <= 0.01


def test_the_checker_refuses_what_breaks_a_limit() -> None:
    """A checker that accepts everything would prove nothing."""
    demands = [demand("a", 0, 0), demand("b", 0, 16), demand("c", 1, 0), demand("d", 0, 0, zone="elsewhere")]
    people = [worker("w"), worker("q", available=(shift(0, 0, 4),))]
    assert wrong_with(demands, people, LIMITS, [Line("a", "w"), Line("b", "w")])
    assert wrong_with(demands, people, LIMITS, [Line("b", "w"), Line("c", "w")])
    assert wrong_with(demands, people, LIMITS, [Line("a", "q")])
    assert wrong_with(demands, people, LIMITS, [Line("d", "w")])
    assert wrong_with(demands, people, LIMITS, [Line("a", "w"), Line("a", "w")])
    assert wrong_with(demands, people, LIMITS, [], fixed=[Line("a", "w")])
    assert not wrong_with(demands, people, LIMITS, [Line("a", "w"), Line("c", "w")])


def test_nobody_comes_in_the_morning_after_a_night_even_where_no_rest_is_asked() -> None:
    limits = Limits(rest_hours=0, hours_a_week=100, nights=7, days_in_a_row=7)
    demands = [demand("night", 0, 22), demand("morning", 1, 6)]
    solution = solved(demands, [worker("w")], limits)
    assert [(one.missing, one.chief) for one in solution.unfilled] == [(1, Why.MORNING)]


@pytest.mark.parametrize(
    ("limits", "chief"),
    [
        (Limits(hours_a_week=16, nights=7), Why.WEEK),
        (Limits(hours_a_week=100, nights=2), Why.NIGHTS),
        (Limits(hours_a_week=100, nights=7, days_in_a_row=2), Why.DAYS),
    ],
)
def test_it_names_the_limit_that_leaves_a_place_empty(limits: Limits, chief: Why) -> None:
    solution = solved([demand(f"d{day}", day, 0) for day in range(3)], [worker("w")], limits)
    assert [one.chief for one in solution.unfilled] == [chief]
    assert solution.unfilled[0].why == {chief: 1}


def test_it_says_who_lacks_what_for_a_place_that_nobody_can_take() -> None:
    people = [
        worker("no doctor"),
        worker("elsewhere", zones=("far",), qualifications=frozenset({"doctor"})),
        worker("asleep", available=(shift(0, 8),), qualifications=frozenset({"doctor"})),
    ]
    solution = solved([demand("d", 0, 0, qualifications=frozenset({"doctor"}))], people)
    assert solution.unfilled[0].why == {Why.QUALIFICATION: 1, Why.ZONE: 1, Why.AVAILABILITY: 1}
    assert solution.unfilled[0].chief == Why.AVAILABILITY


def test_times_that_touch_are_one_time_and_absence_stands_above_it() -> None:
    halves = (shift(0, 4, 8), shift(0, 0, 4))
    assert solved([demand("d", 0, 0)], [worker("w", available=halves)]).lines
    away = worker("w", away=(shift(0, 3, 1),))
    assert solved([demand("d", 0, 0)], [away]).unfilled[0].chief == Why.AVAILABILITY


def test_who_stood_more_in_the_last_weeks_comes_less_now() -> None:
    people = [worker("tired", past_hours=40), worker("rested"), worker("fresh")]
    solution = solved([demand(f"d{day}", day, 8) for day in range(6)], people)
    assert solution.hours["tired"] < solution.hours["rested"]
    assert solution.hours["rested"] == solution.hours["fresh"]


def test_shifts_elsewhere_count_for_rest_hours_and_days() -> None:
    busy = worker("w", stands=(shift(-1, 16), *(shift(day, 8) for day in range(1, 5))))
    demands = [demand("after the evening", 0, 0), demand("sixth", 5, 8), demand("seventh", 6, 8)]
    assert [line.demand for line in solved(demands, [busy]).lines] == ["sixth", "seventh"]
    assert len(solved(demands, [busy], Limits(hours_a_week=40)).lines) == 1
    assert len(solved(demands, [busy], Limits(days_in_a_row=5)).lines) == 1


def test_a_wish_is_met_where_it_can_be() -> None:
    demands = [demand(f"d{day}", day, 8) for day in range(4)]
    people = [worker("wishes", wishes=(shift(2, 8),)), worker("other")]
    assert Line("d2", "wishes") in solved(demands, people).lines


def test_what_was_fixed_stays_whatever_the_availability() -> None:
    asleep = worker("asleep", available=())
    solution = solved([demand("d", 0, 0)], [asleep, worker("awake")], fixed=[Line("d", "asleep")])
    assert solution.lines == [Line("d", "asleep")]


@pytest.mark.parametrize(
    ("fixed", "why"),
    [
        ([Line("d0", "w"), Line("d16", "w")], Why.DAY),
        ([Line("d16", "w"), Line("next", "w")], Why.REST),
        ([Line("doctor", "w")], Why.QUALIFICATION),
        ([Line("d0", "w"), Line("d0", "v")], Why.FULL),
        ([Line("d0", "nobody")], Why.UNKNOWN),
    ],
)
def test_fixed_lines_that_collide_are_named_and_nothing_is_solved(fixed: list[Line], why: Why) -> None:
    demands = [
        demand("d0", 0, 0), demand("d16", 0, 16), demand("next", 1, 0),
        demand("doctor", 3, 0, qualifications=frozenset({"doctor"})),
    ]  # fmt: skip
    solution = solved(demands, [worker("w"), worker("v")], fixed=fixed)
    assert not solution.is_possible
    assert [(one.demand, one.worker, one.why) for one in solution.collisions] == [(*fixed[-1], why)]
    assert not solution.lines


def test_a_sick_call_moves_few_people() -> None:
    demands, people = around_the_clock(gates=4), [worker(f"w{n}") for n in range(24)]
    first = solved(demands, people)
    sick = first.lines[0].worker
    lost = [line for line in first.lines if line.worker == sick]
    again = solved(demands, [one for one in people if one.key != sick], before=first.lines)
    assert not again.unfilled
    assert not [line for line in again.lines if line.worker == sick]
    assert again.moved <= len(lost) + 2


def test_it_says_how_far_it_is() -> None:
    said: list[tuple[str, int, int]] = []
    solved([demand("d", 0, 0)], [worker("w")], progress=lambda *step: said.append(step))
    assert [step for step, _, _ in said] == ["reading", "solving", "placing", "explaining", "explaining"]
    assert said[-1][1] == said[-1][2]


def test_nothing_wanted_or_nobody_there_is_no_error() -> None:
    assert not solved([], [worker("w")]).lines
    assert solved([demand("d", 0, 0, headcount=3)], []).unfilled[0].missing == 3


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_small_week_is_within_the_limits_and_as_full_as_it_can_be(data: st.DataObject) -> None:
    starts = st.tuples(
        st.integers(0, 8), st.sampled_from([0, 6, 8, 14, 16, 20, 22]), st.sampled_from([6, 8, 12])
    )
    wanted = data.draw(st.lists(starts, min_size=1, max_size=5))
    demands = [
        demand(f"d{n}", day, hour, shift=shift(day, hour, hours), zone=data.draw(st.sampled_from("yz")))
        for n, (day, hour, hours) in enumerate(wanted)
    ]
    people = [
        worker(
            f"w{n}",
            zones=tuple(data.draw(st.sampled_from(["z", "yz"]))),
            away=tuple(shift(*one) for one in data.draw(st.lists(starts, max_size=2))),
            stands=tuple(shift(day, 8) for day in data.draw(st.sets(st.integers(-2, 2), max_size=2))),
        )
        for n in range(data.draw(st.integers(1, 2)))
    ]
    limits = Limits(
        rest_hours=data.draw(st.sampled_from([0, 11])), hours_a_week=24, nights=1, days_in_a_row=3
    )
    solution = solved(demands, people, limits)
    assert len(solution.lines) == _fullest(demands, people, limits)


def _fullest(demands: list[Demand], people: list[Worker], limits: Limits) -> int:
    """By trying everything, with the checker alone."""
    rosters: list[list[Line]] = [[]]
    for one in demands:
        longer = [[*lines, Line(one.key, who.key)] for lines in rosters for who in people]
        rosters += [lines for lines in longer if not wrong_with(demands, people, limits, lines)]
    return max(len(lines) for lines in rosters)


def test_the_days_of_the_fixture_are_what_they_seem() -> None:
    assert MONDAY.date() == date(2022, 3, 7)
    assert MONDAY.weekday() == 0
