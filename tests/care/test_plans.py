"""The engine against the golden table, and what must hold whatever the facts."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.care.choices import ChangeKind
from linli.care.rules import Facts, LocalRule, Plan, change_between, local_rules, plan_for, taken_over
from linli.lib.editions import STRICTNESS, Edition, edition_named, load_editions, read_edition
from linli.lib.periods import SHANGHAI, day_bounds
from linli.lib.playbook.base import Name
from linli.lib.playbook.care import Care, Local

CASES = tomllib.loads((Path(__file__).parent / "cases_plans.toml").read_text(encoding="utf-8"))["case"]
WORKED = read_edition(
    """
    key = "worked_example"
    number = 1
    name = { zh = "例", en = "Example" }
    document = { zh = "填平补齐的例子", en = "The days are made up to fourteen" }
    from_on = 2021-05-14
    source = "填平补齐"
    [[category]]
    key = "traveller"
    name = { zh = "来人", en = "Traveller" }
    anchor = "left_area"
    source = "填平补齐"
    phases = [{ measure = "facility_quarantine", days = 7 }, { measure = "home_monitoring", days = 7 }]
    """,
    "worked.toml",
)


def edition_of(key: str) -> Edition:
    return WORKED if key == WORKED.key else _known(key)


def _known(key: str) -> Edition:
    found = edition_named(key)
    assert found is not None, key
    return found


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def local_of(case: dict[str, Any]) -> tuple[LocalRule, ...]:
    if not (given_rule := case.get("local")):
        return ()
    basis = given_rule.get("basis", "县指挥部令第3号")
    return (
        LocalRule(
            key=given_rule["key"], category=given_rule.get("category", case["category"]), days=given_rule["days"],
            basis=Name(zh=basis, en=basis), until_on=given_rule["until_on"],
            approved_by=given_rule.get("approved_by", "季局长"),
        ),
    )  # fmt: skip


def plan_of(case: dict[str, Any]) -> Plan:
    facts = Facts(
        case["anchor_on"], case["began_on"], case.get("home_suitable"), case.get("wants_facility", False)
    )
    at = case.get("at") or noon(case["began_on"])
    return plan_for(case["category"], facts, edition_of(case["edition"]), at=at, local=local_of(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_engine_says_what_the_table_says(case: dict[str, Any]) -> None:
    plan = plan_of(case)
    assert plan.certainty == case["certainty"]
    if why := case.get("nothing"):
        assert plan.nothing
        assert plan.until_at is None
        assert plan.tests == ()
        assert why in [one.code for one in plan.explained]
        return
    assert [[one.measure, str(one.first_on), str(one.last_on)] for one in plan.phases] == case["phases"]
    assert [str(one.on) for one in plan.tests] == case["tests"]
    assert plan.tests_for_release == case["for_release"]
    assert plan.until_at == datetime.fromisoformat(case["until"])


def test_the_table_has_every_category_of_every_edition() -> None:
    seen = {(case["edition"], case["category"]) for case in CASES}
    assert {(e.key, c.key) for e in load_editions() for c in e.categories} <= seen
    assert len(CASES) >= 150
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_lines_that_nobody_has_read_are_marked() -> None:
    plan = plan_for(
        "discharged_case",
        Facts(date(2022, 8, 1), date(2022, 8, 2)),
        _known("ninth_edition"),
        at=noon(date(2022, 8, 2)),
    )
    assert plan.certainty == "memory"
    assert "certainty_memory" in [one.code for one in plan.explained]


def test_a_category_that_the_edition_does_not_have_is_no_plan() -> None:
    with pytest.raises(LookupError):
        plan_for(
            "spill_mid",
            Facts(date(2022, 11, 15), date(2022, 11, 15)),
            _known("twenty_measures"),
            at=noon(date(2022, 11, 15)),
        )


def test_why_is_said_with_the_words_of_the_rule() -> None:
    facts = Facts(date(2022, 8, 3), date(2022, 8, 6), home_suitable=False)
    said = {
        one.code: one
        for one in plan_for("spill_mid", facts, _known("ninth_edition"), at=noon(date(2022, 8, 6))).explained
    }
    assert said["category"].words
    assert "居家隔离7天" in said["category"].words.zh
    assert said["elapsed"].data["days"] == 2
    assert said["home_unsuitable"]
    assert said["ends"].data["last"] == "2022-08-10"


# ---- what a city adds --------------------------------------------------------------------------------------------------
def test_only_rules_of_a_playbook_that_hold_on_the_day_are_followed() -> None:
    def local(key: str, **values: Any) -> Local:
        return Local(
            **{
                "key": key, "name": Name(zh="多三天", en="Three more"), "category": "spill_mid", "days": 10,
                "basis": Name(zh="令", en="Order"), "until_on": date(2022, 8, 31), "approved_by": "季局长", **values,
            }
        )  # fmt: skip

    care = Care(
        local=(local("good"), local("over", until_on=date(2022, 7, 31)), local("nobody", approved_by=" "))
    )
    assert [one.key for one in local_rules(care, on=date(2022, 8, 31))] == ["good"]
    assert local_rules(care, on=date(2022, 9, 1)) == ()


# ---- what must hold whatever the facts ---------------------------------------------------------------------------------
CATEGORIES = [(e, c.key) for e in load_editions() for c in e.categories]
days = st.dates(date(2021, 1, 1), date(2025, 12, 31))


@st.composite
def facts_drawn(draw: st.DrawFn) -> Facts:
    anchor = draw(days)
    began = anchor + timedelta(days=draw(st.integers(-2, 40)))
    return Facts(
        anchor, began, draw(st.sampled_from([None, True, False])), draw(st.booleans()), draw(st.booleans())
    )


@given(facts_drawn(), st.sampled_from(CATEGORIES))
def test_every_plan_ends_and_not_before_it_begins(facts: Facts, asked: tuple[Edition, str]) -> None:
    edition, category = asked
    plan = plan_for(category, facts, edition, at=noon(facts.began_on))
    if plan.nothing:
        assert plan.until_at is None
        return
    assert plan.from_at is not None
    assert plan.until_at is not None
    assert plan.from_at < plan.until_at <= day_bounds(facts.began_on + timedelta(days=60))[1]
    assert plan.phases[0].first_on >= min(facts.began_on, facts.anchor_on)
    for before, after in zip(plan.phases, plan.phases[1:], strict=False):
        assert before.until_at == after.from_at
    assert all(one.from_at < one.until_at for one in plan.phases)


@given(facts_drawn(), st.sampled_from(CATEGORIES))
def test_tests_lie_within_their_phase(facts: Facts, asked: tuple[Edition, str]) -> None:
    plan = plan_for(asked[1], facts, asked[0], at=noon(facts.began_on))
    for test in plan.tests:
        phase = plan.phases[test.phase]
        assert phase.first_on <= test.on <= phase.last_on
    assert [one.on for one in plan.tests] == sorted({one.on for one in plan.tests})
    assert sum(one.for_release for one in plan.tests) == plan.tests_for_release


@given(facts_drawn(), st.sampled_from(CATEGORIES), st.integers(0, 20))
def test_days_that_passed_elsewhere_never_move_the_end_later(
    facts: Facts, asked: tuple[Edition, str], more: int
) -> None:
    edition, category = asked
    earlier = Facts(
        facts.anchor_on - timedelta(days=more), facts.began_on, facts.home_suitable, facts.wants_facility
    )
    plan = plan_for(category, facts, edition, at=noon(facts.began_on))
    with_more = plan_for(category, earlier, edition, at=noon(facts.began_on))
    if with_more.until_at is not None and facts.began_on >= facts.anchor_on:
        assert plan.until_at is not None
        assert with_more.until_at <= plan.until_at


@given(facts_drawn(), st.integers(0, 20))
def test_coming_later_never_moves_the_end_of_what_keeps_people_in(facts: Facts, later: int) -> None:
    came_later = Facts(facts.anchor_on, facts.began_on + timedelta(days=later), facts.home_suitable)
    for edition, category in CATEGORIES:
        line = edition.category(category)
        assert line is not None
        if any(phase.measure == "test_only" for phase in line.phases):
            continue
        plan = plan_for(category, facts, edition, at=noon(facts.began_on))
        after = plan_for(category, came_later, edition, at=noon(facts.began_on))
        assert after.until_at is None or (plan.until_at is not None and after.until_at <= plan.until_at)


@st.composite
def changes(draw: st.DrawFn) -> tuple[Plan, Plan, datetime]:
    """A plan under way, what any other edition makes of its person, and a moment."""
    facts = draw(facts_drawn())
    (one, category), (other, wanted) = draw(st.sampled_from(CATEGORIES)), draw(st.sampled_from(CATEGORIES))
    at = noon(facts.began_on) + timedelta(hours=draw(st.integers(-48, 24 * 30)))
    return plan_for(category, facts, one, at=at), plan_for(wanted, facts, other, at=at), at


def weight(plan: Plan, at: datetime) -> int:
    phase = plan.phase_at(at)
    return STRICTNESS[phase.measure] if phase else 0


@given(changes())
def test_taking_a_newer_edition_over_never_lengthens_and_never_makes_heavier(
    change: tuple[Plan, Plan, datetime],
) -> None:
    before, after, at = change
    taken = taken_over(before, after, at=at)
    if taken.until_at is not None:
        assert before.until_at is not None
        assert taken.until_at <= before.until_at
        assert taken.phases[-1].until_at == taken.until_at
    for hours in range(0, 24 * 45, 12):
        moment = at + timedelta(hours=hours)
        assert weight(taken, moment) <= weight(before, moment)
        assert weight(taken, moment) <= weight(after, moment) or moment.date() == at.date()


@given(changes())
def test_what_is_not_called_heavier_is_nowhere_heavier(change: tuple[Plan, Plan, datetime]) -> None:
    before, after, at = change
    kind = change_between(before, after, at=at)
    heavier = any(
        weight(after, at + timedelta(hours=h)) > weight(before, at + timedelta(hours=h))
        for h in range(0, 24 * 45, 6)
    )
    assert heavier <= (kind == ChangeKind.HEAVIER)
    if kind == ChangeKind.ENDS:
        assert taken_over(before, after, at=at).nothing


# ---- changes that happened ---------------------------------------------------------------------------------------------
def both(category: str, anchor: date, before: str, after: str, at: datetime) -> tuple[Plan, Plan]:
    facts = Facts(anchor, anchor + timedelta(days=1), home_suitable=True)
    return plan_for(category, facts, _known(before), at=at), plan_for(category, facts, _known(after), at=at)


@pytest.mark.parametrize(
    ("category", "anchor", "before", "after", "moment", "kind"),
    [
        ("close_contact", date(2022, 6, 20), "eighth_edition", "ninth_edition", date(2022, 6, 28), ChangeKind.SHORTER),
        ("contact_of_contact", date(2022, 6, 25), "eighth_edition", "ninth_edition", date(2022, 6, 28), ChangeKind.LIGHTER),
        ("contact_of_contact", date(2022, 11, 8), "ninth_edition", "twenty_measures", date(2022, 11, 11), ChangeKind.ENDS),
        ("spill_high", date(2022, 11, 8), "ninth_edition", "twenty_measures", date(2022, 11, 11), ChangeKind.LIGHTER),
        ("close_contact", date(2022, 12, 4), "twenty_measures", "ten_measures", date(2022, 12, 7), ChangeKind.SHORTER),
        ("spill_high", date(2022, 12, 4), "twenty_measures", "ten_measures", date(2022, 12, 7), ChangeKind.SHORTER),
        ("close_contact", date(2023, 1, 5), "ten_measures", "category_b", date(2023, 1, 8), ChangeKind.ENDS),
        ("close_contact", date(2022, 12, 4), "ten_measures", "twenty_measures", date(2022, 12, 7), ChangeKind.HEAVIER),
        ("close_contact", date(2022, 12, 4), "ten_measures", "ten_measures", date(2022, 12, 7), ChangeKind.SAME),
    ],
)  # fmt: skip
def test_a_change_of_edition_has_its_kind(
    category: str, anchor: date, before: str, after: str, moment: date, kind: str
) -> None:
    at = noon(moment)
    old, new = both(category, anchor, before, after, at)
    assert change_between(old, new, at=at) == kind


def test_close_contacts_of_the_ninth_edition_end_earlier_and_are_not_kept_in_for_it() -> None:
    """Three days at home follow by the twenty measures, where the ninth edition already had monitoring: it stays that."""
    at = noon(date(2022, 11, 11))
    old, new = both("close_contact", date(2022, 11, 6), "ninth_edition", "twenty_measures", at)
    assert change_between(old, new, at=at) == ChangeKind.HEAVIER
    taken = taken_over(old, new, at=at)
    assert [(one.measure, str(one.first_on), str(one.last_on)) for one in taken.phases] == [
        ("facility_quarantine", "2022-11-07", "2022-11-11"),
        ("home_quarantine", "2022-11-12", "2022-11-13"),
        ("home_monitoring", "2022-11-14", "2022-11-14"),
    ]
    assert change_between(old, taken, at=at) == ChangeKind.SHORTER
    assert "change_not_heavier" in [one.code for one in taken.explained]
