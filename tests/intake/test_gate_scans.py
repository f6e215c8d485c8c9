"""A scan that is asked with a line: decided by what the database knows, written before it is answered."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from linli.gates.codes import code_of
from linli.gates.models import Errand, Gate, GatePass, GateScan, PassUse
from linli.intake.actions import derive_facts
from linli.intake.models import Fact
from linli.intake.stores import store_for
from linli.people.models import User
from linli.registers.models import Household, Restriction
from tests.conftest import NOW, TODAY, place
from tests.gates.conftest import (  # noqa: F401 - fixtures
    DAY,
    HOUR,
    MakeGate,
    MakePass,
    gate,
    keeper,
    key,
    make_gate,
    make_pass,
)
from tests.intake.conftest import Intake, Phone, Response, fact_id

# ruff: noqa: F811 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/intake/v1/gate-scans"
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def at_gate(phone_of: Callable[[User], Phone], keeper: User) -> Phone:
    """巩新月's phone."""
    return phone_of(keeper)


@pytest.fixture
def issued(make_pass: MakePass, household: Household) -> GatePass:
    """The pass of 3-2-501: one person, each second day, back within two hours."""
    return make_pass(household, max_hours=2)


@pytest.fixture
def ask(gate: Gate) -> Ask:
    """`ask(1, issued)`: question 1, somebody shows this pass on the way out."""

    def asked(number: int, issued: GatePass | None = None, /, **values: Any) -> dict[str, Any]:
        code = {"code": code_of(issued)} if issued else {}
        return {
            "id": str(fact_id(number)),
            "gate": str(gate.pk),
            "made_at": NOW.isoformat(),
            **code,
            **values,
        }

    return asked


def sent(phone: Phone, *questions: dict[str, Any], **headers: str) -> Response:
    return phone.request("POST", PATH, json.dumps(questions).encode(), **headers)


def told(phone: Phone, *questions: dict[str, Any]) -> Any:
    """The answer to one question, or the answers to several."""
    response = sent(phone, *questions)
    assert response.status == 200, response.raw
    answers = response.json["scans"]
    return answers[0] if len(questions) == 1 else answers


def body_of(pk: UUID) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Fact.objects.get(pk=pk).body)
    return found


# ---- decided and written ---------------------------------------------------------------------------------------------
def test_a_pass_opens_the_gate_and_its_use_is_written_before_the_answer(
    at_gate: Phone, ask: Ask, issued: GatePass, gate: Gate, household: Household
) -> None:
    answer = told(at_gate, ask(1, issued))
    assert (answer["id"], answer["says"], answer["code"], answer["done"], answer["by"]) == (
        str(fact_id(1)), "pass", "gates.ok", "let_through", "server",
    )  # fmt: skip
    assert answer["door"] == "和平家园 3-2-501"
    assert answer["due_back_at"] > answer["at"]
    use = PassUse.objects.get()
    assert (use.pk, use.pass_id, use.household_id, use.gate_id) == (
        fact_id(1), issued.pk, household.pk, gate.pk,
    )  # fmt: skip
    assert (use.direction, use.counts) == ("out", True)
    kept = body_of(fact_id(1))
    assert (kept["verdict"], kept["reason"], kept["done"], kept["list_minutes"]) == (
        "pass", "gates.ok", "let_through", 0,
    )  # fmt: skip


def test_it_becomes_a_row_as_every_fact_does(at_gate: Phone, ask: Ask, issued: GatePass, gate: Gate) -> None:
    told(at_gate, ask(1, issued, temperature=36.4, people=1))
    assert derive_facts().quarantined == 0
    row = GateScan.everywhere.get()
    assert (row.pk, row.gate, row.exit_pass, row.verdict, row.done) == (
        fact_id(1), gate, issued, "pass", "let_through",
    )  # fmt: skip
    assert row.online
    assert PassUse.objects.count() == 1


def test_used_once_it_stops_and_nothing_is_used_up(
    at_gate: Phone, ask: Ask, issued: GatePass, gate: Gate
) -> None:
    told(at_gate, ask(1, issued))
    answer = told(at_gate, ask(2, issued))
    assert (answer["says"], answer["code"], answer["done"]) == ("stop", "gates.used", "refused")
    assert (answer["data"]["gate"], answer["data"]["from_on"]) == (gate.name, "2026-11-22")
    assert PassUse.objects.count() == 1
    assert body_of(fact_id(2))["done"] == "refused"


