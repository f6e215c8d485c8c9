"""Sharing a list out: evenly, the same way every time, known places first, households together."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.area_codes import is_within
from linli.rounds.spreading import Item, spread

GRIDS = [f"231085100006{n:03}" for n in range(1, 8)]
COMMUNITY, OTHER = "231085100006", "231085100005"
targets = st.lists(st.sampled_from(GRIDS), min_size=1, unique=True)
places = st.sampled_from(["", "", "", COMMUNITY, OTHER, *GRIDS, GRIDS[0] + "003"])
households = st.sampled_from(["", "", "", "a", "b", "c"])


def items(place: st.SearchStrategy[str], household: st.SearchStrategy[str]) -> st.SearchStrategy[list[Item]]:
    one = st.tuples(household, place)
    return st.lists(one, max_size=60).map(lambda rows: [Item(n, *row) for n, row in enumerate(rows, 1)])


@given(items(st.just(""), st.just("")), targets)
def test_rows_that_stand_alone_are_balanced_to_within_one(rows: list[Item], grids: list[str]) -> None:
    load = Counter(spread(rows, grids).values())
    numbers = [load[code] for code in grids]
    assert max(numbers) - min(numbers) <= 1


@given(items(st.just(""), households), targets)
def test_with_households_no_grid_has_more_than_one_household_more(rows: list[Item], grids: list[str]) -> None:
    load = Counter(spread(rows, grids).values())
    largest = max(Counter(row.household or str(row.number) for row in rows).values(), default=0)
    numbers = [load[code] for code in grids]
    assert max(numbers) - min(numbers) <= max(largest, 1)


@given(items(places, households), targets)
def test_every_row_goes_somewhere_and_a_household_stays_together(rows: list[Item], grids: list[str]) -> None:
    going = spread(rows, grids)
    assert going.keys() == {row.number for row in rows}
    for name in {"a", "b", "c"}:
        assert len({going[row.number] for row in rows if row.household == name}) <= 1


@given(items(places, st.just("")), targets)
def test_a_row_that_names_a_place_goes_there(rows: list[Item], grids: list[str]) -> None:
    going = spread(rows, grids)
    for row in rows:
        if row.goes_to:
            there = going[row.number]
            assert is_within(there, row.goes_to) or is_within(row.goes_to, there)


@given(items(places, households), targets, st.randoms())
def test_the_order_of_rows_and_grids_does_not_matter(
    rows: list[Item], grids: list[str], chance: object
) -> None:
    again, other = list(rows), list(grids)
    chance.shuffle(again)  # type: ignore[attr-defined]
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert spread(again, other) == spread(rows, grids)


def test_a_place_that_was_not_chosen_still_keeps_its_rows() -> None:
    assert spread([Item(1, goes_to=OTHER + "001003")], GRIDS[:2]) == {1: OTHER}


def test_a_community_that_is_named_is_filled_evenly_and_the_rest_evens_out() -> None:
    rows = [Item(n, goes_to=GRIDS[0]) for n in (1, 2)] + [Item(n) for n in (3, 4, 5, 6)]
    assert Counter(spread(rows, GRIDS[:2]).values()) == {GRIDS[0]: 3, GRIDS[1]: 3}


def test_nowhere_to_go_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        spread([Item(1)], [])
