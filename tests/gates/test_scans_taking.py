"""What phones told from gates, as rows."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.core.facts import kind_named
from linli.core.models import Event
from linli.gates import books, tallies
from linli.gates.actions.scans import take_from_gates
from linli.gates.bodies import Person
from linli.gates.choices import Done
from linli.gates.known import uses_known, uses_of
from linli.gates.models import Gate, GateScan, GateTally, PassUse, Registration, ScanAmendment
from linli.lib.playbook.base import Name
from linli.lib.playbook.gates import Gates, Ground, Procedure
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, appoint, settle
from tests.gates.conftest import HOUR, MakeGate, MakePass
from tests.gates.told import amended, fact_id, scan

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NAME = Name(zh="风险区", en="Area of risk")


@pytest.fixture(autouse=True)
def _playbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fever from 37.3, and one ground on which somebody may be turned back."""
    section = Gates(
        procedures=(Procedure(key="scan", name=NAME, steps=("scan", "temperature"), fever_at=37.3, mechanism="D1"),),
        grounds=(Ground(key="risk_area", name=NAME, basis=NAME, offer=NAME),),
    )  # fmt: skip
    monkeypatch.setattr(books, "gates_in_force", lambda area: section)


def numbers(gate: Gate) -> dict[tuple[str, str], int]:
    return {key: n for key, n in tallies.numbers_by_gate([gate.pk], day=TODAY)[gate.pk].items() if n}


