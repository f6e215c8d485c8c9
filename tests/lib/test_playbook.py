"""The playbooks that come with Linli, the shared part, and a sixth city."""

import re
from pathlib import Path

import pytest

from linli.lib.playbook import (
    Playbook,
    load_playbook,
    load_shared,
    mechanism_ids,
    playbook_names,
    read_playbook,
    to_difference,
)
from linli.lib.playbook.base import Rough

CITIES = ("linfen", "meihekou", "menglian", "muling", "qitaihe")

# Which mechanisms each city's account tells of.
MECHANISMS = {
    "muling": "A1 A2 A13 A16 B4 B6 C1 D1 E5 F1 F2 G1 I1 I2 I3 J1 J4 L1 L2 L3 L4 L5 M3 M4",
    "menglian": "A3 A9 A14 B3 B4 C1 C2 C3 D2 D7 G2 I1 J1 J5 M4",
    "qitaihe": "A10 A11 A17 B1 B2 B5 C4 C10 C11 C12 D3 D4 D5 D8 E3 E4 E9 G3 G4 H4 I1 J3 K1 K2 K3 K4 M4",
    "meihekou": "A4 A5 A12 A15 C1 C11 D6 E1 E2 F5 G1 G5 G7 J2 J4 M3 M4",
    "linfen": "A6 A7 A8 A18 B7 C5 C6 C7 C8 C9 E6 E7 E8 F3 F4 G6 H1 H2 H3 I4 J1 J4 M1 M2 M4",
}


def test_the_five_cities_are_there_and_nothing_else_is_a_city() -> None:
    assert playbook_names() == CITIES


@pytest.mark.parametrize("name", CITIES)
def test_it_carries_every_mechanism_of_its_account(name: str) -> None:
    assert mechanism_ids(load_playbook(name)) == set(MECHANISMS[name].split())


@pytest.mark.parametrize(
    ("name", "community", "village"),
    [
        ("muling", ["grid", "building", "stairwell"], ["group"]),
        ("menglian", ["sector", "grid"], ["group"]),
        ("qitaihe", ["grid", "building", "stairwell"], ["group"]),
        ("meihekou", ["grid", "building", "stairwell"], ["group"]),
        ("linfen", ["compound", "building", "stairwell"], ["group"]),
    ],
)
def test_it_names_the_levels_from_community_and_village_down(
    name: str, community: list[str], village: list[str]
) -> None:
    playbook = load_playbook(name)
    assert _line(playbook, "community") == community
    assert _line(playbook, "village") == village
    assert playbook.level(community[-1]).place
    assert playbook.level(village[-1]).place


def _line(playbook: Playbook, root: str) -> list[str]:
    line: list[str] = []
    here = root
    while below := playbook.levels_under(here):
        here = below[0].key
        line.append(here)
    return line


def test_alleys_stand_beside_buildings_in_muling() -> None:
    muling = load_playbook("muling")
    assert [level.key for level in muling.levels_under("grid")] == ["building", "alley"]
    assert {level.key for level in muling.place_levels()} == {"building", "stairwell", "alley", "group"}


@pytest.mark.parametrize("name", CITIES)
def test_it_asks_for_a_level_that_is_there(name: str) -> None:
    with pytest.raises(LookupError, match=r"has no level attic\. It has: "):
        load_playbook(name).level("attic")
    with pytest.raises(LookupError, match="has no level attic"):
        load_playbook(name).levels_under("attic")


@pytest.mark.parametrize("name", CITIES)
def test_it_shares_what_most_cities_share(name: str) -> None:
    playbook, shared = load_playbook(name), load_shared()
    assert playbook.register == shared.register
    assert playbook.gates.must_pass == shared.gates.must_pass
    assert playbook.duty.posts[:10] == shared.duty.posts
    assert playbook.report.daily.cut_off.township == "10:00"
    assert len(playbook.ledgers.keep) == 7


def test_the_shared_part_knows_fourteen_needs_with_their_rhythm() -> None:
    needs = {need.code: need for need in load_shared().register.needs}
    assert len(needs) == 14
    assert needs["elder_alone"].rhythm == "daily"
    assert "hard_deadline" in needs["dialysis"].hints
    assert needs["no_smartphone"].source == "unverified"


def test_it_keeps_a_figure_as_the_account_prints_it() -> None:
    menglian = load_playbook("menglian")
    assert menglian.level("grid").account["grids"] == Rough(at_least=600)
    assert menglian.level("sector").account["sectors"] == 28


def test_what_collides_with_the_law_is_written_in_its_safe_form() -> None:
    guarded = {
        "muling": {"F2", "I3", "J4", "L4"},
        "meihekou": {"C11", "E1", "J2", "J4"},
        "qitaihe": {"C10", "C11", "D8", "J3"},
    }
    for name, ids in guarded.items():
        assert ids <= {found.id for found in load_playbook(name).mechanisms if found.safe}
    (proposal,) = load_playbook("qitaihe").zones.proposals
    assert proposal.safe
    for name, key in (("qitaihe", "village-watch"), ("meihekou", "road-exit")):
        procedure = load_playbook(name).gates.procedure(key)
        assert procedure
        assert procedure.safe


def test_four_for_one_is_a_range_because_its_account_does_not_add_up() -> None:
    pattern = next(p for p in load_playbook("meihekou").duty.patterns if p.key == "four-for-one")
    assert sum(slot.min for slot in pattern.slots) == pattern.account["team"] == 7
    assert sum(slot.max or slot.min for slot in pattern.slots) >= 8


