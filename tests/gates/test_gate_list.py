"""What a phone takes along to a gate."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.gates import gate_list
from linli.gates.gate_list import list_for, salted
from linli.gates.models import Errand, Gate, PassUse, SigningKey
from linli.lib.playbook.gates import MUST_PASS
from linli.people.models import User
from linli.registers.models import Household, Restriction, Vehicle
from tests.conftest import NOW, TODAY, join, settle
from tests.gates.conftest import DAY, HOUR, MakeGate, MakePass

pytestmark = pytest.mark.django_db


def restrict(household: Household, by: User, **values: Any) -> Restriction:
    return Restriction.objects.create(
        **{
            "household": household, "area": household.area, "area_code": household.area_code,
            "category": "home_quarantine", "basis": "通告", "objection": "12345", "decided_by": by,
            "from_at": NOW - HOUR, "until_at": NOW + DAY, **values,
        }
    )  # fmt: skip


def grant(household: Household, **values: Any) -> Errand:
    return Errand.objects.create(
        **{
            "household": household, "area": household.area, "area_code": household.area_code,
            "kind": "regular_treatment", "from_on": TODAY, "until_on": TODAY + DAY, **values,
        }
    )  # fmt: skip


def test_it_is_json_that_a_phone_reads(gate: Gate, household: Household, make_pass: MakePass) -> None:
    made = make_pass(household)
    told = msgspec.json.decode(msgspec.json.encode(list_for(gate, at=NOW)))
    assert (told["city"], told["gate"]["area"], told["keys"].keys()) == ("231085", gate.area_code, {"1"})
    assert told["passes"][0]["id"] == str(made.pk)
    assert told["passes"][0]["household"] == told["households"][0]["id"] == str(household.pk)


def test_it_says_no_name_and_no_number(gate: Gate, household: Household) -> None:
    told = msgspec.json.encode(list_for(gate, at=NOW)).decode()
    assert "柴丽娟" not in told
    assert "231085197403020426" not in told


def test_a_name_or_number_that_is_typed_finds_the_door(gate: Gate, household: Household) -> None:
    Vehicle.objects.create(
        household=household, area=household.area, area_code=household.area_code, plate="黑C12345"
    )
    found = list_for(gate, at=NOW)
    (home,) = found.households
    assert salted(found.salt, " 柴丽娟 ") in home.names
    assert home.documents == [salted(found.salt, "231085197403020426")]
    assert home.plates == [salted(found.salt, "黑c12345")]


def test_its_salt_is_another_each_time(gate: Gate, household: Household) -> None:
    assert list_for(gate, at=NOW).households[0].names != list_for(gate, at=NOW).households[0].names


def test_uses_of_a_replaced_pass_count_for_the_new_one(
    gate: Gate, household: Household, make_pass: MakePass
) -> None:
    old = make_pass(household, state="replaced", ended_at=NOW)
    new = make_pass(household)
    PassUse.objects.create(
        pk=uuid4(), pass_id=old.pk, household_id=household.pk, gate_id=gate.pk, direction="out", at=NOW - HOUR
    )
    found = {one.id: one for one in list_for(gate, at=NOW).passes}
    assert [use.at for use in found[new.pk].uses] == [NOW - HOUR]
    assert found[new.pk].uses[0].gate == gate.name
    assert found[old.pk].state == "replaced"


def test_revoked_passes_go_along_and_those_that_ran_out_do_not(
    gate: Gate, household: Household, make_pass: MakePass
) -> None:
    make_pass(household, valid_until=NOW - HOUR)
    revoked = make_pass(household, state="revoked")
    assert [one.id for one in list_for(gate, at=NOW).passes] == [revoked.pk]


def test_passes_of_a_wider_area_open_the_gate_too_and_those_of_elsewhere_do_not(
    gate: Gate, town: Area, other_community: Area, make_pass: MakePass
) -> None:
    worker = make_pass(area=town, kind="worker", rule="worker")
    make_pass(area=other_community, kind="worker", rule="worker")
    assert [one.id for one in list_for(gate, at=NOW).passes] == [worker.pk]


def test_who_stays_in_is_marked_without_the_reason(gate: Gate, household: Household, leader: User) -> None:
    restrict(household, leader)
    assert list_for(gate, at=NOW).restricted == [household.pk]
    assert "home_quarantine" not in msgspec.json.encode(list_for(gate, at=NOW)).decode()


@pytest.mark.parametrize(
    "values",
    [{"lifted_at": NOW}, {"from_at": NOW + HOUR}, {"from_at": NOW - DAY, "until_at": NOW}],
    ids=["lifted", "ahead", "over"],
)
def test_a_restriction_that_does_not_hold_is_none(
    gate: Gate, household: Household, leader: User, values: dict[str, Any]
) -> None:
    restrict(household, leader, **values)
    assert list_for(gate, at=NOW).restricted == []


def test_an_errand_of_today_goes_along(gate: Gate, household: Household) -> None:
    grant(household)
    assert list_for(gate, at=NOW).granted == {household.pk: "regular_treatment"}
    assert list_for(gate, at=NOW + DAY).granted == {}
    assert list_for(gate, at=NOW - DAY).granted == {}


def test_an_errand_that_was_withdrawn_does_not(gate: Gate, household: Household) -> None:
    grant(household, withdrawn_at=NOW)
    assert list_for(gate, at=NOW).granted == {}


def test_withdrawn_keys_are_named_and_not_given(gate: Gate, key: SigningKey) -> None:
    SigningKey.objects.create(number=2, private="x", public="y", state="withdrawn")
    found = list_for(gate, at=NOW)
    assert (list(found.keys), found.withdrawn) == ([1], [2])


def test_it_stands_alone_until_another_gate_is_opened_by_the_same_passes(
    gate: Gate, make_gate: MakeGate, city: Area, other_community: Area
) -> None:
    make_gate(other_community, name="沿河小区大门")
    make_gate(name="西门", closed_at=NOW)
    assert list_for(gate, at=NOW).gate.alone
    make_gate(name="北门")
    assert not list_for(gate, at=NOW).gate.alone


def test_whom_to_call_is_the_gate_or_who_is_responsible(make_gate: MakeGate, clerk: User) -> None:
    clerk.phone = "13800001111"
    clerk.save()
    own = list_for(make_gate(responsible=clerk), at=NOW).call
    theirs = list_for(make_gate(responsible=clerk, phone=""), at=NOW).call
    assert (own.phone, theirs.phone, theirs.name) == ("0453-3120001", "13800001111", "宋文书")


def test_errands_that_must_pass_are_those_of_the_code_at_least(gate: Gate) -> None:
    assert {one.key for one in list_for(gate, at=NOW).must_pass} >= MUST_PASS


@pytest.mark.usefixtures("no_playbook")
def test_without_a_playbook_the_keeper_can_still_say_every_errand(gate: Gate, household: Household) -> None:
    grant(household)
    found = list_for(gate, at=NOW)
    assert {one.key for one in found.must_pass} == MUST_PASS
    assert all(one.name.zh and one.name.en for one in found.must_pass)
    assert found.granted == {household.pk: "regular_treatment"}


def test_at_a_gate_of_too_many_households_the_code_alone_decides(
    gate: Gate, household: Household, make_pass: MakePass, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pass(household)
    revoked = make_pass(settle(household.area, "3-2-502"), state="revoked", ended_at=NOW)
    restrict(household, leader)
    monkeypatch.setattr(gate_list, "MOST_HOUSEHOLDS", 1)
    monkeypatch.setattr(gate_list, "MOST_PASSES", 1)
    found = list_for(gate, at=NOW)
    assert (found.households, found.restricted, found.gate.alone) == ([], [], False)
    assert [one.id for one in found.passes] == [revoked.pk]


def test_a_compound_by_its_name_brings_its_own_doors_only(
    make_gate: MakeGate, household: Household, building: Area
) -> None:
    settle(building, "9-1-101", compound="阳光花园")
    found = list_for(make_gate(compound="阳光花园"), at=NOW)
    assert [one.door for one in found.households] == ["9-1-101"]


def test_the_number_of_queries_does_not_grow(
    gate: Gate, building: Area, household: Household, make_pass: MakePass, django_assert_max_num_queries: Any
) -> None:
    def passes(first: int, last: int) -> None:
        for number in range(first, last):
            home = settle(building, f"4-1-{number}")
            join(home, f"人{number}")
            made = make_pass(home)
            PassUse.objects.create(
                pk=uuid4(), pass_id=made.pk, household_id=home.pk, gate_id=gate.pk, direction="out",
                at=NOW - timedelta(minutes=number),
            )  # fmt: skip

    passes(100, 102)
    few = _queries(gate)
    passes(102, 130)
    assert _queries(gate) == few <= 18


def _queries(gate: Gate) -> int:
    from django.db import connection

    fresh = Gate.everywhere.select_related("area", "organisation", "responsible").get(pk=gate.pk)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        list_for(fresh, at=NOW)
    return len(counted)
