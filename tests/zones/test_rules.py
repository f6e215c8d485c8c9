"""How far a zone reaches, when it ends, when it opens: the golden cases, and what holds for every zone."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.editions import Edition
from linli.lib.editions.reading import edition_named, load_editions
from linli.lib.periods import SHANGHAI, day_bounds, local_day
from linli.lib.playbook.base import Name
from linli.lib.playbook.care import Proposal, ProposalStep
from linli.zones.choices import ChangeKind
from linli.zones.rules import (
    HOLDS,
    WIDTH,
    DayFacts,
    RoundSeen,
    all_met,
    comes_down_to,
    count_conditions,
    is_wider,
    strictest,
    term_of,
)
from linli.zones.rules_editions import ZoneSeen, change_by
from linli.zones.rules_lint import findings_of
from linli.zones.rules_proposals import CaseSeen, Doors, propose

FOUND = date(2022, 11, 15)
DAY = timedelta(days=1)
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases_proposals.toml").read_text("utf-8")
)["case"]
ONE_TWO_THREE = ((1, "stairwell"), (2, "building"), (3, "compound"))


def edition(key: str) -> Edition:
    found = edition_named(key)
    assert found is not None
    return found


def rule(steps: Any = ONE_TWO_THREE) -> Proposal:
    name = Name(zh="一例单元、两例楼、三例小区", en="One, two, three")
    return Proposal(
        key="r", name=name, when="cases", steps=tuple(ProposalStep(at=at, seal=seal) for at, seal in steps)
    )


def case(text: str, *, village: bool = False) -> CaseSeen:
    on, doors = text.split(" ")
    return CaseSeen(date.fromisoformat(on), Doors(*doors.split("/"), village=village))


# ---- proposals -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("golden", CASES, ids=[one["name"] for one in CASES])
def test_what_is_proposed(golden: dict[str, Any]) -> None:
    cases = [case(one, village=golden.get("village", False)) for one in golden["cases"]]
    found = propose(
        rule(golden.get("steps", ONE_TWO_THREE)), cases, around=cases[-1], edition=edition(golden["edition"]),
        on=golden["on"],
    )  # fmt: skip
    assert (found.unit, found.asked) == (golden["unit"], golden.get("cut", ""))
    assert found.explained
    if golden.get("kind"):
        assert found.kind == golden["kind"]
    if found.cut and found.unit != golden.get("cut"):
        assert "edition_cuts" in {one.code for one in found.explained}


names = st.sampled_from(["", "1", "2", "和平家园"])
doors = st.builds(Doors, names, names, names, names, st.booleans())
cases_seen = st.builds(CaseSeen, st.dates(date(2022, 11, 1), date(2022, 11, 20)), doors)
any_steps = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(sorted(WIDTH))), min_size=1, max_size=4)
editions = st.sampled_from(load_editions())


@given(st.lists(cases_seen, min_size=1, max_size=8), any_steps, editions)
def test_no_proposal_is_wider_than_the_edition_or_than_the_rule_asked(
    cases: list[CaseSeen], steps: list[tuple[int, str]], by: Edition
) -> None:
    found = propose(rule(steps), cases, around=cases[-1], edition=by, on=date(2022, 11, 20))
    kind = strictest(by)
    if found.nothing:
        assert found.explained
        return
    assert kind is not None
    assert not is_wider(found.unit, kind.widest)
    assert not is_wider(found.unit, max((seal for _at, seal in steps), key=lambda one: WIDTH[one]))
    assert cases[-1].doors.knows(found.unit)
    assert found.unit != "household"


# ---- terms ---------------------------------------------------------------------------------------------------------------
def test_five_days_from_the_seventh_end_on_the_twelfth_at_midnight() -> None:
    high = edition("ten_measures").zone("high")
    assert high is not None
    term = term_of(high, datetime(2022, 12, 7, 15, 20, tzinfo=SHANGHAI))
    assert term.until_at == datetime(2022, 12, 13, tzinfo=SHANGHAI)
    assert term.review_at == datetime(2022, 12, 9, tzinfo=SHANGHAI)


moments = st.datetimes(datetime(2022, 1, 1), datetime(2023, 6, 1), timezones=st.just(SHANGHAI))
every_kind = st.sampled_from([(one, kind) for one in load_editions() for kind in one.zones])


@given(every_kind, moments, st.none() | st.dates(date(2021, 12, 1), date(2023, 9, 1)))
def test_every_zone_ends_after_it_begins_and_never_later_than_the_edition_allows(
    of: Any, from_at: datetime, wished: date | None
) -> None:
    _edition, kind = of
    term = term_of(kind, from_at, last_on=wished)
    assert from_at < term.review_at <= term.until_at
    assert term.until_at <= day_bounds(local_day(from_at) + kind.days * DAY)[1]


# ---- conditions ----------------------------------------------------------------------------------------------------------
def facts(on: date, **values: Any) -> DayFacts:
    return DayFacts(**{"on": on, "from_on": FOUND, "case_days": (FOUND,), **values})


def counted(key: str, kind: str, given: DayFacts) -> list[tuple[str, int, bool]]:
    found = edition(key).zone(kind)
    assert found is not None
    return [(one.key, one.counted, one.met) for one in count_conditions(found, given)]


def test_days_without_a_new_case_count_from_the_day_after_it() -> None:
    assert counted("ten_measures", "high", facts(FOUND)) == [("no_new_case_days", 0, False)]
    assert counted("ten_measures", "high", facts(FOUND + 4 * DAY)) == [("no_new_case_days", 4, False)]
    assert counted("ten_measures", "high", facts(FOUND + 5 * DAY)) == [("no_new_case_days", 5, True)]


def test_a_new_case_begins_the_count_anew_and_one_of_tomorrow_does_not() -> None:
    later = (FOUND, FOUND + 3 * DAY)
    assert counted("ten_measures", "high", facts(FOUND + 5 * DAY, case_days=later))[0][1] == 2
    assert counted("ten_measures", "high", facts(FOUND + 2 * DAY, case_days=later))[0][1] == 2


def test_where_no_case_is_left_the_day_of_closing_counts() -> None:
    assert counted("ten_measures", "high", facts(FOUND + 5 * DAY, case_days=()))[0] == (
        "no_new_case_days",
        5,
        True,
    )


@pytest.mark.parametrize(
    ("rounds", "met"),
    [
        ([], False),
        ([RoundSeen(FOUND + 4 * DAY, True)], False),
        ([RoundSeen(FOUND + 5 * DAY, True)], True),
        ([RoundSeen(FOUND + 5 * DAY, False)], False),
        ([RoundSeen(FOUND + 5 * DAY, True), RoundSeen(FOUND + 6 * DAY, False)], False),
        ([RoundSeen(FOUND + 9 * DAY, True)], False),  # of a day to come
    ],
)
def test_the_round_of_day_five_is_negative_and_none_since_was_not(rounds: list[RoundSeen], met: bool) -> None:
    found = counted("twenty_measures", "high", facts(FOUND + 6 * DAY, rounds=tuple(rounds)))
    assert found[1][2] is met


def test_the_zones_of_2021_ask_for_contacts_and_a_round_of_the_last_two_days() -> None:
    on = FOUND + 14 * DAY
    whole = facts(on, rounds=(RoundSeen(on - DAY, True),), contacts_negative_on=on)
    assert all(met for _key, _n, met in counted("eighth_edition", "lockdown", whole))
    stale = facts(on, rounds=(RoundSeen(on - 2 * DAY, True),), contacts_negative_on=on)
    assert [met for _key, _n, met in counted("eighth_edition", "lockdown", stale)] == [True, True, False]
    early = facts(on, rounds=(RoundSeen(on, True),), contacts_negative_on=on - DAY)
    assert [met for _key, _n, met in counted("eighth_edition", "lockdown", early)] == [True, False, True]


def test_high_comes_down_to_medium_after_seven_days_and_medium_to_low_after_three_more() -> None:
    ninth = edition("ninth_edition")
    high, mid = ninth.zone("high"), ninth.zone("mid")
    assert high is not None
    assert mid is not None
    assert comes_down_to(high, ninth) == mid
    assert all_met(count_conditions(high, facts(FOUND + 7 * DAY)))
    down = FOUND + 7 * DAY
    came = {"came_from": "high", "came_down_on": down}
    assert not all_met(count_conditions(mid, facts(down + 2 * DAY, **came)))
    assert all_met(count_conditions(mid, facts(down + 3 * DAY, **came)))
    assert not all_met(count_conditions(mid, facts(FOUND + 6 * DAY)))  # medium from the beginning: seven


# ---- a newer edition -----------------------------------------------------------------------------------------------------
def seen(key: str, kind: str, unit: str, from_at: datetime, **values: Any) -> ZoneSeen:
    found = edition(key).zone(kind)
    assert found is not None
    term = term_of(found, from_at)
    return ZoneSeen(**{
        "kind": kind, "stays": found.stays, "unit": unit, "from_at": from_at, "until_at": term.until_at,
        "review_at": term.review_at, **values,
    })  # fmt: skip


AT = datetime(2022, 12, 7, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("old", "kind", "unit", "days_ago", "new", "what"),
    [
        ("twenty_measures", "high", "building", 2, "ten_measures", ChangeKind.SAME),
        ("twenty_measures", "high", "compound", 2, "ten_measures", ChangeKind.ENDS),
        ("ninth_edition", "high", "building", 2, "twenty_measures", ChangeKind.SHORTER),
        ("ninth_edition", "high", "building", 6, "twenty_measures", ChangeKind.ENDS),
        ("ninth_edition", "mid", "compound", 2, "twenty_measures", ChangeKind.ENDS),
        ("eighth_edition", "lockdown", "compound", 2, "ninth_edition", ChangeKind.SHORTER),
        ("eighth_edition", "control", "compound", 2, "ninth_edition", ChangeKind.SHORTER),
        ("eighth_edition", "control", "community", 2, "ninth_edition", ChangeKind.ENDS),
        ("ten_measures", "high", "building", 1, "category_b", ChangeKind.ENDS),
    ],
)
def test_what_a_newer_edition_makes_of_a_zone(
    old: str, kind: str, unit: str, days_ago: int, new: str, what: ChangeKind
) -> None:
    found = change_by(seen(old, kind, unit, AT - days_ago * DAY), edition(new), at=AT)
    assert found.kind == what, found


@given(every_kind, st.sampled_from(sorted(WIDTH)), editions, moments, st.integers(0, 200))
def test_no_edition_lengthens_a_zone_and_what_holds_more_is_said_to(
    of: Any, unit: str, new: Edition, from_at: datetime, hours: int
) -> None:
    old, kind = of
    zone, at = seen(old.key, kind.key, unit, from_at), from_at + timedelta(hours=hours)
    if at >= zone.until_at:
        return
    found = change_by(zone, new, at=at)
    assert found.until_at is not None
    assert found.until_at <= zone.until_at
    after = new.zone(found.new_kind) if found.new_kind else None
    if found.kind not in (ChangeKind.ENDS, ChangeKind.HEAVIER):
        assert after is not None
        assert HOLDS[after.stays] <= HOLDS[zone.stays]
        assert found.until_at > at


# ---- held against the rules ------------------------------------------------------------------------------------------------
def codes(zone: ZoneSeen, key: str, at: datetime) -> set[str]:
    return {one.code for one in findings_of(zone, edition(key), at=at)}


def test_a_zone_by_the_rules_is_no_finding() -> None:
    assert codes(seen("ten_measures", "high", "building", AT), "ten_measures", AT) == set()


def test_too_wide_too_long_over_and_not_looked_at_are_findings() -> None:
    wide = seen("ten_measures", "high", "compound", AT)
    assert codes(wide, "ten_measures", AT) == {"zone.too_wide"}
    long = seen("ten_measures", "high", "building", AT, until_at=AT + 20 * DAY)
    assert codes(long, "ten_measures", AT) == {"zone.too_long"}
    late = seen("ten_measures", "high", "building", AT)
    assert codes(late, "ten_measures", late.review_at) == {"zone.no_review"}
    assert codes(late, "ten_measures", late.until_at) == {"zone.expired"}
    assert codes(late, "category_b", AT) == {"zone.kind_unknown"}


def test_a_ground_for_more_does_not_hide_it_from_oversight() -> None:
    wide = seen("twenty_measures", "high", "compound", AT, wider_because="传播链不明")
    assert codes(wide, "twenty_measures", AT) == {"zone.too_wide"}


def test_people_kept_in_where_the_risk_is_low_are_a_finding() -> None:
    low = seen("ninth_edition", "low", "compound", AT, stays="area")
    assert "zone.low_risk_closed" in codes(low, "ninth_edition", AT)
