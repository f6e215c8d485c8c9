"""Reading a city's division table in."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test.utils import CaptureQueriesContext

from linli.areas.actions import close_area, import_divisions, merge_areas, move_area, rename_area
from linli.areas.models import Area, AreaChange, AreaSpan
from linli.areas.past import area_on, events_of
from linli.areas.problems import FutureDay, TableRefused, UnknownPlaybook
from linli.areas.tallies import figures_of
from tests.areas.conftest import DAY, count
from tests.areas.invariants import check_sums, check_tree
from tests.conftest import TODAY, join, settle

FOLDER = Path(settings.PACKAGE) / "playbooks" / "divisions"
SINCE = date(2023, 6, 30)
HEADING = "code,name,level,parent_code,kind"
MULING = "231085000000,穆棱市,county,,"
TOWN = "231085100000,八面通镇,town,231085000000,镇"
COMMUNITY = "231085100006,和平社区居委会,village,231085100000,居委会(社区)"

pytestmark = pytest.mark.usefixtures("db")


def table(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join([HEADING, *lines]).encode(encoding)


def read(content: bytes | Path, on: date = SINCE, **options: object) -> object:
    return import_divisions(content, source="表", on=on, actor=None, **options)  # type: ignore[arg-type]


def refusals(*lines: str) -> list[tuple[int, str]]:
    with pytest.raises(TableRefused) as refused:
        read(table(*lines))
    assert not Area.objects.exists()
    return [(finding.line, finding.sentence) for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("name", "areas", "towns", "communities", "playbook"),
    [
        ("231085", 236, 10, 225, "muling"),
        ("530827", 52, 6, 45, "menglian"),
        ("230900", 368, 44, 319, "qitaihe"),
    ],
)
def test_it_reads_the_tables_of_three_cities(
    name: str, areas: int, towns: int, communities: int, playbook: str
) -> None:
    result = read(FOLDER / f"division_{name}.csv")
    assert len(result.added) == areas == Area.objects.count()
    assert result.root.playbook == playbook
    assert Area.objects.filter(level="town").count() == towns
    assert Area.objects.filter(level="community").count() == communities
    check_tree()


def test_codes_lose_their_zeros_and_names_keep_their_slips() -> None:
    read(FOLDER / "division_530827.csv")
    area = Area.objects.get(code="530827101001")
    assert (area.name, area.parent.code, area.parent.parent.code) == (
        "古城社区居民委员",
        "530827101",
        "530827",
    )
    assert area.source == "表"


def test_it_takes_a_dozen_queries() -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as queries:
        read(FOLDER / "division_231085.csv")
    assert len(queries) < 30


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_it_reads_every_encoding_that_spreadsheets_write(encoding: str) -> None:
    read(table(MULING, TOWN, COMMUNITY, encoding=encoding))
    assert list(Area.objects.order_by("code").values_list("name", flat=True)) == [
        "穆棱市",
        "八面通镇",
        "和平社区居委会",
    ]


def test_columns_may_stand_in_another_order_and_kind_may_be_missing() -> None:
    lines = "name,code,parent_code,level,remark\n穆棱市,231085000000,,county,x\n\n八面通镇,231085100000,231085000000,town,\n"
    read(lines.replace("\n", "\r\n").encode())
    assert Area.objects.get(code="231085100").parent.name == "穆棱市"


def test_it_is_in_the_history_of_each_area() -> None:
    read(table(MULING, TOWN, COMMUNITY))
    assert AreaChange.objects.count() == 1
    [event] = events_of(Area.objects.get(code="231085100006"))
    assert (event.change.on, [line.new_code for line in event.lines]) == (SINCE, ["231085100006"])
    assert area_on("231085100006", SINCE - DAY) is None


# ---- again -------------------------------------------------------------------------------------
def test_again_it_changes_nothing() -> None:
    read(FOLDER / "division_231085.csv")
    again = read(FOLDER / "division_231085.csv", on=TODAY)
    assert (len(again.added), again.unchanged, again.differing, again.missing) == (0, 236, [], [])
    assert AreaSpan.objects.count() == 236
    assert AreaChange.objects.count() == 1


def test_again_it_founds_what_is_new() -> None:
    read(table(MULING, TOWN))
    again = read(table(MULING, TOWN, COMMUNITY), on=TODAY)
    assert [area.code for area in again.added] == ["231085100006"]
    check_tree()


def test_another_name_is_reported_and_left_alone() -> None:
    read(table(MULING, TOWN, COMMUNITY))
    again = read(table(MULING, TOWN, COMMUNITY.replace("和平", "平和")), on=TODAY)
    assert [one.facts() for one in again.differing] == [
        {"code": "231085100006", "name": "和平社区居委会", "in_table": "平和社区居委会", "renamed": False}
    ]
    assert Area.objects.get(code="231085100006").name == "和平社区居委会"


def test_another_name_is_taken_over_when_asked_for() -> None:
    read(table(MULING, TOWN, COMMUNITY))
    again = read(table(MULING, TOWN, COMMUNITY.replace("和平", "平和")), on=TODAY, rename=True)
    assert again.differing[0].renamed
    assert area_on("231085100006", TODAY).name == "平和社区居委会"
    assert area_on("231085100006", TODAY - DAY).name == "和平社区居委会"


def test_what_the_table_lacks_is_reported_and_stays() -> None:
    read(table(MULING, TOWN, COMMUNITY))
    again = read(table(MULING, TOWN), on=TODAY)
    assert [area.code for area in again.missing] == ["231085100006"]
    assert Area.objects.get(code="231085100006").is_open


def test_what_was_closed_merged_or_moved_here_is_not_founded_again(community: Area, other_community: Area, other_town: Area) -> None:  # fmt: skip
    third = Area.objects.create(
        code="231085100008", level="community", name="三社区", parent=community.parent, valid_from=SINCE
    )
    AreaSpan.objects.create(
        area=third, code=third.code, level="community", name="三社区", parent=third.parent, from_on=SINCE
    )
    move_area(third, to=other_town, on=TODAY, actor=None)
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    again = read(table(MULING, TOWN, COMMUNITY, "231085100008,三社区,village,231085100000,"), on=TODAY)
    assert again.gone == [("231085100006", "和平社区居委会", ""), ("231085100008", "三社区", "231085101001")]
    assert again.added == []


def test_a_name_that_was_changed_here_is_a_difference() -> None:
    read(table(MULING, TOWN, COMMUNITY))
    rename_area(Area.objects.get(code="231085100006"), name="曙光社区", on=TODAY, actor=None)
    assert read(table(MULING, TOWN, COMMUNITY), on=TODAY).differing[0].name == "曙光社区"


def test_a_county_may_stand_alone_and_get_its_city_later() -> None:
    read(table(MULING.replace("county,,", "county,231000000000,"), TOWN, COMMUNITY))
    home = settle(Area.objects.get(code="231085100006"), "1-1-1")
    join(home, "邻居")
    count(Area.objects.get(code="231085100006"))
    read(
        table(
            "231000000000,牡丹江市,city,,",
            MULING.replace("county,,", "county,231000000000,"),
            TOWN,
            COMMUNITY,
        ),
        on=TODAY,
    )
    county = Area.objects.get(code="231085")
    assert county.parent.name == "牡丹江市"
    assert figures_of("2310", day=TODAY)["residents.living"] == 1
    check_sums()


def test_a_table_of_one_town_joins_the_tree_that_is_there() -> None:
    read(table(MULING, TOWN))
    again = read(
        table("231085101000,穆棱镇,town,231085000000,镇", "231085101001,光荣居委会,village,231085101000,"),
        on=TODAY,
    )
    assert (again.root.code, len(again.added), again.missing) == ("231085101", 2, [])
    check_tree()


def test_a_city_without_counties_has_its_towns_directly_under_it() -> None:
    read(
        table(
            "441900000000,东莞市,city,,",
            "441900000000,东莞市,county,441900000000,",
            "441900003000,东城街道,town,441900000000,街道",
            "441900003001,岗贝社区居民委员会,village,441900003000,",
        )
    )
    assert [a.code for a in Area.objects.order_by("code")] == ["4419", "441900003", "441900003001"]
    check_tree()


# ---- the playbook ------------------------------------------------------------------------------
def test_a_playbook_may_be_named() -> None:
    read(table(MULING, TOWN), playbook="linfen")
    assert Area.objects.get(code="231085").playbook == "linfen"


def test_a_city_without_a_playbook_gets_none() -> None:
    result = read(table("530828000000,某县,county,,", "530828100000,某镇,town,530828000000,镇"))
    assert result.playbook == ""
    assert read(table("530828000000,某县,county,,"), on=TODAY, playbook="menglian").playbook == "menglian"


def test_an_unknown_playbook_is_refused() -> None:
    with pytest.raises(UnknownPlaybook) as refused:
        read(table(MULING), playbook="muleng")
    assert "muling" in str(refused.value)
    assert not Area.objects.exists()


# ---- refused -----------------------------------------------------------------------------------
def test_all_that_is_wrong_is_said_at_once() -> None:
    found = refusals(
        MULING,
        "231085100000,八面通镇,street,231085000000,镇",
        "231085100006,,village,231085100000,",
        "2.31085E+11,和平社区,village,231085100000,",
    )
    assert [line for line, _ in found] == [3, 4, 5]


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        (["231085000000,穆棱市,county,,", "2310851000,八面通镇,town,231085000000,"], 3, "2310851000"),
        (["231085000000,穆棱市,county,,", "23108510000x,八面通镇,town,231085000000,"], 3, "23108510000x"),
        (["231085000000,穆棱市,county,,", "231085100000.0,八面通镇,town,231085000000,"], 3, "231085100000.0"),
        (["231085000000,穆棱市,county,,", "231085100000,八面通镇,village,231085000000,"], 3, "village"),
        (["231085000000,穆棱市,county,,", "231085100000,八面通镇,town,,"], 3, "town"),
        (["231085000000,穆棱市,county,,", "231085100006,和平,village,231085100000,"], 3, "231085100"),
        (["231085000000,穆棱市,county,,", "231085100000,八面通镇,town,230902000000,"], 3, "230902000000"),
        (["231085000000,穆棱市,county,,", TOWN, TOWN.replace("八面通", "别")], 4, "231085100"),
        (["231085000000,穆棱市,county,,", "230902000000,新兴区,county,,"], 3, "新兴区"),
        (["231085000000,,county,,"], 2, "80"),
        (["231085000000,穆棱市,县,,"], 2, "village"),
        (["2310850000001,穆棱市,county,,"], 2, "12"),
        (["000000000000,穆棱市,county,,"], 2, "000000000000"),
    ],
)
def test_it_names_the_line_and_what_is_wrong(lines: list[str], line: int, word: str) -> None:
    found = refusals(*lines)
    assert found[0][0] == line
    assert word in found[0][1]


def test_two_counties_without_their_city_are_refused() -> None:
    found = refusals("230902000000,新兴区,county,230900000000,", "230903000000,桃山区,county,230900000000,")
    assert [line for line, _ in found] == [2, 3]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        HEADING.encode(),
        "编码,名称\n231085000000,穆棱市".encode(),
        b"PK\x03\x04\x00\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\xfd",
        b"code;name;level\n1;2;3",
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(TableRefused):
        read(content)
    assert not Area.objects.exists()


def test_a_wrong_heading_names_what_is_missing() -> None:
    with pytest.raises(TableRefused) as refused:
        read("code,name,grade,parent_code\n231085000000,穆棱市,county,".encode())
    assert "level" in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableRefused):
        read(tmp_path / "none.csv")


def test_a_future_day_is_refused() -> None:
    with pytest.raises(FutureDay):
        read(table(MULING), on=TODAY + DAY)


def test_under_a_closed_parent_nothing_is_founded() -> None:
    read(table(MULING, TOWN, "231085101000,穆棱镇,town,231085000000,镇"))
    close_area(Area.objects.get(code="231085100"), on=TODAY, actor=None)
    again = read(table(MULING, TOWN, COMMUNITY), on=TODAY)
    assert [code for code, _name, _now in again.gone] == ["231085100", "231085100006"]
    check_tree()
