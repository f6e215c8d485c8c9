"""The end of the response ends its measures: what an emergency closed off opens with its closing."""

from collections.abc import Callable

import pytest

from linli.core.models import AuditEntry, Event
from linli.incidents.actions import close_incident
from linli.incidents.models import Incident
from linli.lib.ids import new_id
from linli.people.models import Note, User
from linli.registers.models import Household
from linli.zones.actions.closing import open_what_is_left, open_with_closing
from linli.zones.actions.deciding import agree_zone, sign_zone
from linli.zones.actions.proposing import propose_around, propose_renewal
from linli.zones.choices import WhyLifted, ZoneState
from linli.zones.models import KnownCase, Zone
from linli.zones.problems import EmergencyClosed
from tests.conftest import NOW, TODAY
from tests.zones.conftest import MakeZone
from tests.zones.test_deciding_actions import decision, doors_marked
from tests.zones.test_flows import react, seven

pytestmark = pytest.mark.django_db
__all__ = ["seven"]


@pytest.fixture
def close(epidemic: Incident) -> Callable[[], None]:
    def closed() -> None:
        close_incident(actor=None, incident=epidemic, last_day=TODAY)
        epidemic.refresh_from_db()

    return closed


def test_under_a_closed_emergency_nobody_signs_agrees_or_renews(
    make_zone: MakeZone, homes: list[Household], close: Callable[[], None], leader: User
) -> None:
    zone = make_zone()
    signed, proposed = make_zone(state="signed", stairwell="2"), make_zone(unit="building", state="proposed", compound="和平家园", building="3")  # fmt: skip
    close()
    for act in (
        lambda: sign_zone(proposed, version=None, decision=decision(), actor=leader),
        lambda: agree_zone(signed, version=None, actor=leader),
        lambda: propose_renewal(zone, zone_id=new_id(), reason="x", kind="high", actor=leader),
    ):
        with pytest.raises(EmergencyClosed):
            act()
    assert doors_marked(signed) == set()


def test_with_its_emergency_a_zone_opens_and_what_waits_is_withdrawn(
    make_zone: MakeZone, homes: list[Household], close: Callable[[], None], clerk: User
) -> None:
    zone, signed = make_zone(), make_zone(state="signed", stairwell="2")
    react()
    close()
    react()
    zone.refresh_from_db()
    signed.refresh_from_db()
    assert (zone.state, zone.lifted_why, zone.lifted_by) == (
        ZoneState.LIFTED, WhyLifted.INCIDENT_CLOSED, None
    )  # fmt: skip
    assert doors_marked(zone) == set()
    assert (signed.state, signed.declined_why) == (ZoneState.DECLINED, "emergency_closed")
    assert Note.objects.filter(user=clerk, kind="zone_lifted").count() == 1
    assert AuditEntry.objects.get(action="zones:zone:opened_with_closing").subject_id == zone.pk


def test_closed_twice_it_opens_once(
    make_zone: MakeZone, homes: list[Household], close: Callable[[], None], epidemic: Incident
) -> None:
    make_zone()
    assert open_with_closing(epidemic.pk, at=NOW) == 0  # it is open
    close()
    assert open_with_closing(epidemic.pk, at=NOW) == 1
    assert open_with_closing(epidemic.pk, at=NOW) == 0
    assert Event.objects.filter(name="zones.zone_lifted").count() == 1


def test_what_was_left_open_by_an_emergency_that_is_over_opens_by_itself(
    make_zone: MakeZone, homes: list[Household], close: Callable[[], None]
) -> None:
    zone = make_zone()
    close()
    assert open_what_is_left(at=NOW) == 1
    zone.refresh_from_db()
    assert zone.state == ZoneState.LIFTED


def test_a_case_of_a_closed_emergency_proposes_nothing(
    seven: None, homes: list[Household], close: Callable[[], None], epidemic: Incident
) -> None:  # fmt: skip
    close()
    home = homes[0]
    case = KnownCase.objects.create(
        pk=new_id(), incident=epidemic, household_id=home.pk, area=home.area, area_code=home.area_code,
        compound=home.compound, building=home.building, stairwell=home.stairwell, found_on=TODAY,
    )  # fmt: skip
    assert propose_around(case, at=NOW) is None
    assert not Zone.everywhere.exists()
