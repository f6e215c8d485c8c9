"""Founding areas, one by one and many at once."""

import pytest

from linli.areas.actions import close_area, found_area, found_places, move_area, rename_area
from linli.areas.models import Area
from linli.areas.past import area_on, events_of
from linli.areas.problems import (
    CodesExhausted,
    CodeUnfit,
    FutureDay,
    NameMissing,
    NoPlaybook,
    NotOpen,
    TooEarly,
    TreeChanged,
    WrongLevel,
)
from linli.people.models import User
from tests.areas.conftest import DAY, LAST_TUESDAY
from tests.areas.invariants import check_tree
from tests.conftest import LONG_AGO, TODAY, place


def test_a_grid_gets_the_playbooks_digits(community: Area, grid: Area) -> None:
    new = found_area(community, level="grid", name="第二网格", on=TODAY, actor=None)
    assert (new.code, new.level, new.parent) == ("231085100006002", "grid", community)
    check_tree()


def test_a_villagers_group_has_two_digits(village: Area) -> None:
    assert found_area(village, level="group", name="一组", on=TODAY, actor=None).code == "23108510020001"


def test_it_begins_on_its_day(community: Area) -> None:
    new = found_area(community, level="grid", name="第二网格", on=LAST_TUESDAY, actor=None)
    assert area_on(new, LAST_TUESDAY - DAY) is None
    assert area_on(new, LAST_TUESDAY).name == "第二网格"


def test_the_same_name_under_the_same_parent_is_the_same_area(grid: Area, building: Area) -> None:
    for name in ("3号楼", "3栋", "３", "三号楼", "3#"):
        assert found_area(grid, level="building", name=name, on=TODAY, actor=None) == building
    assert Area.objects.filter(parent=grid).count() == 1


def test_a_bare_number_gets_the_word_of_its_level(grid: Area, building: Area) -> None:
    assert found_area(grid, level="building", name="12.", on=TODAY, actor=None).name == "12."
    assert found_area(grid, level="building", name="14", on=TODAY, actor=None).name == "14号楼"
    assert found_area(building, level="stairwell", name=" 2 ", on=TODAY, actor=None).name == "2单元"


def test_a_community_is_numbered_by_its_kind(town: Area, community: Area, village: Area) -> None:
    new = found_area(town, level="community", name="新建社区", kind="居委会(社区)", on=TODAY, actor=None)
    other = found_area(town, level="community", name="新建村委会", kind="村委会", on=TODAY, actor=None)
    assert (new.code, other.code) == ("231085100007", "231085100201")


def test_the_states_own_code_may_be_given(town: Area) -> None:
    new = found_area(town, level="community", name="新建社区", code="231085100044", on=TODAY, actor=None)
    assert new.code == "231085100044"


@pytest.mark.parametrize("code", ["231085101044", "231085100000", "2310851000441", "abc", "231085100006"])
def test_it_refuses_a_code_that_does_not_fit(town: Area, community: Area, code: str) -> None:
    with pytest.raises(CodeUnfit):
        found_area(town, level="community", name="新建社区", code=code, on=TODAY, actor=None)


def test_it_says_who_and_why(community: Area, administrator: User) -> None:
    new = found_area(community, level="grid", name="第九网格", on=TODAY, actor=administrator, reason="人多了")
    change = events_of(new)[0].change
    assert (change.kind, change.by_name, change.reason) == ("founded", "管理员", "人多了")


def test_it_refuses_what_the_playbook_does_not_know(
    community: Area, village: Area, town: Area, grid: Area
) -> None:
    for parent, level in ((community, "building"), (village, "grid"), (town, "grid"), (grid, "group")):
        with pytest.raises(WrongLevel):
            found_area(parent, level=level, name="甲", on=TODAY, actor=None)


def test_it_names_the_levels_that_may_stand_there(grid: Area) -> None:
    with pytest.raises(WrongLevel) as refused:
        found_area(grid, level="stairwell", name="1单元", on=TODAY, actor=None)
    assert "楼栋, 胡同" in str(refused.value)


