"""Who should answer for which household: near, shared out evenly, families together."""

import random
from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.duty.matching import Home, Matched, Person, match_households


def city(homes: int, people: int, *, seed: int = 1, families: int = 0) -> tuple[list[Home], list[Person]]:
    rng = random.Random(seed)
    side = 10_000 * (homes / 9_200) ** 0.5
    places = [(rng.uniform(0, side), rng.uniform(0, side)) for _ in range(homes)]
    for number in range(0, families * 2, 2):
        places[number + 1] = places[number]
    made = [
        Home(f"h{n}", x, y, f"door {n // 2}" if n < families * 2 else "") for n, (x, y) in enumerate(places)
    ]
    return made, [Person(f"p{n}", rng.uniform(0, side), rng.uniform(0, side)) for n in range(people)]


def loads(matched: Matched) -> Counter[str]:
    return Counter(person for _, person in matched.pairs)


def check(matched: Matched, homes: list[Home], people: list[Person]) -> None:
    """Every home once, given away or left out; nobody over their most; a group at one person."""
    given_away = dict(matched.pairs)
    assert len(given_away) == len(matched.pairs)
    assert sorted([*given_away, *(one.home for one in matched.left_out)]) == sorted(one.key for one in homes)
    for one in people:
        assert loads(matched)[one.key] <= max(one.most - one.has, 0)
    for group in {home.group for home in homes if home.group}:
        assert len({given_away.get(home.key) for home in homes if home.group == group}) == 1


def test_it_gives_everybody_between_five_and_ten_homes_close_to_the_best() -> None:
    homes, people = city(900, 123)
    matched = match_households(homes, people)
    check(matched, homes, people)
    assert set(loads(matched).values()) <= set(range(5, 11))
    assert len(loads(matched)) == 123
    assert matched.gap is not None
    assert matched.gap < 0.02


def test_it_keeps_families_together() -> None:
    homes, people = city(900, 123, families=150)
    matched = match_households(homes, people)
    check(matched, homes, people)
    assert not matched.left_out


def test_it_gives_less_to_somebody_who_has_homes_already() -> None:
    homes = [Home(f"h{n}", n, 0) for n in range(8)]
    matched = match_households(homes, [Person("busy", 0, 0, has=7), Person("free", 50, 0)])
    assert loads(matched)["busy"] <= 3
    assert loads(matched)["free"] >= 5


def test_it_says_how_much_room_is_missing() -> None:
    homes, people = city(230, 20)
    matched = match_households(homes, people)
    check(matched, homes, people)
    assert matched.missing_room == 30
    assert [one.why for one in matched.left_out] == ["nobody_near"] * 30
    assert set(loads(matched).values()) == {10}


def test_it_says_who_gets_too_few_when_there_are_too_few_homes() -> None:
    homes, people = city(42, 10)
    matched = match_households(homes, people)
    check(matched, homes, people)
    assert matched.missing_homes == 8
    assert sum(matched.too_few.values()) >= 8
    assert not matched.left_out


@pytest.mark.parametrize(
    ("home", "people", "why"),
    [
        (Home("h", None, None), [Person("p", 0, 0)], "no_place"),
        (Home("h", 0, 0), [], "nobody"),
        (Home("h", 0, 0), [Person("p", None, 0)], "nobody"),
        (Home("h", 0, 0), [Person("p", 0, 0, has=10)], "nobody"),
    ],
)
def test_it_says_why_a_home_is_left_out(home: Home, people: list[Person], why: str) -> None:
    matched = match_households([home], people)
    assert [(one.home, one.why) for one in matched.left_out] == [("h", why)]
    assert not matched.pairs


def test_a_group_that_is_too_big_for_anybody_is_left_out_whole() -> None:
    homes = [Home(f"h{n}", 0, 0, "clan") for n in range(11)]
    matched = match_households(homes, [Person("p", 0, 0)])
    assert {one.why for one in matched.left_out} == {"group_too_big"}
    assert len(matched.left_out) == 11


def test_it_moves_homes_on_so_that_nobody_is_left_out_for_want_of_room_nearby() -> None:
    homes = [Home(f"h{n}", 0, 0) for n in range(30)]
    people = [Person("near", 0, 1), Person("farther", 0, 500), Person("far", 0, 5_000)]
    matched = match_households(homes, people)
    check(matched, homes, people)
    assert loads(matched) == {"near": 10, "farther": 10, "far": 10}


@settings(max_examples=25, deadline=None)
@given(
    homes=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6),
    people=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=3),
)
def test_small_cases_are_as_short_as_the_best_of_all(
    homes: list[tuple[int, int]], people: list[tuple[int, int]]
) -> None:
    made = [Home(f"h{n}", x, y) for n, (x, y) in enumerate(homes)]
    crowd = [Person(f"p{n}", x, y, lowest=0, most=3) for n, (x, y) in enumerate(people)]
    matched = match_households(made, crowd, metres_a_home=0.0)
    check(matched, made, crowd)
    if len(made) > 3 * len(crowd):
        assert matched.missing_room == len(made) - 3 * len(crowd)
        return
    best = min(
        sum(((h.x - p.x) ** 2 + (h.y - p.y) ** 2) ** 0.5 for h, p in zip(made, chosen, strict=True))
        for chosen in product(crowd, repeat=len(made))
        if max(Counter(chosen).values()) <= 3
    )
    assert matched.metres * len(made) == pytest.approx(best, abs=1e-6)
