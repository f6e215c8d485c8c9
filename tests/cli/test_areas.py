"""`linli areas`: division tables and levels in, the tree out."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from linli.areas.actions import merge_areas, move_area, rename_area
from linli.areas.models import Area
from linli.cli.app import app
from tests.areas.test_import_divisions import COMMUNITY, FOLDER, MULING, TOWN, table
from tests.conftest import TODAY, place

runner = CliRunner()
MULING_TABLE = str(FOLDER / "division_231085.csv")


def run(*words: str, status: int = 0) -> Result:
    done = runner.invoke(app, ["areas", *words])
    assert done.exit_code == status, done.output
    assert not (status and done.stdout), "a refusal belongs on stderr"
    return done


def facts(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


@pytest.fixture
def other_town(city: Area) -> Area:
    return place("231085101", "town", "穆棱镇", city, "镇")


@pytest.fixture
def small(tmp_path: Path, db: None) -> str:
    path = tmp_path / "small.csv"
    path.write_bytes(table(MULING, TOWN, COMMUNITY))
    return str(path)


def workbook(tmp_path: Path, *rows: list[Any]) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    path = tmp_path / "地方.xlsx"
    path.write_bytes(out.getvalue())
    return str(path)


def test_it_reads_muling_in_and_says_so(db: None) -> None:
    said = run("import", MULING_TABLE).stdout
    assert "穆棱市" in said
    assert "236" in said
    assert "muling" in said


def test_it_prints_facts_for_scripts(db: None) -> None:
    found = facts("import", MULING_TABLE)
    assert (found["code"], found["playbook"], found["added"], found["unchanged"]) == (
        "231085",
        "muling",
        236,
        0,
    )
    again = facts("import", MULING_TABLE)
    assert (again["added"], again["unchanged"], again["differing"], again["missing"]) == (0, 236, [], [])


def test_it_takes_a_playbook_a_day_and_a_source(small: str) -> None:
    facts("import", small, "--playbook", "linfen", "--on", "2024-01-01", "--source", "统计局 2023")
    area = Area.objects.get(code="231085")
    assert (area.playbook, area.valid_from.isoformat(), area.source) == (
        "linfen",
        "2024-01-01",
        "统计局 2023",
    )


def test_names_that_differ_are_reported_and_taken_over_on_demand(small: str) -> None:
    facts("import", small)
    rename_area(Area.objects.get(code="231085100006"), name="曙光社区", on=TODAY, actor=None)
    assert facts("import", small)["differing"][0]["in_table"] == "和平社区居委会"
    assert "曙光社区" in run("import", small).stdout
    assert facts("import", small, "--rename")["differing"][0]["renamed"] is True


def test_a_bad_table_is_refused_with_every_line(tmp_path: Path, db: None) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(table(MULING, "2310851,八面通镇,town,231085000000,", ",无码,village,231085100000,"))
    said = run("import", str(path), status=1).stderr
    assert "3" in said
    assert "4" in said
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("import", "no-such-file.csv"),
        ("import", MULING_TABLE, "--playbook", "nowhere"),
        ("import", MULING_TABLE, "--on", "gestern"),
        ("import", MULING_TABLE, "--on", "2027-01-01"),
        ("tree", "999999"),
        ("tree", "abc"),
        ("levels", "no-such-file.xlsx", "--area", "231085100006"),
        ("shapes", "no-such-file.json"),
    ],
)
def test_nonsense_is_refused_without_a_trace(words: tuple[str, ...], community: Area) -> None:
    said = run(*words, status=1).stderr
    assert said.strip()
    assert "Traceback" not in said


# ---- tree --------------------------------------------------------------------------------------
def test_the_tree_has_code_name_level_path_and_children(building: Area, other_community: Area) -> None:
    top = facts("tree", "231085000000")
    assert (top["code"], top["statistical_code"], top["level"], top["path"]) == (
        "231085",
        "231085000000",
        "county",
        ["穆棱市"],
    )
    town = top["children"][0]
    assert [child["code"] for child in town["children"]] == ["231085100005", "231085100006"]
    grid = town["children"][1]["children"][0]
    assert grid["path"] == ["穆棱市", "八面通镇", "和平社区居委会", "第一网格"]
    assert (grid["level"], grid["statistical_code"]) == ("grid", None)


def test_the_tree_may_begin_anywhere_and_end_early(building: Area) -> None:
    assert facts("tree", "231085100006", "--depth", "0")["children"] == []
    community = facts("tree", "231085100006", "--depth", "1")
    assert community["path"][:2] == ["穆棱市", "八面通镇"]
    assert community["children"][0]["children"] == []


def test_the_tree_of_a_past_day(community: Area, grid: Area, other_community: Area, other_town: Area) -> None:
    old = community.code
    rename_area(community, name="曙光社区", on=TODAY, actor=None)
    move_area(community, to=other_town, on=TODAY, actor=None)
    then = facts("tree", old, "--day", "2026-11-17")
    assert (then["name"], then["path"][1], then["children"][0]["code"]) == (
        "和平社区居委会",
        "八面通镇",
        "231085100006001",
    )
    now = facts("tree", old)
    assert (now["code"], now["name"], now["path"][1]) == ("231085101001", "曙光社区", "穆棱镇")


def test_what_was_merged_is_shown_on_days_before(community: Area, other_community: Area) -> None:
    merge_areas([community], into=other_community, on=TODAY, actor=None)
    assert facts("tree", "231085100006", "--day", "2026-11-17")["name"] == "和平社区居委会"
    assert "和平社区居委会" in run("tree", "231085100006", status=1).stderr


def test_without_a_code_all_cities_are_shown(city: Area) -> None:
    place("530827", "county", "孟连县", None)
    assert [node["code"] for node in facts("tree")] == ["231085", "530827"]
    assert "穆棱市" in run("tree").stdout


# ---- levels ------------------------------------------------------------------------------------
def test_levels_are_previewed_and_then_founded(community: Area, tmp_path: Path) -> None:
    path = workbook(tmp_path, ["网格", "楼栋", "单元"], ["一网格", 3, 1], ["", "", ""], ["二网格", "", 1])
    dry = facts("levels", path, "--area", community.code, "--dry-run")
    assert (dry["written"], dry["new"]) == (False, {"stairwell": 1, "building": 1, "grid": 1})
    assert [row["outcome"] for row in dry["rows"]] == ["new", "refused"]
    assert not Area.objects.filter(level="grid").exists()
    done = run("levels", path, "--area", "231085100006")
    assert "1" in done.stdout
    assert "4" in done.stderr
    assert facts("levels", path, "--area", community.code)["new"] == {}


def test_levels_of_an_unknown_area_are_refused(tmp_path: Path, db: None) -> None:
    path = workbook(tmp_path, ["网格"], ["一网格"])
    refused = run("levels", path, "--area", "231085100006", status=1)
    assert "231085100006" in refused.stderr
    assert not Area.objects.exists()


# ---- shapes ------------------------------------------------------------------------------------
def test_outlines_are_kept(city: Area, tmp_path: Path) -> None:
    ring = [[130.5, 44.9], [130.6, 44.9], [130.6, 45.0], [130.5, 44.9]]
    feature = {
        "type": "Feature",
        "properties": {"code": "231085"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "outline.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert facts("shapes", str(path)) == [{"code": "231085", "name": "穆棱市"}]
    assert "1" in run("shapes", str(path)).stdout
    path.write_text("[]")
    run("shapes", str(path), status=1)
