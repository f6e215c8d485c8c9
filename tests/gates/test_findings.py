"""What gates could not know of each other, once everything is known."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.facts import FieldFact
from linli.core.models import AuditEntry
from linli.gates import books
from linli.gates.actions.findings import settle_finding
from linli.gates.actions.scans import take_from_gates
from linli.gates.choices import FindingState
from linli.gates.models import Finding, Gate, GatePass, GateScan, GateTally, PassUse
from linli.lib.playbook.base import Name
from linli.lib.playbook.gates import Gates, Ground
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW
from tests.gates.conftest import DAY, HOUR, MakeGate, MakePass
from tests.gates.told import amended, fact_id, scan

pytestmark = pytest.mark.django_db
NAME = Name(zh="风险区", en="Area of risk")
GROUNDS = Gates(grounds=(Ground(key="risk_area", name=NAME, basis=NAME, offer=NAME, kinds=("city_road",)),))


@pytest.fixture(autouse=True)
def _playbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "gates_in_force", lambda area: GROUNDS)


@pytest.fixture
def issued(make_pass: MakePass, household: Household) -> GatePass:
    """One person each second day, once."""
    return make_pass(household)


def open_findings() -> set[tuple[str, Any, Any]]:
    rows = Finding.everywhere.filter(state=FindingState.OPEN)
    return {(one.kind, one.scan_id, one.other_id) for one in rows}


# ---- two gates -------------------------------------------------------------------------------------------------------
def test_a_pass_that_two_gates_without_a_line_let_out_was_used_twice(
    gate: Gate, keeper: User, make_gate: MakeGate, issued: GatePass
) -> None:
    west = make_gate(name="西门")
    take_from_gates([scan(2, west, keeper, NOW, pass_id=issued.pk)])
    assert open_findings() == set()
    take_from_gates([scan(1, gate, keeper, NOW - HOUR, pass_id=issued.pk)])  # comes later, happened before
    assert open_findings() == {("used_twice", fact_id(2), fact_id(1))}
    assert Finding.everywhere.get().area_code == west.area_code


def test_a_replaced_pass_and_its_new_one_share_the_turns_of_the_household(
    gate: Gate, keeper: User, issued: GatePass, make_pass: MakePass, household: Household
) -> None:
    GatePass.everywhere.filter(pk=issued.pk).update(state="replaced", ended_at=NOW - HOUR)
    new = make_pass(household)
    take_from_gates(
        [scan(1, gate, keeper, NOW - 2 * HOUR, pass_id=issued.pk), scan(2, gate, keeper, pass_id=new.pk)]
    )
    assert open_findings() == {("used_twice", fact_id(2), fact_id(1))}


def test_an_errand_or_the_day_after_next_is_no_double_use(gate: Gate, keeper: User, issued: GatePass) -> None:
    take_from_gates(
        [
            scan(1, gate, keeper, NOW - 2 * DAY, pass_id=issued.pk),
            scan(2, gate, keeper, NOW - 2 * DAY + HOUR, pass_id=issued.pk, direction="in"),
            scan(3, gate, keeper, NOW - DAY, pass_id=issued.pk, errand="emergency", reason="gates.must_pass"),
            scan(4, gate, keeper, NOW - DAY + HOUR, pass_id=issued.pk, direction="in"),
            scan(5, gate, keeper, NOW, pass_id=issued.pk),
        ]
    )
    assert open_findings() == set()


def test_what_the_gate_called_a_stop_is_found_as_that(gate: Gate, keeper: User, issued: GatePass) -> None:
    take_from_gates(
        [
            scan(1, gate, keeper, NOW - HOUR, pass_id=issued.pk),
            scan(2, gate, keeper, pass_id=issued.pk, verdict="stop", reason="gates.used"),
            scan(3, gate, keeper, pass_id=issued.pk, verdict="stop", reason="gates.used", done="refused"),
        ]
    )
    kinds = {(kind, pk) for kind, pk, _other in open_findings()}
    assert ("let_through_against", fact_id(2)) in kinds
    assert ("used_twice", fact_id(2)) not in kinds
    assert fact_id(3) not in {pk for _kind, pk in kinds}


# ---- passes that have ended ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "is_found"),
    [({}, True), ({"at": -2}, False), ({"direction": "in"}, False), ({"done": "refused"}, False),
     ({"errand": "medicine"}, False)],
)  # fmt: skip
def test_a_revoked_pass_was_let_through(
    values: dict[str, Any], is_found: bool, gate: Gate, keeper: User, issued: GatePass
) -> None:
    GatePass.everywhere.filter(pk=issued.pk).update(state="revoked", ended_at=NOW - HOUR)
    at = NOW + values.pop("at", 0) * HOUR
    take_from_gates([scan(1, gate, keeper, at, pass_id=issued.pk, **values)])
    assert (("revoked_admitted", fact_id(1), None) in open_findings()) is is_found


def test_a_worker_with_a_revoked_pass_was_let_in(gate: Gate, keeper: User, make_pass: MakePass) -> None:
    worker = make_pass(area=gate.area, kind="worker", times=0, state="revoked", ended_at=NOW - HOUR)
    take_from_gates([scan(1, gate, keeper, pass_id=worker.pk, direction="in")])
    assert open_findings() == {("revoked_admitted", fact_id(1), None)}


# ---- exits and entries -----------------------------------------------------------------------------------------------
def test_who_goes_out_twice_without_coming_in(
    gate: Gate, keeper: User, make_pass: MakePass, household: Household
) -> None:
    often = make_pass(household, times=3, every_days=1)
    take_from_gates(
        [scan(1, gate, keeper, NOW - 3 * HOUR, pass_id=often.pk), scan(3, gate, keeper, pass_id=often.pk)]
    )
    assert open_findings() == {("exit_without_entry", fact_id(3), fact_id(1))}
    take_from_gates([scan(2, gate, keeper, NOW - 2 * HOUR, pass_id=often.pk, direction="in")])  # had no line
    assert open_findings() == set()
    kept = Finding.everywhere.get()
    assert (kept.state, kept.settled_by) == (FindingState.SETTLED, None)
    take_from_gates([amended(9, 2, keeper, taken_back=True)])
    assert open_findings() == {("exit_without_entry", fact_id(3), fact_id(1))}


def test_an_entry_whose_use_the_server_took_away_brings_nobody_back(
    gate: Gate, keeper: User, issued: GatePass
) -> None:
    take_from_gates(
        [
            scan(1, gate, keeper, NOW - HOUR, pass_id=issued.pk),
            scan(2, gate, keeper, pass_id=issued.pk, direction="in"),
        ]
    )
    PassUse.objects.filter(pk=fact_id(2)).delete()  # something else stands instead of it
    take_from_gates([amended(3, 2, keeper, taken_back=True)])
    assert GateScan.everywhere.get(pk=fact_id(1)).back_at is None


def test_who_comes_in_twice_without_going_out(gate: Gate, keeper: User, issued: GatePass) -> None:
    first = scan(1, gate, keeper, NOW - 2 * HOUR, pass_id=issued.pk, direction="in")
    take_from_gates([first])
    assert open_findings() == set()  # may have left before there was a gate
    take_from_gates([scan(3, gate, keeper, NOW, pass_id=issued.pk, direction="in")])
    assert open_findings() == {("entry_without_exit", fact_id(3), None)}
    take_from_gates([scan(2, gate, keeper, NOW - HOUR, pass_id=issued.pk)])
    assert open_findings() == set()


def test_who_works_here_comes_in_first(gate: Gate, keeper: User, make_pass: MakePass) -> None:
    worker = make_pass(area=gate.area, kind="worker", times=0)
    ways = ["in", "out", "in", "in", "out", "out"]
    take_from_gates(
        [
            scan(n, gate, keeper, NOW + n * HOUR, pass_id=worker.pk, direction=way)
            for n, way in enumerate(ways)
        ]
    )
    assert open_findings() == set()


# ---- grounds ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "values", "is_found"),
    [
        ("city_road", {"ground": "risk_area"}, False),
        ("compound", {"ground": "risk_area"}, True),  # the rules have it for roads only
        ("city_road", {"ground": "from_elsewhere"}, True),
        ("city_road", {"ground_words": "外地人一律不让进"}, True),
        ("city_road", {"verdict": "stop", "reason": "gates.expired"}, False),  # the gate's own ground
        ("city_road", {"verdict": "ask"}, True),
        (
            "city_road",
            {"verdict": "ask", "list_minutes": 0},
            False,
        ),  # asked of the server; the keeper said nothing
    ],
)
def test_a_ground_that_the_rules_do_not_know_is_found(
    kind: str, values: dict[str, Any], is_found: bool, make_gate: MakeGate, keeper: User
) -> None:
    take_from_gates([scan(1, make_gate(kind=kind), keeper, done="refused", **values)])
    assert bool(open_findings()) is is_found


# ---- settling --------------------------------------------------------------------------------------------------------
def test_a_finding_is_settled_once_and_nothing_opens_it_again(
    gate: Gate, keeper: User, clerk: User, township_officer: User, issued: GatePass
) -> None:
    take_from_gates([scan(n, gate, keeper, NOW - n * HOUR, pass_id=issued.pk) for n in (1, 2)])
    found = Finding.everywhere.get()
    settle_finding(found, actor=clerk, note=" 两人各出一次 ", now=NOW)
    settle_finding(found, actor=township_officer, note="别的", now=NOW)
    take_from_gates([scan(3, gate, keeper, NOW, pass_id=issued.pk, direction="in")])
    kept = Finding.everywhere.get(pk=found.pk)
    assert (kept.state, kept.note, kept.settled_by) == (FindingState.SETTLED, "两人各出一次", clerk)
    assert AuditEntry.objects.get(action="gates:finding:settled").actor_id == clerk.pk


# ---- in whichever order ----------------------------------------------------------------------------------------------
def _state() -> tuple[object, ...]:
    scans = GateScan.everywhere.order_by("pk").values_list(
        "pk", "done", "temperature", "back_at", "due_back_at"
    )
    uses = PassUse.objects.order_by("pk").values_list("pk", "pass_id", "household_id", "counts", "direction")
    tallies = GateTally.everywhere.exclude(n=0).order_by("gate_id", "on", "measure", "detail")
    told = tallies.values_list("gate_id", "on", "measure", "detail", "n")
    return list(scans), list(uses), list(told), open_findings()


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["out", "in"]), st.sampled_from(["let_through", "let_through", "refused"]), st.integers(0, 1), st.integers(0, 70),
        st.sampled_from(["", "", "medicine"]), st.sampled_from([None, "back", "hot"]),
    ),
    min_size=2,
    max_size=6,
)  # fmt: skip


@settings(max_examples=90, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), events=EVENTS)
def test_the_order_in_which_phones_tell_does_not_matter(
    data: st.DataObject,
    events: list[tuple[Any, ...]],
    gate: Gate,
    keeper: User,
    make_gate: MakeGate,
    issued: GatePass,
) -> None:
    cache.clear()
    facts = _facts(events, [gate, make_gate(name="西门")], keeper, issued)
    mixed: Sequence[FieldFact] = data.draw(st.permutations(facts))
    size = data.draw(st.integers(1, len(facts)))
    with _undone():
        take_from_gates(facts)
        at_once = _state()
    with _undone():
        for start in range(0, len(mixed), size):
            assert take_from_gates(mixed[start : start + size]) == {}
        take_from_gates(mixed[:1])  # and one comes twice
        assert _state() == at_once


def _facts(
    events: list[tuple[Any, ...]], gates: Sequence[Gate], keeper: User, issued: GatePass
) -> list[FieldFact]:
    facts = []
    for number, (direction, done, where, hours, errand, then) in enumerate(events):
        at = NOW - timedelta(hours=hours)
        facts.append(
            scan(number, gates[where], keeper, at, pass_id=issued.pk, direction=direction, done=done, errand=errand,
                 due_back_at=at + 2 * HOUR if direction == "out" else None)
        )  # fmt: skip
        if then == "back":
            facts.append(amended(100 + number, number, keeper, at + timedelta(minutes=1), taken_back=True))
        elif then == "hot":
            facts.append(amended(100 + number, number, keeper, at + timedelta(minutes=1), temperature=38.0))
    return facts


class _undone:  # noqa: N801 - reads as a phrase
    """What happens within it is taken back at its end."""

    def __enter__(self) -> None:
        self._block = transaction.atomic()
        self._block.__enter__()

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        self._block.__exit__(*error)  # type: ignore[arg-type]
