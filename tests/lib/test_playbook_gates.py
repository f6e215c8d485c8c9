"""What the five cities do at their gates, and what no playbook can take away."""

import pytest

from linli.lib.playbook import load_playbook, load_shared, read_playbook
from linli.lib.playbook.base import Name
from linli.lib.playbook.gates import ERRAND_NAMES, MUST_PASS, Gates, MustPass
from tests.lib.test_playbook import CITIES
from tests.lib.test_playbook_refusals import RIGHT


def gates_of(name: str) -> Gates:
    return load_playbook(name).gates


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("muling", "compound", "scan-measure-check"),
        ("muling", "city_road", "scan-measure-check"),
        ("menglian", "compound", "measure-ask-scan"),
        ("menglian", "border", "border-post"),
        ("qitaihe", "compound", "scan-measure"),
        ("qitaihe", "city_road", "register-all"),
        ("qitaihe", "village", "village-watch"),
        ("meihekou", "station", "road-exit"),
        ("linfen", "compound", "scan-measure"),
        ("linfen", "station", "register-arrivals"),
        ("linfen", "other", "scan"),
    ],
)
def test_each_kind_of_gate_has_its_usual_procedure(name: str, kind: str, key: str) -> None:
    usual = gates_of(name).usual_at(kind)
    assert usual
    assert usual.key == key


def test_menglian_measures_then_asks_then_scans() -> None:
    procedure = gates_of("menglian").procedure("measure-ask-scan")
    assert procedure
    assert (procedure.steps, len(procedure.questions)) == (("temperature", "questions", "scan"), 2)


def test_muling_checks_every_vehicle_and_everybody_and_registers_them_in_full() -> None:
    procedure = gates_of("muling").procedure("scan-measure-check")
    assert procedure
    assert procedure.steps == ("scan", "temperature", "check_papers", "register")
    assert {"person", "vehicle"} <= {*procedure.register}


def test_qitaihe_lets_one_person_of_a_household_out_each_second_day() -> None:
    rule = gates_of("qitaihe").rule("household-every-second-day")
    assert rule
    assert (rule.people, rule.every_days, rule.times, rule.max_hours) == (1, 2, 1, 0)


@pytest.mark.parametrize("name", CITIES)
def test_rules_that_other_cities_had_can_be_chosen_everywhere(name: str) -> None:
    hours, days = gates_of(name).rule("household-two-hours"), gates_of(name).rule("household-third-day")
    assert hours
    assert days
    assert (hours.every_days, hours.max_hours, hours.forfeits) == (2, 2, 1)
    assert (days.every_days, days.named_person) == (3, False)


@pytest.mark.parametrize("name", CITIES)
def test_there_is_a_pass_of_every_kind_and_only_those_of_households_are_counted(name: str) -> None:
    rules = {one.kind: one for one in gates_of(name).passes}
    assert set(rules) == {"household", "worker", "supply", "medical", "vehicle", "visitor"}
    assert all(rules[kind].times == 0 for kind in ("worker", "supply", "medical", "vehicle"))
    assert (rules["visitor"].times, rules["visitor"].valid_days) == (1, 1)


@pytest.mark.parametrize("name", CITIES)
def test_the_mildest_rule_for_households_is_the_first(name: str) -> None:
    first = next(one for one in gates_of(name).passes if one.kind == "household")
    assert first.times == 0


@pytest.mark.parametrize("name", CITIES)
def test_every_ground_says_its_basis_and_where_to_go_instead(name: str) -> None:
    grounds = gates_of(name).grounds
    assert {one.key for one in grounds} >= {"stays_in", "turns_used", "pass_ended"}
    assert all(one.basis.zh and one.offer.zh and one.basis.en and one.offer.en for one in grounds)


def test_no_ground_is_a_fever() -> None:
    """Somebody who is ill is sent to the clinic, not away."""
    assert not any("热" in one.name.zh for one in load_shared().gates.grounds)


@pytest.mark.parametrize("name", CITIES)
def test_no_playbook_takes_an_errand_away(name: str) -> None:
    assert {one.key for one in gates_of(name).must_pass} >= MUST_PASS
    assert gates_of(name).errands == gates_of(name).must_pass


@pytest.mark.parametrize("gates", [Gates(), read_playbook(RIGHT, "alpha.toml").gates])
def test_a_playbook_that_says_nothing_of_errands_has_all_that_must_pass(gates: Gates) -> None:
    assert gates.must_pass == ()
    assert {one.key: one.name for one in gates.errands} == ERRAND_NAMES


def test_a_playbook_names_errands_and_adds_its_own_and_the_rest_follows() -> None:
    own = (
        MustPass(key="funeral", name=Name(zh="奔丧", en="A death in the family")),
        MustPass(key="exam", name=Name(zh="考试", en="An examination")),
    )
    errands = Gates(must_pass=own).errands
    assert errands[:2] == own
    assert sorted(one.key for one in errands) == sorted({*MUST_PASS, "exam"})


def test_the_shared_playbook_calls_errands_as_the_code_does() -> None:
    assert {one.key: one.name for one in load_shared().gates.must_pass} == ERRAND_NAMES


@pytest.mark.parametrize("name", CITIES)
def test_gate_logs_are_kept_a_fortnight(name: str) -> None:
    assert gates_of(name).log_days == 14
