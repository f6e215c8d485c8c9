"""Renaming an area from a day on."""

from datetime import date

import pytest

from linli.areas.actions import close_area, rename_area
from linli.areas.models import Area, AreaChange, AreaSpan
from linli.areas.past import area_on, events_of
from linli.areas.problems import AlreadyThere, FutureDay, NameMissing, NameTaken, NotOpen, TooEarly
from linli.core.audit import sentence
from linli.core.models import AuditEntry, Event
from linli.people.models import User
from tests.areas.conftest import DAY, LAST_TUESDAY
from tests.areas.invariants import check_tree, picture
from tests.conftest import LONG_AGO, TODAY


def test_it_is_called_by_the_new_name_from_its_day_and_by_the_old_one_before(community: Area) -> None:
    rename_area(community, name="和平里社区居委会", on=LAST_TUESDAY, actor=None)
    names = [area_on(community, day).name for day in (LAST_TUESDAY - DAY, LAST_TUESDAY, TODAY)]
    assert names == ["和平社区居委会", "和平里社区居委会", "和平里社区居委会"]


def test_it_leaves_reports_of_earlier_days_alone(lived_in: None, community: Area) -> None:
    before = picture(LAST_TUESDAY)
    rename_area(community, name="新和平社区居委会", on=TODAY, actor=None)
    assert picture(LAST_TUESDAY) == before
    check_tree()


def test_it_keeps_the_code_and_is_found_by_the_new_pinyin(community: Area) -> None:
    rename_area(community, name="曙光社区居委会", on=TODAY, actor=None)
    community.refresh_from_db()
    assert (community.code, community.pinyin[:8]) == ("231085100006", "shuguang")


def test_it_tidies_the_name(grid: Area) -> None:
    rename_area(grid, name="  第 三 网格　", on=TODAY, actor=None)
    assert Area.objects.get(pk=grid.pk).name == "第三网格"


def test_it_says_who_and_why_in_the_trail_and_in_the_history(community: Area, administrator: User) -> None:
    rename_area(community, name="曙光社区", on=TODAY, actor=administrator, reason="撤并文件第3号")
    event = events_of(community)[0]
    assert (event.change.reason, event.change.by_name) == ("撤并文件第3号", "管理员")
    assert (event.old, event.new) == ([("和平社区居委会", community.code)], [("曙光社区", community.code)])
    assert "和平社区居委会" in sentence(AuditEntry.objects.get())
    assert Event.objects.get().name == "areas.renamed"


def test_two_names_on_one_day_leave_the_last(community: Area) -> None:
    rename_area(community, name="甲社区", on=TODAY, actor=None)
    rename_area(community, name="乙社区", on=TODAY, actor=None)
    assert area_on(community, TODAY).name == "乙社区"
    assert area_on(community, TODAY - DAY).name == "和平社区居委会"
    check_tree()


def test_it_may_only_change_how_a_name_is_written(building: Area) -> None:
    rename_area(building, name="三号楼", on=TODAY, actor=None)
    assert Area.objects.get(pk=building.pk).name == "三号楼"


def test_a_village_may_become_a_community(village: Area) -> None:
    rename_area(village, name="和平村居委会", kind="居委会(社区)", on=TODAY, actor=None)
    assert Area.objects.get(pk=village.pk).kind == "居委会(社区)"


@pytest.mark.parametrize(
    ("name", "on", "problem"),
    [
        ("和平社区居委会", TODAY, AlreadyThere),
        ("沿河社区居委会", TODAY, NameTaken),
        (" 　", TODAY, NameMissing),
        ("长" * 81, TODAY, NameMissing),
        ("曙光社区", TODAY + DAY, FutureDay),
        ("曙光社区", LONG_AGO - DAY, TooEarly),
    ],
)
def test_it_refuses(
    community: Area, other_community: Area, name: str, on: date, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        rename_area(community, name=name, on=on, actor=None)
    assert AreaSpan.objects.filter(area=community).count() == 1
    assert not AreaChange.objects.exists()


def test_it_refuses_a_day_before_the_last_change(community: Area) -> None:
    rename_area(community, name="曙光社区", on=LAST_TUESDAY, actor=None)
    with pytest.raises(TooEarly) as refused:
        rename_area(community, name="东光社区", on=LAST_TUESDAY - DAY, actor=None)
    assert "2026-11-17" in str(refused.value)


def test_it_refuses_an_area_that_was_closed(other_grid: Area) -> None:
    close_area(other_grid, on=TODAY, actor=None)
    with pytest.raises(NotOpen):
        rename_area(other_grid, name="第九网格", on=TODAY, actor=None)
