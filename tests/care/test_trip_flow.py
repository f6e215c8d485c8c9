"""A trip is known at the gate: granted once, moved with it, withdrawn when it is called off."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from linli.care.actions.trips import Arranged, add_trip, arrange_trip, cancel_trip, tell_trip
from linli.care.models import Episode, MedicalTrip
from linli.core.outbox import drain
from linli.flows.table import REACTIONS
from linli.flows.trip_changed import let_household_pass
from linli.gates.gate_list import list_for
from linli.gates.models import Errand
from linli.gates.playbook import gates_in_force
from linli.gates.rules import Facts, decide
from linli.gates.simulating import gate_seen
from linli.incidents.models import Incident
from linli.people.models import User
from linli.registers.models import Resident
from tests.conftest import NOW, TODAY
from tests.gates.conftest import MakeGate
from tests.gates.conftest import make_gate as make_a_gate

make_gate = make_a_gate
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def trip(epidemic: Incident, elder: Resident, clerk: User) -> MedicalTrip:
    return add_trip(
        elder, trip_id=uuid4(), kind="dialysis", due_at=NOW + DAY, given=Arranged(), actor=clerk, at=NOW
    )


def standing() -> list[tuple[str, object, object]]:
    rows = Errand.everywhere.filter(withdrawn_at=None).order_by("from_on")
    return [(one.kind, one.from_on, one.until_on) for one in rows]


def test_the_household_is_let_out_on_the_day_of_its_trip(trip: MedicalTrip) -> None:
    drain(REACTIONS)
    assert standing() == [("regular_treatment", TODAY + DAY, TODAY + 2 * DAY)]


def test_run_twice_it_happens_once(trip: MedicalTrip) -> None:
    for _again in range(3):
        let_household_pass({"trip": str(trip.pk)})
    assert Errand.everywhere.count() == 1


def test_a_trip_that_leaves_the_day_before_moves_its_errand(trip: MedicalTrip, clerk: User) -> None:
    drain(REACTIONS)
    arrange_trip(trip, version=None, given=Arranged(leave_at=NOW + 2 * HOUR), actor=clerk)
    drain(REACTIONS)
    assert standing() == [("regular_treatment", TODAY, TODAY + 2 * DAY)]


def test_a_cancelled_trip_is_not_let_out(trip: MedicalTrip, clerk: User) -> None:
    drain(REACTIONS)
    cancel_trip(trip, version=None, why="改期", actor=clerk)
    drain(REACTIONS)
    assert standing() == []


def test_who_missed_it_and_goes_after_all_is_let_out_again(trip: MedicalTrip, clerk: User) -> None:
    drain(REACTIONS)
    tell_trip(trip, outcome="not_done", at=NOW, actor=clerk, note="车没有来")
    drain(REACTIONS)
    assert standing() == []
    arrange_trip(trip, version=None, given=Arranged(vehicle="黑C12345"), actor=clerk)
    drain(REACTIONS)
    assert len(standing()) == 1


def test_the_way_home_is_open_after_it_is_done(trip: MedicalTrip, clerk: User) -> None:
    drain(REACTIONS)
    tell_trip(trip, outcome="done", at=NOW, actor=clerk)
    drain(REACTIONS)
    assert len(standing()) == 1


def test_an_errand_that_somebody_granted_by_hand_stays(trip: MedicalTrip, clerk: User) -> None:
    Errand.objects.create(
        household=trip.household, area=trip.area, area_code=trip.area_code, kind="regular_treatment",
        from_on=TODAY, until_on=TODAY + 3 * DAY, granted_by=clerk,
    )  # fmt: skip
    cancel_trip(trip, version=None, why="改期", actor=clerk)
    drain(REACTIONS)
    assert standing() == [("regular_treatment", TODAY, TODAY + 3 * DAY)]


def test_a_dialysis_patient_passes_a_gate_while_the_door_is_closed(
    make_gate: MakeGate, episode: Episode, resident: Resident, clerk: User
) -> None:
    """The door is marked by an episode; on the day of the way the gate says pass, on any other it says stop."""
    gate = make_gate()
    add_trip(
        resident, trip_id=uuid4(), kind="dialysis", due_at=NOW + HOUR, given=Arranged(), actor=clerk, at=NOW
    )
    drain(REACTIONS)

    def says(at: datetime) -> str:
        found = list_for(gate, at=at)
        home = episode.household_id
        facts = Facts(
            at=at, gate=gate_seen(gate, gates_in_force(gate.area), at), direction="out",
            granted=found.granted.get(home, ""), restricted=home in found.restricted,
        )  # fmt: skip
        return str(decide(facts).says)

    assert list_for(gate, at=NOW).restricted == [episode.household_id]
    assert says(NOW) == "pass"
    assert says(NOW + DAY) == "stop"
