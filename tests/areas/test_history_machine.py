"""Any sequence of changes keeps the tree whole, the sums right, and every past day as it was."""

import os
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linli.areas.actions import (
    Part,
    close_area,
    found_area,
    merge_areas,
    move_area,
    rename_area,
    split_area,
)
from linli.areas.levels import keys_under
from linli.areas.models import Area, AreaSpan
from linli.areas.tallies import figures_of, recount
from linli.core.problems import Problem
from tests.areas.invariants import DAYS, check_sums, check_tree, picture, plain
from tests.conftest import LONG_AGO, NOW, TODAY, join, place, settle

FIRST_DAY = TODAY - timedelta(days=10)
EXAMPLES = int(os.environ.get("LINLI_EXAMPLES", "8"))

# What is done, to which area, with which other one, how many days pass before, how many days back it is dated.
steps = st.tuples(
    st.sampled_from(
        ["found", "found", "settle", "settle", "rename", "move", "move", "merge", "split", "close"]
    ),
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(0, 2),
    st.sampled_from([0, 0, 0, 1, 3]),
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="LINLI_EXAMPLES" not in os.environ,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # each example is slow: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(steps, min_size=4, max_size=14))
def test_any_sequence_of_changes_keeps_the_tree_whole(db: None, sequence: list[Any]) -> None:
    with transaction.atomic():
        Small().run(sequence)
        transaction.set_rollback(True)


class Small:
    """A small city in which things happen from day to day."""

    def __init__(self) -> None:
        self.day = FIRST_DAY
        self.households = 0
        city = place("231085", "county", "穆棱市", None, playbook="muling")
        for number in (100, 101):
            town = place(f"231085{number}", "town", f"{number}镇", city, "镇")
            for n in (1, 2):
                community = place(f"{town.code}00{n}", "community", f"{number}-{n}社区", town, "居委会(社区)")
                grid = place(f"{community.code}001", "grid", "第一网格", community)
                place(f"{grid.code}001", "building", "1号楼", grid)
            place(f"{town.code}200", "community", f"{number}村", town, "村委会")

    def run(self, sequence: list[Any]) -> None:
        for what, one, other, later, back in sequence:
            self.day = min(self.day + timedelta(days=later), TODAY)
            with time_machine.travel(NOW - (TODAY - self.day)):
                self.step(what, one, other, self.day - timedelta(days=back))
        with time_machine.travel(NOW):
            check_tree()
            check_sums()
            self.recount()
            check_sums()

    def step(self, what: str, one: int, other: int, on: date) -> None:
        areas = list(Area.objects.current().select_related("parent").order_by("code"))
        area, second = areas[one % len(areas)], areas[other % len(areas)]
        before = {day: picture(day) for day in DAYS[::2] if day < on}
        before |= {self.day: {}} if what == "settle" else {}
        whole = plain(figures_of("231085", day=self.day))
        try:
            with transaction.atomic():
                self.do(what, area, second, other, on, areas)
        except Problem:
            return
        for day, then in before.items():
            assert what == "settle" or picture(day) == then, (what, area.code, on, day)
        if what != "settle":
            assert plain(figures_of("231085", day=self.day)) == whole
        check_tree()

    def do(self, what: str, area: Area, second: Area, other: int, on: date, areas: list[Area]) -> None:
        match what:
            case "found":
                level = next(iter(keys_under(area)), "")
                name = f"{'新' * (other % 2)}{len(areas)}号" if other % 3 else "1号楼"
                found_area(area, level=level, name=name, on=on, actor=None)
            case "settle":
                self.settle(area)
            case "rename":
                rename_area(area, name=second.name + "甲", on=on, actor=None)
            case "move":
                move_area(area, to=second, on=on, actor=None)
            case "merge":
                alike = [a for a in areas if a.level == area.level and a.pk != area.pk]
                into = alike[other % len(alike)] if alike else area
                name = "" if other % 2 else "合并后"
                merge_areas(
                    [area, into] if name else [area],
                    into=None if name else into,
                    name=name,
                    on=on,
                    actor=None,
                )
            case "split":
                children = [a for a in areas if a.parent_id == area.pk]
                half = len(children) // 2
                parts = [Part("东", tuple(children[:half])), Part("西", tuple(children[half:]))]
                goes_on = bool(other % 2)
                split_area(area, parts=parts[: 1 if goes_on else 2], goes_on=goes_on, on=on, actor=None)
            case "close":
                close_area(area, on=on, actor=None)

    def settle(self, area: Area) -> None:
        if len(area.code) < 12:
            return
        self.households += 1
        # Few doors, so that merges meet doors of one number.
        home = settle(area, f"1-1-{self.households % 3}", compound=f"{self.households // 3 % 2}")
        join(home, "邻居")
        recount([area.code], day=self.day)

    def recount(self) -> None:
        """Counting everything anew finds nothing that the changes had not carried along."""
        before = picture(TODAY)
        codes = Area.objects.current().filter(level="community").values_list("code", flat=True)
        recount(list(codes), day=TODAY)
        assert picture(TODAY) == before


def test_the_machine_makes_changes(db: None) -> None:
    """Guards the test above against refusing everything."""
    with time_machine.travel(NOW):
        small = Small()
        small.run([("found", n, n, 0, 0) for n in range(12)] + [("move", 3, 9, 1, 0), ("merge", 2, 7, 0, 0)])
    assert AreaSpan.objects.exclude(until_on=None).exclude(from_on__lt=LONG_AGO).exists()
    assert Area.objects.count() > 20


@pytest.mark.parametrize("sequence", [[("settle", 4, 0, 0, 0), ("merge", 4, 0, 1, 0), ("move", 3, 5, 1, 1)]])
def test_sequences_that_once_went_wrong(db: None, sequence: list[Any]) -> None:
    Small().run(sequence)
