"""Every way in which a playbook can be wrong: file, line, key and reason are told, in both languages."""

from pathlib import Path

import pytest

from linli.lib.playbook import PlaybookError, load_playbook, playbook_names, read_playbook
from linli.lib.playbook.reasons import REASONS

# Written so that one thing at a time can be spoilt. The lines are numbered in the tests below.
BY_HAND = (
    '{{ key = "{n}", name = {{ zh = "消杀", en = "Disinfected" }}, unit = {{ zh = "处", en = "places" }} }}'
)

RIGHT = """\
[city]
code = "330100"
name = { zh = "甲市", en = "Alpha" }
source = "invented"

[[level]]
key = "grid"
digits = 3
name = { zh = "网格", en = "grid" }
[[level]]
key = "house"
digits = 3
name = { zh = "户院", en = "house" }
place = true

[duty.limits]
rest_hours = 11
hours_a_week = 48
nights = 3
consecutive_days = { warn = 6, stop = 10 }

[[duty.post]]
key = "gatekeeper"
name = { zh = "守门员", en = "Gatekeeper" }
hours = 8

[[duty.pattern]]
key = "pair"
name = { zh = "结对", en = "Pair" }
target = "house"
slots = [
  { key = "body", who = "organisation" },
  { role = "volunteer", of = "body", min = 1, max = 2, load = { min = 5, max = 10 } },
]

[[gates.pass]]
key = "daily"
name = { zh = "出门条", en = "Pass" }
for = "household"
max_hours = 2

[[care.package]]
key = "basket"
name = { zh = "菜篮子", en = "Basket" }
for = "home_quarantine"
items = [{ key = "meal", name = { zh = "饭", en = "Meal" }, times = 3, each = "day" }]

[[zones.proposal]]
key = "steps"
name = { zh = "分步", en = "Steps" }
when = "cases"
steps = [{ at = 1, seal = "house" }, { at = 3, seal = "grid" }]

[[plan.tier]]
key = "watch"
name = { zh = "预警", en = "Watch" }
[[plan.team]]
key = "gates"
name = { zh = "卡口组", en = "Gates" }
from_tier = "watch"
posts = [{ kind = "gatekeeper", per = 500, of = "residents" }]

[report.daily]
cut_off = { township = "10:00", subdistrict = "09:30", county = "12:00" }
fields = ["households.lived_in"]

[[briefing]]
key = "one"
text = { zh = "{households.lived_in|万} 户", en = "{households.lived_in} households" }
"""


def refusal(text: str) -> PlaybookError:
    with pytest.raises(PlaybookError) as caught:
        read_playbook(text, "alpha.toml")
    return caught.value


def spoilt(old: str, new: str) -> PlaybookError:
    assert RIGHT.count(old) >= 1, old
    return refusal(RIGHT.replace(old, new, 1))


