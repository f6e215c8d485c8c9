"""Gates, passes, keys, errands and the simulator, in the office."""

from typing import Any
from uuid import uuid4

from linli.gates.models import Errand, Gate, GatePass, PassRun, SigningKey
from linli.lib.playbook import Role
from linli.people.choices import Capability
from linli.people.models import User
from tests.access.page import FORM, Page
from tests.access.world import Side
from tests.conftest import NOW, TODAY
from tests.gates.conftest import DAY, PRIVATE, in_base64

READ = (Capability.GATES_READ,)
WRITE = (*READ, Capability.GATES_WRITE)
HOMES = (*READ, Capability.HOUSEHOLDS_READ)
ISSUE = (*HOMES, Capability.PASSES_ISSUE)
KEYS = (Capability.PASSES_KEYS,)
DONE = {"get": 200, "post": 303}


def gate(side: Side) -> dict[str, Any]:
    def made() -> Gate:
        return Gate.objects.create(
            area=side.building, area_code=side.building.code, name="东门", procedure="scan", basis="通告第 12 号",
            decided_by="县指挥部", from_on=TODAY - DAY, until_on=TODAY + 9 * DAY,
        )  # fmt: skip

    return {"gate_id": side.make("office:gate", made).pk}


def key() -> SigningKey:
    made: SigningKey = SigningKey.objects.get_or_create(
        number=1, defaults={"private": in_base64(PRIVATE), "public": in_base64(PRIVATE)}
    )[0]
    return made


def a_pass(side: Side) -> dict[str, Any]:
    def made() -> GatePass:
        return GatePass.objects.create(
            pk=uuid4(), area=side.building, area_code=side.building.code, kind="worker", rule="worker", key=key(),
            holder="郎平", valid_from=NOW - DAY, valid_until=NOW + DAY,
        )  # fmt: skip

    return {"pass_id": side.make("office:pass", made).pk}


def errand(side: Side) -> dict[str, Any]:
    def made() -> Errand:
        return Errand.objects.create(
            household=side.household, area=side.building, area_code=side.building.code, kind="medicine",
            from_on=TODAY, until_on=TODAY + DAY,
        )  # fmt: skip

    return {"errand_id": side.make("office:errand", made).pk}


def home(side: Side) -> dict[str, Any]:
    return {"household_id": side.household.pk}


def run_of_somebody_else(side: Side) -> dict[str, Any]:
    def made() -> PassRun:
        return PassRun.objects.create(
            area=side.building, area_code=side.building.code, work="print", state="ready", total=1,
            by=User.objects.create(username=f"drew-{side.code}", name="单位同事"), until=NOW + DAY,
        )  # fmt: skip

    return {"run_id": side.make("office:run", made).pk}


def part_of_somebody_else(side: Side) -> dict[str, Any]:
    return {**run_of_somebody_else(side), "number": 1}


def nobody(role: Role) -> bool:
    """A set of passes is for whoever asked for it; `tests/gates/test_passes_runs.py` asks as that person."""
    return False


PAGES = [
    Page("gates:passes_run", ISSUE, kwargs=run_of_somebody_else, also=nobody),
    Page("gates:passes_part", ISSUE, kwargs=part_of_somebody_else, also=nobody),
    Page("gates:gates", READ),
    Page("gates:gate_new", WRITE, expects=FORM),
    Page("gates:gate", READ, kwargs=gate),
    Page("gates:gate_edit", WRITE, kwargs=gate, expects=FORM),
    Page("gates:gate_extend", WRITE, kwargs=gate, expects=FORM),
    Page("gates:gate_close", WRITE, kwargs=gate, expects=DONE),
    Page("gates:simulator", READ),
    Page("gates:passes", HOMES),
    Page("gates:pass_new", ISSUE, expects=FORM),
    Page("gates:passes_issue", ISSUE, expects=FORM),
    Page("gates:passes_print", ISSUE, expects={"get": 200, "post": 200}),
    Page("gates:pass", HOMES, kwargs=a_pass),
    Page("gates:pass_replace", ISSUE, kwargs=a_pass, expects=FORM),
    Page("gates:pass_revoke", ISSUE, kwargs=a_pass, expects=FORM),
    Page("gates:household", HOMES, kwargs=home),
    Page("gates:household_issue", ISSUE, kwargs=home, expects=FORM),
    Page("gates:errand_new", ISSUE, kwargs=home, expects=FORM),
    Page("gates:errand_withdraw", ISSUE, kwargs=errand, expects=DONE),
    Page("gates:keys", KEYS, by_area=False),
    Page("gates:key_rotate", KEYS, by_area=False, expects=DONE),
    Page(
        "gates:key_withdraw", KEYS, by_area=False, expects={"get": 404, "post": 404}
    ),  # it does not say which key
]
