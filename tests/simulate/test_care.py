"""Care in the demo: several states, a zone, ways to hospitals; a repeat adds nothing."""

from collections import Counter

import pytest

from linli.areas.models import Area
from linli.care.models import Appeal, Episode, MedicalTrip
from linli.incidents.models import EditionAdopted, Incident
from linli.people.models import User
from linli.registers.choices import Relation
from linli.registers.models import SupportNeed
from linli.simulate.care import PlayedCare, play_care
from linli.zones.models import Zone
from tests.care import conftest as care
from tests.conftest import NOW, TODAY, appoint, join, settle

pytestmark = pytest.mark.django_db(transaction=True)
epidemic = care.epidemic


@pytest.fixture
def cast(community: Area, town: Area, city: Area) -> None:
    appoint("clerk", "演示文书", "clerk", community)
    appoint("township-officer", "演示干部", "township_officer", town)
    appoint("command-staff", "演示指挥", "command_staff", city)
    appoint("grid-worker", "演示网格员", "grid_worker", community)


@pytest.fixture
def homes(building: Area) -> None:
    for number in range(16):
        join(
            settle(building, f"3-{number % 3 + 1}-{number}01"),
            f"演示{number}",
            relation=Relation.HEAD,
            birth_on=TODAY.replace(year=1960),
        )


def test_it_shows_several_states_and_ways_to_hospitals(
    epidemic: Incident, cast: None, homes: None, community: Area
) -> None:
    played = play_care(community, seed=1, now=NOW, today=TODAY)
    states = Counter(Episode.everywhere.values_list("state", flat=True))
    assert states["active"] == 6
    assert {"proposed", "signed", "cancelled"} <= set(states)
    assert Episode.everywhere.filter(state="active", until_at__lte=NOW).count() == 1
    assert Appeal.everywhere.count() == 1
    assert Zone.everywhere.count() == played.zones == 1
    trips = set(MedicalTrip.everywhere.values_list("kind", "state"))
    assert {("dialysis", "arranged"), ("dialysis", "planned"), ("refill", "planned")} <= trips
    assert SupportNeed.everywhere.filter(code="dialysis").count() == 3


def test_a_repeat_adds_nothing(epidemic: Incident, cast: None, homes: None, community: Area) -> None:
    play_care(community, seed=1, now=NOW, today=TODAY)
    assert play_care(community, seed=1, now=NOW, today=TODAY) == PlayedCare()


def test_without_an_incident_nothing_is_played(cast: None, homes: None, community: Area) -> None:
    assert play_care(community, seed=1, now=NOW, today=TODAY) == PlayedCare()
    assert not EditionAdopted.objects.exists()
    assert User.objects.count() == 4