def test_it_refuses_other_nonsense(community: Area, other_grid: Area) -> None:
    with pytest.raises(NameMissing):
        found_area(community, level="grid", name="  ", on=TODAY, actor=None)
    with pytest.raises(FutureDay):
        found_area(community, level="grid", name="甲", on=TODAY + DAY, actor=None)
    with pytest.raises(TooEarly):
        found_area(community, level="grid", name="甲", on=LONG_AGO - DAY, actor=None)
    close_area(other_grid, on=TODAY, actor=None)
    with pytest.raises(NotOpen):
        found_area(other_grid, level="building", name="1号楼", on=TODAY, actor=None)


def test_it_refuses_without_a_playbook(db: None) -> None:
    county = place("530828", "county", "某县", None)
    community = place("530828100001", "community", "某社区", place("530828100", "town", "某镇", county))
    with pytest.raises(NoPlaybook) as refused:
        found_area(community, level="grid", name="第一网格", on=TODAY, actor=None)
    assert "muling" in str(refused.value)


def test_it_refuses_when_all_numbers_are_taken(village: Area) -> None:
    for number in range(1, 100):
        place(f"{village.code}{number:02}", "group", f"{number}组", village)
    with pytest.raises(CodesExhausted):
        found_area(village, level="group", name="百组", on=TODAY, actor=None)


def test_levels_of_other_digits_never_overlap(village: Area) -> None:
    """Groups of a village that became a community keep two digits; the grids beside them have three."""
    place(f"{village.code}01", "group", "一组", village)
    rename_area(village, name="和平新社区", kind="居委会(社区)", on=TODAY, actor=None)
    new = found_area(village, level="grid", name="第一网格", on=TODAY, actor=None)
    assert new.code == f"{village.code}001"
    for number in range(2, 15):
        found_area(village, level="grid", name=f"第{number}网格", on=TODAY, actor=None)
    assert not Area.objects.filter(code__startswith=f"{village.code}01", level="grid").exists()
    check_tree()


# ---- many at once ------------------------------------------------------------------------------
PATHS = [
    (("grid", "第一网格"), ("building", "3"), ("stairwell", "1")),
    (("grid", "第一网格"), ("building", "3栋"), ("stairwell", "2单元")),
    (("grid", "第三网格"), ("building", "A座"), ("stairwell", "1")),
]


def test_many_are_founded_where_they_are_missing(community: Area, grid: Area, building: Area) -> None:
    found = found_places(community, PATHS, on=TODAY, actor=None)
    assert [found[path].code for path in PATHS] == [
        "23108510000600100301",
        "23108510000600100302",
        "23108510000600200101",
    ]
    assert found[PATHS[1]].parent == building
    check_tree()


def test_again_founds_nothing(community: Area, grid: Area) -> None:
    first = found_places(community, PATHS, on=TODAY, actor=None)
    count = Area.objects.count()
    assert found_places(community, PATHS, on=TODAY, actor=None) == first
    assert Area.objects.count() == count


def test_many_are_founded_in_few_queries(community: Area, django_assert_max_num_queries: object) -> None:
    paths = [(("grid", f"{g}"), ("building", f"{b}")) for g in range(1, 11) for b in range(1, 31)]
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        found_places(community, paths, on=TODAY, actor=None)
    assert Area.objects.within(community.code).count() == 311


def test_one_wrong_path_refuses_all(community: Area) -> None:
    with pytest.raises(WrongLevel):
        found_places(community, [*PATHS, (("building", "1号楼"),)], on=TODAY, actor=None)
    assert not Area.objects.filter(parent=community).exists()


def test_it_refuses_a_stale_root(community: Area, other_town: Area) -> None:
    stale = Area.objects.get(pk=community.pk)
    move_area(community, to=other_town, on=TODAY, actor=None)
    with pytest.raises(TreeChanged):
        found_places(stale, PATHS, on=TODAY, actor=None)
