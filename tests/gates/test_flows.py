"""What a scan starts elsewhere: a fever reaches the right hands, an arrival goes on to the daily round."""

from datetime import timedelta
from typing import Any

import pytest

from linli.areas.models import Area
from linli.care.actions.trips import Arranged, add_trip
from linli.core.models import Event
from linli.core.outbox import drain
from linli.flows.table import REACTIONS
from linli.gates import books
from linli.gates.actions.scans import take_from_gates
from linli.gates.bodies import Person
from linli.gates.models import Errand, Gate
from linli.lib.ids import new_id
from linli.lib.playbook.base import Name
from linli.lib.playbook.gates import Gates, Procedure
from linli.people.models import Note, User
from linli.registers.models import Household, Resident
from linli.rounds.actions.declarations import declare_arrival
from linli.rounds.bodies import Arrival as ArrivalBody
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from tests.conftest import NOW, TODAY
from tests.gates.conftest import MakeGate
from tests.gates.told import amended, scan

pytestmark = pytest.mark.django_db
NAME = Name(zh="扫码测温", en="Scan and measure")


@pytest.fixture(autouse=True)
def _playbook(monkeypatch: pytest.MonkeyPatch) -> None:
    procedure = Procedure(key="scan", name=NAME, steps=("scan", "temperature"), fever_at=37.3, mechanism="D1")
    monkeypatch.setattr(books, "gates_in_force", lambda area: Gates(procedures=(procedure,)))


def react() -> None:
    """Twice: a reaction may run again after a crash."""
    drain(REACTIONS)
    Event.objects.update(handled_at=None)
    drain(REACTIONS)
    assert not Event.objects.exclude(last_error="").exists()


# ---- a planned trip ----------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("no_playbook")
def test_a_planned_dialysis_is_let_out_without_a_playbook_too(elder: Resident, clerk: User) -> None:
    given = {"due_at": NOW + timedelta(days=1), "given": Arranged(), "actor": clerk, "at": NOW}
    add_trip(elder, trip_id=new_id(), kind="dialysis", **given)  # type: ignore[arg-type]
    react()
    assert Errand.everywhere.get().kind == "regular_treatment"


# ---- fever -----------------------------------------------------------------------------------------------------------
def test_a_fever_of_a_known_household_is_told_to_who_looks_after_it(
    gate: Gate, keeper: User, household: Household, clerk: User, doctor: User, warden: User, grid_worker: User,
    other_clerk: User, leader: User,
) -> None:  # fmt: skip
    take_from_gates([scan(1, gate, keeper, shown="door", household=household.pk, temperature=38.5)])
    react()
    told = {note.user for note in Note.objects.all()}
    assert {clerk, doctor, grid_worker, warden} == told
    note = Note.objects.filter(user=clerk).get()
    assert str(household.pk) in note.url
    assert note.data == {"gate": gate.name, "time": note.data["time"]}
    assert "38" not in str(note.data)


def test_a_fever_of_somebody_unknown_is_told_to_the_office_alone(
    gate: Gate, keeper: User, clerk: User, grid_worker: User, other_clerk: User
) -> None:
    take_from_gates([scan(1, gate, keeper, temperature=38.5)])
    react()
    assert [note.user for note in Note.objects.all()] == [clerk]


def test_where_the_community_has_no_office_that_of_the_town_is_told(
    gate: Gate, keeper: User, township_officer: User
) -> None:
    take_from_gates([scan(1, gate, keeper, temperature=38.5)])
    react()
    assert [note.user for note in Note.objects.all()] == [township_officer]


def test_a_fever_that_was_recorded_in_error_is_told_to_nobody(gate: Gate, keeper: User, clerk: User) -> None:
    take_from_gates([scan(1, gate, keeper, temperature=38.5)])
    take_from_gates([amended(2, 1, keeper, taken_back=True)])
    react()
    assert not Note.objects.exists()


# ---- arrivals --------------------------------------------------------------------------------------------------------
@pytest.fixture
def road(make_gate: MakeGate, city: Area) -> Gate:
    return make_gate(area=city, kind="city_road", name="高速口")


@pytest.fixture
def gatekeeper(city: Area) -> User:
    from tests.conftest import appoint

    return appoint("lu", "路守口", "volunteer", city)


def arrive(road: Gate, by: User, **person: Any) -> None:
    told = Person(**{"name": "冯雨桐", "comes_from": "哈尔滨市", **person})
    assert take_from_gates([scan(1, road, by, shown="registered", direction="in", persons=(told,))]) == {}
    react()


def declared(household: Household) -> Arrival:
    body = ArrivalBody(household=household.pk, name="冯雨桐", arrives_on=TODAY, state="expected")
    return declare_arrival(household, arrival_id=new_id(), body=body, now=NOW - timedelta(days=2))


def test_the_code_of_a_declaration_confirms_it(road: Gate, gatekeeper: User, household: Household) -> None:
    waiting = declared(household)
    arrive(road, gatekeeper, declared_as=waiting.reference)
    now = Arrival.everywhere.get()
    assert (now.pk, now.state, now.arrived_at) == (waiting.pk, ArrivalState.ARRIVED, NOW)


def test_a_code_of_somebody_else_confirms_nothing(road: Gate, gatekeeper: User, household: Household) -> None:
    waiting = declared(household)
    arrive(road, gatekeeper, name="甘来", declared_as=waiting.reference)
    assert Arrival.everywhere.get().state == ArrivalState.EXPECTED


def test_somebody_who_was_not_declared_is_expected_where_they_go(
    road: Gate, gatekeeper: User, household: Household
) -> None:
    arrive(road, gatekeeper, name="甘来", goes_to=household.pk)
    made = Arrival.everywhere.get()
    assert (made.state, made.household, made.name, made.arrives_on) == (
        ArrivalState.EXPECTED, household, "甘来", TODAY,
    )  # fmt: skip
    assert made.declared_by == "高速口"


def test_who_is_in_the_register_is_expected_at_home(
    road: Gate, gatekeeper: User, household: Household
) -> None:
    arrive(road, gatekeeper, name="柴丽娟", document="231085197403020426")
    assert Arrival.everywhere.get().household == household


def test_nobody_is_expected_twice(road: Gate, gatekeeper: User, household: Household) -> None:
    waiting = declared(household)
    arrive(road, gatekeeper, goes_to=household.pk)
    assert Arrival.everywhere.get() == waiting


def test_who_goes_nobody_knows_where_stays_a_registration(road: Gate, gatekeeper: User) -> None:
    arrive(road, gatekeeper, goes_to_words="朋友家")
    assert not Arrival.everywhere.exists()
