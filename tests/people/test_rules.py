"""Who may give which role where, and who may be viewed as."""

import pytest

from linli.people.rules import Power, against_giving, is_level_of, may_manage, may_view_as, seen_as

CITY, TOWN, COMMUNITY, ELSEWHERE = "231085", "231085100", "231085100006", "231083100"
MANAGER = frozenset({"people.read", "people.write", "audit.read", "view_as"})
CLERK = frozenset({"households.read", "residents.names"})
WATCHER = frozenset({"audit.read"})


def test_it_lets_a_manager_give_a_role_in_the_own_area() -> None:
    assert against_giving(Power(CITY, CLERK), giver=Power(CITY, MANAGER)) == ""
    assert against_giving(Power(COMMUNITY, CLERK), giver=Power(CITY, MANAGER)) == ""


@pytest.mark.parametrize("area", [ELSEWHERE, "2310", "23"])
def test_it_refuses_a_role_beyond_the_own_area(area: str) -> None:
    assert against_giving(Power(area, CLERK), giver=Power(CITY, MANAGER)) == "people.outside_your_area"


def test_it_refuses_who_manages_nobody() -> None:
    assert against_giving(Power(COMMUNITY, CLERK), giver=Power(CITY, CLERK)) == "people.outside_your_area"


@pytest.mark.parametrize("power", [MANAGER, WATCHER, frozenset({"view_as"})])
def test_it_lets_nobody_make_their_own_equal_or_watcher(power: frozenset[str]) -> None:
    assert against_giving(Power(CITY, power), giver=Power(CITY, MANAGER)) == "people.role_from_above"
    assert against_giving(Power(TOWN, power), giver=Power(CITY, MANAGER)) == ""


def test_a_village_is_a_community_by_its_code() -> None:
    assert is_level_of("community", ("village",))
    assert is_level_of("community", ("community",))
    assert not is_level_of("town", ("village",))
    assert not is_level_of("village", ("community",))


def test_an_account_is_managed_only_by_who_could_have_given_all_its_roles() -> None:
    manager = Power(TOWN, MANAGER)
    assert may_manage([Power(COMMUNITY, CLERK)], manager=manager)
    assert not may_manage([Power(COMMUNITY, CLERK), Power(ELSEWHERE, CLERK)], manager=manager)
    assert not may_manage([Power(TOWN, WATCHER)], manager=manager)
    assert may_manage([], manager=manager)


def test_nobody_views_as_somebody_with_a_wider_reach() -> None:
    viewer = Power(TOWN, MANAGER)
    assert may_view_as([Power(COMMUNITY, CLERK)], viewer=viewer)
    assert not may_view_as([Power(COMMUNITY, CLERK), Power(CITY, CLERK)], viewer=viewer)
    assert not may_view_as([Power(COMMUNITY, WATCHER)], viewer=viewer)
    assert not may_view_as([Power(COMMUNITY, CLERK)], viewer=Power(TOWN, CLERK))


def test_viewing_as_somebody_opens_no_personal_data_that_was_closed() -> None:
    shown = {"households.read", "residents.names", "residents.health", "ledgers.export", "figures.read"}
    assert seen_as(shown, own=MANAGER) == {"households.read", "figures.read"}
    assert "residents.names" in seen_as(shown, own=MANAGER | {"residents.names"})