# ---- rows ------------------------------------------------------------------------------------------------------------
def test_a_scan_becomes_a_row_a_use_and_numbers(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    issued = make_pass(household)
    assert (
        take_from_gates([scan(1, gate, keeper, pass_id=issued.pk, people=2, due_back_at=NOW + 2 * HOUR)])
        == {}
    )
    row = GateScan.everywhere.get()
    assert (row.pk, row.gate, row.exit_pass, row.household) == (fact_id(1), gate, issued, household)
    assert (row.area_code, row.by, row.due_back_at, row.online) == (
        gate.area_code,
        keeper,
        NOW + 2 * HOUR,
        False,
    )
    use = PassUse.objects.get()
    assert (use.pk, use.pass_id, use.household_id, use.counts) == (row.pk, issued.pk, household.pk, True)
    assert numbers(gate) == {("gates.people", ""): 2, ("gates.exits", ""): 2}


def test_a_fact_that_comes_twice_counts_once(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    fact = scan(1, gate, keeper, pass_id=make_pass(household).pk)
    for _time in range(2):
        assert take_from_gates([fact]) == {}
    assert (GateScan.everywhere.count(), PassUse.objects.count()) == (1, 1)
    assert numbers(gate) == {("gates.people", ""): 1, ("gates.exits", ""): 1}


def test_a_use_that_the_online_answer_wrote_first_stays_one(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    issued = make_pass(household)
    PassUse.objects.create(pk=fact_id(1), pass_id=issued.pk, gate_id=gate.pk, direction="out", at=NOW)
    take_from_gates([scan(1, gate, keeper, pass_id=issued.pk, errand="medicine")])
    use = PassUse.objects.get()
    assert (use.household_id, use.counts) == (household.pk, False)
    assert GateScan.everywhere.get().online


def test_a_keeper_who_turned_back_whom_the_server_let_through_takes_the_use_away(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    issued = make_pass(household)
    PassUse.objects.create(pk=fact_id(1), pass_id=issued.pk, gate_id=gate.pk, direction="out", at=NOW)
    take_from_gates([scan(1, gate, keeper, pass_id=issued.pk, done="refused", ground="risk_area")])
    assert not PassUse.objects.exists()
    assert numbers(gate) == {
        ("gates.people", ""): 1, ("gates.refusals", ""): 1, ("gates.refusals", "risk_area"): 1,
    }  # fmt: skip


def test_a_pass_that_is_not_known_is_kept_as_happened(gate: Gate, keeper: User) -> None:
    stranger = uuid4()
    assert take_from_gates([scan(1, gate, keeper, pass_id=stranger)]) == {}
    assert GateScan.everywhere.get().exit_pass is None
    assert PassUse.objects.get().pass_id == stranger


def test_a_slip_of_paper_names_its_pass(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    issued = make_pass(household, slip="ABCD2345")
    take_from_gates([scan(1, gate, keeper, shown="slip", slip="abcd2345")])
    assert GateScan.everywhere.get().exit_pass == issued
    assert PassUse.objects.get().household_id == household.pk


def test_a_household_elsewhere_cannot_be_told_of(gate: Gate, keeper: User, other_community: Area) -> None:
    far = settle(other_community, "1-1-101")
    take_from_gates([scan(1, gate, keeper, shown="door", household=far.pk)])
    assert GateScan.everywhere.get().household is None


def test_a_car_is_counted_with_the_people_in_it(gate: Gate, keeper: User) -> None:
    take_from_gates(
        [scan(1, gate, keeper, shown="vehicle", vehicle=True, plate="黑C12345", people=4, direction="in")]
    )
    assert numbers(gate) == {("gates.people", ""): 4, ("gates.vehicles", ""): 1, ("gates.entries", ""): 4}
    assert GateScan.everywhere.get().plate == "黑C12345"


def test_an_errand_that_must_pass_is_an_exception_and_takes_no_turn(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    issued = make_pass(household)
    take_from_gates([scan(1, gate, keeper, pass_id=issued.pk, reason="gates.must_pass", errand="emergency")])
    assert not PassUse.objects.get().counts
    assert uses_known([issued.pk], [household.pk], at=NOW)[household.pk] == ()
    assert numbers(gate)[("gates.exceptions", "emergency")] == 1


# ---- who may tell ----------------------------------------------------------------------------------------------------
def test_it_refuses_gates_of_nowhere_and_people_who_keep_none(
    gate: Gate, keeper: User, leader: User, doctor: User
) -> None:
    far = appoint("far", "边远", "volunteer", _elsewhere())
    facts = [
        scan(1, uuid4(), keeper), scan(2, gate, leader), scan(3, gate, far), scan(4, gate, None), scan(5, gate, keeper),
    ]  # fmt: skip
    refused = take_from_gates(facts)
    assert [refused[one.id].code if one.id in refused else "" for one in facts] == [
        "gates.no_such_gate", "gates.keeps_no_gate", "gates.keeps_no_gate", "gates.keeps_no_gate", "",
    ]  # fmt: skip
    assert GateScan.everywhere.count() == 1


def _elsewhere() -> Area:
    from tests.conftest import place

    return place("231083100001", "community", "远社区居委会", None)


def test_a_worker_of_a_grid_keeps_the_gate_of_the_compound_around_it(gate: Gate, grid_worker: User) -> None:
    assert take_from_gates([scan(1, gate, grid_worker)]) == {}


def test_a_scan_at_a_gate_that_was_closed_meanwhile_is_kept(gate: Gate, keeper: User) -> None:
    Gate.everywhere.update(closed_at=NOW - HOUR)
    assert take_from_gates([scan(1, gate, keeper)]) == {}


# ---- what was said afterwards ----------------------------------------------------------------------------------------
def test_a_temperature_that_is_said_afterwards_may_be_a_fever(gate: Gate, keeper: User) -> None:
    take_from_gates([scan(1, gate, keeper)])
    for _time in range(2):
        take_from_gates([amended(2, 1, keeper, temperature=38.2)])
    row = GateScan.everywhere.get()
    assert (row.temperature, row.fever) == (Decimal("38.2"), True)
    assert numbers(gate)[("gates.fevers", "")] == 1
    assert [one.payload["scan"] for one in Event.objects.filter(name="gates.fever_met")] == [str(fact_id(1))]


def test_the_limit_itself_is_a_fever_and_a_tenth_below_is_none(gate: Gate, keeper: User) -> None:
    take_from_gates([scan(1, gate, keeper, temperature=37.3), scan(2, gate, keeper, temperature=37.2)])
    assert {one.pk: one.fever for one in GateScan.everywhere.all()} == {fact_id(1): True, fact_id(2): False}


def test_a_scan_that_was_recorded_in_error_does_not_count(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    issued = make_pass(household)
    person = Person(name="甘来")
    take_from_gates([scan(1, gate, keeper, pass_id=issued.pk, temperature=39.0, persons=(person,))])
    assert Registration.everywhere.count() == 1
    take_from_gates([amended(2, 1, keeper, taken_back=True)])
    assert GateScan.everywhere.get().done == Done.TAKEN_BACK
    assert numbers(gate) == {}
    assert not PassUse.objects.exists()
    assert not Registration.everywhere.exists()


def test_what_is_said_of_a_scan_may_come_before_it(gate: Gate, keeper: User) -> None:
    take_from_gates([amended(2, 1, keeper, taken_back=True)])
    take_from_gates([scan(1, gate, keeper, persons=(Person(name="甘来"),))])
    assert GateScan.everywhere.get().done == Done.TAKEN_BACK
    assert not Registration.everywhere.exists()
    assert numbers(gate) == {}


def test_a_stranger_amends_nothing_before_or_after(gate: Gate, keeper: User, leader: User) -> None:
    far = appoint("far", "边远", "volunteer", _elsewhere())
    assert take_from_gates([amended(2, 1, far, taken_back=True)]) == {}  # nobody knows yet whose scan it is
    take_from_gates([scan(1, gate, keeper)])
    later = take_from_gates([amended(3, 1, far, taken_back=True), amended(4, 1, leader, taken_back=True)])
    assert {one.code for one in later.values()} == {"gates.keeps_no_gate"}
    assert GateScan.everywhere.get().done == Done.LET_THROUGH
    assert ScanAmendment.objects.count() == 1


# ---- who came back ---------------------------------------------------------------------------------------------------
def test_an_entry_ends_the_exit_of_its_household_also_where_it_comes_first(
    gate: Gate, keeper: User, make_gate: MakeGate, make_pass: MakePass, household: Household
) -> None:
    issued, west = make_pass(household), make_gate(name="西门")
    take_from_gates([scan(2, west, keeper, NOW, shown="door", household=household.pk, direction="in")])
    take_from_gates([scan(1, gate, keeper, NOW - HOUR, pass_id=issued.pk)])
    assert GateScan.everywhere.get(pk=fact_id(1)).back_at == NOW
    assert GateScan.everywhere.get(pk=fact_id(2)).back_at is None
    known = uses_known([issued.pk], [household.pk], at=NOW)
    assert [
        (one.at, one.back_at, one.gate)
        for one in uses_of(known, pass_id=issued.pk, household_id=household.pk)
    ] == [(NOW - HOUR, NOW, gate.name)]


def test_an_entry_that_was_recorded_in_error_brings_nobody_back(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    issued = make_pass(household)
    take_from_gates(
        [
            scan(1, gate, keeper, NOW - HOUR, pass_id=issued.pk),
            scan(2, gate, keeper, pass_id=issued.pk, direction="in"),
        ]
    )
    take_from_gates([amended(3, 2, keeper, taken_back=True)])
    assert GateScan.everywhere.get(pk=fact_id(1)).back_at is None


def test_a_keeper_who_lets_somebody_out_without_an_hour_leaves_that_of_the_pass(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    issued = make_pass(household, max_hours=2)
    take_from_gates([scan(1, gate, keeper, pass_id=issued.pk, verdict="ask", reason="gates.maybe_used")])
    assert GateScan.everywhere.get().due_back_at == NOW + 2 * HOUR


# ---- registered ------------------------------------------------------------------------------------------------------
def test_people_are_registered_one_row_each(gate: Gate, keeper: User, household: Household) -> None:
    people = (
        Person(
            name=" 甘来 ",
            document="231085197403020426",
            phone="138 0453 0001",
            goes_to=household.pk,
            why="送药",
        ),
        Person(name="孙女"),
    )
    fact = scan(1, gate, keeper, shown="registered", direction="in", persons=people, plate="黑C12345")
    for _time in range(2):
        take_from_gates([fact])
    first, second = Registration.everywhere.order_by("-document_hash")
    assert (first.pk, first.name, first.goes_to, first.scan_id) == (fact_id(1), "甘来", household, fact_id(1))
    assert (first.phone, first.plate, second.name) == ("13804530001", "黑C12345", "孙女")
    assert first.document_hash
    assert not Event.objects.filter(
        name="gates.arrival_registered"
    ).exists()  # a visit to a compound is no arrival


def test_who_comes_in_by_a_road_has_arrived(make_gate: MakeGate, keeper: User) -> None:
    road = make_gate(kind="city_road")
    told: dict[str, Any] = {"shown": "registered", "persons": (Person(name="甘来", comes_from="哈尔滨市"),)}
    take_from_gates(
        [scan(1, road, keeper, direction="in", **told), scan(2, road, keeper, direction="out", **told)]
    )
    assert [one.payload["registration"] for one in Event.objects.filter(name="gates.arrival_registered")] == [
        str(fact_id(1))
    ]


# ---- many ------------------------------------------------------------------------------------------------------------
def test_a_hundred_scans_cost_as_many_queries_as_three(
    gate: Gate, keeper: User, make_pass: MakePass, grid: Area
) -> None:
    passes = [make_pass(settle(grid, f"1-1-{100 + n}")) for n in range(40)]

    def queries(numbers: range) -> int:
        with CaptureQueriesContext(connection) as seen:
            take_from_gates(
                [
                    scan(n, gate, keeper, NOW - n * MINUTE, pass_id=passes[n % 40].pk, temperature=36.5,
                         direction="in" if n % 3 else "out", persons=(Person(name="甘来"),))
                    for n in numbers
                ]
            )  # fmt: skip
        return len([one for one in seen if "gates_gatetally" not in one["sql"]])

    few = queries(range(3))
    assert queries(range(3, 103)) <= few + 6  # SQLite takes wide rows in several statements
    assert few < 40


def test_the_kinds_are_declared() -> None:
    assert all(kind_named(name) for name in ("gate.scan", "gate.scan_amended", "patrol.check"))
    tell = kind_named("gate.scan")
    assert tell is not None
    assert Counter(type(one).__name__ for one in tell.examples) == {"Scan": 2}
    assert not GateTally.everywhere.exists()
