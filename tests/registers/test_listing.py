"""The register's list: what is found, in which order, in a small area and in a large one alike."""

from collections.abc import Callable
from datetime import date

import pytest

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.areas.tallies import figures_of
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers import listing
from linli.registers.choices import NeedCode, Occupancy, Presence, Relation
from linli.registers.models import Contact, Household, SupportNeed
from linli.registers.wanted import Wanted
from tests.conftest import TODAY, join, place, settle

Seen = Callable[[User], Viewer]


@pytest.fixture
def street(community: Area, grid: Area, other_grid: Area, count_all: Callable[[], None]) -> Area:
    """Two grids with buildings, doors out of order, and something of everything."""
    buildings = [
        place("231085100006001001", "building", "1号楼", grid),
        place("231085100006001002", "building", "2号楼", grid),
        place("231085100006002001", "building", "12号楼", other_grid),
    ]
    for building in buildings:
        number = building.name.removesuffix("号楼")
        for at, room in enumerate(("101", "1101", "201", "102")):
            home = settle(building, f"{number}-{at % 2 + 1}-{room}", list(Occupancy)[at % 4])
            home.last_visited_on = date(2026, 11, 1 + at) if at else None
            home.save()
            if home.occupancy in (Occupancy.VACANT, Occupancy.OTHER_USE):
                continue
            head = join(
                home, f"甲{number}{'乙丙丁戊'[at]}", relation=Relation.HEAD, phone="13800006021" if at else ""
            )
            if at:
                join(home, "外出人", presence=Presence.AWAY)
                join(home, "搬走人", presence=Presence.MOVED_OUT, phone="13800001234")
            for code in (NeedCode.DIALYSIS, NeedCode.ELDER_ALONE)[: 2 - at]:
                SupportNeed.objects.create(resident=head, area=home.area, area_code=home.area_code, code=code)
    count_all()
    return community


def found(scope: Scope, page: int = 1, **asked: str) -> list[str]:
    """The doors on a page, by the address that asks for them."""
    doors = listing.Doors(scope, Wanted.read(asked), figures_of(scope.prefixes[0], day=TODAY))
    ids = doors.get_page(page).object_list
    by_id = dict(Household.everywhere.values_list("pk", "door"))
    return [by_id[pk] for pk in ids]


ALL = [
    "1-1-101", "1-1-201", "1-2-102", "1-2-1101", "2-1-101", "2-1-201", "2-2-102", "2-2-1101",
    "12-1-101", "12-1-201", "12-2-102", "12-2-1101",
]  # fmt: skip


def test_the_order_is_that_of_the_walk(street: Area) -> None:
    assert found(Scope((street.code,))) == ALL
    assert found(Scope((street.code,)), sort="-door") == ALL[::-1]


FILTERS = [
    ({"occupancy": "vacant"}, ["1-1-201", "2-1-201", "12-1-201"]),
    ({"occupancy": "unknown"}, []),
    ({"need": "any"}, ["1-1-101", "1-2-1101", "2-1-101", "2-2-1101", "12-1-101", "12-2-1101"]),
    ({"need": "elder_alone"}, ["1-1-101", "2-1-101", "12-1-101"]),
    ({"need": "language"}, []),
    ({"presence": "away"}, ["1-2-1101", "2-2-1101", "12-2-1101"]),
    ({"phone": "none"}, ["1-1-101", "2-1-101", "12-1-101"]),
]


@pytest.mark.parametrize(("asked", "doors"), FILTERS)
@pytest.mark.parametrize("small", [True, False], ids=["in a small area", "in a large area"])
def test_each_filter_finds_its_households(
    street: Area, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], doors: list[str], small: bool
) -> None:
    if not small:
        monkeypatch.setattr(listing, "SMALL", 1)
    assert found(Scope((street.code,)), **asked) == doors