def test_it_takes_the_playbook_that_the_tests_spoil() -> None:
    assert read_playbook(RIGHT, "alpha.toml").city.name.en == "Alpha"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        # Keys and types
        ('source = "invented"', "sorce = 1\nsource = 'x'", 4, "city.sorce", "no key sorce here (did you mean source?)"),
        ('source = "invented"\n', "", 1, "city", "source is missing. Add it"),
        ("hours = 8", 'hours = "8"', 25, "duty.post[gatekeeper].hours", 'must be a whole number, not "8"'),
        ("hours = 8", "hours = true", 25, "duty.post[gatekeeper].hours", "must be a whole number, not true"),
        ("hours = 8", "hours = 30", 25, "duty.post[gatekeeper].hours", "30 is out of range: 0 to 24"),
        ("place = true", 'place = "yes"', 14, "level[house].place", 'must be true or false, not "yes"'),
        ('fields = ["households.lived_in"]', 'fields = "x"', 65, "report.daily.fields", "must be a list in [ ]"),
        ("[[plan.tier]]", "[plan.tier]", 54, "plan.tier", "must be a list in [ ], not a table"),
        ('when = "cases"', 'when = "case"', 51, "zones.proposal[steps].when", "Choose from: cases, contacts (did you"),
        ('key = "pair"', 'key = "Pair!"', 28, "duty.pattern[Pair!].key", "must be small letters, digits"),
        ("nights = 3", "nights = 0", 19, "duty.limits.nights", "0 is out of range"),
        # Names
        ('name = { zh = "网格", en = "grid" }', 'name = { zh = "网格" }', 9, "level[grid].name", "English text (en) is missing"),
        ('name = { zh = "网格", en = "grid" }', 'name = { zh = " ", en = "grid" }', 9, "level[grid].name", "Chinese text (zh)"),
        ('name = { zh = "网格", en = "grid" }', 'name = "网格"', 9, "level[grid].name", 'must be { zh = "…", en = "…" }'),
        # City and levels
        ('code = "330100"', 'code = "33010"', 2, "city.code", "33010 is no division code. Give its 4, 6 or 12 digits"),
        ('code = "330100"', 'code = "330100001"', 2, "city.code", "must be the code of a city, county or district"),
        ("digits = 3", "digits = 0", 8, "level[grid].digits", "0 is out of range: 1 to 6"),
        ("digits = 3", "digits = 7", 8, "level[grid].digits", "7 is out of range: 1 to 6"),
        ('key = "grid"', 'key = "town"', 7, "level[town].key", "town is the name of a statutory level"),
        ('key = "grid"', 'key = "house"', 10, "level[2]", "house is there twice. Keep one"),
        ("place = true\n", "", 6, "level", "households can stand nowhere"),
        ("place = true", 'place = true\nunder = ["gird"]', 15, "level[house].under", "no level gird to stand under (did you mean grid?)"),
        ("digits = 3", 'digits = 3\nunder = ["house"]', 9, "level[grid].under", "no level house to stand under"),
        ("digits = 3", 'digits = 2\nunder = ["village"]\nhouseholds = { min = 9, max = 5 }', 10, "level[grid].households", "the least (9) is more than the most (5)"),
        # Roles
        ("[[level]]", '[[role]]\nkey = "grid_worke"\n[[level]]', 7, "role[grid_worke].key", "no role grid_worke in the catalogue (did you mean grid_worker?)"),
        ("[[level]]", '[[role]]\nkey = "clerk"\nlevels = ["gird"]\n[[level]]', 8, "role[clerk].levels", "no level gird (did you mean grid?)"),
        ("[[level]]", '[[role]]\nkey = "clerk"\ntitles = { hut = { zh = "甲", en = "A" } }\n[[level]]', 8, "role[clerk].titles", "no level hut"),
        # Duty
        ('role = "volunteer"', 'role = "volunter"', 33, "duty.pattern[pair].slots[volunter].role", "did you mean volunteer?"),
        ('role = "volunteer"', 'key = "helper"', 33, "duty.pattern[pair].slots[helper].role", "a person's slot needs a role"),
        ("min = 1, max = 2", "min = 3, max = 2", 33, "duty.pattern[pair].slots[volunteer].min", "the least (3) is more than the most (2)"),
        ("min = 1, max = 2", "max = 0", 33, "duty.pattern[pair].slots[2].max", "0 is out of range"),
        ("load = { min = 5, max = 10 }", "load = { min = 11, max = 10 }", 33, "duty.pattern[pair].slots[volunteer].load", "the least (11)"),
        ('of = "body"', 'of = "bodi"', 33, "duty.pattern[pair].slots[volunteer].of", "no slot bodi with who"),
        ('{ key = "body", who = "organisation" }', '{ role = "volunteer" }', 33, "duty.pattern[pair].slots[2]", "two slots are called volunteer"),
        ('target = "house"', 'target = "hause"', 30, "duty.pattern[pair].target", "nothing is called hause (did you mean house?)"),
        ("warn = 6", "warn = 10", 20, "duty.limits.consecutive_days", "the warning (10) must come before the stop (10)"),
        ("hours = 8", "hours = 14", 25, "duty.post[gatekeeper].hours", "a shift of 14 hours and a rest of 11 do not fit"),
        # Gates, care, zones
        ("max_hours = 2", "people = 0", 40, "gates.pass[daily].people", "0 is out of range"),
        ("max_hours = 2", "every_days = 0", 40, "gates.pass[daily].every_days", "0 is out of range"),
        ("max_hours = 2", "max_hours = 25", 40, "gates.pass[daily].max_hours", "longer than the 1 days"),
        ('for = "home_quarantine"', 'for = "quarantine"', 45, "care.package[basket].for", "nothing is called quarantine"),
        ("times = 3, ", "", 46, "care.package[basket].items[meal]", "times or amount, one of the two"),
        ("times = 3, ", "amount = 9, ", 46, "care.package[basket].items[meal]", "an amount needs a currency"),
        ('seal = "grid"', 'seal = "gird"', 52, "zones.proposal[steps].steps[2].seal", "no level gird (did you mean grid?)"),
        ("at = 3", "at = 1", 52, "zones.proposal[steps].steps[2].at", "1 does not come after 1"),
        # Plan, report, briefing
        ('from_tier = "watch"', 'from_tier = "wach"', 60, "plan.team[gates].from_tier", "no tier wach (did you mean watch?)"),
        ('kind = "gatekeeper"', 'kind = "keeper"', 61, "plan.team[gates].posts[1].kind", "no post keeper (did you mean gatekeeper?)"),
        ('township = "10:00"', 'township = "10 Uhr"', 64, "report.daily.cut_off.township", "must be a time of day such as 10:30"),
        ('township = "10:00"', 'township = "25:00"', 64, "report.daily.cut_off.township", '"25:00" will not do'),
        ('county = "12:00"', 'county = "09:00"', 64, "report.daily.cut_off.county", "the county 09:00 is due before the subdistrict 09:30"),
        ('fields = ["households', 'fields = ["house holds', 65, "report.daily.fields[1]", "must be the name of a measure"),
        ('fields = ["households.lived_in"]', f"by_hand = [{', '.join(BY_HAND.format(n=n) for n in range(9))}]", 65, "report.daily.by_hand", "9 numbers to fill in by hand, at most 8"),
        ('fields = ["households.lived_in"]', f"by_hand = [{', '.join([BY_HAND.format(n=1)] * 2)}]", 65, "report.daily.by_hand[2]", "1 is there twice"),
        ("{households.lived_in|万} 户", "{lived_in} 户", 69, "briefing[one].text.zh", "{lived_in} will not do"),
        ("} households", "}} households", 69, "briefing[one].text.en", "} will not do"),
        ('en = "{households.lived_in} ', 'en = "', 69, "briefing[one].text", "different figures: households.lived_in"),
    ],
)  # fmt: skip
def test_it_refuses_with_file_key_and_reason(old: str, new: str, line: int, key: str, reason: str) -> None:
    error = spoilt(old, new)
    trouble = next((t for t in error.troubles if t.key == key), None)
    assert trouble, str(error)
    assert reason in trouble.finding.reason()
    assert trouble.sentence().startswith(f"alpha.toml, line {line}, {key}: "), trouble.sentence()


