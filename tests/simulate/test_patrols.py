"""The demo's patrol: rounds, a point left out, something found."""

import pytest

from linli.areas.models import Area
from linli.gates.models import PatrolCheck, PatrolRound
from linli.simulate.patrols import PlayedPatrols, play_patrols
from tests.conftest import NOW, appoint

pytestmark = pytest.mark.django_db


def test_every_page_of_patrols_has_something_to_show(community: Area) -> None:
    appoint(f"helper-{community.code}-1", "莫连城", "volunteer", community)
    assert play_patrols(community, seed=1, now=NOW) == PlayedPatrols(1, 14)
    rounds = PatrolRound.everywhere.order_by("began_at")
    assert [(one.checks.count(), len(one.missed)) for one in rounds] == [(5, 0), (4, 1), (5, 0)]
    assert PatrolCheck.everywhere.filter(state="open").count() == 1
    assert play_patrols(community, seed=1, now=NOW) == PlayedPatrols()


def test_without_helpers_nobody_walks(community: Area) -> None:
    assert play_patrols(community, seed=1, now=NOW) == PlayedPatrols()