@pytest.mark.parametrize("asked", [asked for asked, doors in FILTERS if doors])
@pytest.mark.parametrize("sort", ["door", "-door"])
def test_pages_of_a_large_area_go_on_where_the_last_one_ended(
    street: Area, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], sort: str
) -> None:
    whole = found(Scope((street.code,)), **asked, sort=sort)
    monkeypatch.setattr(listing, "SMALL", 1)
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    pages = [
        found(Scope((street.code,)), page, **asked, sort=sort) for page in range(1, -(-len(whole) // 2) + 1)
    ]
    assert [door for page in pages for door in page] == whole


def test_a_common_need_of_a_large_area_is_found_without_knowing_how_many(
    street: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SMALL", 1)
    monkeypatch.setattr(listing, "RARE", 1)
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    scope = Scope((street.code,))
    assert found(scope, need="elder_alone") == ["1-1-101", "2-1-101"]
    doors = listing.Doors(scope, Wanted.read({"need": "elder_alone"}), figures_of(street.code, day=TODAY))
    first, last = doors.get_page(1), doors.get_page(2)
    assert (doors.is_exact, doors.has_more_than(first), doors.has_more_than(last)) == (False, True, False)


def test_filters_are_combined_in_a_small_area(street: Area) -> None:
    asked = {"need": "any", "phone": "none", "building": "2", "compound": "和平家园"}
    assert found(Scope((street.code,)), **asked) == ["2-1-101"]


def test_a_large_area_takes_one_filter_at_a_time(street: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "SMALL", 1)
    scope = Scope((street.code,))
    assert found(scope, occupancy="vacant", need="any", building="2") == found(scope, occupancy="vacant")


def test_it_sorts_by_head_and_by_last_visit_where_rows_are_few(street: Area) -> None:
    scope = Scope((street.code + "001001",))
    assert found(scope, sort="head") == ["1-2-1101", "1-1-101", "1-1-201", "1-2-102"]
    assert found(scope, sort="visit") == ["1-1-101", "1-2-1101", "1-1-201", "1-2-102"]
    assert found(scope, sort="-visit") == ["1-2-102", "1-1-201", "1-2-1101", "1-1-101"]


def test_a_large_area_stays_in_the_order_of_doors(street: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "SMALL", 1)
    assert found(Scope((street.code,)), sort="head") == ALL


def test_a_contact_who_can_be_called_is_a_telephone(street: Area, count_all: Callable[[], None]) -> None:
    home = Household.everywhere.get(door="2-1-101")
    Contact.objects.create(
        household=home, area=home.area, area_code=home.area_code, name="邻居", phone="13800001111"
    )
    count_all()
    assert found(Scope((street.code,)), phone="none") == ["1-1-101", "12-1-101"]


def test_merged_ended_and_closed_do_not_count(street: Area, count_all: Callable[[], None]) -> None:
    SupportNeed.everywhere.filter(resident__household__door="1-1-101").update(ended_on=TODAY)
    head = Household.everywhere.get(door="2-1-101").members.get(relation=Relation.HEAD)
    other = Household.everywhere.get(door="2-2-1101").members.get(relation=Relation.HEAD)
    head.merged_into = other
    head.save()
    Household.everywhere.filter(door="12-1-101").update(closed_on=TODAY)
    count_all()
    assert found(Scope((street.code,)), need="any") == ["1-2-1101", "2-2-1101", "12-2-1101"]


def test_the_numbers_above_the_list_are_those_of_its_rows(street: Area) -> None:
    figures = figures_of(street.code, day=TODAY)
    for asked, doors in FILTERS:
        number = listing.number_in(Wanted.read(asked), figures)
        assert number in (None, len(doors))


def test_nothing_outside_the_scope_is_listed(street: Area, stranger_resident: object) -> None:
    assert found(Scope((street.code + "002",))) == ALL[8:]


@pytest.mark.parametrize(
    "asked",
    [{"occupancy": "castle"}, {"need": "gold"}, {"phone": "some"}, {"presence": "here"}, {"sort": "luck"}],
)
def test_words_that_mean_nothing_are_left_out(asked: dict[str, str]) -> None:
    assert Wanted.read(asked) == Wanted()


def test_groups_are_stairwells_with_their_whole_number(
    street: Area, township_officer: User, viewer: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 3)
    scope, wanted = Scope((street.code,)), Wanted()
    page = listing.Doors(scope, wanted, figures_of(street.code, day=TODAY)).get_page(1)
    rows = listing.households_on(page, scope, viewer(township_officer), day=TODAY)
    groups = listing.in_stairwells(rows, scope, wanted, {})
    assert [(group.words, group.number, len(group.households)) for group in groups] == [
        ("和平家园 1号楼 1单元", 2, 2), ("和平家园 1号楼 2单元", 2, 1)]  # fmt: skip
