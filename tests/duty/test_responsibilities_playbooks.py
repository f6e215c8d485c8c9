"""The patterns of all five cities work: each is counted, each slot can be filled, and its role may be given there."""

import pytest

from linli.areas.models import Area
from linli.duty.actions.giving import Term
from linli.duty.actions.responsibilities import give_responsibility
from linli.duty.choices import TargetKind
from linli.duty.problems_responsibilities import SlotFull
from linli.duty.queries_gaps import gaps_of
from linli.duty.targets import Target, seats
from linli.lib.playbook import load_playbook, mechanism_ids, playbook_names, read_playbook
from linli.people.titles import levels_of
from linli.people.viewer import roles
from linli.registers.models import Household
from tests.conftest import TODAY, appoint

CITIES = ("linfen", "meihekou", "menglian", "muling", "qitaihe")
MECHANISMS = {f"A{number}" for number in range(1, 19)}


@pytest.mark.parametrize("name", CITIES)
def test_every_pattern_of_a_city_can_be_counted(
    name: str, city: Area, community: Area, building: Area
) -> None:
    everything = seats(load_playbook(name))
    found = gaps_of(city, everything, [], day=TODAY)
    assert [one.pattern.key for one in found] == list(dict.fromkeys(seat.pattern.key for seat in everything))


@pytest.mark.parametrize("name", CITIES)
def test_the_target_of_a_pattern_is_there_in_the_citys_tree(name: str) -> None:
    playbook = load_playbook(name)
    known = {level.key for level in playbook.levels} | {"county", "town", "community", "village"}
    for seat in seats(playbook):
        assert seat.kind != TargetKind.AREA or seat.pattern.target in known


@pytest.mark.parametrize("name", CITIES)
def test_the_role_of_a_slot_can_be_held_where_it_is_wanted(name: str) -> None:
    """At the target's level, above it or below it: otherwise nobody could ever fill the slot."""
    playbook = load_playbook(name)
    for seat in seats(playbook):
        if seat.slot.who == "person":
            role = roles()[seat.slot.role]
            assert levels_of(role, playbook), (name, seat.pattern.key, seat.slot.called)


def test_the_five_cities_carry_every_mechanism_of_responsibility() -> None:
    assert set().union(*(mechanism_ids(load_playbook(name)) for name in CITIES)) >= MECHANISMS
    assert set(CITIES) <= set(playbook_names())


SIXTH = """
[city]
code = "320482000000"
name = { zh = "乙市", en = "Beta" }
source = "the city's own plan, 2026"
extends = "common"
[[level]]
key = "grid"
name = { zh = "网格", en = "grid" }
digits = 3
under = ["community"]
place = true
[[duty.pattern]]
key = "two-for-grid"
name = { zh = "双人包格", en = "Two for each grid" }
target = "grid"
slots = [{ key = "pair", name = { zh = "包格干部", en = "Cadre" }, role = "deployed_staff", min = 2, max = 2 }]
[[duty.pattern]]
key = "five-households"
name = { zh = "一人五户", en = "One for five households" }
target = "household"
slots = [{ key = "liaison", name = { zh = "联户人", en = "Liaison" }, role = "deployed_staff", load = { min = 3, max = 5 } }]
"""


def test_a_sixth_city_works_from_a_text_alone(city: Area, grid: Area, household: Household) -> None:
    everything = seats(read_playbook(SIXTH, "beta.toml"))
    found = {one.pattern.key: one for one in gaps_of(city, everything, [], day=TODAY)}
    assert (found["two-for-grid"].targets, found["two-for-grid"].short) == (1, 1)
    assert (found["five-households"].targets, found["five-households"].short) == (1, 1)
    two = next(one for one in everything if one.pattern.key == "two-for-grid")
    target = Target(TargetKind.AREA, grid)
    for number in range(2):
        cadre = appoint(f"cadre{number}", "潘有为", "deployed_staff", grid)
        assert found["two-for-grid"].short == 1
        give_responsibility(two, target, cadre, term=Term(TODAY), actor=None)
        found = {one.pattern.key: one for one in gaps_of(city, everything, [], day=TODAY)}
    assert found["two-for-grid"].complete == 1
    third = appoint("cadre2", "关立春", "deployed_staff", grid)
    with pytest.raises(SlotFull):
        give_responsibility(two, target, third, term=Term(TODAY), actor=None)