def test_who_comes_home_is_let_in_and_the_exit_has_ended(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    told(at_gate, ask(1, issued))
    assert told(at_gate, ask(2, issued, direction="in"))["code"] == "gates.comes_in"
    assert list(PassUse.objects.order_by("at").values_list("direction", flat=True)) == ["out", "in"]
    assert told(at_gate, ask(3, issued))["code"] == "gates.used"


def test_another_pass_of_the_household_does_not_bring_a_second_turn(
    at_gate: Phone, ask: Ask, issued: GatePass, make_pass: MakePass, household: Household
) -> None:
    told(at_gate, ask(1, issued))
    GatePass.everywhere.filter(pk=issued.pk).update(state="replaced")
    assert told(at_gate, ask(2, make_pass(household)))["code"] == "gates.used"


def test_what_was_revoked_a_moment_ago_stops(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    GatePass.everywhere.filter(pk=issued.pk).update(state="revoked")
    assert told(at_gate, ask(1, issued))["code"] == "gates.revoked"


def test_a_household_that_stays_in_is_stopped_from_the_same_moment(
    at_gate: Phone, ask: Ask, issued: GatePass, household: Household, clerk: User
) -> None:
    mark = Restriction.objects.create(
        household=household, area=household.area, area_code=household.area_code, category="home_quarantine",
        basis="县指挥部通告第 12 号", objection="和平社区 0453-3120001", decided_by=clerk, from_at=NOW - HOUR, until_at=NOW + DAY,
    )  # fmt: skip
    answer = told(at_gate, ask(1, issued))
    assert (answer["says"], answer["code"]) == ("stop", "gates.stays_in")
    Restriction.everywhere.filter(pk=mark.pk).update(lifted_at=NOW)
    assert told(at_gate, ask(2, issued))["says"] == "pass"


def test_what_must_pass_passes_and_uses_nothing_up(
    at_gate: Phone, ask: Ask, issued: GatePass, household: Household
) -> None:
    told(at_gate, ask(1, issued))
    assert told(at_gate, ask(2, issued, errand="emergency"))["code"] == "gates.must_pass"
    Errand.objects.create(
        household=household, area=household.area, area_code=household.area_code, kind="medicine", from_on=TODAY,
        until_on=TODAY + DAY,
    )  # fmt: skip
    assert told(at_gate, ask(3, issued))["code"] == "gates.granted"
    assert body_of(fact_id(3))["errand"] == "medicine"
    assert PassUse.objects.filter(counts=True).count() == 1


def test_what_is_no_pass_is_told_so(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    text = code_of(issued)
    last = "000" if text[-3:] != "000" else "001"
    shown = {
        text[:-20]: ("stop", "gates.truncated"),
        text[:-3] + last: ("stop", "gates.forged"),
        "https://example.org/": ("ask", "gates.not_a_pass"),
        "LL1:é": ("ask", "gates.unreadable"),
        "": ("ask", "gates.no_pass"),
    }
    answers = told(at_gate, *(ask(number, code=code) for number, code in enumerate(shown)))
    assert [(one["says"], one["code"]) for one in answers] == list(shown.values())
    assert {one["done"] for one in answers} == {"refused"}
    assert not PassUse.objects.exists()


def test_a_slip_an_id_and_a_door_stand_for_the_pass(
    at_gate: Phone, ask: Ask, issued: GatePass, household: Household
) -> None:
    for number, shown in enumerate(
        ({"slip": issued.slip.lower()}, {"pass_id": str(issued.pk)}, {"household": str(household.pk)})
    ):
        answer = told(at_gate, ask(number, **shown))
        assert answer["door"] == "和平家园 3-2-501"
        assert answer["code"] == ("gates.used" if number else "gates.ok")


def test_a_door_without_a_pass_is_asked_about(at_gate: Phone, ask: Ask, household: Household) -> None:
    answer = told(at_gate, ask(1, household=str(household.pk), shown="door"))
    assert (answer["says"], answer["code"], answer["door"]) == ("ask", "gates.no_pass", "和平家园 3-2-501")


def test_a_door_that_is_not_behind_the_gate_is_not_told(
    at_gate: Phone, ask: Ask, household: Household, other_community: Any
) -> None:
    Household.everywhere.filter(pk=household.pk).update(area_code="231085100005")
    assert told(at_gate, ask(1, household=str(household.pk), shown="door"))["door"] == ""


# ---- what the keeper did ---------------------------------------------------------------------------------------------
def test_the_keeper_lets_through_what_was_asked_about(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    assert told(at_gate, ask(1, issued, people=3))["code"] == "gates.too_many"
    again = told(at_gate, ask(2, issued, people=3, done="let_through", instead_of=str(fact_id(1))))
    assert (again["says"], again["done"]) == ("ask", "let_through")
    assert PassUse.objects.get().pk == fact_id(2)
    derive_facts()
    assert dict(GateScan.everywhere.values_list("pk", "done")) == {
        fact_id(1): "taken_back", fact_id(2): "let_through",
    }  # fmt: skip


def test_a_scan_that_was_taken_back_has_used_nothing_up(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    told(at_gate, ask(1, issued))
    again = told(
        at_gate, ask(2, issued, done="refused", ground_words="自己改主意了", instead_of=str(fact_id(1)))
    )
    assert (again["says"], again["done"]) == ("pass", "refused")
    assert not PassUse.objects.exists()
    assert told(at_gate, ask(3, issued))["code"] == "gates.ok"
    derive_facts()
    assert PassUse.objects.get().pk == fact_id(3)


def test_nobody_takes_back_the_scan_of_another(
    at_gate: Phone, ask: Ask, issued: GatePass, phone_of: Callable[[User], Phone], grid_worker: User
) -> None:
    told(at_gate, ask(1, issued))
    other = phone_of(grid_worker)
    assert told(other, ask(2, issued, instead_of=str(fact_id(1))))["code"] == "gates.used"
    assert Fact.objects.filter(kind="gate.scan_amended").count() == 0
    assert PassUse.objects.get().pk == fact_id(1)


# ---- twice, late, at once --------------------------------------------------------------------------------------------
def test_sent_again_it_gets_the_first_answer_word_for_word(
    at_gate: Phone, ask: Ask, issued: GatePass
) -> None:
    first = sent(at_gate, ask(1, issued))
    GatePass.everywhere.filter(pk=issued.pk).update(state="revoked")
    derive_facts()
    for _again in range(3):
        assert sent(at_gate, ask(1, issued)).raw == first.raw
    assert sent(at_gate, dict(reversed(ask(1, issued).items()))).raw == first.raw
    assert (Fact.objects.count(), PassUse.objects.count()) == (1, 1)


def test_another_question_with_the_same_id_is_refused(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    told(at_gate, ask(1, issued))
    response = sent(at_gate, ask(1, issued, direction="in"))
    assert (response.status, response.json["code"]) == (409, "intake.scan_id_taken")
    response = sent(at_gate, ask(2, issued), ask(2, issued, direction="in"))
    assert (response.status, response.json["code"]) == (409, "intake.scan_id_taken")


def test_an_answer_that_is_not_kept_any_more_is_told_so(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    told(at_gate, ask(1, issued))
    Fact.objects.update(body="")
    assert sent(at_gate, ask(1, issued)).json["code"] == "intake.answer_gone"


def test_of_two_in_one_request_the_first_passes(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    answers = told(at_gate, ask(1, issued), ask(2, issued), ask(1, issued))
    assert [one["code"] for one in answers] == ["gates.ok", "gates.used", "gates.ok"]
    assert answers[0] == answers[2]
    assert PassUse.objects.count() == 1


def test_of_many_at_once_one_passes(at_gate: Phone, ask: Ask, issued: GatePass) -> None:
    async def all_at_once() -> list[Response]:
        bodies = [json.dumps(ask(number, issued)).encode() for number in range(12)]
        return await asyncio.gather(*(at_gate.requested("POST", PATH, one) for one in bodies))

    said = [one.json["scans"][0]["says"] for one in at_gate.loop.run_until_complete(all_at_once())]
    assert sorted(said) == ["pass"] + ["stop"] * 11
    assert PassUse.objects.count() == 1


def test_of_two_at_two_servers_at_once_one_passes(
    at_gate: Phone, ask: Ask, make_pass: MakePass, building: Any, loop: asyncio.AbstractEventLoop
) -> None:
    """Two intakes on one database, as a large city has them."""
    second = Phone(Intake(store_for(), fresh_seconds=0), loop, at_gate.token)
    passes = [make_pass(area=building, kind="worker") for _one in range(6)]
    # Warm, so that both are at it at the same time.
    told(second, ask(99))
    told(at_gate, ask(98))

    async def answered(phone: Phone, question: dict[str, Any]) -> str:
        """Asked until it is answered: two connections to one database in memory refuse each other now and then."""
        while (response := await phone.requested("POST", PATH, json.dumps(question).encode())).status == 503:
            await asyncio.sleep(0)
        said: str = response.json["scans"][0]["says"]
        return said

    async def both() -> list[str]:
        asked = [
            answered(phone, ask(10 * number + at, one))
            for number, one in enumerate(passes)
            for at, phone in enumerate((at_gate, second))
        ]
        return await asyncio.gather(*asked)

    said = loop.run_until_complete(both())
    loop.run_until_complete(second.app.close())
    assert [sorted(said[at : at + 2]) for at in range(0, 12, 2)] == [["pass", "stop"]] * 6
    assert PassUse.objects.count() == 6


def test_a_clock_that_is_behind_does_not_bring_a_second_turn(
    at_gate: Phone, ask: Ask, issued: GatePass
) -> None:
    told(at_gate, ask(1, issued))
    PassUse.objects.update(at=NOW + 5 * HOUR)  # another server's clock is ahead
    assert told(at_gate, ask(2, issued))["code"] == "gates.used"


# ---- by the outbox ---------------------------------------------------------------------------------------------------
def by_outbox(number: int, gate: Gate, **body: Any) -> dict[str, Any]:
    told = {
        "gate": str(gate.pk), "shown": "pass", "verdict": "pass", "reason": "gates.ok", "done": "let_through",
        "list_minutes": 30, **body,
    }  # fmt: skip
    return {"id": str(fact_id(number)), "kind": "gate.scan", "made_at": NOW.isoformat(), "body": told}


def test_a_phone_that_did_not_hear_the_answer_tells_it_by_its_outbox(
    at_gate: Phone, ask: Ask, issued: GatePass, gate: Gate
) -> None:
    told(at_gate, ask(1, issued))
    assert at_gate.send(by_outbox(1, gate, pass_id=str(issued.pk))).states == ["seen"]
    derive_facts()
    assert (GateScan.everywhere.count(), PassUse.objects.count()) == (1, 1)


def test_where_the_keeper_did_otherwise_a_person_looks(
    at_gate: Phone, ask: Ask, issued: GatePass, gate: Gate
) -> None:
    told(at_gate, ask(1, issued))
    other = by_outbox(1, gate, verdict="stop", reason="gates.used", done="refused")
    assert at_gate.send(other).states == ["quarantined"]


def test_a_use_that_a_phone_told_by_its_outbox_counts_here_once_it_is_a_row(
    at_gate: Phone, ask: Ask, issued: GatePass, gate: Gate
) -> None:
    at_gate.send(by_outbox(1, gate, pass_id=str(issued.pk)))
    derive_facts()
    assert told(at_gate, ask(2, issued))["code"] == "gates.used"


# ---- whose -----------------------------------------------------------------------------------------------------------
def test_who_keeps_no_gate_there_is_refused_and_nothing_is_written(
    phone_of: Callable[[User], Phone],
    ask: Ask,
    issued: GatePass,
    doctor: User,
    make_gate: MakeGate,
    keeper: User,
) -> None:
    response = sent(phone_of(doctor), ask(1, issued))
    assert (response.status, response.json["code"]) == (404, "intake.keeps_other_gates")
    elsewhere = place("530827", "county", "孟连县", None)
    response = sent(phone_of(keeper), ask(1, issued, gate=str(make_gate(area=elsewhere).pk)))
    assert response.json["code"] == "intake.keeps_other_gates"
    assert not Fact.objects.exists()


def test_a_gate_that_does_not_stand_is_refused(
    at_gate: Phone, ask: Ask, issued: GatePass, gate: Gate
) -> None:
    stands = {"closed_at": None, "until_on": TODAY + DAY, "from_on": TODAY}
    for ended in (
        {"closed_at": NOW},
        {"until_on": TODAY, "from_on": TODAY - DAY},
        {"from_on": TODAY + DAY, "until_on": TODAY + 2 * DAY},
    ):
        Gate.everywhere.filter(pk=gate.pk).update(**{**stands, **ended})
        assert sent(at_gate, ask(1, issued)).status == 404
    Gate.everywhere.filter(pk=gate.pk).update(**stands)
    assert sent(at_gate, ask(1, issued)).status == 200
