"""Which slots are filled, and who fits one: the cases are in `cases_responsibilities.toml`."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from linli.duty.rules_responsibilities import (
    Candidate,
    Place,
    is_overloaded,
    is_underused,
    misfits,
    slot_states,
    target_kind,
)
from linli.lib.playbook.base import Name, Range
from linli.lib.playbook.duty import Pattern, Slot

CASES = tomllib.loads((Path(__file__).parent / "cases_responsibilities.toml").read_text(encoding="utf-8"))[
    "case"
]
DOOR = "231085100006001003"


def slot(**values: Any) -> Slot:
    return msgspec.convert(values, Slot)


@pytest.mark.parametrize("case", CASES, ids=[one["says"].replace(" ", "_") for one in CASES])
def test_who_fits(case: dict[str, Any]) -> None:
    candidate = Candidate(
        case.get("who", "person"),
        tuple((key, code) for key, code in case.get("roles", ())),
        frozenset(case.get("knows", ())),
        frozenset(case.get("of", ())),
        case.get("load", 0),
    )
    place = Place(
        case.get("at", DOOR),
        case.get("holders", 0),
        case.get("in_it", False),
        frozenset(case.get("bodies", ())),
    )
    found = misfits(slot(**case["slot"]), candidate, place, deputy=case.get("deputy", False))
    assert [one.value for one in found] == case["misfits"]


TWO_AND_ONE = Pattern(
    key="two-and-one",
    name=Name(zh="2+1 包楼", en="Two and one"),
    target="building",
    slots=(
        slot(role="community_worker", min=2, max=2),
        slot(role="volunteer"),
        slot(role="grid_lead", min=0, max=1),
    ),
)


@pytest.mark.parametrize(
    ("holders", "short", "over"),
    [
        ({}, [2, 1, 0], [0, 0, 0]),
        ({"community_worker": 1}, [1, 1, 0], [0, 0, 0]),
        ({"community_worker": 2, "volunteer": 7}, [0, 0, 0], [0, 0, 0]),
        ({"community_worker": 3, "volunteer": 1, "grid_lead": 3}, [0, 0, 0], [1, 0, 2]),
        ({"somebody_of_an_older_playbook": 4}, [2, 1, 0], [0, 0, 0]),
    ],
)
def test_each_slot_is_short_or_over_by_itself(
    holders: dict[str, int], short: list[int], over: list[int]
) -> None:
    states = slot_states(TWO_AND_ONE, holders)
    assert [one.short for one in states] == short
    assert [one.over for one in states] == over


@pytest.mark.parametrize(
    ("target", "levels", "kind"),
    [
        ("building", ["building"], "area"),
        ("community", [], "area"),
        ("compound", ["compound", "building"], "area"),
        ("compound", ["building"], "compound"),
        ("household", ["building"], "household"),
        ("gate", [], "gate"),
        ("episode:home_quarantine", [], "episode"),
        ("organisation", [], "organisation"),
    ],
)
def test_a_compound_is_an_area_where_the_tree_has_a_level_for_it(
    target: str, levels: list[str], kind: str
) -> None:
    pattern = Pattern(key="k", name=Name(zh="某", en="k"), target=target, slots=())
    assert target_kind(pattern, levels) == kind


@pytest.mark.parametrize(
    ("load", "under", "over"),
    [(0, False, False), (4, True, False), (5, False, False), (10, False, False), (11, False, True)],
)
def test_a_load_lies_between_two_numbers(load: int, under: bool, over: bool) -> None:
    liaison = slot(role="deployed_staff", load=Range(min=5, max=10))
    assert (is_underused(liaison, load), is_overloaded(liaison, load)) == (under, over)