def test_it_refuses_a_pattern_around_the_clock_that_nobody_can_fill() -> None:
    text = RIGHT.replace('  { key = "body", who = "organisation" },\n', "").replace('of = "body", ', "")
    error = refusal(text.replace('target = "house"', 'target = "house"\naround_the_clock = true'))
    assert error.key == "duty.pattern[pair].around_the_clock"
    assert "at most 2 people of 48 hours each can never fill it" in error.reason


def test_it_takes_the_same_pattern_with_enough_people() -> None:
    text = RIGHT.replace('  { key = "body", who = "organisation" },\n', "").replace('of = "body", ', "")
    text = text.replace('target = "house"', 'target = "house"\naround_the_clock = true')
    assert read_playbook(text.replace("max = 2", "max = 4"), "alpha.toml").duty.patterns[0].around_the_clock


def test_it_refuses_a_pattern_without_slots() -> None:
    start, end = RIGHT.index("slots = ["), RIGHT.index("[[gates.pass]]")
    error = refusal(RIGHT[:start] + "slots = []\n\n" + RIGHT[end:])
    assert error.key == "duty.pattern[pair].slots"
    assert "no slots" in error.reason


def test_it_refuses_siblings_whose_codes_would_run_into_each_other() -> None:
    text = RIGHT.replace("digits = 3", "digits = 2", 1).replace(
        "place = true", 'place = true\nunder = ["village"]'
    )
    error = refusal(text)
    assert error.key == "level[house].digits"
    assert "grid and house both stand under village with different digits (2, 3)" in error.reason


def test_it_refuses_a_playbook_without_levels() -> None:
    start, end = RIGHT.index("[[level]]"), RIGHT.index("[duty.limits]")
    text = RIGHT[:start].replace("[city]", "level = []\n[city]") + RIGHT[end:]
    assert "there is no level" in str(refusal(text))
    assert "level is missing" in str(refusal(RIGHT[:start] + RIGHT[end:]))


