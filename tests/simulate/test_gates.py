"""The demo's gates: pages that are not empty, and facts that the intake takes as it takes those of phones."""

from collections import Counter

import pytest

from linli.areas.models import Area
from linli.gates.models import Errand, Finding, Gate, GatePass, GateScan, Registration
from linli.intake.models import Device
from linli.simulate.duty import play_duty
from linli.simulate.gates import PlayedGates, play_gates
from linli.simulate.stage import set_stage
from tests.conftest import NOW, TODAY, appoint, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def played(community: Area, other_community: Area, building: Area, grid: Area) -> PlayedGates:
    for number in range(30):
        settle(building, f"3-{number % 3 + 1}-{number // 3 + 1}01")
    appoint("w1", "丛大海", "clerk", community)
    set_stage(community, today=TODAY)
    play_duty(community, [community, other_community], seed=1, now=NOW, today=TODAY)
    return play_gates(community, [community, other_community], seed=1, now=NOW, today=TODAY)


def test_every_page_of_gates_has_something_to_show(played: PlayedGates) -> None:
    assert Counter(Gate.everywhere.values_list("kind", flat=True)) == {"compound": 3, "city_road": 1}
    kinds = Counter(GatePass.everywhere.values_list("kind", flat=True))
    assert kinds == {"household": 30, "worker": 1, "supply": 1, "medical": 1, "vehicle": 1, "visitor": 1}
    assert GatePass.everywhere.filter(state="revoked").count() == 1
    assert Errand.everywhere.count() == 1
    assert played.scans == GateScan.everywhere.count() > 50
    assert Registration.everywhere.count() >= 40


def test_what_happened_at_them_is_found(played: PlayedGates) -> None:
    found = set(Finding.everywhere.values_list("kind", flat=True))
    assert {"used_twice", "unknown_ground"} <= found
    done = Counter(GateScan.everywhere.values_list("done", flat=True))
    assert done["refused"] >= 3
    assert GateScan.everywhere.filter(errand="medicine", done="let_through").count() == 1
    assert GateScan.everywhere.filter(fever=True).count() == 1
    assert GateScan.everywhere.filter(back_at__isnull=False).exists()


def test_played_again_it_adds_nothing(played: PlayedGates, community: Area) -> None:
    before = GateScan.everywhere.count(), Device.objects.count()
    assert play_gates(community, [community], seed=1, now=NOW, today=TODAY) == PlayedGates()
    assert (GateScan.everywhere.count(), Device.objects.count()) == before