def test_a_role_has_the_title_of_its_level() -> None:
    muling = load_playbook("muling")
    titles = {
        level: muling.role_title("building_warden", level) for level in ("building", "alley", "stairwell")
    }
    assert [title.zh for title in titles.values() if title] == ["楼栋长", "胡同长", "楼道长"]
    assert muling.role_title("clerk") is None
    assert muling.role_title("sponsor_contact") is None


def test_it_lists_the_measures_that_reports_and_briefings_name() -> None:
    measures = load_playbook("qitaihe").measures()
    assert {"households.lived_in", "residents.living", "duty.posts_claimed", "gates.people"} <= measures


@pytest.mark.parametrize("name", CITIES)
def test_its_words_are_chinese_in_chinese_and_english_in_english(name: str) -> None:
    text = (Path(__file__).parents[2] / "linli" / "playbooks" / f"{name}.toml").read_text(encoding="utf-8")
    pairs = re.findall(r'\{ zh = "([^"]*)", en = "([^"]*)" \}', text)
    assert len(pairs) > 20
    for zh, en in pairs:
        assert re.search(r"[一-鿿]", zh), zh
        assert not re.search(r"[一-鿿]", en.replace("|万", "")), en


SIXTH = """
[city]
code = "320482"
name = { zh = "乙市", en = "Beta" }
source = "invented for a test"
extends = "common"

[[level]]
key = "hamlet"
name = { zh = "自然村", en = "hamlet" }
digits = 2
[[level]]
key = "courtyard"
name = { zh = "院落", en = "courtyard" }
digits = 3
place = true
households = { min = 1, max = 12 }

[[role]]
key = "building_warden"
title = { zh = "院长", en = "Courtyard head" }
levels = ["courtyard"]

[[duty.post]]
key = "gatekeeper"
hours = 6

[[duty.pattern]]
key = "five-for-one"
name = { zh = "五包一", en = "Five for one" }
target = "episode:home_quarantine"
slots = [
  { role = "community_worker" }, { role = "police_officer" }, { role = "family_doctor" },
  { role = "volunteer" }, { role = "grid_worker" },
]

[[gates.pass]]
key = "household-every-third-day"
name = { zh = "三天一次", en = "Each third day" }
for = "household"
every_days = 3
max_hours = 2

[report.daily]
cut_off = { county = "11:30" }

[ledgers]
keep = ["residents", "special_groups"]
"""


def test_a_sixth_city_works_by_writing_a_file(tmp_path: Path) -> None:
    path = tmp_path / "beta.toml"
    path.write_text(SIXTH, encoding="utf-8")
    beta = load_playbook(path)
    assert _line(beta, "community") == _line(beta, "village") == ["hamlet", "courtyard"]
    assert beta.level("courtyard").under == ("hamlet",)
    assert beta.duty.patterns[0].slots[4].role == "grid_worker"
    rule = beta.gates.rule("household-every-third-day")
    assert rule
    assert rule.every_days == 3
    title = beta.role_title("building_warden")
    assert title is not None
    assert title.text("zh-hans") == "院长"


def test_a_city_overrides_only_what_it_says() -> None:
    beta, shared = read_playbook(SIXTH, "beta.toml"), load_shared()
    keeper = next(post for post in beta.duty.posts if post.key == "gatekeeper")
    assert (keeper.hours, keeper.name.en, keeper.equipment) == (6, "Gatekeeper", ("mask", "thermometer"))
    assert [post.key for post in beta.duty.posts] == [post.key for post in shared.duty.posts]
    assert (beta.report.daily.cut_off.county, beta.report.daily.cut_off.township) == ("11:30", "10:00")
    assert beta.ledgers.keep == ("residents", "special_groups")


def test_a_city_may_build_on_another_city() -> None:
    text = """
[city]
code = "141002"
extends = "linfen"
name = { zh = "尧都区", en = "Yaodu" }
source = "a test"
"""
    yaodu = read_playbook(text, "yaodu.toml")
    assert yaodu.city.name.zh == "尧都区"
    assert [level.key for level in yaodu.levels] == [level.key for level in load_playbook("linfen").levels]


def test_it_shows_what_changed_from_one_text_to_another() -> None:
    before = read_playbook(SIXTH, "beta.toml")
    changed = SIXTH.replace("every_days = 3", "every_days = 2").replace("digits = 2", "digits = 3")
    after = read_playbook(
        changed + '[[briefing]]\nkey = "new"\ntext = { zh = "新", en = "New" }\n', "beta.toml"
    )
    found = {
        difference.key: (difference.before, difference.after) for difference in to_difference(before, after)
    }
    assert found["gates.pass[household-every-third-day].every_days"] == (3, 2)
    assert found["level[hamlet].digits"] == (2, 3)
    assert found["briefing[new]"][0] is None
    assert len(found) == 3
    assert to_difference(before, before) == ()


def test_the_examples_of_the_recipe_make_a_playbook() -> None:
    recipe = (Path(__file__).parents[2] / "docs" / "recipes" / "add-a-city.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", recipe, flags=re.DOTALL)
    playbook = read_playbook("\n".join(examples), "add-a-city.md")
    assert {level.key for level in playbook.place_levels()} == {"building", "group"}
    assert len(examples) > 5