def test_it_refuses_codes_that_grow_too_long() -> None:
    levels = "".join(
        f'[[level]]\nkey = "deep{n}"\ndigits = 6\nplace = true\nname = {{ zh = "层", en = "layer" }}\n'
        for n in range(5)
    )
    error = refusal(RIGHT.replace("[duty.limits]", levels + "[duty.limits]"))
    assert error.key == "level[deep3].digits"
    assert "a code at deep3 has 42 digits, at most 40 fit" in error.reason


def test_it_tells_everything_at_once() -> None:
    text = (
        RIGHT.replace("digits = 3", "digits = 9")
        .replace('when = "cases"', 'when = "rain"')
        .replace("source", "src")
    )
    keys = {trouble.key for trouble in refusal(text).troubles}
    assert {
        "city",
        "city.src",
        "level[grid].digits",
        "level[house].digits",
        "zones.proposal[steps].when",
    } <= keys


def test_it_tells_what_does_not_fit_together_at_once_too() -> None:
    text = RIGHT.replace('target = "house"', 'target = "hut"').replace('seal = "grid"', 'seal = "hut"')
    assert [trouble.code for trouble in refusal(text).troubles] == ["target.unknown", "level.unknown"]


def test_it_speaks_chinese_as_well() -> None:
    error = spoilt("digits = 3", "digits = 9")
    assert (
        error.sentences("zh-hans") == "alpha.toml 第 8 行，level[grid].digits：9 超出范围，要在 1 到 6 之间。"
    )
    assert (
        str(error)
        == error.sentences("en")
        == "alpha.toml, line 8, level[grid].digits: 9 is out of range: 1 to 6."
    )


def test_a_guess_ends_a_chinese_sentence_only_once() -> None:
    assert spoilt("source =", "sauce =").sentences("zh").splitlines()[0].endswith("是不是 source？")


def test_it_refuses_what_is_not_toml_with_the_line() -> None:
    error = refusal('[city]\ncode = "330100\n')
    assert error.sentences().startswith("alpha.toml, line 2: this is not TOML, look at quotes")


def test_it_refuses_a_name_that_no_playbook_has_and_lists_those_there_are() -> None:
    with pytest.raises(PlaybookError) as caught:
        load_playbook("atlantis")
    assert str(caught.value).startswith("atlantis.toml: there is no such file. There are: ")
    assert ", ".join(playbook_names()) in str(caught.value)


def test_it_refuses_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r"nowhere\.toml: there is no such file"):
        load_playbook(tmp_path / "nowhere.toml")


def test_it_refuses_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_bytes('source = "甲市"'.encode("gb18030"))
    with pytest.raises(PlaybookError, match=r"old\.toml: the file is not UTF-8"):
        load_playbook(path)


def test_it_refuses_to_extend_what_is_not_there() -> None:
    error = spoilt('source = "invented"', 'source = "x"\nextends = "comon"')
    assert error.sentences().startswith(
        "alpha.toml, line 5, city.extends: there is no comon to build on. There are: "
    )


def test_it_refuses_playbooks_that_extend_each_other(tmp_path: Path) -> None:
    for own, other in (("one", "two"), ("two", "one")):
        (tmp_path / f"{own}.toml").write_text(f'[city]\nextends = "{other}"\n', encoding="utf-8")
    with pytest.raises(PlaybookError, match="one builds on itself in a circle"):
        load_playbook(tmp_path / "one.toml")


def test_it_names_the_shared_file_when_the_mistake_is_there(tmp_path: Path) -> None:
    (tmp_path / "shared.toml").write_text("[duty.limits]\nnights = 0\n", encoding="utf-8")
    path = tmp_path / "own.toml"
    text = RIGHT.replace('source = "invented"', 'source = "x"\nextends = "shared"').replace(
        "nights = 3\n", ""
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlaybookError) as caught:
        load_playbook(path)
    assert str(caught.value).startswith("shared.toml, line 2, duty.limits.nights: 0 is out of range")


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_is_there_in_both_languages(code: str) -> None:
    zh, en = REASONS[code]
    assert any("一" <= letter <= "鿿" for letter in zh)
    assert en.isascii() or "万" in en
    assert not zh.endswith("。")
    assert not en.endswith(".")
